// Charts are drawn when the site is built; this adds downloads as SVG and PNG, arrow keys and zooming.

/** The properties that make a picture look the same outside the page. */
const PROPERTIES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "paint-order", "font-family", "font-size", "font-weight", "letter-spacing",
  "dominant-baseline", "display", "vector-effect", "transform", "scale", "transform-box", "transform-origin",
];

const LARGEST = 16;

/** @param {SVGSVGElement} svg
 * @returns {string} the picture with all its styles inside, and with full addresses */
function standalone(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, place) => {
    if (["title", "desc", "defs"].includes(original.tagName)) return;
    const computed = getComputedStyle(original);
    const style = PROPERTIES.map((name) => [name, computed.getPropertyValue(name)]).filter(([, value]) => value && value !== "none 0px");
    copies[place].setAttribute("style", style.map(([name, value]) => `${name}:${value}`).join(";"));
    copies[place].removeAttribute("class");
    if (original instanceof SVGAElement) copies[place].setAttribute("href", new URL(original.href.baseVal, document.baseURI).href);
  });
  const box = svg.viewBox.baseVal;
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  copy.removeAttribute("style");
  const background = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  background.setAttribute("width", "100%");
  background.setAttribute("height", "100%");
  background.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.querySelector("desc")?.after(background);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {string} address
 * @param {string} name */
function save(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

/** @param {string} text
 * @returns {string} */
function svgAddress(text) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

/** @param {SVGSVGElement} svg
 * @param {string} name */
async function savePng(svg, name) {
  const { width, height } = svg.viewBox.baseVal;
  const image = new Image();
  image.src = svgAddress(standalone(svg));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  save(canvas.toDataURL("image/png"), name);
}

/** Each picture is one tab stop; arrow keys go to the nearest mark in their direction.
 * @param {SVGSVGElement} svg */
function addArrowKeys(svg) {
  const marks = [...svg.querySelectorAll("a")].filter((mark) => mark instanceof SVGElement);
  marks.forEach((mark, place) => mark.setAttribute("tabindex", place ? "-1" : "0"));
  svg.addEventListener("keydown", (event) => {
    const here = marks.findIndex((mark) => mark === document.activeElement);
    const side = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (here < 0 || !side) return;
    const from = middle(marks[here]);
    let best = null;
    let nearest = Infinity;
    for (const mark of marks) {
      const to = middle(mark);
      const along = (to.x - from.x) * side[0] + (to.y - from.y) * side[1];
      const across = Math.abs((to.x - from.x) * side[1]) + Math.abs((to.y - from.y) * side[0]);
      if (along > 0.5 && along + 3 * across < nearest) [best, nearest] = [mark, along + 3 * across];
    }
    event.preventDefault();
    if (!best) return;
    marks[here].setAttribute("tabindex", "-1");
    best.setAttribute("tabindex", "0");
    best.focus();
  });
}

/** @param {Element} mark */
function middle(mark) {
  const box = mark.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Buttons, the wheel with Ctrl, two fingers, dragging, + - 0 and the arrow keys move and zoom the map.
 * @param {HTMLElement} frame
 * @param {SVGSVGElement} svg
 * @param {number[]} zooms from which on more names have room, ascending */
function addZoom(frame, svg, zooms) {
  const content = /** @type {SVGGElement} */ (svg.querySelector(".chart__zoomed"));
  const { width, height } = svg.viewBox.baseVal;
  const view = { zoom: 1, x: 0, y: 0 };
  const show = () => {
    view.x = Math.min(0, Math.max(width * (1 - view.zoom), view.x));
    view.y = Math.min(0, Math.max(height * (1 - view.zoom), view.y));
    content.setAttribute("transform", `translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.zoom.toFixed(3)})`);
    // Names keep their size on the screen, also where a small screen shows the picture small.
    const seen = view.zoom * Math.min(1, svg.getBoundingClientRect().width / width || 1);
    svg.style.setProperty("--zoom", Math.max(zooms[0], seen).toFixed(3));
    svg.style.setProperty("--dot", Math.sqrt(view.zoom).toFixed(3));
    svg.dataset.level = String(Math.max(0, zooms.findLastIndex((zoom) => zoom <= seen + 0.01)));
    svg.classList.toggle("is-zoomed", view.zoom > 1);
  };
  /** @param {number} factor
   * @param {{x: number, y: number}} at in units of the picture */
  const zoomBy = (factor, at) => {
    const zoom = Math.min(LARGEST, Math.max(1, view.zoom * factor));
    view.x = at.x - ((at.x - view.x) * zoom) / view.zoom;
    view.y = at.y - ((at.y - view.y) * zoom) / view.zoom;
    view.zoom = zoom;
    show();
  };
  /** @param {{clientX: number, clientY: number}} event */
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    return { x: ((event.clientX - box.x) / box.width) * width, y: ((event.clientY - box.y) / box.height) * height };
  };
  const centre = { x: width / 2, y: height / 2 };
  const buttons = document.createElement("div");
  buttons.className = "chart__zoom";
  for (const [sign, name, act] of /** @type {[string, string, () => void][]} */ ([
    ["+", "Zoom in", () => zoomBy(2, centre)],
    ["−", "Zoom out", () => zoomBy(0.5, centre)],
    ["⤢", "Show all", () => zoomBy(0, centre)],
  ])) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.title = name;
    button.addEventListener("click", act);
    buttons.append(button);
  }
  frame.prepend(buttons);

  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), point(event));
  }, { passive: false });
  svg.addEventListener("dblclick", (event) => zoomBy(2, point(event)));
  frame.addEventListener("keydown", (event) => {
    if (event.target !== frame) return;
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    const factor = { "+": 2, "=": 2, "-": 0.5, 0: 0 }[event.key];
    if (step && view.zoom > 1) [view.x, view.y] = [view.x + step[0], view.y + step[1]];
    else if (factor !== undefined) zoomBy(factor, centre);
    else return;
    event.preventDefault();
    show();
  });

  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let travelled = 0;
  svg.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, point(event));
    travelled = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      zoomBy(spread, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else if (view.zoom > 1) {
      svg.classList.add("is-dragged");
      [view.x, view.y] = [view.x + now.x - before.x, view.y + now.y - before.y];
      show();
    }
    fingers.set(event.pointerId, now);
  });
  const lift = (/** @type {PointerEvent} */ event) => {
    fingers.delete(event.pointerId);
    svg.classList.remove("is-dragged");
  };
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(name, /** @type {EventListener} */ (lift));
  // A drag that ends on a dot is no click on it.
  svg.addEventListener("click", (event) => { if (travelled > 6) event.preventDefault(); }, { capture: true });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  new ResizeObserver(show).observe(svg);
  show();
}

for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("figure.chart"))) {
  const shown = () => /** @type {SVGSVGElement} */ ([...figure.querySelectorAll(".chart__svg")].find((svg) => svg.getBoundingClientRect().width > 0));
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (figure.querySelectorAll("[data-save]"))) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const name = `${figure.dataset.chart}.${button.dataset.save}`;
      if (button.dataset.save === "svg") save(svgAddress(standalone(shown())), name);
      else void savePng(shown(), name);
    });
  }
  for (const svg of /** @type {NodeListOf<SVGSVGElement>} */ (figure.querySelectorAll(".chart__svg"))) addArrowKeys(svg);
  if (figure.dataset.zooms) {
    const frame = /** @type {HTMLElement} */ (figure.querySelector(".chart__scroll"));
    const zooms = figure.dataset.zooms.split(" ").map(Number);
    addZoom(frame, /** @type {SVGSVGElement} */ (figure.querySelector(".chart__svg")), zooms);
  }
}
