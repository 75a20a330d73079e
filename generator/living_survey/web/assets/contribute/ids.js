// Ids of works, as living_survey/knowledge/identifiers.py reads and makes them.

import { fold } from "../common/fold.js";
import { arxivOf } from "../common/identifiers.js";
import { CITATION_KEY, KEY_SUFFIXES, LONGEST_NAME, LONGEST_WORD, STOP_WORDS } from "./constants.js";
import { keyWord, parseName } from "./people.js";
import { pieces } from "./text.js";

/** The fields of an entry that its id is made of.
 * @typedef {{title?: string, authors?: string[], year?: number | string, published?: string, arxiv?: string}} KeyFields */

/** The name, year and word of a work's id; null if it is not one.
 * @param {string} text
 * @returns {{name: string, year: number, word: string} | null} */
export function parseKey(text) {
  const { name, year, word } = CITATION_KEY.exec(text)?.groups ?? {};
  return name ? { name, year: Number(year), word } : null;
}

/** The letters of a text that an id can have: `O'Neil` -> `oneil`.
 * @param {string} text */
export function lettersOf(text) {
  return fold(text).replace(/[^a-z]/g, "");
}

/** The id of a work: first author's last name, first public year, first significant word of the title. A second work of
 * the same id gets a `b`, a third a `c`. Null if one of the three is missing.
 * @param {KeyFields} entry
 * @param {{has: (id: string) => boolean}} taken
 * @returns {string | null} */
export function citationKey(entry, taken) {
  const name = lettersOf(keyWord(parseName(entry.authors?.[0] ?? "")));
  const year = firstYear(entry);
  const candidates = pieces(entry.title ?? "").map((part) => fold(part).replace(/[^a-z0-9]/g, "")).filter(Boolean);
  const word = candidates.find((one) => !STOP_WORDS.has(one)) ?? candidates[0];
  if (!name || !year || !word) return null;
  const key = `${name.slice(0, LONGEST_NAME)}${year}${word.slice(0, LONGEST_WORD)}`;
  return ["", ...KEY_SUFFIXES].map((suffix) => key + suffix).find((one) => !taken.has(one)) ?? null;
}

/** The first public year: of the first date, of the arXiv identifier, or of the venue; 0 if none is known.
 * @param {KeyFields} entry */
export function firstYear({ published, arxiv, year }) {
  return Number(published?.slice(0, 4)) || arxivOf(arxiv)?.year || Number(year) || 0;
}
