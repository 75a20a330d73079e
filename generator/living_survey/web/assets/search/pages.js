// The text of pages, searched with Pagefind.

import { make } from "../common/dom.js";
import { words } from "../common/fold.js";
import { authorAddress, link } from "./address.js";
import { bestFirst, likeness } from "./ranking.js";

/** @typedef {import("./ranking.js").Result} Result */
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

  /** The pages and authors found, those with the best titles first, and how many there are.
   * @param {string} query
   * @param {boolean} withWorks whether pages of works are searched, too
   * @returns {Promise<{results: Result[], total: number}>} */
  async find(query, withWorks) {
    const { hits, total } = await this.#hits(query, withWorks ? {} : { filters: { of: "pages" } });
    const asked = words(query);
    const ranked = bestFirst(hits, (hit) => likeness(hit.meta.title ?? "", asked));
    const results = ranked.flatMap((hit) => this.#results(hit, asked));
    return { results, total: total > hits.length ? total : results.length };
  }

  /** Pagefind searches stems, so that a word half typed may find nothing: then the word is shortened, and pages without
   * a word that starts as typed are left out.
   * @param {string} query
   * @param {object} options
   * @returns {Promise<{hits: Hit[], total: number}>} */
  async #hits(query, options) {
    const asked = words(query);
    const engine = await this.load();
    const { results } = await engine.search(query, options);
    const hits = await Promise.all(results.slice(0, RANKED).map((result) => result.data()));
    const last = /(\p{L}{5,})$/u.exec(query)?.[1];
    if (results.length >= ENOUGH || !last) return { hits, total: results.length };
    const found = new Set(results.map((result) => result.id));
    const shorter = await engine.search(query.slice(0, query.length - Math.min(4, last.length - 4)), options);
    const others = shorter.results.filter((result) => !found.has(result.id)).slice(0, RANKED);
    const started = (await Promise.all(others.map((result) => result.data()))).filter((hit) => {
      const own = words(`${hit.meta.title} ${hit.content}`);
      return asked.every((word) => own.some((one) => one.startsWith(word)));
    });
    return { hits: [...hits, ...started], total: results.length + started.length };
  }

  /** The page that was found, or on a page of authors the authors of that name.
   * @param {Hit} hit
   * @param {string[]} asked
   * @returns {Result[]} */
  #results({ url, meta, excerpt, sub_results: parts }, asked) {
    if (meta.kind === "Authors") {
      const people = parts.filter(({ title }) => likeness(title, asked));
      const best = bestFirst(people, ({ title }) => likeness(title, asked)).slice(0, AUTHORS_SHOWN);
      return best.map(({ title }) => ({ url: link(this.site, authorAddress(title)), title, kind: "Author" }));
    }
    // The classification of a work, or its abstract, says more than the top of the page, which is the title again.
    const below = parts.find((part) => /#(why|abstract)$/.test(part.url) && part.excerpt.includes("<mark>"));
    return [{ url, kind: meta.kind ?? "Page", title: meta.title ?? url, facts: meta.facts, excerpt: marked(below?.excerpt ?? excerpt) }];
  }
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
