// White space and characters as Python counts them.

import { SPACES } from "./constants.js";

/** The words between white space.
 * @param {string} text
 * @returns {string[]} */
export function pieces(text) {
  return text.split(SPACES).filter(Boolean);
}

/** A text on one line, with single spaces.
 * @param {string} text */
export function tidy(text) {
  return pieces(text).join(" ");
}

/** The number of characters, where UTF-16 counts some as two.
 * @param {string} text */
export function length(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** @param {string} text
 * @param {number} [limit] */
export function shortened(text, limit = 60) {
  return length(text) <= limit ? text : `${[...text].slice(0, limit - 1).join("")}…`;
}
