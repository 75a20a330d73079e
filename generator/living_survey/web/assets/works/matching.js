// What one group of statements of a work must have: a node, values of the facets of statements, and a relation.

import { NOT_STATED } from "../common/constants.js";
import { listAt } from "./statements.js";

/** @typedef {import("./corpus.js").Corpus} Corpus */
/** @typedef {import("./corpus.js").Facet} Facet */
/** @typedef {import("./corpus.js").Relation} Relation */
/** @typedef {import("./address.js").State} State */
/** @typedef {import("./statements.js").Lists} Lists */
/** Values of a facet of which one must be stated by one of the relations.
 * @typedef {{facet: Facet, bit: number, wanted: Uint8Array, relations: Relation[], lists: Lists[]}} Wanted */

/** The bit of a group that fails at something other than a facet; one that fails at a facet has the bit of its place. */
export const ELSEWHERE = 1 << 30;

/** The filters on one group, with `approaches` also on what the survey states about its node. */
export class Criteria {
  /** @param {Corpus} corpus
   * @param {State} state
   * @param {boolean} approaches */
  constructor(corpus, state, approaches) {
    const { facets, statements } = corpus.reading(approaches);
    this.statements = statements;
    const nodes = state.choices.node.include;
    const names = state.matchAll ? nodes.map((node) => [node]) : nodes.length ? [nodes] : [];
    /** @type {(Uint8Array | null)[]} A group is needed at each of these sets of nodes; null is anywhere. */
    this.needs = names.length ? names.map((node) => covered(corpus, node)) : [null];
    /** @type {Wanted[]} */
    this.wanted = facets.flatMap((facet, place) => {
      const { include } = state.choices[facet.key];
      if (!facet.stated || !include.length || include.includes(NOT_STATED)) return [];
      const relations = relationsOf(facet, state.relation);
      return { facet, bit: 1 << place, wanted: flags(facet, include), relations, lists: relations.map(({ at }) => statements.values[at]) };
    });
    /** @type {Relation | null | undefined} null if none is chosen, undefined if there is none of that name */
    this.relation = state.relation ? corpus.relationOf(state.relation) : null;
    /** Whether any work passes. */
    this.isEmpty = !nodes.length && !this.wanted.length && this.relation === null;
  }

  /** Where a group fails, apart from its node.
   * @param {number} group */
  fails(group) {
    let fails = 0;
    if (this.relation !== null && !(this.relation && hasAny(this.statements.values[this.relation.at], group))) fails = ELSEWHERE;
    for (const { bit, wanted, lists } of this.wanted) if (!haveAny(lists, group, wanted)) fails |= bit;
    return fails;
  }

  /** @param {number} group
   * @param {Uint8Array | null} need */
  passes(group, need) {
    return (need === null || need[this.statements.nodes[group]] === 1) && this.fails(group) === 0;
  }
}

/** The relations by which a facet's values count: the chosen one, if it is one of the facet's.
 * @param {Facet} facet
 * @param {string} chosen */
export function relationsOf(facet, chosen) {
  const one = facet.relations.filter(({ key }) => key === chosen);
  return one.length ? one : facet.relations;
}

/** @param {Facet} facet
 * @param {string[]} names */
function flags(facet, names) {
  const set = new Uint8Array(facet.values.length);
  for (const name of names) set[facet.place.get(name) ?? set.length] = 1;
  return set;
}

/** The nodes and all below them.
 * @param {Corpus} corpus
 * @param {string[]} names */
function covered({ nodes, facet }, names) {
  const set = new Uint8Array(nodes.length);
  for (const name of names) set[facet.get("node")?.place.get(name) ?? set.length] = 1;
  // Parents come first.
  for (const { at, parent } of nodes) if (parent >= 0 && set[parent]) set[at] = 1;
  return set;
}

/** @param {Lists} lists
 * @param {number} place
 * @param {Uint8Array} [wanted] any value if not given */
export function hasAny({ starts, items }, place, wanted) {
  const end = starts[place + 1];
  if (!wanted) return end > starts[place];
  for (let at = starts[place]; at < end; at += 1) if (wanted[items[at]]) return true;
  return false;
}

/** @param {Lists[]} lists
 * @param {number} place
 * @param {Uint8Array} wanted */
function haveAny(lists, place, wanted) {
  for (const list of lists) if (hasAny(list, place, wanted)) return true;
  return false;
}

/** Something that is stated, with its source. `chosen` are the values that were filtered by.
 * @typedef {{verb: string, values: {facet: Facet, place: number, chosen: boolean}[]}} Part
 * @typedef {{parts: Part[], effect: string, source: string, ofApproach: boolean}} Line */

/** Why a work is shown: the place of the tag among its tags, or -1 for the whole work, and what is stated there.
 * @typedef {{tag: number, lines: Line[]}} Match */

/** Finds the groups that make works match. */
export class Matching {
  /** @param {Corpus} corpus
   * @param {State} state */
  constructor(corpus, state) {
    this.corpus = corpus;
    this.state = state;
    this.own = new Criteria(corpus, state, false);
    this.criteria = state.approaches ? new Criteria(corpus, state, true) : this.own;
  }

  /** The groups that fulfil the filters: one that states it itself, else one of whose approach the survey states it.
   * @param {number} work
   * @returns {Match[]} none if no filter is on statements */
  of(work) {
    if (this.criteria.isEmpty) return [];
    const groups = this.own.statements.of(work);
    return this.criteria.needs.flatMap((need) => {
      const group = this.#best(work, groups, this.own, need) ?? this.#best(work, groups, this.criteria, need);
      return group === undefined ? [] : { tag: this.own.statements.tags[group], lines: this.#lines(group) };
    });
  }

  /** The node at which a work is shown: that of the tag that made it match, else of its first one.
   * @param {number} work */
  nodeOf(work) {
    const tag = this.of(work).find((match) => match.tag >= 0)?.tag ?? 0;
    return this.corpus.tagNodes[work][tag];
  }

  /** The first group that passes, and whose tag has a note if any has.
   * @param {number} work
   * @param {number[]} groups
   * @param {Criteria} criteria
   * @param {Uint8Array | null} need */
  #best(work, groups, criteria, need) {
    const passing = groups.filter((group) => criteria.passes(group, need));
    return passing.find((group) => this.corpus.tagNotes[work][criteria.statements.tags[group]]) ?? passing[0];
  }

  /** What a group states, and, with its source, what only the statements about the approach fulfil.
   * @param {number} group
   * @returns {Line[]} */
  #lines(group) {
    const { values, sources, nodes, effects } = this.own.statements;
    const lines = [];
    const parts = this.#parts((relation) => [...listAt(values[relation.at], group)]);
    const effect = effects[group] ?? "";
    if (parts.length || effect) lines.push({ parts, effect, source: this.corpus.sources[sources[group]], ofApproach: false });
    const about = this.corpus.approachStatements[nodes[group]] ?? [];
    /** @type {Map<number, import("./statements.js").ApproachStatement[]>} */
    const bySource = new Map();
    for (const one of about) if (this.#adds(one, group)) bySource.set(one.source, [...(bySource.get(one.source) ?? []), one]);
    for (const [source, list] of bySource) {
      const parts = this.#parts(({ at }) => list.filter(({ relation }) => relation === at).map(({ value }) => value));
      lines.push({ parts, effect: "", source: this.corpus.sources[source], ofApproach: true });
    }
    return lines;
  }

  /** Whether a statement about the approach fulfils a filter that the group itself does not.
   * @param {import("./statements.js").ApproachStatement} statement
   * @param {number} group */
  #adds({ relation, value }, group) {
    const { values } = this.own.statements;
    if (!this.state.approaches) return false;
    const filter = this.criteria.wanted.find(({ relations }) => relations.some(({ at }) => at === relation));
    if (!filter) return this.criteria.relation?.at === relation && !hasAny(values[relation], group);
    return filter.wanted[value] === 1 && !filter.relations.some(({ at }) => hasAny(values[at], group, filter.wanted));
  }

  /** @param {(relation: Relation) => number[]} valuesOf
   * @returns {Part[]} */
  #parts(valuesOf) {
    return this.corpus.facets.filter(({ stated }) => stated).flatMap((facet) => {
      const filter = this.criteria.wanted.find((one) => one.facet.key === facet.key);
      return facet.relations.flatMap((relation) => {
        const values = valuesOf(relation).map((place) => {
          return { facet, place, chosen: Boolean(filter?.wanted[place] && filter.relations.includes(relation)) };
        });
        return values.length ? { verb: relation.verb, values } : [];
      });
    });
  }
}
