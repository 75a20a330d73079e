// BibTeX as people paste it, read into the fields of an entry as living_survey/sources/bibtex.py does.

import { fold } from "../common/fold.js";
import { arxivIn, arxivOf, doiIn } from "../common/identifiers.js";
import { ARXIV_CATEGORY, CODE_HOST, MONTHS, NAME_SUFFIXES, VENUE_FIELDS } from "./constants.js";
import { texToText } from "./latex.js";
import { isDay } from "./schema.js";
import { tidy } from "./text.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {Record<string, string>} Fields */

/** The works of a BibTeX text with the types of their records, and remarks on what could not be read.
 * @param {string} text
 * @param {import("./venues.js").Venues} venues
 * @returns {{entries: Entry[], types: string[], remarks: string[]}} */
export function readBibtex(text, venues) {
  /** @type {string[]} */
  const remarks = [];
  const { blocks, broken } = new BibtexReader(text).read();
  if (broken) remarks.push(tr("a part of it cannot be read: check for a missing brace or quote"));
  const read = blocks.map(({ type, fields }) => ({ type, entry: entryOf(fields, venues, remarks) })).filter(({ entry }) => entry.title);
  return { entries: read.map(({ entry }) => entry), types: read.map(({ type }) => type), remarks };
}

/** Reads the records of a BibTeX text; what is not a record is skipped. */
class BibtexReader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    /** @type {Fields} */ this.strings = Object.assign(Object.create(null), Object.fromEntries(MONTHS.map((month) => [month, month])));
  }

  read() {
    /** @type {{type: string, fields: Fields}[]} */
    const blocks = [];
    let broken = false;
    const start = /@\s*([A-Za-z]+)\s*([{(])/g;
    for (;;) {
      start.lastIndex = this.at;
      const match = start.exec(this.text);
      if (!match) return { blocks, broken };
      this.at = match.index + match[0].length;
      const type = match[1].toLowerCase();
      if (type === "comment" || type === "preamble") continue;
      try {
        if (type !== "string") this.#key();
        const fields = this.#fields();
        if (type === "string") Object.assign(this.strings, fields);
        else blocks.push({ type, fields });
      } catch {
        broken = true;
      }
    }
  }

  #key() {
    const end = /[,})]/g;
    end.lastIndex = this.at;
    const match = end.exec(this.text);
    if (!match) throw new Error("no end of the key");
    this.at = match.index + (match[0] === "," ? 1 : 0);
  }

  /** @returns {Fields} */
  #fields() {
    /** @type {Fields} */
    const fields = Object.create(null);
    for (;;) {
      this.#space(/[\s,]*/y);
      if (/[})]/.test(this.text[this.at] ?? "")) {
        this.at += 1;
        return fields;
      }
      const name = this.#take(/([^\s={},"()#]+)\s*=/y)?.[1];
      if (!name) throw new Error("no field");
      fields[name.toLowerCase()] ??= this.#value();
    }
  }

  /** Pieces in braces, in quotes, numbers and names of strings, joined at `#`. */
  #value() {
    let value = "";
    do {
      this.#space(/\s*/y);
      value += this.#piece();
      this.#space(/\s*/y);
    } while (this.#take(/#/y));
    return value;
  }

  #piece() {
    const opening = this.text[this.at];
    if (opening !== "{" && opening !== '"') {
      const word = this.#take(/[^\s,{}()"#=]+/y)?.[0];
      if (!word) throw new Error("no value");
      return this.strings[word.toLowerCase()] ?? word;
    }
    const from = this.at + 1;
    let depth = opening === "{" ? 1 : 0;
    for (let at = from; at < this.text.length; at += 1) {
      const letter = this.text[at];
      if (letter === "\\") at += 1;
      else if (letter === "{") depth += 1;
      else if (letter === "}") depth -= 1;
      if (letter !== "\\" && (opening === "{" ? depth === 0 : letter === '"' && depth === 0)) {
        this.at = at + 1;
        return this.text.slice(from, at);
      }
    }
    throw new Error("not closed");
  }

  /** @param {RegExp} pattern */
  #space(pattern) {
    this.#take(pattern);
  }

  /** @param {RegExp} pattern */
  #take(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at += match[0].length;
    return match;
  }
}

/** @param {Fields} fields
 * @param {import("./venues.js").Venues} venues
 * @param {string[]} remarks
 * @returns {Entry} */
function entryOf(fields, venues, remarks) {
  const plainTitle = texToText(fields.title ?? "");
  const subtitle = texToText(fields.subtitle ?? "");
  const title = plainTitle && subtitle ? `${plainTitle}: ${subtitle}` : plainTitle;
  const { names, cut } = authorsOf(fields.author || fields.editor || "");
  if (cut) remarks.push(tr("the authors end in \"and others\": look up the rest"));
  const arxiv = arxivOfFields(fields);
  const foundDoi = doiIn(texToText(fields.doi ?? ""));
  const doi = foundDoi && !arxivIn(foundDoi) ? foundDoi : null;
  let { year, published } = dateOf(fields);
  if (arxiv) {
    year ||= arxivOf(arxiv)?.year ?? 0;
    published = ""; // the preprint came first, and its identifier says when
  }
  const venueField = VENUE_FIELDS.find((name) => fields[name]);
  let venue = venueField ? texToText(fields[venueField]) : "";
  if (arxiv && (!venue || fold(venue).includes("arxiv") || fold(venue) === "corr")) venue = "arXiv";
  const category = fields.primaryclass ?? "";
  /** @type {Entry} */
  const entry = { title, authors: names };
  if (year) entry.year = year;
  if (published) entry.published = published;
  if (venue) entry.venue = venues.canonical(venue);
  if (arxiv) entry.arxiv = arxiv;
  if (ARXIV_CATEGORY.test(category)) entry.arxiv_category = category;
  if (doi) entry.doi = doi;
  const links = linksOf(fields, arxiv, doi);
  if (links) entry.links = links;
  return entry;
}

/** @param {Fields} fields */
function arxivOfFields(fields) {
  if ((fields.archiveprefix ?? fields.eprinttype ?? "arxiv").toLowerCase() === "arxiv") {
    const found = arxivIn(fields.eprint ?? "");
    if (found) return found;
  }
  for (const name of ["doi", "url", "journal", "note", "howpublished", "volume"]) {
    for (const word of (fields[name] ?? "").split(/[\s,;{}()]+/)) {
      const found = arxivIn(word.replace(/^abs\//, ""));
      if (found) return found;
    }
  }
  return null;
}

/** @param {Fields} fields */
function dateOf(fields) {
  const text = (fields.date || fields.year || "").trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { year: Number(text.slice(0, 4)), published: isDay(text) ? text : "" };
  const year = Number(/(?:19|20)\d\d/.exec(text)?.[0] ?? 0);
  const day = (fields.day ?? "").replace(/[{} ]/g, "");
  const month = monthOf(fields.month ?? "");
  const date = `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return { year, published: year && month && day && isDay(date) ? date : "" };
}

/** @param {string} text */
function monthOf(text) {
  const folded = fold(text).replace(/^[{}. ]+|[{}. ]+$/g, "");
  if (/^\d+$/.test(folded)) return Number(folded) <= 12 ? Number(folded) : 0;
  return MONTHS.findIndex((month) => folded.startsWith(month)) + 1;
}

/** @param {Fields} fields
 * @param {string | null} arxiv
 * @param {string | null} doi */
function linksOf(fields, arxiv, doi) {
  const url = (fields.url ?? "").trim().replaceAll("\\_", "_").replaceAll("\\%", "%").replaceAll("\\&", "&");
  if (!/^https?:\/\//.test(url) || (arxiv && arxivIn(url)) || (doi && doiIn(url))) return null;
  return { [url.search(CODE_HOST) === 0 ? "code" : "project"]: url };
}

/** The authors of a BibTeX field, given names first, and whether the list is cut by `and others`.
 * @param {string} text */
function authorsOf(text) {
  const names = outsideBraces(tidy(text), " and ").map((name) => name.trim());
  const cut = ["others", "et al.", "et al"].includes((names.at(-1) ?? "").toLowerCase());
  return { names: (cut ? names.slice(0, -1) : names).map(givenFirst).filter(Boolean), cut };
}

/** @param {string} name */
function givenFirst(name) {
  const parts = outsideBraces(name, ",").map((part) => texToText(part).trim());
  if (parts.length === 1) return parts[0];
  const [last, first] = [parts[0], parts[parts.length - 1]];
  const middle = parts.slice(1, -1);
  if (!middle.length && NAME_SUFFIXES.has(fold(first).replace(/^\.+|\.+$/g, ""))) return `${last} ${first}`.trim();
  return [first, last, middle.filter(Boolean).join(" ")].filter(Boolean).join(" ");
}

/** Split at a separator where no brace is open.
 * @param {string} text
 * @param {string} separator */
function outsideBraces(text, separator) {
  const parts = [];
  let [depth, start, at] = [0, 0, 0];
  while (at < text.length) {
    if (text[at] === "\\") {
      at += 2;
      continue;
    }
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth = Math.max(0, depth - 1);
    if (depth === 0 && text.slice(at, at + separator.length).toLowerCase() === separator) {
      parts.push(text.slice(start, at));
      at += separator.length;
      start = at;
    } else at += 1;
  }
  return [...parts, text.slice(start)];
}
