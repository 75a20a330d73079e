// Charts are drawn when the site is built; this adds downloads as SVG and PNG, and arrow keys.

/** The properties that make a picture look the same outside the page. */
const PROPERTIES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "paint-order", "font-family", "font-size", "font-weight", "letter-spacing",
  "dominant-baseline", "display", "vector-effect", "transform", "scale", "transform-box", "transform-origin",
];


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
}
