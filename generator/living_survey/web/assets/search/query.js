// What is typed into the search box, as terms.

import { NOISE } from "../common/constants.js";
import { joinedWords, stem, words } from "../common/fold.js";
import { arxivIn, identifierIn, doiIn } from "../common/identifiers.js";

/** Fields of a work, as bits. */
export const FIELD = /** @type {const} */ ({
  name: 1, title: 2, author: 4, venue: 8, year: 16, note: 32, topic: 64, above: 128, id: 256, abstract: 512, firstAuthor: 1024,
});
/** The fields that a word without a field is searched in; nodes above topics are only searched by `topic:`. */
const ANYWHERE =
  FIELD.name | FIELD.title | FIELD.author | FIELD.firstAuthor | FIELD.venue | FIELD.year | FIELD.note | FIELD.topic | FIELD.id | FIELD.abstract;
/** The fields in which other forms of a word are searched as well: texts in a language, not names and numbers. */
export const STEMMED = FIELD.name | FIELD.title | FIELD.note | FIELD.topic | FIELD.above | FIELD.abstract;

/** @type {Record<string, number>} */
const FIELDS = {
  author: FIELD.author | FIELD.firstAuthor,
  venue: FIELD.venue,
  year: FIELD.year,
  topic: FIELD.topic | FIELD.above,
  title: FIELD.name | FIELD.title,
  arxiv: FIELD.id,
  doi: FIELD.id,
};

export const FIELD_NAMES = Object.keys(FIELDS);

/** One term of a query. `pieces` follow each other in a field; the last is the start of a word if `open`. A plain one is
 * typed without quotation marks, field or minus; a synonym is not typed at all.
 * @typedef {{pieces: string[], joined: string[] | null, open: boolean, quoted: boolean, fields: number,
 *   without: boolean, years: [number, number] | null, plain: boolean, synonym: boolean}} Term */

/** A part of a query, which a work matches with all terms of any of the alternatives. What is typed comes first.
 * @typedef {Term[][]} Clause */

const PART = /(-?)(?:(\p{L}+):)?(?:"([^"]*)("?)|(\S+))/gu;
const YEARS = /^(?:(\d{4})-?|(\d{4})-(\d{4})|-(\d{4}))$/;
/** "arXiv 2401.01234" and "doi: 10.1000/x" are the numbers. */
const NAMED_NUMBER = /(?<=^|\s)(?:arxiv:?\s+(?=\d{4}\.\d)|doi:?\s+(?=10\.\d))/gi;
const ARXIV_IN_ADDRESS = /(?<![\d.])\d{4}\.\d{4,5}(?!\d)/;
const DOI_IN_ADDRESS = /10\.\d{4,9}\/[^\s?#]+/;

/** Words and phrases that mean the same. */
export class Synonyms {
  /** @param {readonly (readonly string[])[]} groups */
  constructor(groups) {
    /** @type {Map<string, {text: string, others: string[]}[]>} By the stems of their words. */
    this.byStems = new Map();
    this.longest = 1;
    for (const group of groups) {
      for (const text of group) {
        const key = stemsOf(words(text));
        this.longest = Math.max(this.longest, words(text).length);
        const known = this.byStems.get(key) ?? [];
        this.byStems.set(key, [...known, { text, others: group.filter((other) => stemsOf(words(other)) !== key) }]);
      }
    }
  }

  /** What words that follow each other can be called, too.
   * @param {string[]} pieces
   * @returns {string[]} */
  of(pieces) {
    if (pieces.length > this.longest) return [];
    return (this.byStems.get(stemsOf(pieces)) ?? []).flatMap(({ others }) => others);
  }
}

/** @param {string[]} list */
function stemsOf(list) {
  return list.map(stem).join(" ");
}

/** What a query names like a field, such as `foo:` in `foo:bar`, and is none; addresses have a colon, too.
 * @param {string} query
 * @returns {string[]} */
export function unknownFields(query) {
  const names = [...query.matchAll(PART)].map(([, , field, phrase, , word]) => (field && !(word ?? phrase).startsWith("//") ? field : ""));
  return [...new Set(names.filter((name) => name && !FIELD_NAMES.includes(name.toLowerCase())))];
}

/** The clauses of a query, of which a work must match each.
 * @param {string} query
 * @param {Synonyms} synonyms
 * @returns {Clause[]} */
export function parse(query, synonyms) {
  const terms = termsOf(query);
  /** @type {Clause[]} */
  const clauses = [];
  for (let at = 0; at < terms.length; ) {
    const [count, others] = synonymsAt(terms, at, synonyms);
    clauses.push([terms.slice(at, at + count), ...others.map((text) => [synonymOf(text)])]);
    at += count;
  }
  const meant = clauses.filter((clause) => !isNoise(clause));
  return meant.length ? meant : clauses;
}

/** How many terms from a place are a phrase with synonyms, and these.
 * @param {Term[]} terms
 * @param {number} at
 * @param {Synonyms} synonyms
 * @returns {[number, string[]]} */
function synonymsAt(terms, at, synonyms) {
  let end = at;
  /** @type {string[]} */ const pieces = [];
  /** @type {[number, string[]]} */ let longest = [1, []];
  while (end < terms.length && terms[end].plain && pieces.length < synonyms.longest) {
    pieces.push(...terms[end].pieces);
    end += 1;
    const others = synonyms.of(pieces);
    if (others.length) longest = [end - at, others];
  }
  return longest;
}

/** @param {string} text
 * @returns {Term} */
function synonymOf(text) {
  return { ...termOf(text), open: false, plain: false, synonym: true };
}

/** @param {Clause} clause */
function isNoise([[term, ...more]]) {
  return term.plain && !more.length && term.pieces.length === 1 && NOISE.has(term.pieces[0]);
}

/** @param {string} text
 * @returns {Term} */
function termOf(text) {
  const pieces = words(text);
  const joined = joinedWords(text);
  return {
    pieces,
    joined: joined?.length && joined.length !== pieces.length ? joined : null,
    open: true, quoted: false, fields: ANYWHERE, without: false, years: null, plain: true, synonym: false,
  };
}

/** @param {string} query
 * @returns {Term[]} */
function termsOf(query) {
  const whole = identifierInAddress(query.trim());
  if (whole) return [{ ...termOf(whole), plain: false }];
  /** @type {Term[]} */
  const terms = [];
  const plain = query.replace(/[“”„]/g, '"').replace(NAMED_NUMBER, "");
  for (const [whole, minus, field, phrase, closed, word] of plain.matchAll(PART)) {
    const fields = FIELDS[field?.toLowerCase()];
    const quoted = phrase !== undefined;
    let text = quoted ? phrase : word;
    if (field && !fields) text = quoted ? `${field} ${phrase}` : whole.slice(minus.length);
    const known = quoted ? null : (arxivIn(text) ?? doiIn(text));
    const years = fields === FIELD.year && !quoted ? range(text) : null;
    const term = termOf(known ?? text);
    if (!term.pieces.length && !years) continue;
    const without = minus === "-";
    terms.push({
      ...term, open: !closed, quoted, fields: fields ?? ANYWHERE, without, years,
      plain: !quoted && !fields && !without && !known,
    });
  }
  return terms;
}

/** The identifier in an address that is pasted whole, of any site.
 * @param {string} query
 * @returns {string | null} */
function identifierInAddress(query) {
  if (/\s/.test(query) || !/^(?:https?:\/\/|www\.)/i.test(query)) return null;
  const known = arxivIn(query) ?? doiIn(query);
  if (known) return known;
  const acl = identifierIn(query)?.match(/^acl:(.*)$/);
  if (acl) return `10.18653/v1/${acl[1]}`;
  return DOI_IN_ADDRESS.exec(query)?.[0] ?? ARXIV_IN_ADDRESS.exec(query)?.[0] ?? null;
}

/** @param {string} text
 * @returns {[number, number] | null} `2023`, `2023-2025`, `2023-` and `-2023` as first and last year */
function range(text) {
  const match = YEARS.exec(text.replace(/–/g, "-"));
  if (!match) return null;
  const [, from, first, last, until] = match;
  if (until) return [0, Number(until)];
  if (first) return [Number(first), Number(last)];
  return [Number(from), text.length > 4 ? 9999 : Number(from)];
}
