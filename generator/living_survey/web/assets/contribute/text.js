// Small things about text that JavaScript and Python see differently; the site's checks are Python's.

/** White space as Python's `str.split()` knows it. */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
export const NOT_SPACE_CLASS = `[^${SPACE}]`;
export const SPACE_CLASS = `[${SPACE}]`;
const SPACES = new RegExp(`${SPACE_CLASS}+`, "u");

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
