// The rules of `survey check` that an entry from the form can break (living_survey/loading/rules), with what to do about it.

import { faultOf } from "../common/faults.js";
import { fold, words } from "../common/fold.js";
import { arxivOf, isDoi, parseArxiv } from "../common/identifiers.js";
import { NAME_FAULTS, TITLE_ID, URL_FAULTS, WARNINGS } from "./constants.js";
import { statementsOf, tagsOf } from "./entry.js";
import { named } from "./facets.js";
import { firstYear, lettersOf, parseKey } from "./ids.js";
import { keyWord, parseName } from "./people.js";
import { isDay } from "./schema.js";
import { namesSomething, unpaired } from "./statements.js";
import { pieces, shortened, tidy } from "./text.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./entry.js").Stating} Stating */
/** @typedef {import("./yaml.js").Json} Json */
/** @typedef {import("./schema.js").Fault} Fault */
/** @typedef {import("./facets.js").Facets} Facets */
/** @typedef {import("./facets.js").Field} Field */
/** A problem of a field, by the code of the rule; `work` is the work that it is about.
 * @typedef {{field: string, code: string, message: string, severity: "error" | "warning", work?: string}} Problem */
/** @typedef {{ancestors: (node: string) => string[], title: (node: string) => string}} Tree */

/** The most words of a summary. */
export const LONGEST_SUMMARY = 30;

/** Codes that only the form has; all others are those of `survey check`. */
const OWN_WARNINGS = new Set(["long-summary"]);
const ONE_WORD = /^\p{L}+$/u;

/** @param {string} field
 * @param {string} code
 * @param {string} message
 * @returns {Problem} */
function problem(field, code, message) {
  return { field, code, message, severity: WARNINGS.has(code) || OWN_WARNINGS.has(code) ? "warning" : "error" };
}

/** A sentence of a message and its cure.
 * @param {{message: string, cure: string}} fault */
function sentence({ message, cure }) {
  return `${message[0].toUpperCase()}${message.slice(1)}${cure && `: ${cure}`}.`;
}

// --- schema --------------------------------------------------------------------------------------------------

/** @type {Record<string, string>} */
const MISSING = {
  title: tr("The title is missing: the full title, as printed."),
  authors: tr("The authors are missing: all of them, in print order, one per line."),
  year: tr("The year is missing; for a preprint, it is the year of the preprint."),
  tags: tr("Choose at least one place in the taxonomy."),
};

/** The codes of `survey check` for what a keyword of JSON Schema finds.
 * @type {Partial<Record<keyof import("./schema.js").Schema, string>>} */
const CODES = {
  type: "wrong-type", enum: "unknown-choice", anyOf: "unknown-choice", const: "unknown-choice", minimum: "out-of-range",
  maximum: "out-of-range", maxLength: "out-of-range", pattern: "invalid-value", format: "bad-date", additionalProperties: "unknown-key",
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
    const isMissing = keyword === "required" || keyword === "minItems" || keyword === "minLength";
    if (isMissing && MISSING[name]) return problem(name, "missing-field", MISSING[name]);
    if (isMissing && labels.has(name)) return problem(name, "missing-field", tr("Choose a value for “{0}”.", labels.get(name)));
    return problem(field, CODES[keyword] ?? "empty-field", inWords(name, keyword, expected));
  });
}

/** @param {string} name
 * @param {string} keyword
 * @param {unknown} expected */
function inWords(name, keyword, expected) {
  if (name === "year") return tr("A year has four digits, such as 2024.");
  if (name === "published" || name === "added") return tr("Write the day as 2024-03-31, or leave it out if you do not know it.");
  if (name === "arxiv") return tr("An arXiv number looks like 2401.01234: the part after \"abs/\" in the address.");
  if (name === "doi") return tr("A DOI looks like 10.1000/182: copy the part that starts with \"10.\".");
  if (name === "links") return tr("A link is an address that starts with https:// or http://.");
  if (keyword === "maxLength") return tr("That is too long: at most {0} characters.", expected);
  if (keyword === "pattern" || keyword === "minLength") return tr("It is empty, or has only spaces.");
  if (keyword === "enum" || keyword === "anyOf") return tr("This value is not one of the choices.");
  return tr("This value does not fit the format of entries.");
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
    ...ofFacets(entry, facets), ...ofTexts(entry), ...ofLists(entry), ...ofId(entry, id),
  ];
}

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofIdentifiers(entry) {
  const problems = [];
  if (entry.arxiv !== undefined) {
    const parsed = parseArxiv(entry.arxiv);
    if (typeof parsed === "string") problems.push(problem("arxiv", "arxiv-id", tr("That is not an arXiv number: {0}.", parsed)));
    else if (parsed.version) problems.push(problem("arxiv", "arxiv-version", tr("Leave out the version: {0} is enough.", parsed.base)));
  }
  if (entry.doi !== undefined && !isDoi(entry.doi)) {
    problems.push(problem("doi", "doi", tr("That is not a DOI: copy the part that starts with \"10.\", such as 10.1000/182.")));
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
      problems.push(problem("year", "year-before-preprint", tr("arXiv {0} dates from {1}, so it cannot have appeared in {2}: correct one of the two.", arxiv.base, arxiv.year, year)));
    } else if (isPreprint && year !== arxiv.year && year !== publicYear) {
      problems.push(problem("year", "year-before-preprint", tr("arXiv {0} dates from {1}. If the work appeared elsewhere in {2}, give that venue; if not, the year is {3}.", arxiv.base, arxiv.year, year, arxiv.year)));
    }
  }
  if (arxiv && published) {
    const months = (arxiv.year - Number(published.slice(0, 4))) * 12 + arxiv.month - Number(published.slice(5, 7));
    if (months < 0) {
      problems.push(problem("published", "published-after-preprint", tr("arXiv {0} is older than that. This is the day of the first version, not of the venue; leave it out if you do not know it.", arxiv.base)));
    }
    if (months > 1 && isPreprint) {
      problems.push(problem("published", "published-before-preprint", tr("That is {0} months before arXiv {1}. If it was public elsewhere before, give that venue.", months, arxiv.base)));
    }
  }
  if (year !== null && publicYear !== null && year < publicYear - 1) {
    problems.push(problem("year", "year-before-published", tr("It was first public on {0}, so {1} cannot be right.", published, year)));
  }
  return problems;
}

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofLinks(entry) {
  return Object.entries(entry.links ?? {}).flatMap(([name, url]) => {
    const fault = faultOfUrl(url);
    return fault ? [problem(`links.${name}`, "bad-url", fault)] : [];
  });
}

/** What is wrong with the address of a link; null if nothing is.
 * @param {string} url
 * @returns {string | null} */
export function faultOfUrl(url) {
  const fault = faultOf(url, URL_FAULTS, shortened);
  return fault && sentence(fault);
}

// --- names -----------------------------------------------------------------------------------------------------

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofNames(entry) {
  /** @type {Problem[]} */
  const problems = [];
  const seen = new Set();
  const remarks = (entry.remarks ?? "").toLowerCase();
  for (const name of entry.authors ?? []) {
    const fault = faultOfName(name);
    if (fault) problems.push(problem("authors", "author-name", fault));
    const folded = name.toLowerCase();
    if (seen.has(folded) && !remarks.includes(folded)) {
      problems.push(problem("authors", "author-twice", tr("\"{0}\" is listed twice. If they are two people, mention it in the remarks.", shortened(name))));
    }
    seen.add(folded);
  }
  const names = (entry.authors ?? []).map((name) => name.trim());
  // Groups such as OpenAI have one word, but hardly two in a row.
  let second = -1;
  for (const [place, first] of names.entries()) {
    const last = names[place - 1] ?? "";
    if (place - 1 !== second && ONE_WORD.test(last) && ONE_WORD.test(first)) {
      second = place;
      problems.push(problem("authors", "author-name", tr("\"{0}\" and \"{1}\" look like one name, split at its comma: {2} {3}.", shortened(last), shortened(first), shortened(first), shortened(last))));
    }
  }
  return problems;
}

/** What is wrong with an author's name; null if nothing is.
 * @param {string} name
 * @returns {string | null} */
export function faultOfName(name) {
  const fault = faultOf(name, NAME_FAULTS, shortened);
  return fault && sentence(fault);
}

// --- tags ------------------------------------------------------------------------------------------------------

/** @param {Entry} entry
 * @param {Tree} tree
 * @returns {Problem[]} */
function ofTags(entry, tree) {
  const nodes = tagsOf(entry).map((tag) => tag.node);
  const problems = [];
  for (const [place, node] of nodes.entries()) {
    if (nodes.indexOf(node) < place) problems.push(problem(`tags.${place}`, "tag-twice", tr("This place is in the list twice: remove one.")));
    const below = nodes.find((other) => tree.ancestors(other).includes(node));
    if (below) problems.push(problem(`tags.${place}`, "tag-implied", tr("\"{0}\" is below this place and implies it: remove one of the two.", tree.title(below))));
    if (entry.upstream?.rejected?.some((rejected) => rejected.node === node)) {
      problems.push(problem(`tags.${place}`, "tag-rejected", tr("This place was rejected for this work before; its file has the reason.")));
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
  const items = [{ place: entry, field: "statements" }, ...tags].flatMap(({ place, field }) => {
    return statementsOf(place).map((item) => ({ place: item, field }));
  });
  return [
    ...unknownValues(entry, atEntry, facets, (key) => (atEntry.some((field) => field.key === key && field.asked) ? key : "statements")),
    ...[...tags, ...items].flatMap(({ place, field }) => unknownValues(place, atTags, facets, () => field)),
    ...items.filter(({ place }) => !namesSomething(place, atTags)).map(({ field }) => {
      return problem(field, "empty-statement", tr("A set of values is empty: choose a value, or remove the set."));
    }),
    ...notPaired(entry, facets.stated.entry, facets, "statements"),
    ...tags.flatMap(({ place, field }) => notPaired(place, facets.stated.tag, facets, field)),
  ];
}

/** @param {Stating} place
 * @param {Field[]} fields
 * @param {Facets} facets
 * @param {(key: string) => string} fieldOf
 * @returns {Problem[]} */
function unknownValues(place, fields, facets, fieldOf) {
  return fields.flatMap((field) => named(place, field.key).flatMap((id) => {
    const isKnown = facets.of(field).values.some((value) => value.id === id);
    const noun = facets.of(field).title.toLowerCase();
    return isKnown ? [] : [problem(fieldOf(field.key), "unknown-value", tr("Unknown {0} \"{1}\": choose another.", noun, shortened(id)))];
  }));
}

/** @param {Stating} place
 * @param {Field[]} fields
 * @param {Facets} facets
 * @param {string} at
 * @returns {Problem[]} */
function notPaired(place, fields, facets, at) {
  const several = unpaired(place, fields).map(([facet, count]) => `${count} ${facets.facets[facet].plural.toLowerCase()}`);
  const cure = tr("state those that belong together as one set, the others as further sets.");
  return several.length ? [problem(at, "unpaired-values", tr("It is not clear which of {0} belong together: {1}", several.join(" and "), cure))] : [];
}

// --- texts, id -----------------------------------------------------------------------------------------------------

/** Every value of an entry with the field that shows it and the key that holds it.
 * @param {Json | undefined} value
 * @param {string[]} [path]
 * @returns {Generator<{field: string, key: string, value: Json}>} */
function* valuesOf(value, path = []) {
  if (value === undefined) return;
  const isNested = path[0] === "tags" || path[0] === "links";
  yield { field: path.slice(0, isNested ? 2 : 1).join("."), key: path[path.length - 1] ?? "", value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, below] of Object.entries(value)) yield* valuesOf(below, [...path, key]);
}

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofTexts(entry) {
  const untidy = [...valuesOf(entry)].filter(({ value }) => typeof value === "string" && tidy(value) && tidy(value) !== value);
  const problems = untidy.map(({ field }) => problem(field, "untidy-text", tr("It has extra spaces.")));
  const count = typeof entry.summary === "string" ? pieces(entry.summary).length : 0;
  const long = tr("The summary has {0} words: at most {1}, in one sentence.", count, LONGEST_SUMMARY);
  return count > LONGEST_SUMMARY ? [...problems, problem("summary", "long-summary", long)] : problems;
}

/** @param {Entry} entry
 * @returns {Problem[]} */
function ofLists(entry) {
  return [...valuesOf(entry)].flatMap(({ field, key, value }) => {
    if (!Array.isArray(value) || key === "authors") return [];
    const texts = value.filter((item) => typeof item !== "object").map(String);
    const repeated = texts.find((text, at) => texts.indexOf(text) < at);
    return repeated === undefined ? [] : [problem(field, "repeated-item", tr("\"{0}\" is in the list twice: delete one.", shortened(repeated)))];
  });
}

/** @param {Entry} entry
 * @param {string} id
 * @returns {Problem[]} */
function ofId(entry, id) {
  const key = parseKey(id);
  if (!key && entry.draft === true && TITLE_ID.test(id)) return [];
  if (!key) return [problem("id", "id-form", tr("The file is named after the first author, the first public year and a word of the title, in small letters: doe2023bread."))];
  /** @type {Problem[]} */
  const problems = [];
  const author = entry.authors?.[0];
  if (author && !faultOfName(author)) {
    const names = possibleNames(author);
    if (names.size && !names.has(key.name)) problems.push(problem("id", "id-author", tr("The name of the file has \"{0}\", the first author is {1}.", key.name, author)));
  }
  const years = new Set([firstYear({ published: entry.published }), arxivOf(entry.arxiv)?.year, entry.year].filter(Boolean));
  if (years.size && !years.has(key.year)) problems.push(problem("id", "id-year", tr("The name of the file has {0}, the entry {1}.", key.year, [...years].sort().join(" or "))));
  return problems;
}

/** The endings of the author's name, of one word or more; or the first word, for groups and names printed family name first.
 * @param {string} author */
function possibleNames(author) {
  const parts = pieces([...author].slice(0, 200).join("")).map(lettersOf);
  const endings = parts.map((_, start) => parts.slice(start).join(""));
  return new Set([...endings, lettersOf(keyWord(parseName(author))), parts[0] ?? ""].filter(Boolean));
}

// --- other works -----------------------------------------------------------------------------------------------

/** Where and how a form tells what an entry has in common with another.
 * @type {Record<import("./duplicates.js").Likeness, [field: string, code: string, message: string]>} */
const IN_COMMON = {
  arxiv: ["arxiv", "same-arxiv", tr("This arXiv number is already in: ")],
  doi: ["doi", "same-doi", tr("This DOI is already in: ")],
  acl: ["title", "same-page", tr("The paper's page is already in: ")],
  openreview: ["title", "same-page", tr("The paper's page is already in: ")],
  title: ["title", "same-title", tr("This title is already in: ")],
  similar: ["title", "similar-title", tr("Is this the same work? Its title is similar to that of ")],
};

/** Works that are probably the same, and one that has the same id.
 * @param {string} id
 * @param {import("./known.js").Match[]} matches
 * @param {{has: (id: string) => boolean}} taken
 * @returns {Problem[]} */
export function duplicatesOf(id, matches, taken) {
  const found = matches.map(({ work, likeness }) => {
    const [field, code, message] = IN_COMMON[likeness];
    return { ...problem(field, code, message), work: work.id };
  });
  if (found[0]?.severity === "error") return found.slice(0, 1);
  const message = tr("This name is taken: add a letter, or use another word. It belongs to ");
  return taken.has(id) ? [...found, { ...problem("id", "id-taken", message), work: id }] : found;
}

/** Whether a note says more than the title of its node.
 * @param {string} note
 * @param {string} title */
export function saysSomething(note, title) {
  const named = new Set(words(title));
  return words(note).some((word) => !named.has(word));
}
