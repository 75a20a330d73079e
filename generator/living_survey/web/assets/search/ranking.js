// How well a title matches a query.

import { words } from "../common/fold.js";

/** A line of the results. `isNamed` if a short name of the work is the query.
 * @typedef {{url: string, kind: string, title: string, facts?: string, excerpt?: Node, isNamed?: boolean}} Result */

/** The title, or what is before its colon, is the query. */
export const EXACT = 4;
const AT_THE_START = 3;
const SIDE_BY_SIDE = 2;
const ALL_WORDS = 1;
const WHOLE_LAST_WORD = 0.5;

/** How well a title matches the words of a query: EXACT or less, 0 if it lacks one; of the last word a start is enough.
 * @param {string} title
 * @param {string[]} query
 * @returns {number} */
export function likeness(title, query) {
  const own = words(title);
  const wanted = query.join(" ");
  if (own.join(" ") === wanted || words(title.split(":")[0]).join(" ") === wanted) return EXACT;
  if (!query.every((word) => own.some((one) => one.startsWith(word)))) return 0;
  const isAt = (/** @type {number} */ place) => query.every((word, index) => {
    return index < query.length - 1 ? own[place + index] === word : own[place + index]?.startsWith(word);
  });
  const order = isAt(0) ? AT_THE_START : own.some((_, place) => isAt(place)) ? SIDE_BY_SIDE : ALL_WORDS;
  return own.includes(query[query.length - 1]) ? order + WHOLE_LAST_WORD : order;
}

/** Whether a title has the last word of the query in full.
 * @param {number} like what `likeness` says */
export function hasLastWord(like) {
  return like === EXACT || like % 1 === WHOLE_LAST_WORD;
}

/** The best matches first; equal ones keep their order.
 * @template T
 * @param {T[]} things
 * @param {(thing: T) => number} measure
 * @returns {T[]} */
export function bestFirst(things, measure) {
  return things.map((thing) => ({ thing, like: measure(thing) })).sort((a, b) => b.like - a.like).map(({ thing }) => thing);
}

/** The results whose titles match the query, best first, short titles before long ones.
 * @param {Result[]} results
 * @param {string[]} query
 * @returns {Result[]} */
export function matching(results, query) {
  const found = results.filter(({ title }) => likeness(title, query)).sort((a, b) => words(a.title).length - words(b.title).length);
  return bestFirst(found, ({ title }) => likeness(title, query));
}
