// Folding of text, letter for letter as living_survey/knowledge/text.py does it.

/** Letters that Unicode does not decompose.
 * @type {Record<string, string>} */
const SPECIAL = {
  ß: "ss", æ: "ae", Æ: "ae", ø: "o", Ø: "o", œ: "oe", Œ: "oe", ł: "l", Ł: "l",
  đ: "d", Đ: "d", ð: "d", Ð: "d", þ: "th", Þ: "th", ı: "i",
};
const SPECIAL_LETTERS = new RegExp(`[${Object.keys(SPECIAL).join("")}]`, "g");
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

/** Lower-case text without accents, compatibility forms unified.
 * @param {string} text
 * @returns {string} */
export function fold(text) {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  return text
    .replace(SPECIAL_LETTERS, (letter) => SPECIAL[letter])
    .normalize("NFKD")
    .replace(MARK, (mark) => (isCombining(mark) ? "" : mark))
    .toLowerCase();
}

/** The words of a text, folded.
 * @param {string} text
 * @returns {string[]} */
export function words(text) {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words of a text with its hyphens taken out, so that "multi-modal" is one word; null if it has none.
 * @param {string} text
 * @returns {string[] | null} */
export function joinedWords(text) {
  const joined = text.replace(HYPHENS, "");
  return joined === text ? null : words(joined);
}

/** Compare by code units: the same order in every language.
 * @param {string} a
 * @param {string} b */
export function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
