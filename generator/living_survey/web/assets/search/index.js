// Text search: an inverted index whose words are sorted, so that the start of a word is a range of them.

import { pause } from "../common/dom.js";
import { compare, joinedWords, stem, words } from "../common/fold.js";
import { EXACT, formsOf, likeness, titleOf } from "./likeness.js";
import { FIELD, parse, STEMMED, Synonyms } from "./query.js";

/** @typedef {import("../works/corpus.js").Corpus} Corpus */
/** @typedef {import("./query.js").Clause} Clause */
/** @typedef {import("./query.js").Term} Term */
/** @typedef {import("./likeness.js").Title} Title */

/** How much a hit in a field counts. */
const WEIGHTS = /** @type {[number, number][]} */ ([
  [FIELD.name, 14], [FIELD.title, 9], [FIELD.firstAuthor, 8], [FIELD.id, 7], [FIELD.author, 6], [FIELD.topic, 4], [FIELD.venue, 3.5],
  [FIELD.note, 3], [FIELD.year, 2], [FIELD.above, 1], [FIELD.abstract, 1],
]);
const FIELD_BITS = 11;
const ALL_FIELDS = (1 << FIELD_BITS) - 1;
const WEIGHT_OF = Float32Array.from({ length: ALL_FIELDS + 1 }, (_, fields) => {
  const hit = WEIGHTS.filter(([bit]) => fields & bit).map(([, weight]) => weight);
  return hit.length ? Math.max(...hit) + 0.15 * (hit.reduce((sum, weight) => sum + weight, 0) - Math.max(...hit)) : 0;
});
const SHORTEST_CORRECTED = 4;
const SHORTEST_CORRECTED_AS_START = 6;
const NAME_WORDS = 3;
const EXACT_NAME = 1e4; // more than any sum of hits
/** What a title or name that is like the query adds to the hits. */
const LIKE = 40;
/** How much another form of a word counts, and a synonym. */
const OTHER_FORM = 0.55;
const SYNONYM = 0.8;
/** At most so many works found are compared with the query by their titles. */
const MOST_COMPARED = 4000;
const WORKS_A_STEP = 20;
const WORDS_A_STEP = 1000;
const SLICE = 8; // milliseconds of background work before the page may answer

/** Which works a query finds, how well, which words to mark, which spellings were corrected, and in which forms the query
 * was compared with titles.
 * @typedef {{scores: Float32Array, starts: Set<string>, corrected: [string, string][], forms: string[][]}} Hits */

/** Where one term was found: a score for each work, 0 for none. */
class Scores {
  /** @param {number} size */
  constructor(size) {
    this.of = new Float32Array(size);
    this.found = 0;
  }

  /** @param {number} work
   * @param {number} score */
  raise(work, score) {
    if (this.of[work] === 0) this.found += 1;
    if (score > this.of[work]) this.of[work] = score;
  }
}

/** The index of all works, which `indexing` fills step by step. */
export class SearchIndex {
  /** @param {Corpus} corpus
   * @param {Record<string, string> | null} abstracts by id */
  constructor(corpus, abstracts) {
    this.corpus = corpus;
    this.abstracts = abstracts;
    /** @type {Map<string, number[]>} Of each word the works with the fields that have it. */
    this.postings = new Map();
    /** @type {string[]} */ this.vocabulary = [];
    /** @type {Map<string, string[]>} The words of each stem. */ this.ofStem = new Map();
    this.synonyms = new Synonyms(corpus.synonyms);
    /** @type {Title[][]} Of each work its title and names, once compared. */ this.titles = [];
    /** @type {Map<string, {work: number, name: string}[]>} The works of each name, folded. */
    this.named = new Map();
    /** @type {({field: number, text: string}[] | undefined)[]} Of each work its fields for phrases, once searched. */
    this.texts = [];
    /** @type {Map<string, number[][]>} */ this.repeated = new Map();
  }

  /** @param {Corpus} corpus
   * @param {Record<string, string> | null} [abstracts]
   * @returns {SearchIndex} The index, finished. */
  static whole(corpus, abstracts = null) {
    const index = new SearchIndex(corpus, abstracts);
    for (const _ of index.indexing()) continue;
    return index;
  }

  /** Index all works, some at each step, so that the page can answer between steps. */
  *indexing() {
    for (let work = 0; work < this.corpus.size; work += 1) {
      for (const [field, text] of this.#fields(work)) this.#add(work, field, text);
      for (const name of namesOf(this.corpus, work)) {
        for (const form of nameForms(name)) this.named.set(form, [...(this.named.get(form) ?? []), { work, name }]);
      }
      if (work % WORKS_A_STEP === WORKS_A_STEP - 1) yield;
    }
    this.repeated.clear();
    yield;
    this.vocabulary = [...this.postings.keys()].sort(compare);
    for (const [place, word] of this.vocabulary.entries()) {
      if (place % WORDS_A_STEP === 0) yield;
      const root = stem(word);
      const list = this.ofStem.get(root);
      if (list) list.push(word);
      else this.ofStem.set(root, [word]);
    }
  }

  /** Index all works in steps of a few milliseconds, between which the page can answer. */
  async whileIdle() {
    let began = performance.now();
    for (const _ of this.indexing()) {
      if (performance.now() - began < SLICE) continue;
      await pause();
      began = performance.now();
    }
  }

  /** Every text of a work that can be found, with its field.
   * @param {number} work
   * @returns {Generator<[number, string]>} */
  *#fields(work) {
    const corpus = this.corpus;
    yield [FIELD.title, corpus.titles[work]];
    for (const name of namesOf(corpus, work)) yield [FIELD.name, name];
    for (const [place, author] of corpus.authorsOf[work].entries()) {
      yield [place ? FIELD.author : FIELD.firstAuthor, corpus.authors[author]];
    }
    if (corpus.venueOf[work] >= 0) yield [FIELD.venue, corpus.venue(work)];
    if (corpus.years[work]) yield [FIELD.year, String(corpus.years[work])];
    for (const note of [corpus.summaries[work], ...corpus.tagNotes[work]]) if (note) yield [FIELD.note, note];
    for (const node of this.#nodesAbove(work)) {
      const field = node.topic >= 0 ? FIELD.topic : FIELD.above;
      yield [field, node.title];
      if (node.label !== node.title) yield [field, node.label];
    }
    yield [FIELD.id, corpus.ids[work]];
    if (corpus.arxiv[work]) yield [FIELD.id, corpus.arxiv[work]];
    if (corpus.dois[work]) yield [FIELD.id, corpus.dois[work]];
    const abstract = this.abstracts?.[corpus.ids[work]];
    if (abstract) yield [FIELD.abstract, abstract];
  }

  /** @param {number} work */
  #nodesAbove(work) {
    const { starts, items } = /** @type {import("../works/corpus.js").Facet} */ (this.corpus.facet.get("node"));
    return [...items.subarray(starts[work], starts[work + 1])].map((node) => this.corpus.nodes[node]);
  }

  /** @param {number} work
   * @param {number} field
   * @param {string} text */
  #add(work, field, text) {
    for (const list of this.#listsOf(field, text)) {
      const last = list.length - 1;
      if (last >= 0 && list[last] >> FIELD_BITS === work) list[last] |= field;
      else list.push((work << FIELD_BITS) | field);
    }
  }

  /** The postings of the words of a text; those of topics, venues and authors are kept, since they are repeated.
   * @param {number} field
   * @param {string} text */
  #listsOf(field, text) {
    const repeats = !(field & (FIELD.title | FIELD.name | FIELD.note | FIELD.id | FIELD.abstract));
    let lists = repeats ? this.repeated.get(text) : undefined;
    if (!lists) {
      lists = [...words(text), ...(joinedWords(text) ?? [])].map((word) => this.#list(word));
      if (repeats) this.repeated.set(text, lists);
    }
    return lists;
  }

  /** The postings of a word.
   * @param {string} word */
  #list(word) {
    let list = this.postings.get(word);
    if (!list) {
      list = [];
      this.postings.set(word, list);
    }
    return list;
  }

  /** Search; null if the query has no term.
   * @param {string} query
   * @returns {Hits | null} */
  search(query) {
    const clauses = parse(query, this.synonyms);
    if (!clauses.length) return null;
    const size = this.corpus.size;
    const total = new Float32Array(size).fill(1);
    /** @type {Hits} */
    const hits = { scores: total, starts: new Set(), corrected: [], forms: [] };
    for (const clause of clauses) {
      const { of } = this.#clause(clause, hits);
      const { without } = clause[0][0];
      for (let work = 0; work < size; work += 1) {
        if (of[work] > 0 === without) total[work] = 0;
        else if (total[work] > 0) total[work] += of[work];
      }
    }
    hits.forms = queryForms(query, clauses, hits.corrected);
    this.#compareTitles(hits);
    return hits;
  }

  /** How well the title or a name of the best work matches a query.
   * @param {string} query
   * @returns {number} */
  bestLikeness(query) {
    const hits = this.search(query);
    if (!hits) return 0;
    let best = 0;
    hits.scores.forEach((score, work) => {
      if (score > hits.scores[best]) best = work;
    });
    return hits.scores[best] > 0 ? this.likeness(best, hits.forms) : 0;
  }

  /** How well the title or a name of a work matches a query.
   * @param {number} work
   * @param {string[][]} forms of the query
   * @returns {number} */
  likeness(work, forms) {
    const { titles, names } = this.corpus;
    this.titles[work] ??= [titles[work], ...names[work]].map(titleOf);
    return Math.max(...this.titles[work].map((title) => likeness(title, forms)));
  }

  /** Add what the titles and names of the works found are like the query.
   * @param {Hits} hits */
  #compareTitles({ scores, forms }) {
    let compared = 0;
    for (let work = 0; work < scores.length && compared < MOST_COMPARED; work += 1) {
      if (scores[work] <= 0) continue;
      compared += 1;
      const like = this.likeness(work, forms);
      scores[work] += like === EXACT ? EXACT_NAME : LIKE * like;
    }
  }

  /** Works with all terms of one of the alternatives; a term that finds nothing is corrected where nothing else is found.
   * @param {Clause} clause
   * @param {Hits} hits
   * @returns {Scores} */
  #clause([typed, ...synonyms], hits) {
    const scores = new Scores(this.corpus.size);
    for (const [term] of synonyms) {
      const { of } = this.#find(term, hits, false);
      of.forEach((score, work) => score > 0 && scores.raise(work, SYNONYM * score));
    }
    const found = typed.map((term) => this.#find(term, hits, !scores.found).of);
    for (let work = 0; work < this.corpus.size; work += 1) {
      if (found.every((of) => of[work] > 0)) scores.raise(work, found.reduce((sum, of) => sum + of[work], 0));
    }
    return scores;
  }

  /** @param {Term} term
   * @param {Hits} hits
   * @param {boolean} correct whether spellings may be corrected
   * @returns {Scores} */
  #find(term, hits, correct) {
    const scores = new Scores(this.corpus.size);
    if (term.years) {
      const [first, last] = term.years;
      this.corpus.years.forEach((year, work) => {
        if (year && first <= year && year <= last) scores.raise(work, 1);
      });
      return scores;
    }
    if (term.pieces.length === 1 && term.open) this.#word(term, term.pieces[0], scores);
    else this.#phrase(term, scores);
    if (!term.without) for (const word of [...term.pieces, ...(term.joined ?? [])]) hits.starts.add(word);
    return scores.found || term.quoted || term.without || !correct ? scores : this.#correct(term, hits);
  }

  /** Works with a word that starts so, or for a plain term with another form of it.
   * @param {Term} term
   * @param {string} start
   * @param {Scores} scores */
  #word(term, start, scores) {
    const [from, to] = this.#range(start);
    for (let at = from; at < to; at += 1) {
      const word = this.vocabulary[at];
      this.#exactly(word, term.fields, start.length / word.length, scores);
    }
    if (!term.plain) return;
    for (const word of this.ofStem.get(stem(start)) ?? []) {
      if (!word.startsWith(start)) this.#exactly(word, term.fields & STEMMED, OTHER_FORM, scores);
    }
  }

  /** Works with exactly this word.
   * @param {string} word
   * @param {number} fields
   * @param {number} closeness 1 for the word of the query, less for a similar one
   * @param {Scores} scores */
  #exactly(word, fields, closeness, scores) {
    const list = this.postings.get(word) ?? [];
    const rarity = Math.log(1 + this.corpus.size / list.length) * (0.4 + 0.6 * closeness);
    for (const posting of list) {
      const weight = WEIGHT_OF[posting & fields];
      if (weight) scores.raise(posting >> FIELD_BITS, weight * rarity);
    }
  }

  /** The words that start so, as a range of the vocabulary.
   * @param {string} start
   * @returns {[number, number]} */
  #range(start) {
    const from = lowerBound(this.vocabulary, start, 0);
    return [from, lowerBound(this.vocabulary, `${start}\uffff`, from)];
  }

  /** Works where words follow each other in one field, with or without hyphens between them.
   * @param {Term} term
   * @param {Scores} scores */
  #phrase(term, scores) {
    for (const pieces of term.joined ? [term.pieces, term.joined] : [term.pieces]) {
      if (pieces.length === 1 && term.plain) {
        this.#word(term, pieces[0], scores);
        continue;
      }
      const wanted = ` ${pieces.join(" ")}${term.open ? "" : " "}`;
      const last = pieces.length - 1;
      const each = pieces.map((piece, place) => {
        const found = new Scores(this.corpus.size);
        if (term.open && place === last) this.#word(term, piece, found);
        else this.#exactly(piece, term.fields, 1, found);
        return found.of;
      });
      for (let work = 0; work < this.corpus.size; work += 1) {
        if (each.every((of) => of[work] > 0) && this.#holds(work, term.fields, wanted)) {
          scores.raise(work, each.reduce((sum, of) => sum + of[work], 0));
        }
      }
    }
  }

  /** @param {number} work
   * @param {number} fields
   * @param {string} wanted words between spaces */
  #holds(work, fields, wanted) {
    let texts = this.texts[work];
    if (!texts) {
      texts = [...this.#fields(work)].flatMap(([field, text]) => {
        const joined = joinedWords(text);
        const plain = { field, text: ` ${words(text).join(" ")} ` };
        return joined ? [plain, { field, text: ` ${joined.join(" ")} ` }] : [plain];
      });
      this.texts[work] = texts;
    }
    return texts.some(({ field, text }) => field & fields && text.includes(wanted));
  }

  /** Works with a word that differs by one letter more, less or other, or by two letters swapped.
   * @param {Term} term
   * @param {Hits} hits
   * @returns {Scores} */
  #correct(term, hits) {
    const every = term.pieces.map((piece) => {
      const scores = new Scores(this.corpus.size);
      this.#word(term, piece, scores);
      if (!scores.found) this.#similar(term, piece, scores, hits);
      return { scores, piece };
    });
    const scores = new Scores(this.corpus.size);
    // Words that exist, but not side by side, are not typing errors.
    if (every.length > 1 && hits.corrected.every(([asked]) => !term.pieces.includes(asked))) return scores;
    for (let work = 0; work < this.corpus.size; work += 1) {
      const each = every.map((found) => found.scores.of[work]);
      if (each.every((score) => score > 0)) scores.raise(work, each.reduce((sum, score) => sum + score, 0));
    }
    return scores;
  }

  /** @param {Term} term
   * @param {string} asked
   * @param {Scores} scores
   * @param {Hits} hits */
  #similar(term, asked, scores, hits) {
    if (asked.length < SHORTEST_CORRECTED || /\p{N}/u.test(asked)) return;
    const asStart = asked.length >= SHORTEST_CORRECTED_AS_START;
    for (const word of this.vocabulary) {
      if (!isSimilar(asked, word, asStart)) continue;
      const before = scores.found;
      this.#exactly(word, term.fields, asked.length / Math.max(word.length, asked.length) / 2, scores);
      if (scores.found === before && !this.#isIn(word, term.fields)) continue;
      hits.starts.add(word);
      hits.corrected.push([asked, word]);
    }
  }

  /** Whether a word is in any of the fields.
   * @param {string} word
   * @param {number} fields */
  #isIn(word, fields) {
    return (this.postings.get(word) ?? []).some((posting) => posting & fields);
  }
}

/** The names of a work: its short names, and what is before a colon in its title.
 * @param {Corpus} corpus
 * @param {number} work
 * @returns {string[]} */
function namesOf({ names, titles }, work) {
  const [, name] = /^(.*?):\s/.exec(titles[work]) ?? [];
  return name && words(name).length <= NAME_WORDS ? [...names[work], name] : names[work];
}

/** A name as it is compared: in words, with hyphens between them or without.
 * @param {string} name
 * @returns {Set<string>} */
function nameForms(name) {
  return new Set(formsOf(name).map((form) => form.join(" ")));
}

/** The forms in which a query is compared with titles: as typed, without hyphens, without noise, with each synonym, and
 * with corrected spellings.
 * @param {string} query
 * @param {Clause[]} clauses
 * @param {[string, string][]} corrected
 * @returns {string[][]} */
function queryForms(query, clauses, corrected) {
  const meant = clauses.filter(([[term]]) => !term.without);
  const typed = meant.map(([terms]) => terms.flatMap(({ pieces }) => pieces));
  const forms = [...formsOf(query), typed.flat()];
  meant.forEach(([, ...synonyms], place) => {
    for (const [{ pieces }] of synonyms) forms.push(typed.with(place, pieces).flat());
  });
  for (const [asked, word] of corrected) {
    // A whole word, not the start of a longer one.
    if (Math.abs(asked.length - word.length) <= 1) forms.push(typed.flat().map((one) => (one === asked ? word : one)));
  }
  return [...new Map(forms.map((form) => [form.join(" "), form])).values()];
}

/** The first place in a sorted list that does not come before a word.
 * @param {string[]} list
 * @param {string} word
 * @param {number} low */
function lowerBound(list, word, low) {
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether one edit turns a word of the query into the word, or into its start.
 * @param {string} asked
 * @param {string} word
 * @param {boolean} asStart
 * @returns {boolean} */
export function isSimilar(asked, word, asStart) {
  if (word.length < asked.length - 1 || (!asStart && word.length > asked.length + 1)) return false;
  let at = 0;
  while (at < asked.length && asked[at] === word[at]) at += 1;
  const fits = (/** @type {string} */ rest, /** @type {number} */ from) =>
    asStart ? word.startsWith(rest, from) : word.slice(from) === rest;
  const rest = asked.slice(at + 1);
  return (
    fits(rest, at) || // a letter too many
    (at < word.length && fits(rest, at + 1)) || // another letter
    fits(asked.slice(at), at + 1) || // a letter missing
    (at + 1 < word.length &&
      asked[at] === word[at + 1] &&
      asked[at + 1] === word[at] &&
      fits(asked.slice(at + 2), at + 2)) // two letters swapped
  );
}
