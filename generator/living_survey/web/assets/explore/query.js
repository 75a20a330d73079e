// What is typed into the search box, as terms.

import { joinedWords, words } from "../common/fold.js";
import { arxivIn, doiIn } from "../common/identifiers.js";

/** Fields of a work, as bits. */
export const FIELD = /** @type {const} */ ({
  name: 1, title: 2, author: 4, venue: 8, year: 16, note: 32, topic: 64, above: 128, id: 256, abstract: 512, firstAuthor: 1024,
});
/** The fields that a word without a field is searched in; nodes above topics are only searched by `topic:`. */
const ANYWHERE =
  FIELD.name | FIELD.title | FIELD.author | FIELD.firstAuthor | FIELD.venue | FIELD.year | FIELD.note | FIELD.topic | FIELD.id | FIELD.abstract;

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

/** One term of a query. `pieces` follow each other in a field; the last is the start of a word if `open`.
 * @typedef {{pieces: string[], joined: string[] | null, open: boolean, quoted: boolean, fields: number,
 *   without: boolean, years: [number, number] | null}} Term */

const PART = /(-?)(?:(\p{L}+):)?(?:"([^"]*)("?)|(\S+))/gu;
const YEARS = /^(?:(\d{4})-?|(\d{4})-(\d{4})|-(\d{4}))$/;
/** "arXiv 2401.01234" and "doi: 10.1000/x" are the numbers. */
const NAMED_NUMBER = /(?<=^|\s)(?:arxiv:?\s+(?=\d{4}\.\d)|doi:?\s+(?=10\.\d))/gi;

/** @param {string} query
 * @returns {Term[]} */
export function parse(query) {
  /** @type {Term[]} */
  const terms = [];
  const plain = query.replace(/[“”„]/g, '"').replace(NAMED_NUMBER, "");
  for (const [whole, minus, field, phrase, closed, word] of plain.matchAll(PART)) {
    const fields = FIELDS[field?.toLowerCase()];
    const quoted = phrase !== undefined;
    let text = quoted ? phrase : word;
    if (field && !fields) text = quoted ? `${field} ${phrase}` : whole.slice(minus.length);
    if (!quoted) text = identifier(text);
    const years = fields === FIELD.year && !quoted ? range(text) : null;
    const pieces = words(text);
    if (!pieces.length && !years) continue;
    const joined = joinedWords(text);
    terms.push({
      pieces,
      joined: joined?.length && joined.length !== pieces.length ? joined : null,
      open: !closed,
      quoted,
      fields: fields ?? ANYWHERE,
      without: minus === "-",
      years,
    });
  }
  return terms;
}

/** The identifier alone, of an address at arXiv or a DOI resolver.
 * @param {string} text */
function identifier(text) {
  return arxivIn(text) ?? doiIn(text) ?? text;
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
