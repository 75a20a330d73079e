// Which works pass, and how many each choice of each facet would give.

import { yearRange } from "./address.js";

/** @typedef {import("./corpus.js").Corpus} Corpus */
/** @typedef {import("./corpus.js").Facet} Facet */
/** @typedef {import("./address.js").State} State */

/** Works that pass, and by facet how many works each of its values would show if it was chosen.
 *
 * A value's number counts the works that pass everything asked outside its facet and what its facet excludes (and,
 * where all chosen nodes must match, the nodes chosen). The number of an excluded value is what it takes away.
 * @typedef {{works: number[], counts: Map<string, Uint32Array>}} Selection */

/** A work fails at the facet with the bit of its place, or at something that no facet's numbers leave out. */
const ELSEWHERE = 1 << 30;

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
  const fails = new Int32Array(corpus.size);
  for (let work = 0; work < corpus.size; work += 1) {
    if ((scores && scores[work] === 0) || (only && !only.has(work))) fails[work] = ELSEWHERE;
  }
  corpus.facets.forEach((facet, bit) => {
    const { include, exclude } = state.choices[facet.key];
    const all = facet.key === "node" && state.matchAll;
    if (all) for (const name of include) requireAny(facet, placesOf(facet, name), ELSEWHERE, fails);
    else if (include.length) requireAny(facet, include.flatMap((name) => placesOf(facet, name)), 1 << bit, fails);
  });
  const withoutExclusions = fails.slice();
  for (const facet of corpus.facets) refuse(facet, excludedPlaces(facet, state), fails);

  const works = [];
  for (let work = 0; work < corpus.size; work += 1) if (fails[work] === 0) works.push(work);
  const counts = new Map(corpus.facets.map((facet, bit) => [facet.key, count(facet, 1 << bit, fails)]));
  for (const facet of corpus.facets) countExcluded(corpus, facet, state, withoutExclusions, counts);
  return { works, counts };
}

/** @param {Facet} facet
 * @param {State} state */
function excludedPlaces(facet, state) {
  return state.choices[facet.key].exclude.flatMap((name) => placesOf(facet, name));
}

/** @param {Facet} facet
 * @param {number[]} places
 * @param {number} bit
 * @param {Int32Array} fails */
function requireAny(facet, places, bit, fails) {
  const wanted = flags(facet, places);
  for (let work = 0; work < fails.length; work += 1) if (!has(facet, work, wanted)) fails[work] |= bit;
}

/** @param {Facet} facet
 * @param {number[]} places
 * @param {Int32Array} fails */
function refuse(facet, places, fails) {
  if (!places.length) return;
  const unwanted = flags(facet, places);
  for (let work = 0; work < fails.length; work += 1) if (has(facet, work, unwanted)) fails[work] |= ELSEWHERE;
}

/** @param {Facet} facet
 * @param {number[]} places
 * @returns {Uint8Array} */
function flags(facet, places) {
  const set = new Uint8Array(facet.values.length);
  for (const place of places) set[place] = 1;
  return set;
}

/** @param {Facet} facet
 * @param {number} work
 * @param {Uint8Array} wanted */
function has(facet, work, wanted) {
  const end = facet.starts[work + 1];
  for (let at = facet.starts[work]; at < end; at += 1) if (wanted[facet.items[at]]) return true;
  return false;
}

/** Count the values of works that fail nowhere but at this facet.
 * @param {Facet} facet
 * @param {number} bit
 * @param {Int32Array} fails */
function count(facet, bit, fails) {
  const counts = new Uint32Array(facet.values.length);
  for (let work = 0; work < fails.length; work += 1) {
    if (fails[work] & ~bit) continue;
    const end = facet.starts[work + 1];
    for (let at = facet.starts[work]; at < end; at += 1) counts[facet.items[at]] += 1;
  }
  return counts;
}

/** An excluded value counts as if it was the only one of all that is not.
 * @param {Corpus} corpus
 * @param {Facet} facet
 * @param {State} state
 * @param {Int32Array} withoutExclusions
 * @param {Map<string, Uint32Array>} counts */
function countExcluded(corpus, facet, state, withoutExclusions, counts) {
  const own = counts.get(facet.key);
  const bit = 1 << corpus.facets.indexOf(facet);
  for (const name of state.choices[facet.key].exclude) {
    const fails = withoutExclusions.slice();
    for (const other of corpus.facets) {
      const names = state.choices[other.key].exclude.filter((value) => other !== facet || value !== name);
      refuse(other, names.flatMap((value) => placesOf(other, value)), fails);
    }
    const recount = count(facet, bit, fails);
    for (const place of placesOf(facet, name)) if (own) own[place] = recount[place];
  }
}

/** The works in the order asked for.
 * @param {Corpus} corpus
 * @param {number[]} works
 * @param {string} sort
 * @param {Float32Array | null} scores
 * @returns {number[]} */
export function ordered(corpus, works, sort, scores) {
  const turned = sort.startsWith("-");
  const order = turned ? sort.slice(1) : sort;
  const sign = turned ? -1 : 1;
  if (order === "relevance" || !order) {
    if (!scores) return turned ? works.toReversed() : works;
    return works.toSorted((a, b) => sign * (scores[b] - scores[a]) || a - b);
  }
  const rank = corpus.rank(order);
  return works.toSorted((a, b) => sign * (rank[a] - rank[b]));
}

/** The works in groups, the groups in the order of the survey, of years, or of size.
 * @param {Corpus} corpus
 * @param {number[]} works in their order
 * @param {string} group
 * @param {ReadonlySet<number>} chosen nodes with all below them, whose topics come first
 * @returns {{title: string, facet: string, key: string, works: number[]}[]} */
export function grouped(corpus, works, group, chosen) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  const keyOf = {
    topic: (/** @type {number} */ work) => corpus.mainTopic(work, chosen),
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
      if (group === "year") return { title: String(-key), facet: "year", key: String(-key), works: list };
      return { title: corpus.venues[key] ?? "No venue", facet: "venue", key: corpus.venues[key] ?? "", works: list };
    });
}
