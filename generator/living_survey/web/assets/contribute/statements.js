// What is stated at a place: sets of values that belong together. A tag has one set on lines of its own, and more as items
// of `statements`.

import { statementsOf } from "./entry.js";
import { named } from "./facets.js";

/** @typedef {import("./facets.js").Field} Field */
/** @typedef {import("./entry.js").Stating} Stating */
/** Values that are stated together: on lines of the place, or as an item of its `statements`.
 * @typedef {{isItem: boolean, stated: Stating}} ValueSet */

/** What is stated at a place, set by set.
 * @param {Stating} place
 * @param {Field[]} fields those of the place
 * @param {boolean} hasEffect whether an effect may be among the lines of the place
 * @returns {ValueSet[]} */
export function setsOf(place, fields, hasEffect) {
  const keys = [...fields.map((field) => field.key), ...(hasEffect ? ["effect"] : [])];
  const lines = Object.fromEntries(keys.filter((key) => place[key] !== undefined).map((key) => [key, place[key]]));
  const sets = statementsOf(place).map((stated) => ({ isItem: true, stated }));
  return Object.keys(lines).length ? [{ isItem: false, stated: lines }, ...sets] : sets;
}

/** The place with other statements; everything else of it is kept.
 * @template {Stating} T
 * @param {T} place
 * @param {Field[]} fields
 * @param {boolean} hasEffect
 * @param {ValueSet[]} sets
 * @returns {T} */
export function withSets(place, fields, hasEffect, sets) {
  const removed = new Set([...fields.map((field) => field.key), "statements", ...(hasEffect ? ["effect"] : [])]);
  const kept = Object.fromEntries(Object.entries(place).filter(([key]) => !removed.has(key)));
  const lines = sets.find((set) => !set.isItem)?.stated ?? {};
  const items = sets.filter((set) => set.isItem && Object.keys(set.stated).length).map((set) => set.stated);
  return /** @type {T} */ ({ ...kept, ...lines, ...(items.length ? { statements: items } : {}) });
}

/** The set with other values of a field: a single one without brackets, none at all if there are none.
 * @param {Stating} stated
 * @param {string} key
 * @param {string[]} ids
 * @returns {Stating} */
export function withValues(stated, key, ids) {
  const { [key]: _, ...others } = stated;
  return ids.length ? { ...others, [key]: ids.length === 1 ? ids[0] : ids } : others;
}

/** The facets of which the lines of a place name several values, if there are two: it is unclear which belong together.
 * @param {Stating} place
 * @param {Field[]} fields
 * @returns {[string, number][]} facets, and how many values */
export function unpaired(place, fields) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { key, facet } of fields) counts.set(facet, (counts.get(facet) ?? 0) + named(place, key).length);
  const several = [...counts].filter(([, count]) => count > 1);
  return several.length > 1 ? several : [];
}

/** Whether an item of `statements` names a value.
 * @param {Stating} item
 * @param {Field[]} fields */
export function namesSomething(item, fields) {
  return fields.some(({ key }) => Object.hasOwn(item, key));
}
