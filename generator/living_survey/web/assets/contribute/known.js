// The works that have an entry, by all that identifies a work (living_survey/sources/drafts.py, loading/rules/across.py).

import { words } from "../explore/fold.js";
import { arxivKey, arxivOf } from "./identifiers.js";
import { canReach, ratio } from "./similarity.js";

/** @typedef {{id: string, title: string, also: string, arxiv: string, doi: string, authors: string[], year: number,
 *   tags: [string, string][]}} KnownWork */
/** @typedef {{title?: string, arxiv?: string, doi?: string}} Identity */

const NEAR = 90;
const NEAR_FOR_TWO_PREPRINTS = 97;
const NEAR_IN_WHAT_DIFFERS = 80;

/** Letters and digits, folded, one space between words.
 * @param {string} title */
export function normalizedTitle(title) {
  return words(title).join(" ");
}

export class Known {
  /** @param {KnownWork[]} works
   * @param {string} [without] the id of a work that is being edited */
  constructor(works, without = "") {
    this.works = works.filter((work) => work.id !== without);
    this.byId = new Map(works.map((work) => [work.id, work]));
    this.ids = new Set(this.works.map((work) => work.id));
    this.normalized = this.works.map((work) => normalizedTitle(work.title));
    this.arxiv = index(this.works, (work) => (work.arxiv ? [arxivKey(arxivOf(work.arxiv)?.base ?? work.arxiv)] : []));
    this.doi = index(this.works, (work) => (work.doi ? [work.doi.toLowerCase()] : []));
    this.title = index(this.works, (work) => [work.title, work.also].filter(Boolean).map(normalizedTitle));
  }

  /** The work that an entry would repeat, and what is the same.
   * @param {Identity} entry
   * @returns {{work: KnownWork, same: "arxiv" | "doi" | "title"} | null} */
  find(entry) {
    const arxiv = arxivOf(entry.arxiv);
    /** @type {["arxiv" | "doi" | "title", KnownWork | undefined][]} */
    const found = [
      ["arxiv", arxiv ? this.arxiv.get(arxivKey(arxiv.base)) : undefined],
      ["doi", entry.doi ? this.doi.get(entry.doi.toLowerCase()) : undefined],
      ["title", this.title.get(normalizedTitle(entry.title ?? "")) ?? undefined],
    ];
    for (const [same, work] of found) if (work) return { work, same };
    return null;
  }

  /** The works whose titles are almost that of an entry.
   * @param {Identity} entry
   * @returns {KnownWork[]} */
  nearly(entry) {
    const title = normalizedTitle(entry.title ?? "");
    const arxiv = arxivOf(entry.arxiv)?.base;
    return title ? this.works.filter((work, place) => isNearly(title, arxiv, this.normalized[place], arxivOf(work.arxiv)?.base)) : [];
  }
}

/** @param {KnownWork[]} works
 * @param {(work: KnownWork) => string[]} keysOf
 * @returns {Map<string, KnownWork>} */
function index(works, keysOf) {
  const map = new Map();
  for (const work of works) for (const key of keysOf(work)) if (key && !map.has(key)) map.set(key, work);
  return map;
}

/** Whether two titles differ by a few letters only. A whole word more or another number makes another title.
 * @param {string} one
 * @param {string | undefined} oneArxiv
 * @param {string} other
 * @param {string | undefined} otherArxiv */
export function isNearly(one, oneArxiv, other, otherArxiv) {
  const limit = oneArxiv && otherArxiv ? NEAR_FOR_TWO_PREPRINTS : NEAR;
  if (one === other || (oneArxiv && oneArxiv === otherArxiv)) return false;
  if (!canReach(one, other, limit) || ratio(one, other) < limit) return false;
  const [left, right] = [one.split(" "), other.split(" ")];
  const onlyLeft = left.filter((word) => !right.includes(word));
  const onlyRight = right.filter((word) => !left.includes(word));
  return sameNumbers(onlyLeft, onlyRight) && ratio(onlyLeft.join(""), onlyRight.join("")) >= NEAR_IN_WHAT_DIFFERS;
}

/** @param {string[]} one
 * @param {string[]} other */
function sameNumbers(one, other) {
  const numbers = (/** @type {string[]} */ list) => [...new Set(list.filter((word) => /\p{Nd}/u.test(word)))].sort().join(" ");
  return numbers(one) === numbers(other);
}
