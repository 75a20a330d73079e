// The whole state of the page, and its form in the address.
//
//   q=words                what is in the search box
//   node=a,b,-c            taxonomy: a or b, not c; the same for every facet of the survey by its id, and for `has`
//   venue=CVPR&venue=-ICLR one parameter a venue, the same for author; a minus in front excludes
//   year=2023-2025,2019    years and ranges
//   relation=enhances      by which relation of a facet its values count
//   approaches=1           what the survey states about the approaches counts as well
//   match=all              works are under every node chosen, instead of any
//   work=id,id             only these works; a reading list that someone shares
//   literal=1              the words of q are searched as words, even where they name values of facets
//   list=1                 only the works of this browser's reading list
//   sort=-title            relevance, date, title, author, venue, year, topics; a minus reverses the order
//   view=table|compare  columns=author,effect (of the table)  group=topic|year|venue

/** @typedef {import("./corpus.js").Facet} Facet */
/** @typedef {{include: string[], exclude: string[]}} Choice */
/** @typedef {{q: string, choices: Record<string, Choice>, relation: string, approaches: boolean, matchAll: boolean,
 *   works: string[], literal: boolean, list: boolean, sort: string, view: string, columns: string[], group: string}} State */

const SORTS = ["relevance", "date", "title", "author", "venue", "year", "topics"];
/** The values of the parameters that have fixed ones.
 * @type {Record<string, string[]>} */
const FIXED = {
  approaches: ["1"],
  match: ["all"],
  literal: ["1"],
  list: ["1"],
  sort: SORTS.flatMap((sort) => [sort, `-${sort}`]),
  view: ["table", "compare"],
  group: ["topic", "year", "venue"],
};
const FREE = ["q", "relation", "work", "columns"];

/** Facets whose values are free text: commas belong to them. */
const FREE_TEXT = new Set(["venue", "author"]);

/** @param {readonly Facet[]} facets
 * @returns {State} */
export function emptyState(facets) {
  const choices = Object.fromEntries(facets.map(({ key }) => [key, { include: [], exclude: [] }]));
  return { q: "", choices, relation: "", approaches: false, matchAll: false, works: [], literal: false, list: false, sort: "", view: "", columns: [], group: "" };
}

/** @param {State} state
 * @returns {State} */
export function copyOf(state) {
  return structuredClone(state);
}

/** The state that an address describes, and the parameters of which nothing is understood.
 * @param {string} query the part of an address from `?`
 * @param {readonly Facet[]} facets
 * @returns {{state: State, ignored: string[]}} */
export function readAddress(query, facets) {
  const parameters = new URLSearchParams(query);
  const state = emptyState(facets);
  const fixed = (/** @type {string} */ name) => (FIXED[name].includes(parameters.get(name) ?? "") ? (parameters.get(name) ?? "") : "");
  state.q = parameters.get("q") ?? "";
  for (const facet of facets) {
    const choice = state.choices[facet.key];
    for (const part of parameters.getAll(facet.key).flatMap((value) => partsOf(facet, value))) {
      const excluded = part.startsWith("-") && !facet.place.has(part);
      const value = excluded ? part.slice(1) : part;
      const list = excluded ? choice.exclude : choice.include;
      if (value && !choice.include.includes(value) && !choice.exclude.includes(value)) list.push(value);
    }
  }
  state.relation = parameters.get("relation") ?? "";
  state.approaches = fixed("approaches") !== "";
  state.matchAll = fixed("match") !== "";
  state.works = [...new Set((parameters.get("work") ?? "").split(",").filter(Boolean))];
  state.literal = fixed("literal") !== "";
  state.list = fixed("list") !== "";
  state.sort = fixed("sort");
  state.view = fixed("view");
  state.columns = (parameters.get("columns") ?? "").split(",").filter(Boolean);
  state.group = fixed("group");
  return { state, ignored: ignoredOf(parameters, facets) };
}

/** The parameters that are unknown, given a second time, or have none of their values.
 * @param {URLSearchParams} parameters
 * @param {readonly Facet[]} facets
 * @returns {string[]} */
function ignoredOf(parameters, facets) {
  const ofFacets = new Set(facets.map(({ key }) => key));
  const seen = new Set();
  return [...parameters].flatMap(([name, value]) => {
    const isFirst = !seen.has(name);
    seen.add(name);
    const isUsed = ofFacets.has(name) || (isFirst && (FREE.includes(name) || FIXED[name]?.includes(value)));
    return isUsed || value === "" ? [] : [`${name}=${value}`];
  });
}

/** @param {Facet} facet
 * @param {string} value
 * @returns {string[]} */
function partsOf({ key, place }, value) {
  const isKnown = (/** @type {string} */ name) => place.has(name) || place.has(name.slice(1));
  const parts = value.split(",").map((part) => part.trim());
  return FREE_TEXT.has(key) && (isKnown(value) || !parts.some(isKnown)) ? [value] : parts;
}

/** @param {State} state
 * @returns {string} `?q=…`, or nothing for the page as it opens */
export function writeAddress(state) {
  /** @type {[string, string][]} */
  const parameters = [["q", state.q.trim() ? state.q : ""]];
  for (const [facet, { include, exclude }] of Object.entries(state.choices)) {
    const values = [...include, ...exclude.map((value) => `-${value}`)];
    if (FREE_TEXT.has(facet)) for (const value of values) parameters.push([facet, value]);
    else parameters.push([facet, values.join(",")]);
  }
  parameters.push(
    ["relation", state.relation],
    ["approaches", state.approaches ? "1" : ""],
    ["match", state.matchAll ? "all" : ""],
    ["work", state.works.join(",")],
    ["literal", state.literal && state.q.trim() ? "1" : ""],
    ["list", state.list ? "1" : ""],
    ["sort", state.sort],
    ["view", state.view],
    ["columns", state.columns.join(",")],
    ["group", state.group],
  );
  const text = parameters
    .filter(([, value]) => value)
    .map(([name, value]) => parameter(name, value))
    .join("&");
  return text && `?${text}`;
}

/** The works with one value of a facet, as an address.
 * @param {string} facet
 * @param {string} value */
export function addressOf(facet, value) {
  return `?${parameter(facet, value)}`;
}

/** @param {string} name
 * @param {string} value */
function parameter(name, value) {
  return `${name}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%20/g, "+")}`;
}

/** Whether anything narrows the works down.
 * @param {State} state */
export function isFiltered(state) {
  const chosen = Object.values(state.choices).some(({ include, exclude }) => include.length + exclude.length > 0);
  return chosen || state.relation !== "" || state.q.trim() !== "" || state.list || state.works.length > 0;
}

/** A range of years such as `2023-2025` as two numbers; null for anything else.
 * @param {string} value
 * @returns {[number, number] | null} */
export function yearRange(value) {
  const match = /^(\d{4})-(\d{4})$/.exec(value);
  return match ? [Number(match[1]), Number(match[2])] : null;
}
