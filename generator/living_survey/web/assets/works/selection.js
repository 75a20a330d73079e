// Which works match, and how many each choice of each facet would give. The same as `KnowledgeBase.works` in Python.

import { NOT_STATED } from "../common/constants.js";
import { yearRange } from "./address.js";
import { Criteria, ELSEWHERE, hasAny, relationsOf } from "./matching.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./corpus.js").Corpus} Corpus */
/** @typedef {import("./corpus.js").Facet} Facet */
/** @typedef {import("./corpus.js").Reading} Reading */
/** @typedef {import("./address.js").State} State */

/** Works that match, and by facet how many works each of its values would show if it were chosen.
 *
 * A value's number counts the works that match the filters of all other facets and what its own facet excludes (and,
 * where all chosen nodes must match, the nodes chosen). The number of an excluded value is what it takes away.
 * @typedef {{works: number[], counts: Map<string, Uint32Array>}} Selection */

/** A work has no group that fulfils all filters on groups. */
const IN_GROUPS = 1 << 29;

/** The places of the values that a choice names; a range of years names several, an unknown name none.
 * @param {Facet} facet
 * @param {string} name
 * @returns {number[]} */
export function placesOf(facet, name) {
  const range = facet.key === "year" ? yearRange(name) : null;
  if (range) {
    return facet.values.flatMap((value, place) =>
      range[0] <= Number(value.key) && Number(value.key) <= range[1] ? [place] : [],
    );
  }
  const place = facet.place.get(name);
  return place === undefined ? [] : [place];
}

/** @param {Corpus} corpus
 * @param {State} state
 * @param {Float32Array | null} scores of the text search; 0 for works not found
 * @param {ReadonlySet<number> | null} only the works that can be shown, where not all can
 * @returns {Selection} */
export function select(corpus, state, scores, only) {
  const reading = corpus.reading(state.approaches);
  const groups = new Groups(corpus, state);
  const fails = new Int32Array(corpus.size);
  for (let work = 0; work < corpus.size; work += 1) {
    if ((scores && scores[work] === 0) || (only && !only.has(work))) fails[work] = ELSEWHERE;
    else if (!groups.hold(work)) fails[work] = IN_GROUPS;
  }
  reading.facets.forEach((facet, bit) => {
    const { include } = state.choices[facet.key];
    // Filters on statements are filters on one group, except for what is not stated.
    const isOfWork = facet.key !== "node" && (!facet.stated || include.includes(NOT_STATED));
    if (isOfWork && include.length) requireAny(facet, include.flatMap((name) => placesOf(facet, name)), 1 << bit, fails);
  });
  const withoutExclusions = fails.slice();
  for (const facet of reading.facets) for (const name of state.choices[facet.key].exclude) exclude(reading, facet, name, state, fails);

  const works = [];
  for (let work = 0; work < corpus.size; work += 1) if (fails[work] === 0) works.push(work);
  const counts = new Map(reading.facets.map((facet, bit) => [facet.key, groups.count(facet, 1 << bit, fails)]));
  countExcluded(reading, state, withoutExclusions, groups, counts);
  return { works, counts };
}

/** The filters on groups, and where each group fails. */
class Groups {
  /** @param {Corpus} corpus
   * @param {State} state */
  constructor(corpus, state) {
    this.corpus = corpus;
    this.state = state;
    this.criteria = new Criteria(corpus, state, state.approaches);
    this.isOfNodes = !this.criteria.wanted.length && this.criteria.relation === null;
    this.fails = new Int32Array(this.criteria.isEmpty ? 0 : this.criteria.statements.size);
    if (!this.isOfNodes) for (let group = 0; group < this.fails.length; group += 1) this.fails[group] = this.criteria.fails(group);
  }

  /** Whether a work has groups that fulfil all filters on groups.
   * @param {number} work */
  hold(work) {
    if (this.criteria.isEmpty) return true;
    for (const need of this.criteria.needs) if (!this.#has(work, need)) return false;
    return true;
  }

  /** @param {number} work
   * @param {Uint8Array | null} need */
  #has(work, need) {
    const { starts, nodes } = this.criteria.statements;
    const end = starts[work + 1];
    for (let group = starts[work]; group < end; group += 1) {
      if (this.fails[group] === 0 && (need === null || need[nodes[group]])) return true;
    }
    return false;
  }

  /** Count the values of works that fail nowhere but at this facet.
   * @param {Facet} facet
   * @param {number} bit
   * @param {Int32Array} fails
   * @returns {Uint32Array} */
  count(facet, bit, fails) {
    if (facet.key === "node") {
      const failsElsewhere = this.state.matchAll ? ~0 : ~IN_GROUPS;
      return this.isOfNodes ? countOfWorks(facet, failsElsewhere, fails) : this.#countNodes(failsElsewhere, fails);
    }
    if (facet.stated && !this.criteria.isEmpty) return this.#countStated(facet, bit, fails);
    return countOfWorks(facet, ~bit, fails);
  }

  /** Count works by the nodes at which one of their groups fulfils all other filters.
   * @param {number} failsElsewhere
   * @param {Int32Array} fails */
  #countNodes(failsElsewhere, fails) {
    const { nodes: tree } = this.corpus;
    const { starts, nodes } = this.criteria.statements;
    const counts = new Uint32Array(tree.length);
    const counted = new Int32Array(tree.length).fill(-1);
    for (let work = 0; work < fails.length; work += 1) {
      if (fails[work] & failsElsewhere) continue;
      for (let group = starts[work]; group < starts[work + 1]; group += 1) {
        if (this.fails[group]) continue;
        for (let node = nodes[group]; node >= 0 && counted[node] !== work; node = tree[node].parent) {
          counted[node] = work;
          counts[node] += 1;
        }
      }
    }
    return counts;
  }

  /** Count works by the values that, at each node needed, one of their groups states while it fulfils all other filters.
   * @param {Facet} facet
   * @param {number} bit
   * @param {Int32Array} fails */
  #countStated(facet, bit, fails) {
    const { needs, statements } = this.criteria;
    const { starts, nodes, values } = statements;
    const lists = relationsOf(facet, this.state.relation).map(({ at }) => values[at]);
    const counts = new Uint32Array(facet.values.length);
    const notStated = facet.values.length - 1;
    /** Of each value the last need that was met with it, counted over all works and needs. */
    const met = new Int32Array(facet.values.length);
    let now = 0;
    for (let work = 0; work < fails.length; work += 1) {
      if (fails[work] & ~(bit | IN_GROUPS)) continue;
      let needsMet = 0;
      for (let place = 0; place < needs.length; place += 1) {
        const need = needs[place];
        now += 1;
        let isMet = false;
        for (let group = starts[work]; group < starts[work + 1]; group += 1) {
          if (this.fails[group] & ~bit || (need !== null && !need[nodes[group]])) continue;
          isMet = true;
          for (const { starts: first, items } of lists) {
            for (let item = first[group]; item < first[group + 1]; item += 1) {
              const value = items[item];
              if (met[value] === now || (place > 0 && met[value] !== now - 1)) continue;
              met[value] = now;
              if (place === needs.length - 1) counts[value] += 1;
            }
          }
        }
        needsMet += Number(isMet);
      }
      if (needsMet === needs.length && facet.items[facet.starts[work]] === notStated) counts[notStated] += 1;
    }
    return counts;
  }
}

/** @param {Facet} facet
 * @param {number} failsElsewhere
 * @param {Int32Array} fails
 * @returns {Uint32Array} */
function countOfWorks({ values, starts, items }, failsElsewhere, fails) {
  const counts = new Uint32Array(values.length);
  for (let work = 0; work < fails.length; work += 1) {
    if (fails[work] & failsElsewhere) continue;
    const end = starts[work + 1];
    for (let at = starts[work]; at < end; at += 1) counts[items[at]] += 1;
  }
  return counts;
}

/** @param {Facet} facet
 * @param {number[]} places
 * @param {number} bit
 * @param {Int32Array} fails */
function requireAny(facet, places, bit, fails) {
  const wanted = flags(facet, places);
  for (let work = 0; work < fails.length; work += 1) if (!hasAny(facet, work, wanted)) fails[work] |= bit;
}

/** Leave out the works with a value; where a relation of the facet is chosen, those that have it by this relation.
 * @param {Reading} reading
 * @param {Facet} facet
 * @param {string} name
 * @param {State} state
 * @param {Int32Array} fails */
function exclude({ statements }, facet, name, state, fails) {
  const unwanted = flags(facet, placesOf(facet, name));
  const relations = relationsOf(facet, state.relation);
  if (name === NOT_STATED || relations.length === facet.relations.length) {
    for (let work = 0; work < fails.length; work += 1) if (hasAny(facet, work, unwanted)) fails[work] |= ELSEWHERE;
    return;
  }
  const { starts, values } = statements;
  for (let work = 0; work < fails.length; work += 1) {
    for (let group = starts[work]; group < starts[work + 1]; group += 1) {
      if (relations.some(({ at }) => hasAny(values[at], group, unwanted))) fails[work] |= ELSEWHERE;
    }
  }
}

/** @param {Facet} facet
 * @param {number[]} places
 * @returns {Uint8Array} */
function flags(facet, places) {
  const set = new Uint8Array(facet.values.length);
  for (const place of places) set[place] = 1;
  return set;
}

/** An excluded value is counted as if all other exclusions, but not its own, held.
 * @param {Reading} reading
 * @param {State} state
 * @param {Int32Array} withoutExclusions
 * @param {Groups} groups
 * @param {Map<string, Uint32Array>} counts */
function countExcluded(reading, state, withoutExclusions, groups, counts) {
  reading.facets.forEach((facet, bit) => {
    for (const name of state.choices[facet.key].exclude) {
      const fails = withoutExclusions.slice();
      for (const other of reading.facets) {
        for (const value of state.choices[other.key].exclude) {
          if (other !== facet || value !== name) exclude(reading, other, value, state, fails);
        }
      }
      const own = counts.get(facet.key);
      const recount = groups.count(facet, 1 << bit, fails);
      for (const place of placesOf(facet, name)) if (own) own[place] = recount[place];
    }
  });
}

/** The works in the order asked for.
 * @param {Corpus} corpus
 * @param {number[]} works
 * @param {string} sort
 * @param {Float32Array | null} scores
 * @returns {number[]} */
export function ordered(corpus, works, sort, scores) {
  const isReversed = sort.startsWith("-");
  const order = isReversed ? sort.slice(1) : sort;
  const sign = isReversed ? -1 : 1;
  if (order === "relevance" || !order) {
    if (!scores) return isReversed ? works.toReversed() : works;
    return works.toSorted((a, b) => sign * (scores[b] - scores[a]) || a - b);
  }
  const rank = corpus.rank(order);
  return works.toSorted((a, b) => sign * (rank[a] - rank[b]));
}

/** The works in groups, the groups in the order of the survey, of years, or of size.
 * @param {Corpus} corpus
 * @param {number[]} works in their order
 * @param {string} group
 * @param {(work: number) => number} nodeOf the node at which a work is shown
 * @returns {{title: string, facet: string, key: string, works: number[]}[]} */
export function grouped(corpus, works, group, nodeOf) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  const keyOf = {
    topic: (/** @type {number} */ work) => corpus.topicOf(nodeOf(work)),
    year: (/** @type {number} */ work) => -corpus.years[work],
    venue: (/** @type {number} */ work) => (corpus.venueOf[work] < 0 ? corpus.venues.length : corpus.venueOf[work]),
  }[group];
  if (!keyOf) return [{ title: "", facet: "", key: "", works }];
  for (const work of works) {
    const key = keyOf(work);
    const list = groups.get(key);
    if (list) list.push(work);
    else groups.set(key, [work]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([key, list]) => {
      if (group === "topic") return { title: corpus.nodes[key].title, facet: "node", key: corpus.nodes[key].key, works: list };
      if (group === "year") return { title: key ? String(-key) : tr("No date"), facet: "year", key: key ? String(-key) : "", works: list };
      return { title: corpus.venues[key] ?? tr("No venue"), facet: "venue", key: corpus.venues[key] ?? "", works: list };
    });
}
