// The controls that the theme puts around generated pages, in place of its own script, which is ten times as large:
// colours, drawer, tabs, table of contents, copying code. The style sheets of the theme and the state that it stores
// are the same. Which features of the theme this knows is listed in living_survey/web/bundling.py.

/** @typedef {{index: number, color: Record<string, string>}} Palette */

/** Pixels from the top after which the tabs hide. */
const TABS_HIDE_AT = 10;
/** Milliseconds for which a message is shown. */
const SHOWN_FOR = 2000;

/** What the theme's inline script defines. */
const theme = /** @type {{__md_get: (key: string) => Palette | null, __md_set: (key: string, value: Palette) => void}} */ (
  /** @type {unknown} */ (globalThis)
);

/** @param {string} name
 * @returns {HTMLElement | null} */
function component(name) {
  return document.querySelector(`[data-md-component=${name}]`);
}

/** @param {HTMLElement} form */
function choosePalette(form) {
  const options = [...form.querySelectorAll("input")];
  const themeColor = document.head.appendChild(Object.assign(document.createElement("meta"), { name: "theme-color" }));
  /** @param {number} index */
  const show = (index) => {
    /** @type {Record<string, string>} */ const color = {};
    for (const key of ["media", "scheme", "primary", "accent"]) {
      color[key] = options[index].getAttribute(`data-md-color-${key}`) ?? "";
      document.body.setAttribute(`data-md-color-${key}`, color[key]);
    }
    options.forEach((option, place) => {
      if (option.nextElementSibling instanceof HTMLElement) option.nextElementSibling.hidden = place !== index;
    });
    themeColor.content = getComputedStyle(component("header") ?? document.body).backgroundColor;
    theme.__md_set("__palette", { index, color });
  };
  options.forEach((option, index) => option.addEventListener("change", () => show(index)));
  form.addEventListener("keydown", ({ key }) => {
    if (key !== "Enter") return;
    const next = options[(options.findIndex(({ checked }) => checked) + 1) % options.length];
    next.click();
    next.focus();
  });
  const preferred = options.findIndex((option) => matchMedia(option.getAttribute("data-md-color-media") ?? "").matches);
  const index = Math.min(Math.max(theme.__md_get("__palette")?.index ?? preferred, 0), options.length - 1);
  options[index].checked = true;
  show(index);
}

/** Labels work from the keyboard, and the drawer closes when a link leads to a place on the page. */
function openDrawer() {
  const drawer = /** @type {HTMLInputElement | null} */ (document.querySelector("#__drawer"));
  addEventListener("hashchange", () => {
    if (drawer) drawer.checked = false;
  });
  for (const toggle of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".md-toggle--indeterminate"))) {
    toggle.indeterminate = true;
    toggle.addEventListener("change", () => toggle.classList.remove("md-toggle--indeterminate"), { once: true });
  }
  for (const label of /** @type {NodeListOf<HTMLLabelElement>} */ (document.querySelectorAll(".md-sidebar label[tabindex]"))) {
    label.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") label.click();
    });
    label.control?.addEventListener("change", () => {
      const isOpen = /** @type {HTMLInputElement} */ (label.control).checked;
      document.querySelector(`[aria-labelledby="${label.id}"]`)?.setAttribute("aria-expanded", String(isOpen));
    });
  }
}

/** What changes while a reader scrolls. */
function followScrolling() {
  const header = component("header");
  const tabs = component("tabs");
  const top = component("top");
  const title = component("header-title");
  const heading = document.querySelector(".md-content h1");
  const links = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-md-component=toc] a[href^='#']"))];
  const targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let before = scrollY;
  let isPlanned = false;
  const follow = () => {
    isPlanned = false;
    const below = header?.getBoundingClientRect().bottom ?? 0;
    const passed = targets.filter((target) => target && target.getBoundingClientRect().top <= below + 24).length;
    const isPastTitle = heading !== null && heading.getBoundingClientRect().bottom <= below;
    header?.classList.toggle("md-header--shadow", scrollY > 0);
    title?.classList.toggle("md-header__title--active", isPastTitle);
    if (tabs && !header?.contains(tabs)) tabs.hidden = scrollY >= TABS_HIDE_AT;
    if (top && scrollY !== before) top.hidden = scrollY > before || !isPastTitle;
    links.forEach((link, place) => {
      link.classList.toggle("md-nav__link--passed", place < passed);
      link.classList.toggle("md-nav__link--active", place === passed - 1);
    });
    before = scrollY;
  };
  addEventListener(
    "scroll",
    () => {
      if (!isPlanned) requestAnimationFrame(follow);
      isPlanned = true;
    },
    { passive: true },
  );
  top?.addEventListener("click", () => scrollTo({ top: 0 }));
  follow();
}

/** @param {string} message */
function tell(message) {
  const dialog = component("dialog");
  if (!dialog?.firstElementChild) return;
  dialog.firstElementChild.textContent = message;
  dialog.classList.add("md-dialog--active");
  setTimeout(() => dialog.classList.remove("md-dialog--active"), SHOWN_FOR);
}

/** Blocks of code that are too wide can be scrolled from the keyboard. */
function scrollCode() {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const code of document.querySelectorAll(".md-content pre > code")) sizes.observe(code);
}

/** A button that copies, on each block of code. */
function copyCode() {
  const { features, translations } = JSON.parse(document.querySelector("#__config")?.textContent ?? "{}");
  if (!features.includes("content.code.copy")) return;
  for (const code of document.querySelectorAll(".md-content pre > code")) {
    const nav = document.createElement("nav");
    nav.className = "md-code__nav";
    const button = document.createElement("button");
    button.className = "md-code__button";
    button.title = translations["clipboard.copy"];
    button.dataset.mdType = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent?.trimEnd() ?? "");
      tell(translations["clipboard.copied"]);
    });
    nav.append(button);
    code.before(nav);
  }
}

/** What is closed opens for a link to something in it, and on paper. */
function openDetails() {
  const reveal = () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details")?.setAttribute("open", "");
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".md-content details")) details.setAttribute("open", "");
  });
  reveal();
}

const palette = component("palette");
if (palette?.querySelector("input")) choosePalette(palette);
openDrawer();
openDetails();
scrollCode();
copyCode();
followScrolling();
