// The plain fields of the form: what stands in them, and what is typed into them.

import { byId, make } from "../explore/dom.js";
import { namesIn } from "./bibtex.js";
import { arxivIn, doiIn } from "./identifiers.js";
import { tidy } from "./text.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

const LINES = ["title", "venue", "arxiv", "doi", "kind", "published", "remarks", "arxiv_category"];
const LINKS = ["links.code", "links.project", "links.dataset"];

export class Fields {
  /** @param {HTMLElement} form
   * @param {import("./main.js").FormData} data
   * @param {(name: string, value: any) => void} change */
  constructor(form, data, change) {
    this.change = change;
    /** @type {Map<string, Control>} */
    this.controls = new Map();
    for (const control of form.querySelectorAll("input[name], textarea[name], select[name]")) {
      this.controls.set(/** @type {Control} */ (control).name, /** @type {Control} */ (control));
    }
    const kinds = data.schema.properties.kind.enum;
    this.#control("kind").replaceChildren(...kinds.map((/** @type {string} */ kind) => make("option", { value: kind }, kind)));
    byId("contribute-venues").replaceChildren(...data.venues.map((venue) => make("option", { value: venue })));
    this.boxes = data.modalities.map(([id, label]) => {
      const box = make("input", { type: "checkbox", value: id, "data-modality": true, onchange: () => this.#modalities() });
      byId("contribute-modalities").append(make("label", { class: "choice" }, box, make("span", {}, label)));
      return box;
    });
    /** @type {string[]} Modalities in the order of an entry that says them otherwise. */ this.order = [];
    for (const [name, control] of this.controls) control.addEventListener("input", () => change(name, this.#valueOf(name)));
    this.#control("arxiv").addEventListener("change", () => this.#shorten("arxiv", arxivIn));
    this.#control("doi").addEventListener("change", () => this.#shorten("doi", doiIn));
    this.#control("authors").addEventListener("change", () => this.#split());
  }

  /** @param {Entry} entry */
  show(entry) {
    for (const name of LINES) this.#control(name).value = entry[name] ?? "";
    for (const name of LINKS) this.#control(name).value = entry.links?.[name.slice(6)] ?? "";
    this.#control("year").value = String(entry.year ?? "");
    this.#control("authors").value = (entry.authors ?? []).join("\n");
    this.order = entry.modalities ?? [];
    for (const box of this.boxes) box.checked = this.order.includes(box.value);
    if (entry.remarks) /** @type {HTMLDetailsElement} */ (byId("contribute-more")).open = true;
    for (const control of this.controls.values()) grow(control);
  }

  /** @param {string} id
   * @param {boolean} isFixed */
  showId(id, isFixed) {
    const control = /** @type {HTMLInputElement} */ (this.#control("id"));
    if (document.activeElement !== control) control.value = id;
    control.readOnly = isFixed;
  }

  /** @param {string} name
   * @returns {any} */
  #valueOf(name) {
    const control = this.#control(name);
    grow(control);
    const { value } = control;
    if (name === "authors") return value.split("\n").map(tidy).filter(Boolean);
    if (name === "year") return /^\s*\d+\s*$/.test(value) ? Number(value) : value.trim();
    return name === "published" || name === "kind" ? value : tidy(value);
  }

  #modalities() {
    const chosen = this.boxes.filter((box) => box.checked).map((box) => box.value);
    this.order = [...this.order.filter((id) => chosen.includes(id)), ...chosen.filter((id) => !this.order.includes(id))];
    this.change("modalities", this.order);
  }

  /** Keep of a pasted address only the identifier.
   * @param {string} name
   * @param {(text: string) => string | null} find */
  #shorten(name, find) {
    const found = find(this.#control(name).value);
    if (!found || found === this.#control(name).value) return;
    this.#control(name).value = found;
    this.change(name, found);
  }

  /** Put names that were pasted in one line a line each. */
  #split() {
    const control = this.#control("authors");
    const names = namesIn(control.value);
    control.value = names.join("\n");
    grow(control);
    this.change("authors", names);
  }

  /** @param {string} name
   * @returns {Control} */
  #control(name) {
    return /** @type {Control} */ (this.controls.get(name));
  }
}

/** Make a box as high as its text, within reason.
 * @param {Control} control */
function grow(control) {
  if (!(control instanceof HTMLTextAreaElement)) return;
  const least = control.name === "authors" ? 3 : 2;
  control.rows = Math.min(12, Math.max(least, control.value.split("\n").length, Math.ceil(control.value.length / 75)));
}
