// What the search box finds. Works, authors and everything with a name are found at once in data that is loaded when
// the dialog opens; the text of pages is searched with Pagefind, a moment later. Until the works are loaded, Pagefind
// finds them, too.

import { load } from "../common/files.js";
import { words } from "../common/fold.js";
import { link } from "./address.js";
import { Pages } from "./pages.js";
import { EXACT, likeness, matching } from "./ranking.js";
import { Works } from "./works.js";

/** @typedef {import("./ranking.js").Result} Result */

/** Results, each once, best first, and how many there are.
 * @typedef {{results: Result[], total: number}} Answer */

export const SHOWN = 12;
const NAMES_FIRST = 5;
/** Places at the end of the list for pages that match by their text only. */
const PAGES_SHOWN = 3;
/** Excluded words, with a minus before them. */
const EXCLUDED = /(?<=^|\s)-("[^"]*"?|\S+)/gu;
/** Only works are searched by phrases, fields and excluded words. */
const OPERATORS = /["“”„]|(^|\s)-\S|\p{L}:/u;

/** @type {Answer} */
const NOTHING = { results: [], total: 0 };

export class Answers {
  /** @param {URL} site */
  constructor(site) {
    this.site = site;
    this.pages = new Pages(site);
    /** @type {Promise<Result[]> | undefined} */ this.loadingNames = undefined;
    /** The topics, capabilities, roles, stages, pages and datasets, once loaded. @type {Result[] | undefined} */
    this.names = undefined;
    /** @type {Promise<Works> | undefined} */ this.loadingWorks = undefined;
    /** @type {Works | undefined} */ this.works = undefined;
  }

  /** Load everything that is not loaded yet; failures show when something is searched.
   * @param {() => void} changed called when the works are here */
  prepare(changed) {
    const ignore = () => {};
    this.pages.load().catch(ignore);
    this.#loadNames().catch(ignore);
    if (this.works || this.loadingWorks) return;
    this.loadingWorks = Works.of(this.site);
    this.loadingWorks.then((works) => {
      this.works = works;
      changed();
    }, () => (this.loadingWorks = undefined));
  }

  /** Load again next time what may have failed. */
  forget() {
    this.pages.forget();
    this.loadingNames = undefined;
  }

  /** @returns {Promise<Result[]>} */
  #loadNames() {
    this.loadingNames ??= load(new URL("search/names.json", this.site)).then((rows) => {
      const names = /** @type {[string, string, string, string][]} */ (rows);
      this.names = names.map(([address, kind, title, facts]) => ({ url: link(this.site, address), kind, title, facts }));
      return this.names;
    });
    return this.loadingNames;
  }

  /** What a query finds without a request; undefined as long as something is being loaded.
   * @param {string} query
   * @returns {Answer | undefined} */
  now(query) {
    if (!this.works || !this.names) return undefined;
    const { asked, excluded } = wordsOf(query);
    if (!asked.length) return NOTHING;
    // A single letter starts a word of every work.
    const isLetter = asked.length === 1 && [...asked[0]].length === 1;
    const found = isLetter ? { works: [], authors: [], total: 0, corrected: new Map() } : this.works.find(query, asked);
    const meant = asked.map((word) => found.corrected.get(word) ?? word);
    const named = matching(this.names, meant).filter(({ title }) => !hasAny(title, excluded));
    return { results: inOrder(named, found.authors, found.works, meant), total: named.length + found.total };
  }

  /** The same with the text of pages; before the works are loaded, everything that Pagefind finds.
   * @param {string} query
   * @returns {Promise<Answer>} */
  async all(query) {
    const { asked, excluded } = wordsOf(query);
    if (!asked.length) return NOTHING;
    const names = await this.#loadNames();
    const now = this.now(query);
    if (now && OPERATORS.test(query)) return now;
    // A single letter starts a word of every page; Pagefind would rank them all.
    const searched = query.replace(/(^|\s)[a-z]$/i, "");
    const found = words(searched).length ? await this.pages.find(searched, !now) : NOTHING;
    if (now) return withPages(now, found, names);
    const named = matching(names, asked).filter(({ title }) => !hasAny(title, excluded));
    const authors = found.results.filter(({ kind }) => kind === "Author");
    const results = inOrder(named, authors, found.results.filter(({ kind }) => kind !== "Author"), asked);
    return { results, total: Math.max(found.total, results.length) };
  }
}

/** Put results in order: exact matches, a few names, authors, then the others.
 * @param {Result[]} named
 * @param {Result[]} authors
 * @param {Result[]} others
 * @param {string[]} asked
 * @returns {Result[]} */
function inOrder(named, authors, others, asked) {
  const isExact = (/** @type {Result} */ { title, isNamed }) => isNamed || likeness(title, asked) === EXACT;
  return unique([...named.filter(isExact), ...others.filter(isExact), ...named.slice(0, NAMES_FIRST), ...authors, ...others, ...named]);
}

/** What is found at once, with pages that match by their text at the end of what is shown.
 * @param {Answer} now
 * @param {Answer} found
 * @param {Result[]} names
 * @returns {Answer} */
function withPages(now, found, names) {
  const facts = new Map(names.map((one) => [one.url, one.facts]));
  const known = new Set(now.results.map(({ url }) => url));
  const others = found.results.filter(({ url }) => !known.has(url)).map((page) => ({ ...page, facts: facts.get(page.url) ?? page.facts }));
  const first = now.results.slice(0, SHOWN - Math.min(PAGES_SHOWN, others.length));
  const repeated = found.results.length - others.length;
  return { results: unique([...first, ...others, ...now.results]), total: now.total + Math.max(found.total - repeated, 0) };
}

/** @param {Result[]} results
 * @returns {Result[]} */
function unique(results) {
  const seen = new Set();
  return results.filter(({ url }) => !seen.has(url) && seen.add(url));
}

/** The words that a query asks for, and those that it excludes.
 * @param {string} query */
function wordsOf(query) {
  const excluded = query.match(EXCLUDED) ?? [];
  return { asked: words(query.replace(EXCLUDED, " ")), excluded: words(excluded.join(" ")) };
}

/** Whether a title has one of the words.
 * @param {string} title
 * @param {string[]} excluded */
function hasAny(title, excluded) {
  return words(title).some((word) => excluded.includes(word));
}
