// Nodes for a new work, by the works and nodes that share rare words with its title: tf-idf and cosine, as in
// living_survey/sources/suggestions.py.

import { words } from "../common/fold.js";
import { SUGGESTIONS, STOP_WORDS } from "./constants.js";
import { length } from "./text.js";

/** @typedef {import("./data.js").KnownWork} KnownWork */
/** @typedef {Pick<import("./data.js").Node, "id" | "title" | "about" | "belongs">} Place */
/** @typedef {Map<string, number>} Vector */
/** @typedef {{node: string, score: number, because: string[]}} Suggestion */

const { NEIGHBOURS, OF_NODE, TITLE_WEIGHT, SHORTEST } = SUGGESTIONS;

export class Suggester {
  /** @param {KnownWork[]} works
   * @param {Place[]} nodes in the order of the taxonomy */
  constructor(works, nodes) {
    const texts = new Map(works.map((work) => [work, this.#wordsOfWork(work)]));
    const abouts = new Map(nodes.map((node) => [node, this.#count([node.title, node.about, node.belongs].join(" "))]));
    /** @type {Map<string, number>} */
    const seen = new Map();
    for (const text of [...texts.values(), ...abouts.values()]) {
      for (const word of text.keys()) seen.set(word, (seen.get(word) ?? 0) + 1);
    }
    const total = works.length + nodes.length;
    this.rarity = new Map([...seen].map(([word, count]) => [word, Math.log(total / count)]));
    this.works = [...texts].map(([work, text]) => /** @type {const} */ ([work, this.#vector(text)]));
    this.nodes = [...abouts].map(([node, text]) => /** @type {const} */ ([node, this.#vector(text)]));
    this.position = new Map(nodes.map((node, place) => [node.id, place]));
  }

  /** The nodes that fit a title best.
   * @param {string} text
   * @param {number} [limit]
   * @returns {Suggestion[]} */
  suggest(text, limit = 5) {
    const vector = this.#vector(this.#count(text));
    const near = this.works
      .map(([work, other]) => ({ likeness: cosine(vector, other), work }))
      .filter(({ likeness }) => likeness > 0)
      .sort((a, b) => b.likeness - a.likeness || (a.work.id < b.work.id ? -1 : 1))
      .slice(0, NEIGHBOURS);
    const whole = near.reduce((sum, { likeness }) => sum + likeness, 0) || 1;
    /** @type {Map<string, {score: number, because: string[]}>} */
    const found = new Map();
    const at = (/** @type {string} */ node) => {
      if (!found.has(node)) found.set(node, { score: 0, because: [] });
      return /** @type {{score: number, because: string[]}} */ (found.get(node));
    };
    for (const { likeness, work } of near) {
      for (const [node] of work.tags) {
        at(node).score += likeness / whole;
        at(node).because.push(work.id);
      }
    }
    for (const [node, other] of this.nodes) at(node.id).score += OF_NODE * cosine(vector, other);
    return [...found]
      .filter(([, { score }]) => score > 0)
      .sort((a, b) => b[1].score - a[1].score || (this.position.get(a[0]) ?? 0) - (this.position.get(b[0]) ?? 0))
      .slice(0, limit)
      .map(([node, { score, because }]) => ({ node, score: Math.min(score, 1), because: because.slice(0, 3) }));
  }

  /** @param {KnownWork} work */
  #wordsOfWork(work) {
    const counts = this.#count(work.title);
    for (const [word, count] of counts) counts.set(word, TITLE_WEIGHT * count);
    for (const [, note] of work.tags) {
      for (const [word, count] of this.#count(note)) counts.set(word, (counts.get(word) ?? 0) + count);
    }
    return counts;
  }

  /** @param {string} text
   * @returns {Vector} */
  #count(text) {
    const counts = new Map();
    for (const word of words(text)) {
      if (!STOP_WORDS.has(word) && length(word) >= SHORTEST) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts;
  }

  /** @param {Vector} counts
   * @returns {Vector} */
  #vector(counts) {
    const vector = new Map();
    let squares = 0;
    for (const [word, count] of counts) {
      const rarity = this.rarity.get(word);
      if (rarity === undefined) continue;
      const weight = (1 + Math.log(count)) * rarity;
      vector.set(word, weight);
      squares += weight * weight;
    }
    const size = Math.sqrt(squares);
    if (!size) return new Map();
    for (const [word, weight] of vector) vector.set(word, weight / size);
    return vector;
  }
}

/** @param {Vector} one
 * @param {Vector} other */
function cosine(one, other) {
  if (one.size > other.size) [one, other] = [other, one];
  let sum = 0;
  for (const [word, weight] of one) sum += weight * (other.get(word) ?? 0);
  return sum;
}
