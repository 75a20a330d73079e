// An entry as the form holds it: the fields of its file, dates as text. The form keeps what it does not show.

import { parseKey } from "./ids.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./yaml.js").Json} Json */
/** What can name values of facets: an entry, a tag, an item of `statements`.
 * @typedef {import("./yaml.js").JsonObject} Stating */
/** @typedef {{node: string, by?: string[], note?: string, [key: string]: Json | undefined}} Tag */
/** The year is a text as long as it is not a number.
 * @typedef {{draft?: boolean, title?: string, names?: string[], authors?: string[], year?: number | string,
 *   published?: string, venue?: string, arxiv?: string, arxiv_category?: string, doi?: string, summary?: string,
 *   links?: Record<string, string>, tags?: (string | Tag)[], remarks?: string, added?: string,
 *   upstream?: {rejected?: {node: string, why: string}[], [key: string]: Json | undefined},
 *   [key: string]: Json | undefined}} Entry */

const TEXTS = ["title", "published", "venue", "arxiv", "arxiv_category", "doi", "summary", "remarks", "added"];
const LISTS = ["names", "authors"];

/** The tags of an entry, all spelled out.
 * @param {Entry} entry
 * @returns {Tag[]} */
export function tagsOf(entry) {
  return (entry.tags ?? []).map((tag) => (typeof tag === "string" ? { node: tag } : tag));
}

/** The tags as they are written: one with nothing but its node as that node.
 * @param {Tag[]} tags
 * @returns {(string | Tag)[]} */
export function writtenTags(tags) {
  return tags.map((tag) => (Object.keys(tag).length === 1 ? tag.node : tag));
}

/** The entry with a field set, or without it if the value is empty.
 * @param {Entry} entry
 * @param {string} name
 * @param {Json | undefined} value
 * @returns {Entry} */
export function withField(entry, name, value) {
  const { [name]: _, ...others } = entry;
  const isEmpty = value === undefined || value === null || value === "" || Number.isNaN(value)
    || (typeof value === "object" && Object.keys(value).length === 0);
  return isEmpty ? others : { ...others, [name]: value };
}

/** What is to be written: with today as the day of its addition, if it has none.
 * @param {Entry} entry
 * @param {string} today
 * @returns {Entry} */
export function readyEntry(entry, today) {
  return entry.added ? entry : { ...entry, added: today };
}

/** A corrected draft without its mark, if it has got the authors or the year that it lacked. One that is named after its
 * title keeps the mark, as its file is still to be renamed; so does one of which neither changed: it may lack some authors.
 * @param {Entry} entry
 * @param {{id: string, entry: Entry}} before
 * @returns {Entry} */
export function completed(entry, before) {
  const isFilled = Boolean(entry.authors?.length && entry.year && parseKey(before.id));
  if (!entry.draft || !isFilled || !changedFields(before.entry, entry).some((name) => name === "authors" || name === "year")) return entry;
  const { draft: _, ...others } = entry;
  return others;
}

/** Today where the reader is, as 2023-04-27. */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** What a field has as text, or an empty text.
 * @param {Json | undefined} value */
export function textOf(value) {
  return typeof value === "string" ? value : "";
}

/** The items of a field that has a list of texts.
 * @param {Json | undefined} value
 * @returns {string[]} */
export function textsOf(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The items of `statements` of an entry or a tag.
 * @param {Stating} place
 * @returns {Stating[]} */
export function statementsOf({ statements }) {
  const items = Array.isArray(statements) ? statements : [];
  return items.filter(isObject);
}

/** The first three authors, and how many more there are.
 * @param {string[]} authors */
export function byline(authors) {
  const more = authors.length > 3 ? tr(" and {0} more", authors.length - 3) : "";
  return authors.slice(0, 3).join(", ") + more;
}

/** The fields in which two entries differ.
 * @param {Entry} one
 * @param {Entry} other
 * @returns {string[]} */
export function changedFields(one, other) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/** Whether stored data has the shape of an entry, so that the form can show it.
 * @param {unknown} data
 * @returns {data is Entry} */
export function isEntry(data) {
  if (!isObject(data)) return false;
  const { year, links, tags, statements } = data;
  const areStatements = (/** @type {unknown} */ value) => value === undefined || (Array.isArray(value) && value.every(isObject));
  const isTag = (/** @type {unknown} */ tag) => isObject(tag) && typeof tag.node === "string" && isText(tag.note) && areStatements(tag.statements);
  return TEXTS.every((name) => isText(data[name]))
    && LISTS.every((name) => data[name] === undefined || (Array.isArray(data[name]) && data[name].every((item) => typeof item === "string")))
    && (isText(year) || typeof year === "number")
    && (links === undefined || (isObject(links) && Object.values(links).every((link) => typeof link === "string")))
    && (tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === "string" || isTag(tag))))
    && areStatements(statements);
}

/** @param {unknown} value
 * @returns {value is Stating} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function isText(value) {
  return value === undefined || typeof value === "string";
}
