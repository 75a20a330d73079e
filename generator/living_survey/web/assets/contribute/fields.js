// The plain fields of the form, and those of facets of the whole work.

import { byId, make } from "../common/dom.js";
import { arxivIn, doiIn } from "../common/identifiers.js";
import { choices } from "./choices.js";
import { textOf, textsOf } from "./entry.js";
import { named } from "./facets.js";
import { splitNames } from "./people.js";
import { LONGEST_SUMMARY } from "./rules.js";
import { pieces, tidy } from "./text.js";
import { Venues } from "./venues.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

const TEXTS = ["title", "venue", "arxiv", "doi", "published", "summary", "remarks", "arxiv_category"];
const LISTS = ["names", "authors"];
const LINKS = ["links.code", "links.project", "links.dataset"];

export class Fields {
  /** @param {HTMLElement} form
   * @param {import("./data.js").FormData} data
   * @param {import("./facets.js").Facets} facets
   * @param {(name: string, value: import("./yaml.js").Json) => void} change */
  constructor(form, data, facets, change) {
    this.change = change;
    this.facets = facets;
    byId("contribute-facets").replaceChildren(...facets.asked.map((field) => this.#facetField(field)));
    /** @type {Map<string, Control>} */
    this.controls = new Map();
    for (const control of form.querySelectorAll("input[name], textarea[name], select[name]")) {
      this.controls.set(/** @type {Control} */ (control).name, /** @type {Control} */ (control));
    }
    byId("contribute-venues").replaceChildren(...data.venues.map((venue) => make("option", { value: venue })));
    for (const [name, control] of this.controls) control.addEventListener("input", () => change(name, this.#valueOf(name)));
    this.#control("arxiv").addEventListener("change", () => this.#shorten("arxiv", arxivIn));
    this.#control("doi").addEventListener("change", () => this.#shorten("doi", doiIn));
    const venues = new Venues(data.known_venues);
    this.#control("venue").addEventListener("change", () => this.#shorten("venue", (text) => venues.canonical(text)));
    this.#control("authors").addEventListener("change", () => this.#split());
  }

  /** @param {Entry} entry */
  show(entry) {
    for (const name of TEXTS) this.#control(name).value = textOf(entry[name]);
    for (const name of LISTS) this.#control(name).value = textsOf(entry[name]).join("\n");
    for (const field of this.facets.asked) this.#showFacet(field, named(entry, field.key));
    for (const name of LINKS) this.#control(name).value = entry.links?.[name.slice(6)] ?? "";
    this.#control("year").value = String(entry.year ?? "");
    this.#countWords();
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
   * @returns {import("./yaml.js").Json} */
  #valueOf(name) {
    const control = this.#control(name);
    grow(control);
    if (name === "summary") this.#countWords();
    const { value } = control;
    if (LISTS.includes(name)) return value.split("\n").map(tidy).filter(Boolean);
    if (name === "year") return /^\s*\d+\s*$/.test(value) ? Number(value) : value.trim();
    return name === "published" ? value : tidy(value);
  }

  #countWords() {
    const count = pieces(this.#control("summary").value).length;
    byId("contribute-words").textContent = count ? tr("{0} of at most {1}.", counted(count, "{0} word", "{0} words"), LONGEST_SUMMARY) : "";
  }

  /** A menu for a facet with one value, boxes for one with several.
   * @param {import("./facets.js").Field} field */
  #facetField(field) {
    const { about, many, required } = this.facets.of(field);
    const hint = about ? make("p", { class: "field__hint", id: `h-${field.key}` }, about) : null;
    const problem = make("p", { class: "field__problem", id: `p-${field.key}`, hidden: true });
    const described = `${about ? `h-${field.key} ` : ""}p-${field.key}`;
    const attributes = { id: `field-${field.key}`, "data-field": field.key };
    if (many) {
      return make("fieldset", { ...attributes, class: "field field--wide field--choices", "aria-describedby": described },
        make("legend", {}, field.label), make("div", { id: `f-${field.key}`, tabindex: -1 }), hint, problem);
    }
    const groups = this.facets.groups(field).flatMap(([title, values]) => {
      const options = values.map((value) => make("option", { value: value.id }, value.title));
      return title ? [make("optgroup", { label: title }, ...options)] : options;
    });
    const select = make("select", { id: `f-${field.key}`, name: field.key, required, "aria-describedby": described },
      required ? null : make("option", { value: "" }, tr("not stated")), ...groups);
    return make("div", { ...attributes, class: "field" }, make("label", { for: `f-${field.key}` }, field.label), select, hint, problem);
  }

  /** @param {import("./facets.js").Field} field
   * @param {string[]} ids */
  #showFacet(field, ids) {
    if (!this.facets.of(field).many) this.#control(field.key).value = ids[0] ?? "";
    else byId(`f-${field.key}`).replaceChildren(...choices(this.facets, field, `f-${field.key}`, ids, (chosen) => this.change(field.key, chosen)));
  }

  /** Reduce a pasted address to its identifier, or a venue to its short form.
   * @param {string} name
   * @param {(text: string) => string | null} find */
  #shorten(name, find) {
    const found = find(this.#control(name).value);
    if (!found || found === this.#control(name).value) return;
    this.#control(name).value = found;
    this.change(name, found);
  }

  /** Put names that were pasted on one line on a line each. */
  #split() {
    const control = this.#control("authors");
    const names = splitNames(control.value);
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

/** Make a box as high as its text, up to a limit.
 * @param {Control} control */
function grow(control) {
  if (!(control instanceof HTMLTextAreaElement)) return;
  const least = control.name === "authors" ? 3 : 2;
  control.rows = Math.min(12, Math.max(least, control.value.split("\n").length, Math.ceil(control.value.length / 75)));
}
