// Works and authors in the search box, from the Explorer's data and by its index: no request once they are here.

import { Corpus } from "./explore/corpus.js";
import { load } from "./explore/exports.js";
import { highlighted, isHit } from "./explore/highlight.js";
import { SearchIndex } from "./explore/search.js";
import { authorAddress, EXACT } from "./search.js";

const DATA = "assets/explore/data/";
const LOOKED_AT = 60;
const AUTHORS_SHOWN = 3;
/** Authors of so many works, the best first, are looked at. */
const WORKS_OF_AUTHORS = 400;
const AUTHORS_NAMED = 3;
const MOST_WORKS = 1e6;

/** @typedef {import("./search.js").Shown} Shown */

/** Everything that can be said at once about a query. */
export class Works {
  /** @param {Corpus} corpus
   * @param {SearchIndex} index */
  constructor(corpus, index) {
    this.corpus = corpus;
    this.index = index;
  }

  /** Load the works of a site, and index them without holding the page up.
   * @param {URL} site */
  static async of(site) {
    const corpus = new Corpus(await load(new URL("works.json", new URL(DATA, site))));
    const works = new Works(corpus, new SearchIndex(corpus, null));
    await works.index.whileIdle();
    if (corpus.hasAbstracts) works.#addAbstracts(site).catch(console.error);
    return works;
  }

  /** Find the words of abstracts as well, once they are here; they are many times as long as all else.
   * @param {URL} site */
  async #addAbstracts(site) {
    const index = new SearchIndex(this.corpus, await load(new URL("abstracts.json", new URL(DATA, site))));
    await index.whileIdle();
    this.index = index;
  }

  /** The works that answer a query, best first, the authors of that name, how many there are of both, and what words
   * were read as others because nothing is spelled as they are.
   * @param {string} query
   * @param {string[]} asked its words
   * @param {(title: string, asked: string[]) => number} likeness how well a title answers it, 0 if it does not
   * @param {(address: string) => string} link
   * @returns {{works: Shown[], authors: Shown[], total: number, forgiven: Map<string, string>}} */
  find(query, asked, likeness, link) {
    const hits = this.index.search(query);
    if (!hits) return { works: [], authors: [], total: 0, forgiven: new Map() };
    const { scores, starts } = hits;
    const forgiven = new Map([...hits.forgiven].reverse());
    const meant = asked.map((word) => forgiven.get(word) ?? word);
    const found = [];
    for (let work = 0; work < scores.length; work += 1) if (scores[work] > 0) found.push(work);
    found.sort((a, b) => scores[b] - scores[a] || a - b);
    const best = found.slice(0, LOOKED_AT).map((work) => ({ work, like: this.#likeness(work, meant, likeness) }));
    best.sort((a, b) => b.like - a.like);
    const authors = this.#authors(found, meant, likeness);
    return {
      works: best.map(({ work, like }) => ({ ...this.#shown(work, starts, link), isNamed: like === EXACT })),
      authors: authors.slice(0, AUTHORS_SHOWN).map((name) => ({ url: link(authorAddress(name)), kind: "Author", title: name })),
      total: found.length + authors.length,
      forgiven,
    };
  }

  /** How well the title or a name of a work answers a query.
   * @param {number} work
   * @param {string[]} asked
   * @param {(title: string, asked: string[]) => number} likeness */
  #likeness(work, asked, likeness) {
    const { titles, names } = this.corpus;
    return Math.max(likeness(titles[work], asked), ...names[work].filter((name) => likeness(name, asked) === EXACT).map(() => EXACT));
  }

  /** The authors of works found whose names answer the query: first those who have all of its words, the busiest first.
   * @param {number[]} found
   * @param {string[]} asked
   * @param {(title: string, asked: string[]) => number} likeness
   * @returns {string[]} */
  #authors(found, asked, likeness) {
    const { authors, authorsOf, facet } = this.corpus;
    const totals = facet.get("author")?.totals;
    /** @type {Map<number, number>} */
    const near = new Map();
    for (const author of new Set(found.slice(0, WORKS_OF_AUTHORS).flatMap((work) => authorsOf[work]))) {
      const like = likeness(authors[author], asked);
      // Half a point is for a last word that is not only begun.
      if (like) near.set(author, like % 1 || like === EXACT ? 1 : 0);
    }
    const measure = (/** @type {number} */ author) => (near.get(author) ?? 0) * MOST_WORKS + (totals?.[author] ?? 0);
    return [...near.keys()].sort((a, b) => measure(b) - measure(a)).map((author) => authors[author]);
  }

  /** @param {number} work
   * @param {ReadonlySet<string>} starts of the words found
   * @param {(address: string) => string} link
   * @returns {Shown} */
  #shown(work, starts, link) {
    const { corpus } = this;
    const texts = [corpus.summaries[work], ...corpus.tagNotes[work]];
    const text = texts.find((one) => isHit(one, starts)) ?? texts.find((one) => one) ?? "";
    const names = corpus.authorsOf[work].map((author) => corpus.authors[author]);
    const others = names.length - AUTHORS_NAMED;
    const people = others > 1 ? `${names.slice(0, AUTHORS_NAMED).join(", ")} and ${others} more` : names.join(", ");
    const published = [corpus.venue(work), corpus.years[work]].filter(Boolean).join(" ");
    return {
      url: link(`works/${corpus.ids[work]}/`),
      kind: "Work",
      title: corpus.titles[work],
      facts: [people, published].filter(Boolean).join(" · "),
      excerpt: text ? highlighted(text, starts) : undefined,
    };
  }
}
