// An entry as the form holds it: the fields of its file, dates as text. The form keeps what it does not show.

import { pieces, tidy } from "./text.js";

/** @typedef {{node: string, by?: string[], note?: string} & Record<string, any>} Tag */
/** @typedef {{title?: string, names?: string[], authors?: string[], year?: number, published?: string, venue?: string,
 *   arxiv?: string, arxiv_category?: string, doi?: string, summary?: string,
 *   links?: Record<string, string>, tags?: (string | Tag)[], remarks?: string, added?: string,
 *   upstream?: {rejected?: {node: string, why: string}[]}} & Record<string, any>} Entry */

export const LINKS = ["code", "project", "dataset"];

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
 * @param {any} value
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

/** Today where the reader is, as 2023-04-27. */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** @param {string} text */
export function tidyNote(text) {
  return tidy(text).replace(/\.$/, "");
}

/** The first three authors, and how many more there are.
 * @param {string[]} authors */
export function byline(authors) {
  const more = authors.length > 3 ? ` and ${authors.length - 3} more` : "";
  return authors.slice(0, 3).join(", ") + more;
}

/** The differences of two entries.
 * @param {Entry} one
 * @param {Entry} other
 * @returns {string[]} the fields in which they differ */
export function changedFields(one, other) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/** @param {string} text */
export function isBlank(text) {
  return pieces(text).length === 0;
}
