// The columns of the table, of which a reader chooses.

import { byId, make } from "../common/dom.js";
import { tr } from "../common/texts.js";

/** A column: its name in the address, its title, by what it sorts, and whether it is shown at first.
 * @typedef {{key: string, title: string, sort?: string, first?: boolean}} Column */

/** @type {Column[]} */
export const COLUMNS = [
  { key: "author", title: tr("Authors"), sort: "author", first: true },
  { key: "venue", title: tr("Venue"), sort: "venue", first: true },
  { key: "year", title: tr("Year"), sort: "year", first: true },
  { key: "topics", title: tr("Topics"), sort: "topics", first: true },
  { key: "stated", title: tr("Stated") },
  { key: "note", title: tr("Note"), first: true },
  { key: "effect", title: tr("Effect"), first: true },
  { key: "summary", title: tr("Summary") },
  { key: "links", title: tr("Links") },
];

/** The columns to show: those chosen, or else the first ones, with what is stated where that is filtered by.
 * @param {string[]} chosen
 * @param {boolean} asksForStatements
 * @returns {Column[]} */
export function shownColumns(chosen, asksForStatements) {
  if (chosen.length) return COLUMNS.filter(({ key }) => chosen.includes(key));
  return COLUMNS.filter(({ key, first }) => first || (key === "stated" && asksForStatements));
}

/** The menu of columns.
 * @param {(columns: string[]) => void} choose */
export function addColumnMenu(choose) {
  const menu = byId("explore-columns");
  const opener = byId("explore-columns-open");
  const open = (/** @type {boolean} */ isOpen) => {
    menu.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
  };
  opener.addEventListener("click", () => open(menu.hidden !== false));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !opener.contains(target) && !menu.contains(target)) open(false);
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    open(false);
    opener.focus();
  });
  const boxes = COLUMNS.map(({ key, title }) => {
    const box = make("input", { type: "checkbox", value: key });
    box.addEventListener("change", () => choose(boxes.filter(({ checked }) => checked).map(({ value }) => value)));
    menu.append(make("label", {}, box, make("span", {}, title)));
    return box;
  });
  return {
    /** @param {Column[]} shown */
    update: (shown) => {
      for (const box of boxes) box.checked = shown.some(({ key }) => key === box.value);
    },
  };
}
