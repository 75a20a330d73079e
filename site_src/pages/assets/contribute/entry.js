// An entry as the form holds it: the fields of its file, dates as text. What the form does not show, it keeps.

import { pieces, tidy } from "./text.js";

/** @typedef {{node: string, by?: string[], note?: string}} Tag */
/** @typedef {{title?: string, authors?: string[], year?: number, published?: string, venue?: string, arxiv?: string,
 *   arxiv_category?: string, doi?: string, kind?: string, modalities?: string[],
 *   links?: Record<string, string>, tags?: (string | Tag)[], remarks?: string, added?: string,
 *   upstream?: {rejected?: {node: string, why: string}[]}} & Record<string, any>} Entry */

export const LINKS = ["code", "project", "dataset"];

/** The tags of an entry, all spelled out.
 * @param {Entry} entry
 * @returns {Tag[]} */
export function tagsOf(entry) {
  return (entry.tags ?? []).map((tag) => (typeof tag === "string" ? { node: tag } : tag));
}

/** The tags with one more, or with a note on one of them; one that says nothing but its node is written short.
 * @param {Tag[]} tags
 * @returns {(string | Tag)[]} */
export function writtenTags(tags) {
  return tags.map((tag) => {
    const { note, ...others } = tag;
    const kept = note ? { ...others, note } : others;
    return Object.keys(kept).length === 1 ? kept.node : kept;
  });
}

/** The entry with a field set, or left out where there is nothing to say.
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

/** What is to be written: today as the day it came in, where it has none.
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

/** Whether two entries say the same.
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
