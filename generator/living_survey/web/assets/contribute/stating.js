// The statements of a place, for editing: sets of values that belong together, each with a result.

import { make } from "../common/dom.js";
import { choices } from "./choices.js";
import { textOf } from "./entry.js";
import { named } from "./facets.js";
import { setsOf, unpaired, withValues } from "./statements.js";
import { tidy } from "./text.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./facets.js").Facets} Facets */
/** @typedef {import("./facets.js").Field} Field */
/** @typedef {import("./entry.js").Stating} Stating */

export class Statements {
  /** @param {Facets} facets
   * @param {Field[]} fields those of the place
   * @param {string} name different for each place
   * @param {boolean} hasEffect
   * @param {(sets: import("./statements.js").ValueSet[]) => void} change */
  constructor(facets, fields, name, hasEffect, change) {
    this.facets = facets;
    this.fields = fields;
    this.name = name;
    this.hasEffect = hasEffect;
    this.change = change;
    /** @type {import("./statements.js").ValueSet[]} */ this.sets = [];
    this.count = make("span", { class: "count" });
    this.list = make("div", { class: "stated__sets" });
    this.adding = make("button", { type: "button", class: "contribute__quiet", onclick: () => this.#add() }, tr("Add another set of values"));
    const plurals = [...new Set(fields.map((field) => facets.of(field).plural.toLowerCase()))];
    this.element = make("details", { class: "stated" },
      make("summary", {}, tr("Statements: {0} ", plurals.join(", ")), this.count), this.list, this.adding);
    this.element.addEventListener("toggle", () => {
      if (this.element.open !== this.list.childElementCount > 0) this.#fill();
    });
  }

  /** @param {Stating} place */
  show(place) {
    this.sets = setsOf(place, this.fields, this.hasEffect);
    this.element.open = this.sets.length > 0;
    this.#fill();
  }

  /** Show the sets; a closed place renders none. */
  #fill() {
    const open = this.element.open;
    if (open && !this.sets.length) this.sets = [{ isItem: false, stated: {} }];
    this.list.replaceChildren(...(open ? this.sets.map((set, at) => this.#set(set, at)) : []));
    this.#label();
  }

  #label() {
    const written = this.sets.filter((set) => Object.keys(set.stated).length).length;
    this.count.textContent = written ? String(written) : "";
  }

  /** @param {import("./statements.js").ValueSet} set
   * @param {number} at */
  #set(set, at) {
    const effect = this.#text(set, at, "effect", tr("Result, with its number"), tr("mean score rises from 52% to 54%"));
    const note = set.isItem ? this.#text(set, at, "note", tr("What exactly is meant"), "") : null;
    const section = textOf(set.stated.section);
    return make("fieldset", { class: "stated__set" },
      make("legend", {}, section ? tr("Stated by the survey, {0}{1}", /^\d/.test(section) ? "§" : "", section) : tr("Stated together ({0})", at + 1)),
      ...this.fields.map((field) => this.#field(set, at, field)),
      note, set.isItem || this.hasEffect ? effect : null,
      this.#pairing(set, at),
      make("button", { type: "button", class: "contribute__quiet", onclick: () => this.#remove(at) }, tr("Remove this set")));
  }

  /** @param {import("./statements.js").ValueSet} set
   * @param {number} at
   * @param {Field} field */
  #field(set, at, field) {
    const shown = make("span", { class: "chooser__chosen" });
    const label = () => {
      shown.textContent = named(set.stated, field.key).map((id) => this.facets.name(field, id)).join(", ") || tr("not stated");
    };
    const details = make("details", { class: "chooser" }, make("summary", {}, make("strong", {}, field.title), " ", shown));
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      details.append(...choices(this.facets, field, `${this.name}-${at}-${field.key}`, named(set.stated, field.key), (ids) => {
        set.stated = withValues(set.stated, field.key, ids);
        label();
        this.#emit();
        this.#showPairing(set, at);
      }));
    });
    label();
    return details;
  }

  /** @param {import("./statements.js").ValueSet} set
   * @param {number} at
   * @param {string} key
   * @param {string} label
   * @param {string} placeholder */
  #text(set, at, key, label, placeholder) {
    const id = `${this.name}-${at}-${key}`;
    const input = make("input", {
      id, value: textOf(set.stated[key]), placeholder: placeholder || null, maxlength: 5000, autocomplete: "off",
      oninput: () => {
        const { [key]: _, ...others } = set.stated;
        set.stated = tidy(input.value) ? { ...others, [key]: tidy(input.value) } : others;
        this.#emit();
      },
    });
    return make("div", { class: "stated__text" }, make("label", { for: id }, label), input);
  }

  /** The choice to make where it is unclear which values belong together.
   * @param {import("./statements.js").ValueSet} set
   * @param {number} at */
  #pairing(set, at) {
    const box = make("p", { class: "stated__pairing", id: `${this.name}-${at}-pairing` });
    this.#fillPairing(box, set, at);
    return box;
  }

  /** @param {import("./statements.js").ValueSet} set
   * @param {number} at */
  #showPairing(set, at) {
    const box = this.list.querySelector(`[id="${this.name}-${at}-pairing"]`);
    if (box instanceof HTMLElement) this.#fillPairing(box, set, at);
  }

  /** @param {HTMLElement} box
   * @param {import("./statements.js").ValueSet} set
   * @param {number} at */
  #fillPairing(box, set, at) {
    const isOpen = !set.isItem && unpaired(set.stated, this.fields).length > 0;
    box.hidden = !isOpen;
    box.replaceChildren(...(isOpen ? [
      tr("These values are stored as separate statements. "),
      make("button", { type: "button", class: "contribute__quiet", onclick: () => this.#pair(at) }, tr("All of them belong together")),
    ] : []));
  }

  /** @param {number} at */
  #pair(at) {
    this.sets[at].isItem = true;
    this.#fill();
    this.#emit();
    this.list.querySelectorAll(".stated__set")[at]?.querySelector("summary")?.focus();
  }

  #add() {
    const set = { isItem: this.sets.some((one) => !one.isItem), stated: {} };
    this.sets = [...this.sets, set];
    this.list.append(this.#set(set, this.sets.length - 1));
    this.list.lastElementChild?.querySelector("summary")?.focus();
  }

  /** @param {number} at */
  #remove(at) {
    this.sets = this.sets.filter((_, place) => place !== at);
    this.element.open = this.sets.length > 0;
    this.#fill();
    this.#emit();
    this.element.querySelector("summary")?.focus();
  }

  #emit() {
    this.#label();
    this.change(this.sets);
  }
}
