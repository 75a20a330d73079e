// The works as columns, and the values they can be filtered by. generator/rendering/explorer.py writes the file.

import { compare, fold } from "./fold.js";

/** @typedef {{abstracts: boolean, nodes: [string, string, string, number, string, string][],
 *   facets: Record<string, [string, string, string][]>, venues: string[], works: Record<string, any[]>}} Payload */

/** @typedef {{key: string, title: string, label: string}} Value */

/** What works have of one facet: the values, and for each work which of them, in one long list.
 * @typedef {{key: string, name: string, values: Value[], place: Map<string, number>,
 *   starts: Uint32Array, items: Uint32Array, totals: Uint32Array}} Facet */

/** @typedef {Value & {at: number, parent: number, children: number[], level: string, area: string, topic: number}} Node */

/** The facets in the order of the page. */
export const FACETS = /** @type {const} */ ([
  ["node", "Taxonomy"],
  ["stage", "Stage"],
  ["capability", "Capability"],
  ["role", "Role"],
  ["modality", "Modality"],
  ["kind", "Kind"],
  ["venue", "Venue"],
  ["year", "Year"],
  ["has", "Resources"],
  ["author", "Author"],
]);

/** @type {Value[]} */
const RESOURCES = [
  { key: "code", title: "Code", label: "Code" },
  { key: "dataset", title: "Dataset", label: "Dataset" },
  { key: "project", title: "Project page", label: "Project page" },
  { key: "pdf", title: "Open full text", label: "Open full text" },
  { key: "doi", title: "DOI", label: "DOI" },
];

/** All works; a work is a number, the newest is 0. */
export class Corpus {
  /** @param {Payload} payload */
  constructor(payload) {
    const works = payload.works;
    this.hasAbstracts = payload.abstracts;
    this.size = works.id.length;
    /** @type {string[]} */ this.ids = works.id;
    /** @type {string[]} */ this.titles = works.title;
    /** @type {number[]} */ this.years = works.year;
    /** @type {string[]} */ this.dates = works.date;
    /** @type {string[]} */ this.arxiv = works.arxiv;
    /** @type {string[]} */ this.dois = works.doi;
    /** @type {string[]} */ this.code = works.code;
    /** @type {string[]} */ this.project = works.project;
    /** @type {string[]} */ this.dataset = works.dataset;
    /** @type {number[][]} Nodes that the tags name, the main one first. */ this.tagNodes = works.nodes;
    /** @type {string[][]} Notes of the tags. */ this.tagNotes = works.notes;
    /** @type {number[]} */ this.kinds = works.kind;
    /** @type {number[]} */ this.venueOf = works.venue;
    /** @type {string[]} */ this.venues = payload.venues;
    this.nodes = nodesOf(payload.nodes);
    /** @type {string[]} */ this.authors = [];
    /** @type {number[][]} */ this.authorsOf = works.authors.map((/** @type {(string | number)[]} */ row) => row.map((author) => this.#author(author)));
    this.place = new Map(this.ids.map((id, work) => [id, work]));
    /** @type {Facet[]} */
    this.facets = FACETS.map(([key, name]) => this.#facet(key, name, payload));
    this.facet = new Map(this.facets.map((facet) => [facet.key, facet]));
    /** @type {Map<string, Uint32Array>} */ this.ranks = new Map();
  }

  /** A name where it comes first, its number from then on.
   * @param {string | number} author */
  #author(author) {
    return typeof author === "number" ? author : this.authors.push(author) - 1;
  }

  /** @param {string} key
   * @param {string} name
   * @param {Payload} payload
   * @returns {Facet} */
  #facet(key, name, payload) {
    const named = (/** @type {string[]} */ names) => names.map((title) => ({ key: title, title, label: title }));
    const single = (/** @type {number[]} */ column) => column.map((value) => (value < 0 ? [] : [value]));
    switch (key) {
      case "node":
        return facetOf(key, name, this.nodes, this.tagNodes.map((tags) => this.#covered(tags)));
      case "venue":
        return facetOf(key, name, named(this.venues), single(this.venueOf));
      case "author":
        return facetOf(key, name, named(this.authors), this.authorsOf.map((row) => [...new Set(row)]));
      case "year": {
        const years = [...new Set(this.years)].sort((a, b) => b - a);
        const at = new Map(years.map((year, place) => [year, place]));
        return facetOf(key, name, named(years.map(String)), this.years.map((year) => [at.get(year) ?? 0]));
      }
      case "has":
        return facetOf(key, name, RESOURCES, this.ids.map((_, work) => this.#resources(work)));
      default: {
        const values = payload.facets[key].map(([id, title, label]) => ({ key: id, title, label }));
        const column = payload.works[key];
        return facetOf(key, name, values, key === "kind" ? single(column) : column);
      }
    }
  }

  /** @param {number[]} tags
   * @returns {number[]} The nodes and everything above them. */
  #covered(tags) {
    const covered = new Set();
    for (const tag of tags) for (let node = tag; node >= 0; node = this.nodes[node].parent) covered.add(node);
    return [...covered];
  }

  /** @param {number} work */
  #resources(work) {
    const has = [this.code[work], this.dataset[work], this.project[work], this.arxiv[work], this.dois[work]];
    return has.flatMap((value, place) => (value ? [place] : []));
  }

  /** @param {number} work */
  venue(work) {
    return this.venues[this.venueOf[work]] ?? "";
  }

  /** The links of a work as (label, address), as work lists of the site show them.
   * @param {number} work
   * @returns {[string, string][]} */
  links(work) {
    const arxiv = this.arxiv[work];
    const doi = this.dois[work];
    /** @type {[string, string][]} */
    const links = [
      ["arXiv", arxiv && `https://arxiv.org/abs/${arxiv}`],
      ["PDF", arxiv && `https://arxiv.org/pdf/${arxiv}`],
      ["DOI", doi && `https://doi.org/${doi}`],
      ["project", this.project[work]],
      ["code", this.code[work]],
      ["data", this.dataset[work]],
    ];
    return links.filter(([, address]) => /^(https?:\/\/|mailto:)/i.test(address));
  }

  /** The topic of the first tag under the nodes chosen, else of the first tag; a node above topics is its own.
   * @param {number} work
   * @param {ReadonlySet<number>} chosen nodes with all below them */
  mainTopic(work, chosen) {
    const tags = this.tagNodes[work];
    const node = this.nodes[tags.find((tag) => chosen.has(tag)) ?? tags[0]];
    return node.topic < 0 ? node.at : node.topic;
  }

  /** The place of each work in an order; works of equal rank come the newest first.
   * @param {string} order `date`, `title`, `author`, `venue`, `year` or `topics`
   * @returns {Uint32Array} */
  rank(order) {
    let rank = this.ranks.get(order);
    if (!rank) {
      rank = this.#rank(order);
      this.ranks.set(order, rank);
    }
    return rank;
  }

  /** @param {string} order
   * @returns {Uint32Array} */
  #rank(order) {
    const works = Array.from({ length: this.size }, (_, work) => work);
    const rank = new Uint32Array(this.size);
    if (order !== "date") {
      const keys = works.map((work) => this.#sortKey(order, work));
      if (typeof keys[0] === "number") works.sort((a, b) => Number(keys[a]) - Number(keys[b]) || a - b);
      else works.sort((a, b) => compare(String(keys[a]), String(keys[b])) || a - b);
    }
    works.forEach((work, place) => (rank[work] = place));
    return rank;
  }

  /** @param {string} order
   * @param {number} work
   * @returns {string | number} */
  #sortKey(order, work) {
    switch (order) {
      case "title":
        return fold(this.titles[work]);
      case "author":
        return fold(lastWord(this.authors[this.authorsOf[work][0]] ?? ""));
      case "venue":
        return fold(this.venue(work)) || "\uffff";
      case "year":
        return -this.years[work];
      default:
        return -this.tagNodes[work].length;
    }
  }
}

/** @param {string} name */
function lastWord(name) {
  return name.slice(name.lastIndexOf(" ") + 1);
}

/** @param {string} key
 * @param {string} name
 * @param {Value[]} values
 * @param {number[][]} lists the values of each work
 * @returns {Facet} */
function facetOf(key, name, values, lists) {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, work) => (starts[work + 1] = starts[work] + list.length));
  const items = new Uint32Array(starts[lists.length]);
  const totals = new Uint32Array(values.length);
  let end = 0;
  for (const list of lists) {
    for (const value of list) {
      items[end++] = value;
      totals[value] += 1;
    }
  }
  return { key, name, values, place: new Map(values.map((value, at) => [value.key, at])), starts, items, totals };
}

/** @param {Payload["nodes"]} rows
 * @returns {Node[]} */
function nodesOf(rows) {
  /** @type {Node[]} */
  const nodes = rows.map(([key, title, label, parent, level, area], at) => {
    return { key, title, label, at, parent, level, area, children: [], topic: -1 };
  });
  for (const node of nodes) {
    if (node.parent >= 0) nodes[node.parent].children.push(node.at);
    // Parents come first in the file, so theirs is known.
    if (node.level === "topic") node.topic = node.at;
    else if (node.level === "approach" && node.parent >= 0) node.topic = nodes[node.parent].topic;
  }
  return nodes;
}
