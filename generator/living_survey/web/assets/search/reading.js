// Reads a query as a question: its words that are names of values of facets become filters.

import { NOT_STATED, QUESTION_WORDS } from "../common/constants.js";
import { stem, words } from "../common/fold.js";
import { EXACT, SIDE_BY_SIDE } from "./likeness.js";

/** @typedef {import("../works/corpus.js").Corpus} Corpus */
/** @typedef {import("./index.js").SearchIndex} SearchIndex */

/** A value of a facet, and the words of the query that name it.
 * @typedef {{facet: string, value: string, label: string, name: string, words: string}} Named */

/** The filters that a query names, and its other words.
 * @typedef {{filters: Named[], rest: string}} Reading */

const LONGEST = 5;
/** A query of which fewer facets are named is searched as words. */
const FEWEST_FACETS = 2;
/** A query with so many words, side by side in a title, is a title and not a question. */
const WORDS_OF_A_TITLE = 4;
const OPERATORS = /["“”„]|(^|\s)-\S|\p{L}:/u;
const IN_BRACKETS = /\([^)]*\)/g;

/** The names of all values. */
export class FacetNames {
  /** @param {Corpus} corpus */
  constructor(corpus) {
    /** @type {Map<string, Omit<Named, "words">>} */
    this.byKey = new Map();
    /** The words in the title of what is above a node, by key of the node. @type {Map<string, Set<string>>} */
    this.above = new Map();
    const declared = corpus.facets.filter((facet) => facet.declared);
    for (const facet of declared) {
      for (const { key, title, label, called } of facet.values) {
        if (key === NOT_STATED) continue;
        for (const name of [label, title, key, ...(called ?? [])]) this.#add(name, facet, key, label);
      }
    }
    for (const facet of corpus.facets) {
      if (facet.key === "venue" || facet.key === "year") for (const { key } of facet.values) this.#add(key, facet, key, key);
      // Titles of a single word, such as "Annotation", are too often meant as words.
      if (facet.key === "node") {
        for (const { key, title, label } of facet.values) if (words(title).length > 1) this.#add(title, facet, key, label);
        for (const { key, parent } of corpus.nodes) {
          if (parent >= 0) this.above.set(key, new Set(words(corpus.nodes[parent].title).map(stem)));
        }
      }
    }
  }

  /** @param {string} name
   * @param {{key: string, name: string}} facet
   * @param {string} value
   * @param {string} label */
  #add(name, facet, value, label) {
    for (const key of keysOf(words(name.replace(IN_BRACKETS, "")))) {
      if (key && !QUESTION_WORDS.has(key) && !this.byKey.has(key)) this.byKey.set(key, { facet: facet.key, value, label, name: facet.name });
    }
  }

  /** Read a query; null if it is to be searched as words: it names too few facets, or it is a title or a name. Of its
   * other words, those are left out that no work has.
   * @param {string} query
   * @param {SearchIndex} index
   * @returns {Reading | null} */
  read(query, index) {
    const reading = this.#read(query, (pieces) => index.synonyms.of(pieces).length > 0);
    const like = reading ? index.bestLikeness(query) : 0;
    if (!reading || like === EXACT || (like >= SIDE_BY_SIDE && words(query).length >= WORDS_OF_A_TITLE)) return null;
    const rest = reading.rest.split(" ").filter((word) => word && index.search(word)?.scores.some((score) => score > 0));
    return { ...reading, rest: rest.join(" ") };
  }

  /** @param {string} query
   * @param {(pieces: string[]) => boolean} isPhrase whether words together are a name for something else
   * @returns {Reading | null} */
  #read(query, isPhrase) {
    // A question has several words, which an identifier has not.
    if (OPERATORS.test(query) || !/\s/.test(query.trim())) return null;
    const asked = words(query);
    /** @type {Named[]} */ const filters = [];
    const rest = [];
    for (let at = 0; at < asked.length; ) {
      const [count, named] = this.#at(asked, at, isPhrase);
      const text = asked.slice(at, at + count).join(" ");
      if (named) filters.push({ ...named, words: text });
      else if (count > 1 || !QUESTION_WORDS.has(text)) rest.push(text);
      at += count;
    }
    const facets = new Set(filters.map(({ facet }) => facet));
    return facets.size < FEWEST_FACETS ? null : { filters: this.#withoutPlaces(filters), rest: rest.join(" ") };
  }

  /** The filters without those that only say again where a named node is: "spatial understanding benchmarks" is the node
   * Spatial Understanding below Benchmarks, not works of the kind benchmark there.
   * @param {Named[]} filters
   * @returns {Named[]} */
  #withoutPlaces(filters) {
    const node = filters.find(({ facet }) => facet === "node");
    const above = this.above.get(node?.value ?? "");
    if (!node || !above) return filters;
    const isPlace = (/** @type {Named} */ { facet, words: named }) => facet !== "node" && words(named).every((word) => above.has(stem(word)));
    const places = filters.filter(isPlace);
    const all = [node, ...places].map((filter) => filter.words).join(" ");
    return filters.filter((filter) => !places.includes(filter)).map((filter) => (filter === node ? { ...node, words: all } : filter));
  }

  /** The longest name from a place, and of how many words it is.
   * @param {string[]} asked
   * @param {number} at
   * @param {(pieces: string[]) => boolean} isPhrase
   * @returns {[number, Omit<Named, "words"> | null]} */
  #at(asked, at, isPhrase) {
    for (let count = Math.min(LONGEST, asked.length - at); count > 0; count -= 1) {
      const pieces = asked.slice(at, at + count);
      for (const key of keysOf(pieces)) {
        const named = this.byKey.get(key);
        if (named) return [count, named];
      }
      if (count > 1 && isPhrase(pieces)) return [count, null];
    }
    return [1, null];
  }
}

/** The forms by which names are compared: the stems of the words, and the stem of all together.
 * @param {string[]} list */
function keysOf(list) {
  return new Set([list.map(stem).join(" "), stem(list.join(""))]);
}
