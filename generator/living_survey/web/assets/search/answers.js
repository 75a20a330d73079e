// What the search box finds. Works, authors and everything with a name are found at once in data that is loaded when
// the dialog opens; the text of pages is searched with Pagefind, a moment later. Until the works are loaded, Pagefind
// finds them, too.

import { load } from "../common/files.js";
import { words } from "../common/fold.js";
import { link } from "./address.js";
import { namedLike, withTitle } from "./engine.js";
import { formsOf } from "./likeness.js";
import { Pages } from "./pages.js";
import { aboutWork, engineOf } from "./works.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./engine.js").Entry} Entry */

/** @typedef {import("./pages.js").Result} Result */

/** Results, each once, best first, how many there are, and where nothing is called so the works with names like it.
 * @typedef {{results: Result[], total: number, nearest: {url: string, title: string}[]}} Answer */

export const SHOWN = 12;
/** Places at the end of the list for pages that match by their text only. */
const PAGES_SHOWN = 3;
/** Only works are searched by phrases, fields and excluded words. */
const OPERATORS = /["“”„]|(^|\s)-\S|\p{L}:/u;

/** @type {Answer} */
const NO_ANSWER = { results: [], total: 0, nearest: [] };

export class Answers {
  /** @param {URL} site */
  constructor(site) {
    this.site = site;
    this.pages = new Pages(site);
    /** @type {Promise<Entry[]> | undefined} */ this.loadingEntries = undefined;
    /** @type {Promise<Engine> | undefined} */ this.loadingEngine = undefined;
    /** @type {Engine | undefined} */ this.engine = undefined;
    this.changed = () => {};
  }

  /** Load everything that is not loaded yet; failures show when something is searched.
   * @param {() => void} changed called when the works are here */
  prepare(changed) {
    this.changed = changed;
    this.pages.load().catch(() => {});
    this.#loadEngine();
  }

  #loadEngine() {
    if (this.engine || this.loadingEngine) return;
    this.loadingEngine = this.#loadEntries().then((entries) => engineOf(this.site, entries));
    this.loadingEngine.then((engine) => {
      this.engine = engine;
      this.changed();
    }, () => (this.loadingEngine = undefined));
  }

  /** Load again next time what may have failed. */
  forget() {
    this.pages.forget();
    this.loadingEntries = undefined;
  }

  /** The topics, facets, pages and datasets.
   * @returns {Promise<Entry[]>} */
  #loadEntries() {
    this.loadingEntries ??= load(new URL("search/names.json", this.site)).then((rows) => {
      const entries = /** @type {[string, string, string, string][]} */ (rows);
      return entries.map(([address, kind, title, facts]) => ({ address, kind, title, facts }));
    });
    return this.loadingEntries;
  }

  /** What a query finds without a request; undefined as long as the works are being loaded.
   * @param {string} query
   * @returns {Answer | undefined} */
  now(query) {
    const { engine } = this;
    if (!engine) return undefined;
    const { results, total, hits, nearest } = engine.find(query);
    const starts = hits?.starts ?? new Set();
    return {
      results: results.map(({ address, kind, title, facts, work, count }) => {
        const line = { url: link(this.site, address), kind, title, facts };
        if (count !== undefined) return { ...line, facts: tr("{0} in the Explorer", counted(count, "{0} work", "{0} works")) };
        return work === undefined ? line : { ...line, ...aboutWork(engine.corpus, work, starts) };
      }),
      total,
      nearest: nearest.map(({ work, name }) => ({ url: link(this.site, `works/${engine.corpus.ids[work]}/`), title: name })),
    };
  }

  /** The same with the text of pages; before the works are loaded, everything that Pagefind finds.
   * @param {string} query
   * @returns {Promise<Answer>} */
  async all(query) {
    if (!words(query).length) return NO_ANSWER;
    const entries = await this.#loadEntries();
    this.#loadEngine();
    const now = this.now(query);
    // The filters of a question find more of what is asked for than texts with its words.
    if (now && (OPERATORS.test(query) || now.results[0]?.kind === tr("Filters"))) return now;
    // A single letter starts a word of every page; Pagefind would rank them all.
    const searched = query.replace(/(^|\s)[a-z]$/i, "");
    const found = words(searched).length ? await this.pages.find(searched, !now) : [];
    return now ? withPages(now, found, entries, this.site) : { ...NO_ANSWER, ...this.#withoutWorks(query, found, entries) };
  }

  /** @param {string} query
   * @param {Result[]} found
   * @param {Entry[]} entries */
  #withoutWorks(query, found, entries) {
    const alike = namedLike(entries.map(withTitle), formsOf(query));
    const named = alike.map(({ entry: { address, ...entry } }) => ({ ...entry, url: link(this.site, address) }));
    const results = unique([...named, ...found]);
    return { results, total: results.length };
  }
}

/** What is found at once, with pages that match by their text at the end of what is shown.
 * @param {Answer} now
 * @param {Result[]} found
 * @param {Entry[]} entries
 * @param {URL} site
 * @returns {Answer} */
function withPages(now, found, entries, site) {
  const facts = new Map(entries.map(({ address, facts }) => [link(site, address), facts]));
  const known = new Set(now.results.map(({ url }) => url));
  const others = found.filter(({ url }) => !known.has(url)).map((page) => ({ ...page, facts: facts.get(page.url) ?? page.facts }));
  const first = now.results.slice(0, SHOWN - Math.min(PAGES_SHOWN, others.length));
  return { ...now, results: unique([...first, ...others, ...now.results]), total: now.total + others.length };
}

/** @param {Result[]} results
 * @returns {Result[]} */
function unique(results) {
  const seen = new Set();
  return results.filter(({ url }) => !seen.has(url) && seen.add(url));
}
