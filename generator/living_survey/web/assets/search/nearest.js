// The names that are nearest to a query by spelling, for when nothing is called so.

import { words } from "../common/fold.js";
import { EXACT, formsOf, hasLastWord } from "./likeness.js";

const SHOWN = 3;
const SHORTEST = 3;
/** The share of letters that may differ. */
const DIFFERENT = 0.34;

/** Where at most so many works are found and none is called so, names like the query are told. */
const FEW = 3;

/** A work with a name like the query.
 * @typedef {{work: number, name: string}} Nearest */

/** Other works with a name like the query, where nothing is called so and little is found. While the last word may be
 * half typed, what is found is what is meant.
 * @param {string} query
 * @param {string[][]} forms of the query
 * @param {number[]} works found
 * @param {number} total number of results, others than works included
 * @param {import("./index.js").SearchIndex} index
 * @returns {Nearest[]} */
export function otherNames(query, forms, works, total, index) {
  const isMeant = (/** @type {number} */ like) => like === EXACT || (like > 0 && !hasLastWord(like));
  if (works.some((work) => isMeant(index.likeness(work, forms)))) return [];
  if (total > FEW || (total && words(query).length > 1)) return [];
  return nearestNames(query, index.named).filter(({ work }) => !works.includes(work));
}

/** The works with the names nearest to a query or one of its words, the nearest first.
 * @param {string} query
 * @param {ReadonlyMap<string, {work: number, name: string}[]>} named works by the words of their names
 * @returns {Nearest[]} */
function nearestNames(query, named) {
  const forms = formsOf(query);
  const asked = new Set([...forms.map((form) => form.join("")), ...forms.flat()].filter((text) => text.length >= SHORTEST));
  /** @type {Map<number, Nearest & {different: number}>} */
  const found = new Map();
  for (const [name, works] of named) {
    const bare = name.replaceAll(" ", "");
    for (const text of asked) {
      const most = Math.floor(Math.max(text.length, bare.length) * DIFFERENT);
      if (bare.length < SHORTEST || Math.abs(text.length - bare.length) > most || text[0] !== bare[0]) continue;
      const letters = distance(text, bare, most);
      const different = (letters - commonStart(text, bare) / 100) / Math.max(text.length, bare.length);
      if (letters > most) continue;
      for (const one of works) if (different < (found.get(one.work)?.different ?? Infinity)) found.set(one.work, { ...one, different });
    }
  }
  return [...found.values()].sort((a, b) => a.different - b.different).slice(0, SHOWN);
}

/** How many letters two texts have in common at their start.
 * @param {string} a
 * @param {string} b */
function commonStart(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** How many letters must be put in, taken out or replaced; more than `most` need not be exact.
 * @param {string} a
 * @param {string} b
 * @param {number} most
 * @returns {number} */
function distance(a, b, most) {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[b.length];
}
