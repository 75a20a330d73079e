// What `survey check` reports of an entry, shown beside the fields: the rules of living_survey/loading/rules that an entry from the
// form can break, by the same codes.

import { fold, words } from "../explore/fold.js";
import { tagsOf } from "./entry.js";
import { named } from "./facets.js";
import { arxivOf, firstYear, isDoi, lastName, lettersOf, parseArxiv, parseKey } from "./identifiers.js";
import { isDay } from "./schema.js";
import { namesSomething, unpaired } from "./statements.js";
import { length, pieces, shortened, SPACE_CLASS, tidy } from "./text.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./known.js").Known} Known */
/** @typedef {import("./schema.js").Fault} Fault */
/** @typedef {import("./facets.js").Facets} Facets */
/** @typedef {{field: string, code: string, message: string, severity: "error" | "warning", work?: string}} Problem */
/** @typedef {{ancestors: (node: string) => string[], title: (node: string) => string}} Tree */

/** The most words of a summary. */
export const LONGEST_SUMMARY = 30;

/** @param {string} field
 * @param {string} code
 * @param {string} message
 * @returns {Problem} */
const error = (field, code, message) => ({ field, code, message, severity: "error" });
/** @param {string} field
 * @param {string} code
 * @param {string} message
 * @returns {Problem} */
const warning = (field, code, message) => ({ field, code, message, severity: "warning" });

// --- form ----------------------------------------------------------------------------------------------------

/** @type {Record<string, string>} */
const MISSING = {
  title: "The title is missing: the full title, as printed.",
  authors: "The authors are missing: all of them, in print order, one per line.",
  year: "The year is missing; for a preprint, it is the year of the preprint.",
  tags: "Choose at least one place in the taxonomy.",
};

/** What the JSON Schema finds, in words.
 * @param {Fault[]} faults
 * @param {Facets} facets
 * @returns {Problem[]} */
export function explained(faults, facets) {
  const labels = new Map(facets.asked.map(({ key, label }) => [key, label]));
  return faults.map(({ path, keyword, expected }) => {
    const field = path.slice(0, path[0] === "links" || path[0] === "tags" ? 2 : 1).join(".");
    const name = String(path[0]);
    const missing = keyword === "required" || keyword === "minItems" || keyword === "minLength";
    if (missing && MISSING[name]) return error(name, "missing-field", MISSING[name]);
    if (missing && labels.has(name)) return error(name, "missing-field", `Choose a value for “${labels.get(name)}”.`);
    return error(field, keyword, inWords(name, keyword, expected));
  });
}

/** @param {string} name
 * @param {string} keyword
 * @param {any} expected */
function inWords(name, keyword, expected) {
  if (name === "year") return "A year has four digits, such as 2024.";
  if (name === "published" || name === "added") return "Write the day as 2024-03-31, or leave it out if you do not know it.";
  if (name === "arxiv") return 'An arXiv number looks like 2304.14108: the part after "abs/" in the address.';
  if (name === "doi") return "A DOI looks like 10.1109/TPAMI.2025.3576835, from the 10. on.";
  if (name === "links") return "A link is an address that starts with https:// or http://.";
  if (keyword === "maxLength") return `That is too long: at most ${expected} characters.`;
  if (keyword === "pattern" || keyword === "minLength") return "It is empty, or has only spaces.";
  if (keyword === "enum" || keyword === "anyOf") return "This value is not one of the choices.";
  return "This does not fit an entry.";
}

// --- identifiers, dates, addresses -----------------------------------------------------------------------------

/** Everything that the rules about a single entry find.
 * @param {Entry} entry
 * @param {string} id
 * @param {Tree} tree
 * @param {Facets} facets
 * @returns {Problem[]} */
export function problemsOf(entry, id, tree, facets) {
  return [
    ...ofIdentifiers(entry), ...ofDates(entry), ...ofLinks(entry), ...ofNames(entry), ...ofTags(entry, tree),
    ...ofFacets(entry, facets), ...ofTexts(entry), ...ofId(entry, id),
  ];
}

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofIdentifiers(entry) {
  const problems = [];
  if (entry.arxiv !== undefined) {
    const parsed = parseArxiv(entry.arxiv);
    if (typeof parsed === "string") problems.push(error("arxiv", "arxiv-id", `That is not an arXiv number: ${parsed}.`));
    else if (parsed.version) problems.push(warning("arxiv", "arxiv-version", `Leave out the version: ${parsed.base} is enough.`));
  }
  if (entry.doi !== undefined && !isDoi(entry.doi)) {
    problems.push(error("doi", "doi", "That is not a DOI: it looks like 10.1109/TPAMI.2025.3576835, from the 10. on."));
  }
  return problems;
}

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofDates(entry) {
  const arxiv = arxivOf(entry.arxiv);
  const year = Number.isInteger(entry.year) ? /** @type {number} */ (entry.year) : null;
  const published = entry.published && isDay(entry.published) ? entry.published : null;
  const publicYear = published ? Number(published.slice(0, 4)) : null;
  const isPreprint = entry.venue === undefined || fold(entry.venue).trim() === "arxiv";
  const problems = [];
  if (arxiv && year !== null) {
    if (year < arxiv.year - 1) {
      problems.push(error("year", "year-before-preprint", `arXiv ${arxiv.base} is of ${arxiv.year}, so it cannot have come out in ${year}. One of the two is wrong.`));
    } else if (isPreprint && year !== arxiv.year && year !== publicYear) {
      problems.push(error("year", "year-before-preprint", `arXiv ${arxiv.base} is of ${arxiv.year}. If it came out somewhere else in ${year}, name that venue; if not, the year is ${arxiv.year}.`));
    }
  }
  if (arxiv && published) {
    const months = (arxiv.year - Number(published.slice(0, 4))) * 12 + arxiv.month - Number(published.slice(5, 7));
    if (months < 0) {
      problems.push(error("published", "published-after-preprint", `arXiv ${arxiv.base} is older than that. This is the day of the first version, not of the venue; leave it out if you do not know it.`));
    }
    if (months > 1 && isPreprint) {
      problems.push(warning("published", "published-before-preprint", `That is ${months} months before arXiv ${arxiv.base}. Was it public elsewhere? Then name that venue.`));
    }
  }
  if (year !== null && publicYear !== null && year < publicYear - 1) {
    problems.push(error("year", "year-before-published", `It was first public on ${published}, so ${year} cannot be right.`));
  }
  return problems;
}

const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}_-]{0,61}\.?$/u;
const PRIVATE_ENDINGS = [".localhost", ".local", ".internal", ".lan", ".home", ".test", ".invalid", ".example"];

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofLinks(entry) {
  return Object.entries(entry.links ?? {}).flatMap(([name, url]) => {
    const fault = faultOfUrl(url);
    return fault ? [error(`links.${name}`, "bad-url", fault)] : [];
  });
}

/** What is wrong with an address that a reader is sent to; null if nothing is.
 * @param {string} url
 * @returns {string | null} */
export function faultOfUrl(url) {
  if (new RegExp(SPACE_CLASS, "u").test(url)) return "There is a space in the address: write %20, or delete it.";
  if (!/^https?:/i.test(url)) {
    const scheme = /^[\p{L}\p{N}_+.-]+(?=:)/u.exec(url)?.[0];
    return scheme ? `"${shortened(scheme)}:" is not a web address: it starts with https:// or http://.` : "A web address starts with https:// or http://.";
  }
  const match = /^https?:\/\/([^/?#]*)/i.exec(url);
  if (!match || url.includes("\\")) return "A web address starts with https:// or http://, and has no backslash.";
  const place = match[1];
  if (place.includes("@")) return 'There is a user name or password in the address: delete the part before the "@".';
  const parts = /^(\[[0-9a-f:.]+\]|[^:[\]]*)(?::([0-9]*))?$/i.exec(place);
  if (!parts || Number(parts[2] ?? 0) > 65535) return "Something is wrong with the address: copy it from the browser.";
  return faultOfHost(parts[1].toLowerCase());
}

/** @param {string} host */
function faultOfHost(host) {
  const notPublic = `Nobody else can reach "${shortened(host)}": link to a public page.`;
  if (!host) return "There is no host in the address: copy it from the browser.";
  if (host === "localhost" || PRIVATE_ENDINGS.some((ending) => host.replace(/\.+$/, "").endsWith(ending))) return notPublic;
  if (HOST.test(host)) return null;
  if (host.startsWith("[")) return /^\[[23]/.test(host) && !/^\[2001:db8/.test(host) ? null : notPublic;
  const numbers = /^[0-9]+(?:\.[0-9]+){3}$/.test(host) ? host.split(".").map(Number) : [];
  if (!numbers.length || numbers.some((number) => number > 255)) return `"${shortened(host)}" is not the name of a public host.`;
  const [a, b] = numbers;
  const isPrivate = a === 0 || a === 10 || a === 127 || a >= 224 || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32)
    || (a === 192 && (b === 168 || b === 0)) || (a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19));
  return isPrivate ? notPublic : null;
}

// --- names -----------------------------------------------------------------------------------------------------

const ONE_WORD = /^\p{L}+$/u;
const PLAIN_NAME = /^(?:[\p{L}\p{No}\p{Nl}]|[ .'’-])+$/u;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|md|phd|inc|ltd)\.?$/i;
const MARKER = /[*†‡§¶#^@\u2217⋆★✉]/u;
const OTHERS = /(?<![\p{L}\p{N}_])et\.? al(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])and others(?![\p{L}\p{N}_])|^others$|^\.\.\.$/iu;
const LATEX = /[\\{}$<>]|&[\p{L}\p{N}_]+;/u;
const SEVERAL = /;| and | & | und | et /;

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofNames(entry) {
  /** @type {Problem[]} */
  const problems = [];
  const seen = new Set();
  const remarks = (entry.remarks ?? "").toLowerCase();
  for (const name of entry.authors ?? []) {
    const fault = faultOfName(name);
    if (fault) problems.push(warning("authors", "author-name", fault));
    const folded = name.toLowerCase();
    if (seen.has(folded) && !remarks.includes(folded)) {
      problems.push(warning("authors", "author-twice", `"${shortened(name)}" is listed twice. If they are two people, mention it in the remarks.`));
    }
    seen.add(folded);
  }
  const names = (entry.authors ?? []).map((name) => name.trim());
  // Groups such as OpenAI have one word, but hardly two in a row.
  for (const [place, first] of names.entries()) {
    const last = names[place - 1] ?? "";
    if (ONE_WORD.test(last) && ONE_WORD.test(first)) {
      problems.push(warning("authors", "author-name", `"${shortened(last)}" and "${shortened(first)}" look like one name, split at its comma: ${shortened(first)} ${shortened(last)}.`));
    }
  }
  return problems;
}

/** What is wrong with an author's name; null if nothing is.
 * @param {string} name
 * @returns {string | null} */
export function faultOfName(name) {
  const shown = `"${shortened(name)}"`;
  if (PLAIN_NAME.test(name) && !isUpper(name) && !SEVERAL.test(name) && !OTHERS.test(name)) return null;
  if (OTHERS.test(name)) return `${shown} replaces names: please list all authors.`;
  if (SEVERAL.test(name)) return `${shown} looks like several names: one per line, please.`;
  if (name.includes(",") && !name.split(",").slice(1).every((part) => SUFFIX.test(part.trim()))) {
    const [last, ...first] = shortened(name).split(",").map((part) => part.trim());
    return first.length === 1 && first[0] ? `Given name first: ${first[0]} ${last}.` : `${shown}: one name per line, given name first.`;
  }
  if (LATEX.test(name)) return `There is LaTeX or HTML in ${shown}: write accents as they are, é, ü.`;
  if (MARKER.test(name)) return `There is a footnote mark in ${shown}: please delete it.`;
  if (/\p{Nd}|\p{No}/u.test(name)) return `There is a digit in ${shown}: footnote numbers go.`;
  const longWords = pieces(name).filter((word) => length(word) > 2 && /^\p{L}+$/u.test(word));
  if (name.includes(" ") && longWords.length && isUpper(name)) return `${shown} is all capitals: write it as a name, Ada Lovelace.`;
  return null;
}

/** @param {string} text */
function isUpper(text) {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

// --- tags ------------------------------------------------------------------------------------------------------

/** @param {Entry} entry
 * @param {Tree} tree
 * @returns {Problem[]} */
function ofTags(entry, tree) {
  const nodes = tagsOf(entry).map((tag) => tag.node);
  const problems = [];
  for (const [place, node] of nodes.entries()) {
    if (nodes.indexOf(node) < place) problems.push(error(`tags.${place}`, "tag-twice", "This place is in the list twice: remove one."));
    const below = nodes.find((other) => tree.ancestors(other).includes(node));
    if (below) problems.push(error(`tags.${place}`, "tag-implied", `"${tree.title(below)}" is below this place and implies it: remove one of the two.`));
    if (entry.upstream?.rejected?.some((rejected) => rejected.node === node)) {
      problems.push(error(`tags.${place}`, "tag-rejected", "This place was rejected for this work before; its file has the reason."));
    }
  }
  return problems;
}

// --- facets and statements ----------------------------------------------------------------------------------------

/** @param {Entry} entry
 * @param {Facets} facets
 * @returns {Problem[]} */
function ofFacets(entry, facets) {
  const atEntry = facets.fields.filter((field) => field.entry);
  const atTags = facets.fields.filter((field) => field.tag);
  const tags = tagsOf(entry).map((tag, at) => ({ place: tag, field: `tags.${at}` }));
  /** @type {{place: import("./facets.js").Stating, field: string}[]} */
  const items = [{ place: entry, field: "statements" }, ...tags].flatMap(({ place, field }) => {
    const statements = Array.isArray(place.statements) ? place.statements : [];
    return statements.filter((item) => typeof item === "object" && item !== null).map((item) => ({ place: item, field }));
  });
  return [
    ...unknownValues(entry, atEntry, facets, (key) => (atEntry.some((field) => field.key === key && field.asked) ? key : "statements")),
    ...[...tags, ...items].flatMap(({ place, field }) => unknownValues(place, atTags, facets, () => field)),
    ...items.filter(({ place }) => !namesSomething(place, atTags)).map(({ field }) => {
      return error(field, "empty-statement", "A set of values is empty: choose a value, or remove the set.");
    }),
    ...notPaired(entry, facets.stated.entry, facets, "statements"),
    ...tags.flatMap(({ place, field }) => notPaired(place, facets.stated.tag, facets, field)),
  ];
}

/** @param {import("./facets.js").Stating} place
 * @param {import("./facets.js").Field[]} fields
 * @param {Facets} facets
 * @param {(key: string) => string} fieldOf
 * @returns {Problem[]} */
function unknownValues(place, fields, facets, fieldOf) {
  return fields.flatMap((field) => named(place, field.key).flatMap((id) => {
    const isKnown = facets.of(field).values.some((value) => value.id === id);
    const noun = facets.of(field).title.toLowerCase();
    return isKnown ? [] : [error(fieldOf(field.key), "unknown-value", `There is no ${noun} "${shortened(id)}": choose another.`)];
  }));
}

/** @param {import("./facets.js").Stating} place
 * @param {import("./facets.js").Field[]} fields
 * @param {Facets} facets
 * @param {string} at
 * @returns {Problem[]} */
function notPaired(place, fields, facets, at) {
  const several = unpaired(place, fields).map(([facet, count]) => `${count} ${facets.facets[facet].plural.toLowerCase()}`);
  const cure = "state those that belong together as one set, the others as further sets.";
  return several.length ? [warning(at, "unpaired-values", `It is not clear which of ${several.join(" and ")} belong together: ${cure}`)] : [];
}

// --- texts, id -----------------------------------------------------------------------------------------------------

const UNTIDY = new RegExp(`^${SPACE_CLASS}|${SPACE_CLASS}{2}|(?! )${SPACE_CLASS}|${SPACE_CLASS}$`, "u");

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofTexts(entry) {
  /** @type {[string, unknown][]} */
  const texts = [
    ["title", entry.title], ["venue", entry.venue], ["remarks", entry.remarks], ["summary", entry.summary],
    ...(entry.names ?? []).map((name) => /** @type {[string, unknown]} */ (["names", name])),
    ...(entry.authors ?? []).map((name) => /** @type {[string, unknown]} */ (["authors", name])),
    ...tagsOf(entry).map((tag, place) => /** @type {[string, unknown]} */ ([`tags.${place}`, tag.note])),
  ];
  const untidy = texts.flatMap(([field, text]) => {
    return typeof text === "string" && UNTIDY.test(text) && tidy(text) ? [warning(field, "untidy-text", "It has extra spaces.")] : [];
  });
  const count = typeof entry.summary === "string" ? pieces(entry.summary).length : 0;
  const long = `The summary has ${count} words: at most ${LONGEST_SUMMARY}, in one sentence.`;
  return count > LONGEST_SUMMARY ? [...untidy, warning("summary", "long-summary", long)] : untidy;
}

/** @param {Entry} entry
 * @param {string} id
 * @returns {Problem[]} */
function ofId(entry, id) {
  const key = parseKey(id);
  if (!key) return [error("id", "id-form", "The file is named after the first author, the first public year and a word of the title, all small: gadre2023datacomp.")];
  const problems = [];
  const author = entry.authors?.[0];
  if (author && !faultOfName(author)) {
    const names = possibleNames(author);
    if (names.size && !names.has(key.name)) problems.push(warning("id", "id-author", `The name of the file has "${key.name}", the first author is ${author}.`));
  }
  const years = new Set([firstYear({ published: entry.published }), arxivOf(entry.arxiv)?.year, entry.year].filter(Boolean));
  if (years.size && !years.has(key.year)) problems.push(warning("id", "id-year", `The name of the file has ${key.year}, the entry ${[...years].sort().join(" or ")}.`));
  return problems;
}

/** The author's last words, one or more; or the first, for groups and names printed family name first.
 * @param {string} author */
function possibleNames(author) {
  const parts = pieces([...author].slice(0, 200).join("")).map(lettersOf);
  const endings = parts.map((_, start) => parts.slice(start).join(""));
  return new Set([...endings, lettersOf(lastName(author)), parts[0] ?? ""].filter(Boolean));
}

// --- other works -----------------------------------------------------------------------------------------------

const SAME = { arxiv: "This arXiv number", doi: "This DOI", title: "This title" };

/** Works that are the same, or nearly.
 * @param {Entry} entry
 * @param {string} id
 * @param {Known} known
 * @returns {Problem[]} */
export function duplicatesOf(entry, id, known) {
  const found = known.find(entry);
  if (found) {
    return [{ ...error(found.same, `same-${found.same}`, `${SAME[found.same]} is already in: `), work: found.work.id }];
  }
  /** @type {Problem[]} */
  const problems = known.nearly(entry).map((work) => {
    return { ...warning("title", "similar-title", "Is this the same work? Its title is almost that of "), work: work.id };
  });
  if (known.ids.has(id)) problems.push({ ...error("id", "id-taken", "This name is taken: add a letter, or use another word. It belongs to "), work: id });
  return problems;
}

/** Whether a note says more than the name of its place.
 * @param {string} note
 * @param {string} title */
export function saysSomething(note, title) {
  const named = new Set(words(title));
  return words(note).some((word) => !named.has(word));
}
