// The facets that the taxonomy declares, and the fields of an entry and of its tags that take their values.

import { words } from "../common/fold.js";
import { textsOf } from "./entry.js";

/** @typedef {import("./data.js").Value} Value */
/** @typedef {import("./data.js").Facet} Facet */
/** @typedef {import("./data.js").Field} Field */
/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./entry.js").Stating} Stating */

export class Facets {
  /** @param {Record<string, Facet>} facets
   * @param {Field[]} fields */
  constructor(facets, fields) {
    this.facets = facets;
    this.fields = fields;
    this.asked = fields.filter((field) => field.asked);
    this.askedAtTags = fields.filter((field) => field.asked_at_tags);
    /** The fields of statements at each place that may have them. */
    this.stated = {
      entry: fields.filter((field) => field.of_statements && field.entry),
      tag: fields.filter((field) => field.of_statements && field.tag),
    };
  }

  /** @param {Field} field
   * @returns {Facet} */
  of(field) {
    return this.facets[field.facet];
  }

  /** @param {Field} field
   * @param {string} id
   * @param {"label" | "title"} [how] */
  name(field, id, how = "label") {
    return this.of(field).values.find((value) => value.id === id)?.[how] ?? id;
  }

  /** The values by group, each with the title of the group; groups without values are left out.
   * @param {Field} field
   * @returns {[string, Value[]][]} */
  groups(field) {
    const { groups, values } = this.of(field);
    if (groups.length < 2) return [["", values]];
    const found = groups.map(([id, title]) => /** @type {[string, Value[]]} */ ([title, values.filter((value) => value.group === id)]));
    return found.filter(([, some]) => some.length > 0);
  }

  /** The values of the facets that every entry must have, until others are chosen: the first of each.
   * @returns {Entry} */
  get defaults() {
    const required = this.fields.filter((field) => field.entry && this.of(field).required);
    return Object.fromEntries(required.map((field) => [field.key, this.#written(field, [this.of(field).values[0].id])]));
  }

  /** The values that a title, or the type of its record, suggests (Facet.suggested of living_survey/knowledge/facets.py).
   * @param {string} title
   * @param {string} [type]
   * @returns {Entry} */
  suggested(title, type = "") {
    const text = ` ${words(title).join(" ")} `;
    /** @type {Entry} */
    const found = {};
    const seen = new Set();
    for (const field of this.fields) {
      if (!field.entry || field.of_statements || seen.has(field.facet)) continue;
      seen.add(field.facet);
      const { values, many } = this.of(field);
      const byType = values.filter((value) => value.record_types.includes(type));
      const fitting = byType.length ? byType : values.filter((value) => value.suggested_by.some((phrase) => occurs(phrase, text)));
      const ids = fitting.map((value) => value.id);
      if (ids.length) found[field.key] = this.#written(field, many ? ids : ids.slice(-1));
    }
    return found;
  }

  /** What is stated together, in words: `acts at Baking; improves Taste`.
   * @param {Stating} place
   * @returns {string} */
  inWords(place) {
    const stated = this.stated.tag.filter((field) => named(place, field.key).length);
    return stated.map((field) => `${field.verb} ${named(place, field.key).map((id) => this.name(field, id)).join(", ")}`).join("; ");
  }

  /** @param {Field} field
   * @param {string[]} ids */
  #written(field, ids) {
    return this.of(field).many ? ids : ids[0];
  }
}

/** The values that a place names with a key.
 * @param {Stating} place
 * @param {string} key
 * @returns {string[]} */
export function named(place, key) {
  const value = place[key];
  return typeof value === "string" ? [value] : textsOf(value);
}

/** Whether folded words with spaces around them have a phrase; `*` stands for the beginning of a word.
 * @param {string} phrase
 * @param {string} text */
function occurs(phrase, text) {
  return text.includes(phrase.startsWith("*") ? `${phrase.slice(1)} ` : ` ${phrase} `);
}
