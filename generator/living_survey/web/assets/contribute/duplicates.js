// Whether two records are probably of the same work, as living_survey/knowledge/duplicates.py defines it;
// tests/knowledge/duplicates.json has the answers that both give.

import { fold, words } from "../common/fold.js";
import { identifierIn } from "../common/identifiers.js";
import { DUPLICATES } from "./constants.js";
import { matchKey, parseName } from "./people.js";

/** What two records have in common: an authority of identifiers, the title, or a similar title.
 * @typedef {"arxiv" | "doi" | "acl" | "openreview" | "title" | "similar"} Likeness */

const { NEAR, NEAR_AFTER_OTHER_NAME, NEARLY_EQUAL, SAME_TEAM, LONG, NUMBER } = DUPLICATES;

/** A title as titles are compared. */
export class Title {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.words = words(text);
    this.whole = this.words.join(" ");
    const colon = text.indexOf(":");
    /** @type {Title | null} What is before the first colon: often a short name. */
    this.before = colon >= 0 && text.slice(0, colon).trim() && text.slice(colon + 1).trim() ? new Title(text.slice(0, colon)) : null;
    /** @type {Title | null} What is after the first colon. */
    this.after = this.before ? new Title(text.slice(colon + 1)) : null;
    /** Whether it tells a work from others by itself, unlike `A Survey`. */
    this.isLong = this.words.length >= LONG;
    /** @type {Set<string> | undefined} */ this.ownTrigrams = undefined;
    /** @type {string | undefined} */ this.ownNumbers = undefined;
  }

  get trigrams() {
    this.ownTrigrams ??= trigramsOf([...` ${this.whole} `]);
    return this.ownTrigrams;
  }

  /** What tells a work from its sequel. */
  get numbers() {
    this.ownNumbers ??= (fold(this.text).match(new RegExp(NUMBER, "gu")) ?? []).sort().join(" ");
    return this.ownNumbers;
  }

  /** Its words, without the ending of plurals, and its pairs of adjacent words in any order. */
  get features() {
    const singular = this.words.map((word) => word.replace(/s+$/, ""));
    return new Set([...singular, ...singular.slice(1).map((word, at) => [singular[at], word].sort().join(" "))]);
  }

  /** How many trigrams are in both: 1 if all are, 0 if none is (the Dice coefficient).
   * @param {Title} other */
  overlap(other) {
    let common = 0;
    for (const trigram of this.trigrams) if (other.trigrams.has(trigram)) common += 1;
    return (2 * common) / (this.trigrams.size + other.trigrams.size);
  }

  /** Whether enough trigrams are in both, and the numbers are the same.
   * @param {Title} other
   * @param {number} least */
  isNear(other, least) {
    if (this.overlap(other) < least || this.numbers !== other.numbers) return false;
    if (!this.after || !other.after || this.hasNameOf(other)) return true;
    return this.after.overlap(other.after) >= NEAR_AFTER_OTHER_NAME;
  }

  /** @param {Title | null} other */
  isSame(other) {
    return other !== null && this.whole === other.whole && this.numbers === other.numbers;
  }

  /** Whether it is what the other has before the colon, or after it.
   * @param {Title} other */
  isPartOf(other) {
    return this.isSame(other.before) || (this.isLong && this.isSame(other.after));
  }

  /** Whether both have the same after the colon.
   * @param {Title} other */
  differsInNameOnly(other) {
    return this.after !== null && this.after.isLong && this.after.isSame(other.after) && this.numbers === other.numbers;
  }

  /** Whether both have the same before the colon.
   * @param {Title} other */
  hasNameOf(other) {
    return this.before !== null && this.before.isSame(other.before);
  }
}

/** What identifies a work. */
export class Identity {
  /** @param {Title[]} titles the own one first
   * @param {ReadonlySet<string>} identifiers each in the form that all of its forms share
   * @param {ReadonlySet<string>} people authors, each in the form that the spellings of a name share
   * @param {boolean} hasLiteral whether an author has a name that is not taken apart, as a group has */
  constructor(titles, identifiers, people, hasLiteral) {
    this.titles = titles.filter((title) => title.whole);
    this.identifiers = identifiers;
    this.people = people;
    this.hasLiteral = hasLiteral;
    this.isPreprint = [...identifiers].some((identifier) => identifier.startsWith("arxiv:"));
  }

  /** @param {{title?: string, authors?: string[], addresses?: string[], other_titles?: string[]}} record */
  static of({ title = "", authors = [], addresses = [], other_titles: others = [] }) {
    const identifiers = new Set(addresses.flatMap((address) => identifierIn(address) ?? []));
    return Identity.by(authors, [title, ...others].map((text) => new Title(text)), identifiers);
  }

  /** @param {string[]} authors
   * @param {Title[]} titles
   * @param {ReadonlySet<string>} identifiers */
  static by(authors, titles, identifiers) {
    const names = authors.map(parseName);
    return new Identity(titles, identifiers, new Set(names.map(matchKey)), names.some(({ literal }) => literal));
  }

  /** Whether nothing tells it from other works. */
  get isEmpty() {
    return this.titles.length === 0 && this.identifiers.size === 0;
  }

  /** Whether both have a title, or both an identifier, so that they can be compared.
   * @param {Identity} other */
  isComparableWith(other) {
    return (this.titles.length > 0 && other.titles.length > 0) || (this.identifiers.size > 0 && other.identifiers.size > 0);
  }

  /** Whether the authors are the same; null if that is unknown.
   * @param {Identity} other */
  agreesWith(other) {
    const common = [...this.people].filter((name) => other.people.has(name)).length;
    const shorter = Math.min(this.people.size, other.people.size);
    if (!shorter || (!common && (this.hasLiteral || other.hasLiteral))) return null;
    return 2 * common >= shorter;
  }

  /** Whether nearly all authors of both are the same.
   * @param {Identity} other */
  isByTeamOf(other) {
    const common = [...this.people].filter((name) => other.people.has(name)).length;
    const longer = Math.max(this.people.size, other.people.size);
    return longer > 0 && common >= SAME_TEAM * longer;
  }

  /** What makes two records probably the same work; null if they are two works.
   * @param {Identity} other
   * @returns {Likeness | null} */
  likeness(other) {
    const [common] = [...this.identifiers].filter((identifier) => other.identifiers.has(identifier)).sort();
    if (common) return /** @type {Likeness} */ (common.split(":")[0]);
    const pairs = this.titles.flatMap((mine) => other.titles.map((theirs) => /** @type {[Title, Title]} */ ([mine, theirs])));
    if (pairs.some(([mine, theirs]) => mine.isSame(theirs))) return this.agreesWith(other) === false ? "similar" : "title";
    return this.#isSimilar(other, pairs) ? "similar" : null;
  }

  /** @param {Identity} other
   * @param {[Title, Title][]} pairs */
  #isSimilar(other, pairs) {
    const arePreprints = this.isPreprint && other.isPreprint;
    const least = arePreprints && !this.isByTeamOf(other) ? NEARLY_EQUAL : NEAR;
    if (pairs.some(([mine, theirs]) => mine.isNear(theirs, least))) return this.agreesWith(other) !== false;
    if (arePreprints) return false;
    if (pairs.some(([mine, theirs]) => mine.isPartOf(theirs) || theirs.isPartOf(mine) || mine.differsInNameOnly(theirs))) {
      return this.agreesWith(other) !== false;
    }
    return pairs.some(([mine, theirs]) => mine.hasNameOf(theirs)) && this.agreesWith(other) === true;
  }
}

/** @param {string[]} letters
 * @returns {Set<string>} */
function trigramsOf(letters) {
  return new Set(letters.slice(2).map((letter, at) => letters[at] + letters[at + 1] + letter));
}
