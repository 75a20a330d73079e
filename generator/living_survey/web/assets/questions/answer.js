// The joined answer to a question. living_survey/rendering/joined_data.py writes the file; change both together.

import { NOT_STATED } from "../common/constants.js";

/** @typedef {[number, number]} Pair A relation and a value of its facet. */

/** @typedef {{id: string, title: string, plural: string, relations: number[], values: [string, string][]}} Axis */

/** @typedef {{axes: Axis[], relations: [string, string][], whole: [string, string[]][], served: [string, string][],
 *   served_title: string, nodes: [string, string, number, string, string][], works: [string, ...number[][]][],
 *   groups: [number, number, number, number[], Pair[]][], sections: [string, string][],
 *   said: [number, number, number, number[]][], gaps: [number, number, number, number, number][]}} Data */

/** What a work states together at a node; `place` counts the groups of the node, `pairs` has a list for each axis.
 * @typedef {{node: number, place: number, work: number, hasResult: boolean, served: number[], pairs: Pair[][]}} Group */

/** Works that state the same: of each axis a pair, or null where none is stated; -1 where no topic is served.
 * @typedef {{node: number, pairs: (Pair | null)[], served: number, groups: Group[], works: number, results: number}} Row */

/** What a reader picked, by name: `node`, the facets, `relation`, `serves`.
 * @typedef {Record<string, string>} Picks */

/** A value that can be picked next, with the number of works.
 * @typedef {{name: string, value: string, label: string, relation: string, works: number}} Choice */

export const SERVED = "serves";

export class Answer {
  /** @param {Data} data */
  constructor(data) {
    this.data = data;
    this.axes = data.axes;
    this.nodes = data.nodes.map(([id, label, parent, css, topic]) => ({ id, label, parent, css, topic }));
    this.nodePlace = new Map(this.nodes.map(({ id }, place) => [id, place]));
    /** @type {Map<string, number[]>} By relation and value: the sections that state it, by node. */
    this.said = new Map(data.said.map(([node, relation, value, sections]) => [`${node} ${relation} ${value}`, sections]));
    let node = -1;
    let place = 0;
    /** @type {Group[]} */
    this.groups = data.groups.map(([at, work, result, served, pairs]) => {
      place = at === node ? place + 1 : 0;
      node = at;
      const byAxis = this.axes.map(({ relations }) => pairs.filter(([relation]) => relations.includes(relation)));
      return { node, place, work, hasResult: result === 1, served, pairs: byAxis };
    });
  }

  /** The places of nodes and of all below them.
   * @param {string[]} ids
   * @returns {Set<number>} */
  below(ids) {
    const found = new Set(ids.map((id) => this.nodePlace.get(id) ?? -2));
    // Parents come first.
    this.nodes.forEach(({ parent }, place) => void (found.has(parent) && found.add(place)));
    return found;
  }

  /** The nodes above a node, and itself.
   * @param {number} node */
  line(node) {
    const found = [];
    for (let at = node; at >= 0; at = this.nodes[at].parent) found.push(at);
    return found;
  }

  /** The pairs of an axis that fit the picks.
   * @param {Pair[]} pairs
   * @param {number} axis
   * @param {Picks} picks */
  #fitting(pairs, axis, picks) {
    const { id, relations, values } = this.axes[axis];
    const relation = this.data.relations.findIndex(([key]) => key === picks.relation);
    return pairs.filter(([by, value]) => (!picks[id] || values[value][0] === picks[id]) && (!relations.includes(relation) || by === relation));
  }

  /** The groups that fit the picks.
   * @param {Picks} picks
   * @returns {Group[]} */
  matching(picks) {
    const nodes = picks.node ? this.below([picks.node]) : null;
    const topic = this.data.served.findIndex(([id]) => id === picks[SERVED]);
    const whole = this.data.whole.map(([id, values]) => (picks[id] ? values.indexOf(picks[id]) : null));
    return this.groups.filter((group) => {
      if (nodes && !nodes.has(group.node)) return false;
      if (picks[SERVED] === NOT_STATED ? group.served.length : picks[SERVED] && !group.served.includes(topic)) return false;
      const work = this.data.works[group.work];
      if (whole.some((value, place) => value !== null && !(/** @type {number[]} */ (work[place + 1]).includes(value)))) return false;
      return group.pairs.every((pairs, axis) => {
        const { id, relations } = this.axes[axis];
        if (picks[id] === NOT_STATED) return pairs.length === 0;
        const isAsked = picks[id] || relations.some((relation) => this.data.relations[relation][0] === picks.relation);
        return !isAsked || this.#fitting(pairs, axis, picks).length > 0;
      });
    });
  }

  /** The rows of groups, those with most works first.
   * @param {Group[]} groups
   * @param {Picks} picks
   * @returns {Row[]} */
  rows(groups, picks) {
    /** @type {Map<string, Row>} */
    const found = new Map();
    for (const group of groups) {
      const topics = picks[SERVED] ? group.served.filter((topic) => this.data.served[topic][0] === picks[SERVED]) : group.served;
      for (const served of topics.length ? topics : [-1]) {
        for (const pairs of this.#products(group, picks)) {
          const key = JSON.stringify([group.node, served, pairs]);
          const row = found.get(key) ?? { node: group.node, pairs, served, groups: [], works: 0, results: 0 };
          row.groups.push(group);
          found.set(key, row);
        }
      }
    }
    for (const row of found.values()) {
      row.works = worksOf(row.groups).size;
      row.results = worksOf(row.groups.filter(({ hasResult }) => hasResult)).size;
    }
    return [...found.values()].sort((a, b) => b.works - a.works || a.node - b.node);
  }

  /** All ways to take one value of each axis.
   * @param {Group} group
   * @param {Picks} picks
   * @returns {(Pair | null)[][]} */
  #products(group, picks) {
    /** @type {(Pair | null)[][]} */
    let found = [[]];
    group.pairs.forEach((pairs, axis) => {
      const fitting = this.#fitting(pairs, axis, picks);
      found = found.flatMap((start) => (fitting.length ? fitting : [null]).map((pair) => [...start, pair]));
    });
    return found;
  }

  /** The values of each axis that is not picked yet, with the number of works that also fit the picks.
   * @param {Group[]} groups
   * @param {Picks} picks
   * @returns {{title: string, choices: Choice[], unstated: number}[]} */
  choices(groups, picks) {
    const lists = this.axes.flatMap((axis, place) => {
      if (picks[axis.id]) return [];
      const keys = (/** @type {Group} */ group) => this.#fitting(group.pairs[place], place, picks).map(String);
      return [this.#counted(axis.plural, groups, keys, (key) => {
        const [relation, value] = key.split(",").map(Number);
        const [id, label] = axis.values[value];
        const several = axis.relations.length > 1;
        const [relationId, verb] = this.data.relations[relation];
        return { name: axis.id, value: id, label: several ? `${verb} ${label}` : label, relation: several ? relationId : "" };
      })];
    });
    if (this.data.served.length && !picks[SERVED]) {
      const keys = (/** @type {Group} */ group) => group.served.map(String);
      lists.push(this.#counted(this.data.served_title, groups, keys, (key) => {
        const [value, label] = this.data.served[Number(key)];
        return { name: SERVED, value, label, relation: "" };
      }));
    }
    return lists;
  }

  /** @param {string} title
   * @param {Group[]} groups
   * @param {(group: Group) => string[]} keysOf
   * @param {(key: string) => Omit<Choice, "works">} named */
  #counted(title, groups, keysOf, named) {
    /** @type {Map<string, Set<number>>} */
    const works = new Map();
    const unstated = new Set();
    for (const group of groups) {
      const keys = keysOf(group);
      if (!keys.length) unstated.add(group.work);
      for (const key of keys) works.set(key, (works.get(key) ?? new Set()).add(group.work));
    }
    const choices = [...works].map(([key, set]) => ({ ...named(key), works: set.size })).sort((a, b) => b.works - a.works);
    return { title, choices, unstated: unstated.size };
  }

  /** What the survey states about a node or one above it: sections, or null if it does not.
   * @param {number} node
   * @param {Pair} pair */
  saidAt(node, [relation, value]) {
    const found = this.line(node).map((at) => this.said.get(`${at} ${relation} ${value}`)).filter((one) => one !== undefined);
    return found.length ? [...new Set(found.flat())] : null;
  }

  /** What the survey states and no work does, as far as it fits the picks; all of them must be about the same.
   * @param {Picks} picks */
  gaps(picks) {
    const nodes = picks.node ? this.below([picks.node]) : null;
    return this.data.gaps.filter(([node, relation, value]) => {
      const pair = /** @type {Pair} */ ([relation, value]);
      const others = this.axes.filter(({ id, relations }) => picks[id] && !relations.includes(relation));
      const axis = this.axes.findIndex(({ relations }) => relations.includes(relation));
      const isOfWorks = picks[SERVED] || this.data.whole.some(([id]) => picks[id]);
      return (!nodes || nodes.has(node)) && !others.length && !isOfWorks && this.#fitting([pair], axis, picks).length > 0;
    });
  }
}

/** @param {Group[]} groups
 * @returns {Set<number>} */
export function worksOf(groups) {
  return new Set(groups.map(({ work }) => work));
}
