// Keys: `/` and `?` anywhere, arrows between works, x and l at a work, Esc to leave.

import { byId } from "../common/dom.js";

/** @typedef {{search: HTMLInputElement, results: import("./results.js").Results, clearSearch: () => void}} Parts */

const STORED = "explore-single-keys";

/** @param {EventTarget | null} target */
function isTyping(target) {
  const typed = target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type);
  return typed || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether keys without a modifier act; people who use speech input may switch them off. */
function singleKeys() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} on */
function setSingleKeys(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // The browser stores nothing, so the keys stay on.
  }
}

/** @param {Parts} parts */
export function addKeyboard({ search, results, clearSearch }) {
  const help = /** @type {HTMLDialogElement} */ (byId("explore-help"));
  byId("explore-help-open").addEventListener("click", () => help.showModal());
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  }
  const toggle = /** @type {HTMLInputElement} */ (byId("explore-single-keys"));
  toggle.checked = singleKeys();
  toggle.addEventListener("change", () => setSingleKeys(toggle.checked));

  /** @param {number} step */
  const move = (step) => {
    const links = results.links();
    const here = document.activeElement?.closest("[data-work]")?.querySelector("a.result__title");
    const at = links.findIndex((link) => link === here);
    if (at === 0 && step < 0) search.focus();
    else {
      if (at + step >= links.length) results.extend();
      results.links()[Math.max(0, at + step)]?.focus();
    }
  };

  /** @param {KeyboardEvent} event
   * @returns {boolean} Whether the key has a meaning here. */
  const press = (event) => {
    const at = document.activeElement;
    const work = at?.closest("[data-work]");
    if (event.key === "/" && singleKeys() && !isTyping(event.target)) {
      search.focus();
      search.select();
    } else if (event.key === "?" && singleKeys() && !isTyping(event.target)) help.showModal();
    else if (event.key === "ArrowDown" && (at === search || work)) move(1);
    else if (event.key === "ArrowUp" && work) move(-1);
    else if (event.key === "Enter" && at === search) results.links()[0]?.focus();
    else if (event.key === "Escape" && at === search) {
      if (search.value) clearSearch();
      else search.blur();
    } else if (event.key === "Escape" && work) search.focus();
    else if (event.key === "x" && work && !isTyping(event.target)) clickOn(work, ".result__select");
    else if (event.key === "l" && work && !isTyping(event.target)) clickOn(work, ".result__keep");
    else return false;
    return true;
  };

  /** @param {Element} work
   * @param {string} part */
  const clickOn = (work, part) => {
    const element = work.querySelector(part);
    if (element instanceof HTMLElement) element.click();
  };

  // Before the theme, which has a search box of its own for some of these keys.
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (!(event.target instanceof Element) || event.target.closest(".md-search, .md-header")) return;
      if (!press(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
