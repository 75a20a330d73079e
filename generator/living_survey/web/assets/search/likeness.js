// How well a title or a name matches a query.

import { joinedWords, stem, words } from "../common/fold.js";

/** The title, or what is before its colon, is the query. */
export const EXACT = 4;
const AT_THE_START = 3;
export const SIDE_BY_SIDE = 2;
const ALL_WORDS = 1;
const WHOLE_LAST_WORD = 0.5;

/** A title in words: as it is, and without its hyphens; for other forms of words also in stems.
 * @typedef {{forms: string[][], stems: Set<string>, exact: Set<string>}} Title */

/** @param {string} text
 * @returns {Title} */
export function titleOf(text) {
  const forms = formsOf(text);
  const [before] = text.split(":");
  const exact = new Set([...forms, ...formsOf(before)].map((form) => form.join(" ")));
  return { forms, stems: new Set(forms.flat().map(stem)), exact };
}

/** A text in words: with hyphens between them or without.
 * @param {string} text
 * @returns {string[][]} */
export function formsOf(text) {
  return [words(text), joinedWords(text) ?? []].filter((form) => form.length);
}

/** How well a title matches the words of a query, in one of its forms: EXACT or less, 0 if it lacks one; of the last
 * word a start is enough.
 * @param {Title} title
 * @param {string[][]} queries
 * @returns {number} */
export function likeness(title, queries) {
  let best = 0;
  for (const query of queries) {
    if (query.length && title.exact.has(query.join(" "))) return EXACT;
    for (const own of title.forms) best = Math.max(best, likenessOf(own, title.stems, query));
  }
  return best;
}

/** @param {string[]} own
 * @param {Set<string>} stems
 * @param {string[]} query */
function likenessOf(own, stems, query) {
  if (!query.length || !query.every((word) => own.some((one) => one.startsWith(word)) || stems.has(stem(word)))) return 0;
  const last = query.length - 1;
  const isAt = (/** @type {number} */ place) => query.every((word, index) => {
    return index < last ? own[place + index] === word : own[place + index]?.startsWith(word);
  });
  const order = isAt(0) ? AT_THE_START : own.some((_, place) => isAt(place)) ? SIDE_BY_SIDE : ALL_WORDS;
  return own.includes(query[last]) ? order + WHOLE_LAST_WORD : order;
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
