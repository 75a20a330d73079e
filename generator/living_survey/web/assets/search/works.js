// Works and authors in the search box, from the Explorer's data and by its index: no request once they are loaded.

import { load } from "../common/files.js";
import { Corpus } from "../explore/corpus.js";
import { highlighted, isHit } from "../explore/highlight.js";
import { loadOthers } from "../explore/parts.js";
import { SearchIndex } from "../explore/search.js";
import { authorAddress, link } from "./address.js";
import { bestFirst, EXACT, hasLastWord, likeness } from "./ranking.js";

/** @typedef {import("./ranking.js").Result} Result */

const DATA = "assets/explore/data/";
/** The works found of which the titles are ranked. */
const RANKED = 60;
const AUTHORS_SHOWN = 3;
/** The works found, best first, whose authors are searched. */
const WORKS_OF_AUTHORS = 400;
const AUTHORS_NAMED = 3;
const MOST_WORKS = 1e6;

export class Works {
  /** @param {URL} site
   * @param {Corpus} corpus
   * @param {SearchIndex} index */
  constructor(site, corpus, index) {
    this.site = site;
    this.corpus = corpus;
    this.index = index;
  }

  /** Load the works of a site, and index them without blocking the page.
   * @param {URL} site */
  static async of(site) {
    const addressOf = (/** @type {string} */ file) => new URL(`${file}.json`, new URL(DATA, site));
    const start = /** @type {import("../explore/corpus.js").Payload} */ (await load(addressOf("works")));
    const corpus = new Corpus(await loadOthers(start, addressOf));
    const works = new Works(site, corpus, new SearchIndex(corpus, null));
    await works.index.whileIdle();
    if (corpus.hasAbstracts) works.#addAbstracts().catch(console.error);
    return works;
  }

  /** Index abstracts as well, once they are loaded; they are many times as long as everything else. */
  async #addAbstracts() {
    const abstracts = await load(new URL("abstracts.json", new URL(DATA, this.site)));
    const index = new SearchIndex(this.corpus, /** @type {Record<string, string>} */ (abstracts));
    await index.whileIdle();
    this.index = index;
  }

  /** The works that match a query, best first, the authors of that name, how many there are of both, and which words were
   * read as others because no word is spelled so.
   * @param {string} query
   * @param {string[]} asked its words
   * @returns {{works: Result[], authors: Result[], total: number, corrected: Map<string, string>}} */
  find(query, asked) {
    const hits = this.index.search(query);
    if (!hits) return { works: [], authors: [], total: 0, corrected: new Map() };
    const { scores, starts } = hits;
    const corrected = new Map([...hits.corrected].reverse());
    const meant = asked.map((word) => corrected.get(word) ?? word);
    const found = [];
    for (let work = 0; work < scores.length; work += 1) if (scores[work] > 0) found.push(work);
    found.sort((a, b) => scores[b] - scores[a] || a - b);
    const ranked = found.slice(0, RANKED).map((work) => ({ work, like: this.#likeness(work, meant) }));
    const authors = this.#authors(found, meant);
    return {
      works: bestFirst(ranked, ({ like }) => like).map(({ work, like }) => ({ ...this.#result(work, starts), isNamed: like === EXACT })),
      authors: authors.slice(0, AUTHORS_SHOWN).map((name) => ({ url: link(this.site, authorAddress(name)), kind: "Author", title: name })),
      total: found.length + authors.length,
      corrected,
    };
  }

  /** How well the title of a work, or one of its short names, matches a query.
   * @param {number} work
   * @param {string[]} asked */
  #likeness(work, asked) {
    const { titles, names } = this.corpus;
    return Math.max(likeness(titles[work], asked), ...names[work].filter((name) => likeness(name, asked) === EXACT).map(() => EXACT));
  }

  /** The authors of works found whose names match the query: those with all of its words first, then by number of works.
   * @param {number[]} found
   * @param {string[]} asked
   * @returns {string[]} */
  #authors(found, asked) {
    const { authors, authorsOf, facet } = this.corpus;
    const totals = facet.get("author")?.totals;
    /** @type {Map<number, number>} */
    const near = new Map();
    for (const author of new Set(found.slice(0, WORKS_OF_AUTHORS).flatMap((work) => authorsOf[work]))) {
      const like = likeness(authors[author], asked);
      if (like) near.set(author, Number(hasLastWord(like)));
    }
    const measure = (/** @type {number} */ author) => (near.get(author) ?? 0) * MOST_WORKS + (totals?.[author] ?? 0);
    return bestFirst([...near.keys()], measure).map((author) => authors[author]);
  }

  /** @param {number} work
   * @param {ReadonlySet<string>} starts of the words found
   * @returns {Result} */
  #result(work, starts) {
    const { corpus } = this;
    const texts = [corpus.summaries[work], ...corpus.tagNotes[work]];
    const text = texts.find((one) => isHit(one, starts)) ?? texts.find((one) => one) ?? "";
    const names = corpus.authorsOf[work].map((author) => corpus.authors[author]);
    const others = names.length - AUTHORS_NAMED;
    const people = others > 1 ? `${names.slice(0, AUTHORS_NAMED).join(", ")} and ${others} more` : names.join(", ");
    const published = [corpus.venue(work), corpus.years[work]].filter(Boolean).join(" ");
    return {
      url: link(this.site, `works/${corpus.ids[work]}/`),
      kind: "Work",
      title: corpus.titles[work],
      facts: [people, published].filter(Boolean).join(" · "),
      excerpt: text ? highlighted(text, starts) : undefined,
    };
  }
}
