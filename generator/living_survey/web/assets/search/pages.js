// The text of pages, searched with Pagefind.

import { make } from "../common/dom.js";
import { stem, words } from "../common/fold.js";
import { authorAddress, link } from "./address.js";
import { meaningful } from "./engine.js";
import { bestFirst, formsOf, likeness, titleOf } from "./likeness.js";
import { tr } from "../common/texts.js";

/** A line of the results.
 * @typedef {{url: string, kind: string, title: string, facts?: string, excerpt?: Node}} Result */
/** @typedef {{url: string, content: string, meta: Record<string, string>, excerpt: string,
 *   sub_results: {title: string, url: string, excerpt: string}[]}} Hit */
/** @typedef {{id: string, score: number, data: () => Promise<Hit>}} Found */
/** @typedef {{search: (query: string, options?: object) => Promise<{results: Found[]}>,
 *   options: (options: object) => Promise<void>, init: () => Promise<void>}} Pagefind */

/** The results of which the page is loaded, to rank them by their titles, as Pagefind does not. */
const RANKED = 24;
/** A word that finds fewer pages than this is shortened. */
const ENOUGH = 12;
const AUTHORS_SHOWN = 3;

export class Pages {
  /** @param {URL} site */
  constructor(site) {
    this.site = site;
    /** @type {Promise<Pagefind> | undefined} */ this.engine = undefined;
    this.failures = 0;
  }

  /** Load Pagefind once; after a failure from another address, as browsers remember the failure of the first.
   * @returns {Promise<Pagefind>} */
  load() {
    this.engine ??= this.#load();
    return this.engine;
  }

  async #load() {
    try {
      const again = this.failures ? `?again=${this.failures}` : "";
      /** @type {Pagefind} */
      const engine = await import(new URL(`pagefind/pagefind.js${again}`, this.site).href);
      await engine.options({
        basePath: new URL("pagefind/", this.site).pathname,
        baseUrl: this.site.pathname,
        excerptLength: 18,
        ranking: { termSimilarity: 2, pageLength: 0.5, metaWeights: { title: 10, kind: 0, facts: 1 } },
      });
      await engine.init();
      return engine;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Load Pagefind again next time. */
  forget() {
    this.failures += 1;
    this.engine = undefined;
  }

  /** The pages and authors found, those with the best titles first.
   * @param {string} query
   * @param {boolean} withWorks whether pages of works are searched, too
   * @returns {Promise<Result[]>} */
  async find(query, withWorks) {
    const forms = formsOf(query);
    const hits = await this.#hits(query, withWorks ? {} : { filters: { of: "pages" } });
    const ranked = bestFirst(hits, (hit) => likeness(titleOf(hit.meta.title ?? ""), forms));
    return ranked.flatMap((hit) => this.#results(hit, forms));
  }

  /** The pages that have every word of a query, in this or another form: where it finds few, Pagefind also gives pages
   * with other words. It searches stems, so that a word half typed may find nothing; then the word is shortened.
   * @param {string} query
   * @param {object} options
   * @returns {Promise<Hit[]>} */
  async #hits(query, options) {
    const asked = meaningful(query);
    const engine = await this.load();
    const { results } = await engine.search(asked.join(" "), options);
    const last = /(\p{L}{5,})$/u.exec(query)?.[1];
    if (results.length < ENOUGH && last) {
      const found = new Set(results.map((result) => result.id));
      const shorter = await engine.search(query.slice(0, query.length - Math.min(4, last.length - 4)), options);
      results.push(...shorter.results.filter((result) => !found.has(result.id)));
    }
    const hits = await Promise.all(results.slice(0, RANKED).map((result) => result.data()));
    return hits.filter((hit) => hasAll(words(`${hit.meta.title} ${hit.content}`), asked));
  }

  /** The page that was found, or on a page of authors the authors of that name.
   * @param {Hit} hit
   * @param {string[][]} forms
   * @returns {Result[]} */
  #results({ url, meta, excerpt, sub_results: parts }, forms) {
    if (meta.kind === "Authors") {
      const measure = (/** @type {{title: string}} */ { title }) => likeness(titleOf(title), forms);
      const best = bestFirst(parts.filter(measure), measure).slice(0, AUTHORS_SHOWN);
      return best.map(({ title }) => ({ url: link(this.site, authorAddress(title)), title, kind: tr("Author") }));
    }
    // The classification of a work, or its abstract, says more than the top of the page, which is the title again.
    const below = parts.find((part) => /#(why|abstract)$/.test(part.url) && part.excerpt.includes("<mark>"));
    return [{ url, kind: meta.kind ?? tr("Page"), title: meta.title ?? url, facts: meta.facts, excerpt: marked(below?.excerpt ?? excerpt) }];
  }
}

/** Whether a text has each word asked for: its start, or another form of it.
 * @param {string[]} own
 * @param {string[]} asked */
function hasAll(own, asked) {
  const stems = new Set(own.map(stem));
  return asked.every((word) => stems.has(stem(word)) || own.some((one) => one.startsWith(word)));
}

/** The text of an excerpt with its marks, and nothing else of its markup.
 * @param {string} excerpt
 * @returns {DocumentFragment} */
function marked(excerpt) {
  const target = document.createDocumentFragment();
  const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
  for (const node of parsed.childNodes) {
    const text = node.textContent ?? "";
    target.append(node instanceof HTMLElement && node.tagName === "MARK" ? make("mark", {}, text) : text);
  }
  return target;
}
