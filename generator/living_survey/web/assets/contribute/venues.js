// The short form of a venue however it is written, as Venues.canonical of living_survey/knowledge/venues.py gives it.

import { fold } from "../common/fold.js";
import { VENUES } from "./constants.js";
import { tidy } from "./text.js";

/** A venue; `names` has all its names, the short and the full one first.
 * @typedef {{short: string, full: string, is_conference: boolean, names: string[]}} Venue */

const { PREPRINT, FEW, FINDINGS, WORKSHOPS, SMALL_WORDS, OF_EDITIONS, SPONSORS, OTHER_EVENTS, PREPRINT_WORDS } = VENUES;
const { WORD, EDITION, YEAR, IN_BRACKETS, BETWEEN_PARTS } = VENUES;
/** @type {Record<string, string>} */
const ABBREVIATIONS = VENUES.ABBREVIATIONS;
/** Events beside a conference, with what they add to its name. @type {Record<string, string>} */
const SIDE_EVENTS = VENUES.SIDE_EVENTS;
const ASSOCIATION = "association computational linguistics";

export class Venues {
  /** @param {Venue[]} venues the survey's own last */
  constructor(venues) {
    /** @type {Map<string, Venue>} */ this.byName = new Map();
    /** @type {Map<string, Venue>} By the words of a name, with and without sponsors. */ this.byWords = new Map();
    /** @type {Map<number, [string[], Venue][]>} The same by the number of words. */ this.byLength = new Map();
    for (const venue of venues) {
      for (const name of venue.names.toReversed()) this.byName.set(fold(name), venue);
      for (const name of venue.names) {
        const words = wordsOf(name);
        const bare = words.filter((word) => !SPONSORS.has(word));
        for (const way of bare.length > FEW ? [words, bare] : [words]) this.byWords.set(way.join(" "), venue);
      }
    }
    for (const [key, venue] of this.byWords) {
      const words = key.split(" ");
      this.byLength.set(words.length, [...(this.byLength.get(words.length) ?? []), [words, venue]]);
    }
  }

  /** What is not known stays as it is.
   * @param {string} text
   * @returns {string} */
  canonical(text) {
    const line = tidy(text);
    return this.#recognized(line) ?? line;
  }

  /** @param {string} line
   * @returns {string | null} */
  #recognized(line) {
    const venue = this.byName.get(fold(line));
    if (venue) return venue.short;
    const bare = line.replace(new RegExp(YEAR, "gu"), " ");
    const inside = [...bare.matchAll(new RegExp(IN_BRACKETS, "gu"))].map(([, text]) => text);
    const outside = bare.replace(new RegExp(IN_BRACKETS, "gu"), " ");
    if (PREPRINT_WORDS.some(([word]) => word === wordsOf(outside)[0])) return PREPRINT;
    const parts = outside.split(BETWEEN_PARTS);
    for (let end = parts.length; end > 0; end -= 1) {
      const words = wordsOf(parts.slice(0, end).join(" "));
      const rest = wordsOf([...parts.slice(end), ...inside].join(" "));
      const found = rest.some((word) => OTHER_EVENTS.has(word)) ? null : this.#named(words, rest);
      if (found) return found;
    }
    return this.#byAcronym(outside, inside);
  }

  /** The venue that words name, or its findings or workshops if they, or what is beside them, say so.
   * @param {string[]} words
   * @param {string[]} rest
   * @returns {string | null} */
  #named(words, rest) {
    const sides = sidesOf([...words, ...rest]);
    const venue = this.#match(words);
    if (venue) {
      const isWhole = venue.is_conference || isWithin(rest, wordsOf(venue.short));
      if (sides.size === sidesOf(words).size && isWhole) return venue.short;
    }
    const [host, beside] = [words, rest].map((part) => part.filter((word) => !(word in SIDE_EVENTS)));
    if (sides.size === 1 && sides.has(FINDINGS)) {
      const named = this.#match(afterAssociation(beside)) ?? this.#match(afterAssociation(host));
      return named ? FINDINGS + named.short : null;
    }
    const hosting = sides.size === 1 && sides.has(WORKSHOPS) ? this.#match(host) : null;
    if (sides.size === 1 && sides.has(WORKSHOPS)) {
      if (!hosting) return null;
      const isJoint = [...words, ...rest].includes("workshops") || isWithin(beside, wordsOf(hosting.short));
      return isJoint ? hosting.short + WORKSHOPS : null;
    }
    const workshop = !sides.size && words.length === 1 && words[0].endsWith("w") ? this.#match([words[0].slice(0, -1)]) : null;
    return workshop ? workshop.short + WORKSHOPS : null;
  }

  /** The venue whose name has these words, some of them perhaps abbreviated, and no other sponsor.
   * @param {string[]} words
   * @returns {Venue | null} */
  #match(words) {
    const bare = words.filter((word) => !SPONSORS.has(word));
    const ways = bare.length === words.length ? [words] : [words, bare];
    for (const way of ways) {
      const venue = this.byWords.get(way.join(" "));
      if (venue && mayBeBy(words, venue, way === words)) return venue;
    }
    /** @type {Map<string, Venue>} */
    const found = new Map();
    for (const way of ways) {
      for (const [name, venue] of way.length > 1 ? (this.byLength.get(way.length) ?? []) : []) {
        if (name.every((word, at) => word.startsWith(way[at])) && mayBeBy(words, venue, way === words)) found.set(venue.short, venue);
      }
    }
    return found.size === 1 ? [...found.values()][0] : null;
  }

  /** The venue in brackets, if what is outside is some of its name: `IEEE Conf. on Vision (CVPR)`.
   * @param {string} outside
   * @param {string[]} inside
   * @returns {string | null} */
  #byAcronym(outside, inside) {
    const words = wordsOf(outside);
    for (const text of inside) {
      const venue = this.byName.get(fold(text).trim());
      if (venue?.names.some((name) => isSomeOf(words, wordsOf(name)))) return venue.short;
    }
    return null;
  }
}

/** The words of a name, without small ones and what is said of an edition.
 * @param {string} text
 * @returns {string[]} */
function wordsOf(text) {
  const found = fold(text).replaceAll("int'l", "international").match(new RegExp(WORD, "gu")) ?? [];
  return found
    .map((word) => ABBREVIATIONS[word] ?? word)
    .filter((word) => !SMALL_WORDS.has(word) && !OF_EDITIONS.has(word) && !EDITION.test(word));
}

/** @param {string[]} words
 * @returns {Set<string>} */
function sidesOf(words) {
  return new Set(words.flatMap((word) => SIDE_EVENTS[word] ?? []));
}

/** @param {string[]} some
 * @param {string[]} all */
function isWithin(some, all) {
  return some.every((word) => all.includes(word));
}

/** Whether the sponsors that words name fit a venue: `ACM Multimedia` is another than `IEEE Multimedia`.
 * @param {string[]} words
 * @param {Venue} venue
 * @param {boolean} isTold whether the sponsors are in its name, or there are none */
function mayBeBy(words, venue, isTold) {
  const named = new Set(words.filter((word) => SPONSORS.has(word)));
  const theirs = wordsOf(venue.full).filter((word) => SPONSORS.has(word));
  const isShared = theirs.some((word) => named.has(word));
  if (words.length - named.size <= FEW && !isTold) return isShared;
  return !(theirs.length && named.size) || isShared;
}

/** The words after "Association for Computational Linguistics", if they start so.
 * @param {string[]} words */
function afterAssociation(words) {
  return words.slice(0, 3).join(" ") === ASSOCIATION ? words.slice(3) : words;
}

/** Whether all words, or what they abbreviate, are in a name in their order.
 * @param {string[]} words
 * @param {string[]} name */
function isSomeOf(words, name) {
  let at = 0;
  return words.every((word) => {
    while (at < name.length && !name[at].startsWith(word)) at += 1;
    at += 1;
    return at <= name.length;
  });
}
