// What a query finds, best first: works, authors, and everything on the site with a name. It needs no page to run in.

import { Corpus } from "../works/corpus.js";
import { emptyState, writeAddress } from "../works/address.js";
import { select } from "../works/selection.js";
import { NOISE } from "../common/constants.js";
import { words } from "../common/fold.js";
import { authorAddress } from "./address.js";
import { SearchIndex } from "./index.js";
import { bestFirst, EXACT, formsOf, hasLastWord, likeness, SIDE_BY_SIDE, titleOf } from "./likeness.js";
import { otherNames } from "./nearest.js";
import { FacetNames } from "./reading.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./reading.js").Named} Named */
/** @typedef {import("./index.js").Hits} Hits */

/** Something with a name: its address from the root of the site, its kind, its title and what is said of it.
 * @typedef {{address: string, kind: string, title: string, facts: string}} Entry */

/** One line of the results. `work` is the number of a work, `filters` are those of a question.
 * @typedef {Entry & {work?: number, filters?: Named[], count?: number}} Result */

/** All results, the best first; `nearest` are works with a name like the query where nothing is called so.
 * @typedef {{results: Result[], total: number, hits: Hits | null, nearest: import("./nearest.js").Nearest[]}} Found */

const NAMES_FIRST = 5;
const AUTHORS_SHOWN = 3;
/** The works found, best first, whose authors are searched. */
const WORKS_OF_AUTHORS = 400;
const MOST_WORKS = 1e6;
/** @type {Found} */
const NOTHING = { results: [], total: 0, hits: null, nearest: [] };

export class Engine {
  /** @param {Corpus} corpus
   * @param {SearchIndex} index
   * @param {Entry[]} entries everything with a name but works and authors */
  constructor(corpus, index, entries) {
    this.corpus = corpus;
    this.index = index;
    const pages = new Set(entries.map(({ address }) => address.replace(/[?#].*/, "")));
    this.entries = entries.map(withTitle);
    this.shortcuts = corpus.shortcuts
      .filter(([address]) => /\.\w+$/.test(address) || pages.has(address.replace(/[?#].*/, "")))
      .map(([address, title, asked]) => ({ entry: { address, kind: tr("Go to"), title, facts: "" }, names: [title, ...asked].map(titleOf) }));
    this.facetNames = new FacetNames(corpus);
  }

  /** @param {string} query
   * @returns {Found} */
  find(query) {
    const asked = words(query);
    if (!asked.length) return NOTHING;
    // A single letter starts a word of every work.
    const hits = asked.length === 1 && [...asked[0]].length === 1 ? null : this.index.search(query);
    const forms = hits?.forms ?? formsOf(query);
    const works = hits ? this.#works(hits) : [];
    const named = namedLike(this.entries, forms);
    const shortcuts = hits ? this.#shortcuts(forms) : [];
    const authors = hits ? this.#authors(works, forms) : [];
    const isExact = (/** @type {{like: number}} */ { like }) => like === EXACT;
    const isRow = (/** @type {{entry: Entry}} */ { entry }) => entry.address.includes("#");
    const pages = named.filter((one) => !isRow(one));
    const exactWorks = works.filter((work, place) => place < NAMES_FIRST && this.index.likeness(work, forms) === EXACT);
    const results = unique([
      ...(pages.some(isExact) ? [] : this.#question(query)),
      ...shortcuts.filter(isExact).map(({ entry }) => entry),
      ...pages.filter(isExact).map(({ entry }) => entry),
      ...exactWorks.map((work) => this.#work(work)),
      ...pages.slice(0, NAMES_FIRST).map(({ entry }) => entry),
      ...shortcuts.map(({ entry }) => entry),
      ...authors,
      ...works.map((work) => this.#work(work)),
      ...pages.map(({ entry }) => entry),
      // The work that a row of a table is about says more than the row.
      ...named.filter(isRow).map(({ entry }) => entry),
    ]);
    const found = results.flatMap(({ work }) => work ?? []);
    return { results, total: results.length, hits, nearest: otherNames(query, forms, found, results.length, this.index) };
  }

  /** @param {Hits} hits
   * @returns {number[]} */
  #works({ scores }) {
    const found = [];
    for (let work = 0; work < scores.length; work += 1) if (scores[work] > 0) found.push(work);
    return found.sort((a, b) => scores[b] - scores[a] || a - b);
  }

  /** @param {string[][]} forms */
  #shortcuts(forms) {
    const found = this.shortcuts.flatMap(({ entry, names }) => {
      const like = Math.max(...names.map((name) => likeness(name, forms)));
      // A word in the middle of a longer phrase is not asked for.
      return like > SIDE_BY_SIDE ? [{ entry, like }] : [];
    });
    return bestFirst(found, ({ like }) => like);
  }

  /** The authors of works found whose names match the query: those with all of its words first, then by number of works.
   * @param {number[]} works
   * @param {string[][]} forms
   * @returns {Result[]} */
  #authors(works, forms) {
    const { authors, authorsOf, facet } = this.corpus;
    const totals = facet.get("author")?.totals;
    /** @type {Map<number, number>} */
    const near = new Map();
    for (const author of new Set(works.slice(0, WORKS_OF_AUTHORS).flatMap((work) => authorsOf[work]))) {
      const like = likeness({ ...titleOf(authors[author]), stems: new Set() }, forms);
      if (like) near.set(author, Number(hasLastWord(like)));
    }
    const measure = (/** @type {number} */ author) => (near.get(author) ?? 0) * MOST_WORKS + (totals?.[author] ?? 0);
    return bestFirst([...near.keys()], measure).slice(0, AUTHORS_SHOWN).map((author) => {
      return { address: authorAddress(authors[author]), kind: tr("Author"), title: authors[author], facts: "" };
    });
  }

  /** The query as filters of the Explorer, if it is a question.
   * @param {string} query
   * @returns {Result[]} */
  #question(query) {
    const reading = this.facetNames.read(query, this.index);
    if (!reading) return [];
    for (const q of new Set([reading.rest, ""])) {
      const state = emptyState(this.corpus.facets);
      state.q = q;
      for (const { facet, value } of reading.filters) state.choices[facet].include.push(value);
      const scores = q ? (this.index.search(q)?.scores ?? null) : null;
      const works = select(this.corpus, state, scores, null).works;
      if (!works.length) continue;
      const title = reading.filters.map(({ label }) => label).join(" · ") + (q ? ` · “${q}”` : "");
      const address = `explore/${writeAddress(state)}`;
      const all = { address, kind: tr("Filters"), title, facts: "", filters: reading.filters, count: works.length };
      return [all, ...works.slice(0, NAMES_FIRST).map((work) => this.#work(work))];
    }
    return [];
  }

  /** @param {number} work
   * @returns {Result} */
  #work(work) {
    return { address: `works/${this.corpus.ids[work]}/`, kind: tr("Work"), title: this.corpus.titles[work], facts: "", work };
  }
}

/** @param {Entry} entry */
export function withTitle(entry) {
  return { entry, name: titleOf(entry.title), ofKind: titleOf(`${entry.title} ${entry.kind}`) };
}

/** What is called like a query, best first, short titles before long ones.
 * @param {ReturnType<typeof withTitle>[]} entries
 * @param {string[][]} forms of the query */
export function namedLike(entries, forms) {
  const found = entries.flatMap(({ entry, name, ofKind }) => {
    const like = likeness(name, forms) || Math.min(likeness(ofKind, forms), SIDE_BY_SIDE);
    return like ? [{ entry, like, length: name.forms[0]?.length ?? 0 }] : [];
  });
  return bestFirst(found.sort((a, b) => a.length - b.length), ({ like }) => like);
}

/** @param {Result[]} results */
function unique(results) {
  const seen = new Set();
  return results.filter(({ address }) => !seen.has(address) && seen.add(address));
}

/** The words of a query that are not noise, of which a page must have each.
 * @param {string} query
 * @returns {string[]} */
export function meaningful(query) {
  const all = words(query);
  const meant = all.filter((word) => !NOISE.has(word));
  return meant.length ? meant : all;
}
