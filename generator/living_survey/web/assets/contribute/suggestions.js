// Nodes for a new work, as TagSuggester of living_survey/knowledge/suggesting.py suggests them: the topics whose texts are
// most like a text, and the best node of each.

import { compare, words } from "../common/fold.js";
import { TOKENS } from "./constants.js";

/** @typedef {Map<string, number>} Vector */
/** @typedef {import("./data.js").Weights} Weights */
/** @typedef {{node: string, score: number}} Suggestion */

const WEIGHTS = 1000; // weights are whole numbers of such parts of 1
const everywhere = (/** @type {RegExp} */ pattern) => new RegExp(pattern.source, `${pattern.flags}g`);
const [ADDRESS_OR_COMMAND, NUMBERS, INSIDE_WORD] = [TOKENS.ADDRESS_OR_COMMAND, TOKENS.NUMBERS, TOKENS.INSIDE_WORD].map(everywhere);

export class Suggester {
  /** @param {import("./data.js").SuggestionData} data */
  constructor({ words: known, rarity, topics, nodes }) {
    const vector = (/** @type {Weights} */ [places, weights]) => new Map(places.map((place, at) => [known[place], weights[at] / WEIGHTS]));
    const vectors = (/** @type {Record<string, Weights>} */ group) => Object.entries(group).map(([id, weights]) => ({ id, vector: vector(weights) }));
    /** @type {Vector} */ this.rarity = new Map(known.map((word, at) => [word, rarity[at] / WEIGHTS]));
    this.topics = vectors(topics);
    this.nodes = new Map(Object.entries(nodes).map(([topic, group]) => [topic, vectors(group)]));
  }

  /** At most one node of each topic, those that fit best first.
   * @param {string} title
   * @param {string} text more about the work
   * @param {number} limit
   * @returns {Suggestion[]} */
  suggest(title, text, limit) {
    const vector = this.#vector(counted([title, title, text]));
    const near = this.topics.map((topic) => ({ node: topic.id, score: product(vector, topic.vector) })).filter(({ score }) => score > 0);
    near.sort((a, b) => b.score - a.score || compare(a.node, b.node));
    return near.slice(0, limit).map(({ node, score }) => ({ node: this.#best(vector, node), score }));
  }

  /** @param {Vector} vector
   * @param {string} topic */
  #best(vector, topic) {
    const scored = (this.nodes.get(topic) ?? []).map((node) => ({ id: node.id, score: product(vector, node.vector) }));
    return scored.reduce((best, one) => (one.score > best.score ? one : best)).id;
  }

  /** @param {Map<string, number>} counts
   * @returns {Vector} */
  #vector(counts) {
    const known = [...counts].filter(([word]) => this.rarity.has(word));
    const weights = known.map(([word, count]) => /** @type {const} */ ([word, (1 + Math.log(count)) * (this.rarity.get(word) ?? 0)]));
    const size = Math.hypot(...weights.map(([, weight]) => weight));
    return new Map(size ? weights.map(([word, weight]) => [word, weight / size]) : []);
  }
}

/** How often each word is in some texts, as `tokens` of living_survey/knowledge/similarity.py reads them.
 * @param {string[]} texts */
function counted(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const text of texts) {
    const plain = text.replace(ADDRESS_OR_COMMAND, " ").replace(NUMBERS, ` ${TOKENS.NUMBER} `).replace(INSIDE_WORD, " ");
    for (const word of words(plain).map((one) => one.replace(TOKENS.PLURAL, ""))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** @param {Vector} one
 * @param {Vector} other */
function product(one, other) {
  let sum = 0;
  for (const [word, weight] of one) sum += weight * (other.get(word) ?? 0);
  return sum;
}
