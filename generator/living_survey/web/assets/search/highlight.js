// Marks the words of a text that a search found.

import { make } from "../common/dom.js";
import { fold } from "../common/fold.js";

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-\u2010-\u2013][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
const PART = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** The text as nodes, with the starts of words that were searched for in `mark` elements.
 * @param {string} text
 * @param {ReadonlySet<string>} starts folded
 * @returns {DocumentFragment} */
export function highlighted(text, starts) {
  const fragment = document.createDocumentFragment();
  let shown = 0;
  if (starts.size) {
    for (const [from, to] of hits(text, starts)) {
      if (from > shown) fragment.append(text.slice(shown, from));
      fragment.append(make("mark", {}, text.slice(from, to)));
      shown = to;
    }
  }
  if (shown < text.length) fragment.append(text.slice(shown));
  return fragment;
}

/** Whether a search found anything in a text.
 * @param {string} text
 * @param {ReadonlySet<string>} starts */
export function isHit(text, starts) {
  return starts.size > 0 && !hits(text, starts).next().done;
}

/** @param {string} text
 * @param {ReadonlySet<string>} starts
 * @returns {Generator<[number, number]>} */
function* hits(text, starts) {
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    const joined = longest(fold(word.replace(/[-\u2010-\u2013]/g, "")), starts);
    if (joined && /[-\u2010-\u2013]/.test(word)) {
      const parts = [...word.matchAll(PART)];
      if (!parts.some(([part]) => longest(fold(part), starts))) {
        yield [match.index, match.index + word.length];
        continue;
      }
    }
    for (const part of word.matchAll(PART)) {
      const folded = fold(part[0]);
      const length = longest(folded, starts);
      const from = match.index + part.index;
      // Where folding changed the length, the place inside the word is not known.
      if (length) yield [from, from + (folded.length === part[0].length ? length : part[0].length)];
    }
  }
}

/** @param {string} word
 * @param {ReadonlySet<string>} starts
 * @returns {number} Length of the longest of the starts that the word has, 0 if none. */
function longest(word, starts) {
  let length = 0;
  for (const start of starts) if (start.length > length && word.startsWith(start)) length = start.length;
  return length;
}
