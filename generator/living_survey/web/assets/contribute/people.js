// Names of authors, people or groups, as living_survey/knowledge/people.py reads them.

import { fold } from "../common/fold.js";
import { GROUP_WORDS, NAME_SUFFIXES, SMALL_WORDS_OF_GROUPS } from "./constants.js";
import { pieces, tidy } from "./text.js";

/** A name in parts; that of a group, and a name of one word, is `literal` only.
 * @typedef {{family: string, given: string, particle: string, suffix: string, literal: string}} Name */

/** Spanish and Catalan surnames joined by "and": José Ortega y Gasset. */
const JOINS = new Set(["y", "i"]);

/** Read a name: `Jane Doe`, `Doe, Jane`, `van Dam, Jr., Jan`, `Gemini Team`, `{Barnes and Noble}`.
 * @param {string} text
 * @returns {Name} */
export function parseName(text) {
  const line = tidy(text);
  const braced = /^\{([^{}]*)\}$/.exec(line);
  if (braced) return nameOf({ literal: braced[1].trim() });
  if (!line.includes(" ") || isGroup(line)) return nameOf({ literal: line });
  const parts = line.split(",").map(tidy).filter(Boolean);
  if (parts.length === 1) return natural(parts[0]);
  if (parts.length === 2) return isSuffix(parts[1]) ? natural(parts.join(" ")) : inverted(parts[0], "", parts[1]);
  if (parts.length === 3 && isSuffix(parts[1])) return inverted(parts[0], parts[1], parts[2]);
  return nameOf({ literal: line });
}

/** The name as it is printed, given name first.
 * @param {Name} name */
export function printedName({ literal, given, particle, family, suffix }) {
  return literal || [given, particle, family, suffix].filter(Boolean).join(" ");
}

/** The word that ids are made of: the last one of a family name, the first significant one of a group's.
 * @param {Name} name */
export function keyWord({ family, literal }) {
  if (family) return family.slice(family.lastIndexOf(" ") + 1);
  return pieces(literal).find((word) => !isGroupWord(word)) ?? literal;
}

/** Names as a person lists them in one field: on lines, or between semicolons, "and" or commas. `Lovelace, Ada` is one
 * name; several words on both sides of a comma are two.
 * @param {string} text
 * @returns {string[]} */
export function splitNames(text) {
  const lines = text.split("\n").map(tidy).filter(Boolean);
  if (lines.length !== 1) return lines;
  const [line] = lines;
  let between = line.split(/\s+and\s+/);
  if (line.includes(";")) between = line.split(";");
  else if (line.includes(",") && !between.every(isInverted)) return line.split(/\s*,\s*(?:and\s+)?|\s+and\s+/).filter(Boolean);
  return between.filter((part) => tidy(part)).map((part) => printedName(parseName(part)));
}

/** @param {Partial<Name>} parts
 * @returns {Name} */
function nameOf(parts) {
  return { family: "", given: "", particle: "", suffix: "", literal: "", ...parts };
}

/** @param {string} line
 * @returns {Name} */
function natural(line) {
  const words = pieces(line);
  const suffix = words.length > 2 && isSuffix(words[words.length - 1]) ? (words.pop() ?? "") : "";
  if (words.length === 1) return nameOf({ literal: line });
  const small = words.flatMap((word, at) => (at && at < words.length - 1 && startsSmall(word) ? [at] : []));
  if (!small.length) return nameOf({ family: words[words.length - 1], given: words.slice(0, -1).join(" "), suffix });
  const [first, last] = [small[0], small[small.length - 1]];
  if (first > 1 && JOINS.has(words[first])) {
    return nameOf({ family: words.slice(first - 1).join(" "), given: words.slice(0, first - 1).join(" "), suffix });
  }
  return nameOf({
    family: words.slice(last + 1).join(" "), given: words.slice(0, first).join(" "), particle: words.slice(first, last + 1).join(" "), suffix,
  });
}

/** `von Last, Jr, First`: the small words that the family name starts with are its particle.
 * @param {string} last
 * @param {string} suffix
 * @param {string} first
 * @returns {Name} */
function inverted(last, suffix, first) {
  const words = pieces(last);
  const small = Math.max(words.findIndex((word) => !startsSmall(word)), 0);
  return nameOf({ family: words.slice(small).join(" "), given: first, particle: words.slice(0, small).join(" "), suffix });
}

/** @param {string} word */
function startsSmall(word) {
  return /^\p{Ll}/u.test(word);
}

/** @param {string} word */
function isSuffix(word) {
  return NAME_SUFFIXES.has(fold(word).replace(/^[ .]+|[ .]+$/g, ""));
}

/** @param {string} name */
function isGroup(name) {
  const words = pieces(name.replaceAll(",", " "));
  return isGroupWord(words[0]) || isGroupWord(words[words.length - 1]) || words.some((word) => SMALL_WORDS_OF_GROUPS.has(fold(word)));
}

/** @param {string} word */
function isGroupWord(word) {
  return word === "AI" || GROUP_WORDS.has(fold(word).replace(/^\.+|\.+$/g, ""));
}

/** Whether it is a name such as `Lovelace, Ada`, and not two names.
 * @param {string} name */
function isInverted(name) {
  const parts = name.split(",").map(tidy);
  return parts.length === 2 && parts.some((part) => !part.includes(" "));
}

/** What the spellings of a name share: family name and first initial.
 * @param {Name} name */
export function matchKey({ family, given, literal }) {
  return fold(family ? `${family} ${[...given].slice(0, 1).join("")}` : literal);
}
