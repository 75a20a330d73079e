// Folding of text, the same as in living_survey/knowledge/text.py: spellings of the same thing become equal. Stems are those
// of living_survey/knowledge/search.py.

import { ENDINGS, FOLDED_LETTERS, SHORTEST_STEM, UNSTEMMED } from "./constants.js";

const LETTERS = new RegExp(`[${Object.keys(FOLDED_LETTERS).join("")}]`, "gu");
const NOT_ASCII = /[^\x00-\x7f]/;
const MARK = /\p{M}/gu;
const HYPHENS = /[-\u2010\u2011\u2012\u2013]/g;
const YPOGEGRAMMENI = "\u0345"; // the one mark of the last combining class: every other moves in front of it

/** @type {Map<string, boolean>} */
const combining = new Map();

/** Whether a mark has a combining class, which JavaScript does not tell but normalisation shows.
 * @param {string} mark */
function isCombining(mark) {
  let known = combining.get(mark);
  if (known === undefined) {
    const pair = YPOGEGRAMMENI + mark;
    known = mark === YPOGEGRAMMENI || pair.normalize("NFD") !== pair;
    combining.set(mark, known);
  }
  return known;
}

/** A text as people type it in a search box: small letters without accents.
 * @param {string} text
 * @returns {string} */
export function fold(text) {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(MARK, (mark) => (isCombining(mark) ? "" : mark))
    .toLowerCase()
    .replace(LETTERS, (letter) => FOLDED_LETTERS[letter]);
}

/** The words of a text, folded.
 * @param {string} text
 * @returns {string[]} */
export function words(text) {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words of a text without its hyphens, so that "cross-feeding" is one word; null if it has none.
 * @param {string} text
 * @returns {string[] | null} */
export function joinedWords(text) {
  const joined = text.replace(HYPHENS, "");
  return joined === text ? null : words(joined);
}

const ENDING_LIST = Object.entries(ENDINGS);

/** A folded word without its ending, so that "mixing" and "mixture" are the same.
 * @param {string} word
 * @returns {string} */
export function stem(word) {
  for (const [ending, instead] of ENDING_LIST) {
    if (!word.endsWith(ending) || word.length - ending.length < SHORTEST_STEM) continue;
    if (ending !== "s" || !UNSTEMMED.some((last) => word.endsWith(last))) return word.slice(0, -ending.length) + instead;
  }
  return word;
}

/** Compare by code units: the same order in every language.
 * @param {string} a
 * @param {string} b */
export function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
