// The works as columns, and the values they can be filtered by. living_survey/rendering/explorer.py writes the file.

import { NOT_STATED } from "../common/constants.js";
import { compare, fold } from "../common/fold.js";
import { approachStatementsOf, listAt, listsOf, Statements } from "./statements.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./statements.js").Lists} Lists */
/** @typedef {import("./statements.js").Row} Row */

/** @typedef {{id: string, title: string, plural: string, of_statements: boolean, groups: string[],
 *   relations: [string, string, string][], values: [string, string, string, number, string[]][]}} FacetRow */

/** A list for each field, all in the same order: the newest work first.
 * @typedef {{id: string[], title: string[], names: string[][], summary: string[], authors: (string | number)[][],
 *   year: number[], date: string[], venue: number[], arxiv: string[], doi: string[], code: string[], project: string[],
 *   dataset: string[], nodes: number[][], notes: string[][], facets: Record<string, number[][]>, groups: Row[][],
 *   effects: string[][]}} Columns */

/** The shared lists, and the works of this file; `parts` more files have columns of the others.
 * @typedef {{total: number, parts: number, abstracts: boolean, nodes: [string, string, string, number, string, string][], facets: FacetRow[],
 *   venues: string[], drafts: number[], since: number[], formats: [string, string, string, string, string][], sources: string[], approaches: Row[],
 *   synonyms: string[][], shortcuts: [string, string, string[]][], works: Columns}} Payload */

/** `called` are other words for it that people search with.
 * @typedef {{key: string, title: string, label: string, group?: number, called?: string[]}} Value */

/** How works relate to the values of a facet, such as "enhances"; `at` is its place among all relations.
 * @typedef {{key: string, verb: string, title: string, at: number}} Relation */

/** A facet with the values of each work. If the survey declares it, the last value is "not stated". If `stated`, its
 * values are in statements, and must be in the same group as the other filters on statements.
 * @typedef {Lists & {key: string, name: string, plural: string, stated: boolean, declared: boolean, values: Value[],
 *   place: Map<string, number>, groups: string[], relations: Relation[], totals: Uint32Array}} Facet */

/** What is stated of works, alone or with what the survey states about their approaches. A facet has the same place and
 * the same values in every reading.
 * @typedef {{statements: Statements, facets: Facet[]}} Reading */

/** @typedef {Value & {at: number, parent: number, children: number[], level: string, area: string, topic: number}} Node */

/** @type {Value[]} */
const RESOURCES = [
  { key: "code", title: tr("Code"), label: tr("Code") },
  { key: "dataset", title: tr("Dataset"), label: tr("Dataset") },
  { key: "project", title: tr("Project page"), label: tr("Project page") },
  { key: "pdf", title: tr("Open full text"), label: tr("Open full text") },
  { key: "doi", title: "DOI", label: "DOI" },
  { key: "effect", title: tr("Stated effect"), label: tr("Stated effect") },
  { key: "nothing-stated", title: tr("Nothing stated"), label: tr("Nothing stated") },
];

/** @type {Value[]} */
const PERIODS = [
  { key: "since", title: tr("Since the survey"), label: tr("Since the survey") },
  { key: "before", title: tr("Until the survey"), label: tr("Until the survey") },
];

/** All works; a work is a number, the newest is 0. */
export class Corpus {
  /** @param {Payload} payload */
  constructor(payload) {
    const works = payload.works;
    this.drafts = new Set(payload.drafts);
    this.since = new Set(payload.since);
    this.effects = works.effects;
    this.hasAbstracts = payload.abstracts;
    this.formats = payload.formats.map(([name, label, suffix, type, file]) => ({ name, label, suffix, type, file }));
    this.size = works.id.length;
    /** How many works the survey has; until all files are loaded, more than are here. */
    this.total = payload.total;
    this.isWhole = this.size === this.total;
    this.ids = works.id;
    this.titles = works.title;
    /** Short names of a work, its model or its data. */
    this.names = works.names;
    this.summaries = works.summary;
    /** 0 where the year is not known. */
    this.years = works.year;
    this.dates = works.date;
    this.arxiv = works.arxiv;
    this.dois = works.doi;
    this.code = works.code;
    this.project = works.project;
    this.dataset = works.dataset;
    /** Nodes that the tags name, the main one first. */
    this.tagNodes = works.nodes;
    /** Notes of the tags. */
    this.tagNotes = works.notes;
    /** Words and phrases that mean the same. */
    this.synonyms = payload.synonyms;
    /** Pages and actions as (address, title, words that find them). */
    this.shortcuts = payload.shortcuts;
    this.venueOf = works.venue;
    this.venues = payload.venues;
    this.nodes = nodesOf(payload.nodes);
    /** @type {string[]} */ this.authors = [];
    this.authorsOf = works.authors.map((row) => row.map((author) => this.#author(author)));
    this.place = new Map(this.ids.map((id, work) => [id, work]));
    this.sources = payload.sources;
    const relations = payload.facets.flatMap((facet) => facet.relations);
    this.relations = relations.map(([key, verb, title], at) => ({ key, verb, title, at }));
    this.approachStatements = approachStatementsOf(payload.approaches, this.nodes);
    /** Whether the survey states anything about approaches. */
    this.hasApproaches = payload.approaches.length > 0;
    const statements = Statements.of(works.groups, works.effects, this.tagNodes, relations.length);
    /** @type {Facet[]} In the order of the page. */
    this.facets = this.#facets(payload, statements);
    this.facet = new Map(this.facets.map((facet) => [facet.key, facet]));
    /** @type {Reading} */ this.own = { statements, facets: this.facets };
    /** @type {Reading | null} */ this.withApproaches = null;
    /** @type {Map<string, Uint32Array>} */ this.ranks = new Map();
  }

  /** @param {boolean} approaches whether what the survey states about approaches counts as well
   * @returns {Reading} */
  reading(approaches) {
    if (!approaches || !this.hasApproaches) return this.own;
    if (!this.withApproaches) {
      const statements = this.own.statements.withApproaches(this.approachStatements);
      const facets = this.facets.map((facet) => (facet.stated ? this.#stated(facet, statements) : facet));
      this.withApproaches = { statements, facets };
    }
    return this.withApproaches;
  }

  /** A relation that statements can have.
   * @param {string} key */
  relationOf(key) {
    return this.facets.filter(({ stated }) => stated).flatMap(({ relations }) => relations).find((one) => one.key === key);
  }

  /** A name where it comes first, its number from then on.
   * @param {string | number} author */
  #author(author) {
    return typeof author === "number" ? author : this.authors.push(author) - 1;
  }

  /** The taxonomy, what works do there, what they are, and where they were published.
   * @param {Payload} payload
   * @param {Statements} statements
   * @returns {Facet[]} */
  #facets(payload, statements) {
    const named = (/** @type {string[]} */ names) => names.map((title) => ({ key: title, title, label: title }));
    const years = [...new Set(this.years.filter(Boolean))].sort((a, b) => b - a);
    const yearPlace = new Map(years.map((year, place) => [year, place]));
    const declared = this.#declared(payload, statements);
    const period = facetOf("period", tr("Period"), PERIODS, this.ids.map((_, work) => [this.since.has(work) ? 0 : 1]));
    return [
      facetOf("node", tr("Taxonomy"), this.nodes, this.tagNodes.map((tags) => this.#covered(tags))),
      ...declared.filter(({ stated }) => stated),
      ...declared.filter(({ stated }) => !stated),
      facetOf("venue", tr("Venue"), named(this.venues), this.venueOf.map((venue) => (venue < 0 ? [] : [venue]))),
      facetOf("year", tr("Year"), named(years.map(String)), this.years.map((year) => (year ? [yearPlace.get(year) ?? 0] : []))),
      ...(payload.since.length ? [period] : []),
      facetOf("has", tr("Resources"), RESOURCES, this.ids.map((_, work) => this.#resources(work, declared))),
      facetOf("author", tr("Author"), named(this.authors), this.authorsOf.map((row) => [...new Set(row)])),
    ];
  }

  /** The facets of the survey.
   * @param {Payload} payload
   * @param {Statements} statements
   * @returns {Facet[]} */
  #declared(payload, statements) {
    let relation = 0;
    return payload.facets.map((row) => {
      const values = row.values.map(([key, title, label, group, called]) => ({ key, title, label, group, called }));
      const relations = row.relations.map(() => this.relations[relation++]);
      /** @type {Value[]} */ const all = [...values, { key: NOT_STATED, title: tr("Not stated"), label: tr("Not stated") }];
      const none = [values.length];
      const lists = (payload.works.facets[row.id] ?? []).map((list) => (list.length ? list : none));
      const facet = {
        ...facetOf(row.id, row.title, all, lists),
        plural: row.plural, declared: true, stated: row.of_statements, groups: row.groups, relations,
      };
      return facet.stated ? this.#stated(facet, statements) : facet;
    });
  }

  /** A facet with the values that are stated of each work, by any relation.
   * @param {Facet} facet
   * @param {Statements} statements
   * @returns {Facet} */
  #stated(facet, { starts, values }) {
    const lists = this.ids.map((_, work) => {
      const found = new Set();
      for (const { at } of facet.relations) {
        const { starts: first, items } = values[at];
        // The groups of a work are side by side, and so are their values.
        for (let item = first[starts[work]]; item < first[starts[work + 1]]; item += 1) found.add(items[item]);
      }
      return found.size ? [...found] : [facet.values.length - 1];
    });
    return { ...facet, ...valuesOf(facet.values.length, lists) };
  }

  /** @param {number[]} tags
   * @returns {number[]} The nodes and everything above them. */
  #covered(tags) {
    const covered = new Set();
    for (const tag of tags) for (let node = tag; node >= 0; node = this.nodes[node].parent) covered.add(node);
    return [...covered];
  }

  /** @param {number} work
   * @param {Facet[]} declared */
  #resources(work, declared) {
    const effect = this.effects[work].find(Boolean);
    const stated = declared.filter((facet) => facet.stated);
    const nothing = stated.length > 0 && stated.every((facet) => listAt(facet, work)[0] === facet.values.length - 1);
    const has = [this.code[work], this.dataset[work], this.project[work], this.arxiv[work], this.dois[work], effect, nothing];
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

  /** The topic of a node; a node above topics is its own.
   * @param {number} at */
  topicOf(at) {
    const node = this.nodes[at];
    return node.topic < 0 ? node.at : node.topic;
  }

  /** All works by the section of the survey that their first tags are in, each section the newest first. */
  inSections() {
    const sections = this.tagNodes.map(([first]) => this.topicOf(first));
    return Array.from(sections, (_, work) => work).sort((a, b) => sections[a] - sections[b] || a - b);
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
  return {
    key, name, plural: name, stated: false, declared: false, values, groups: [], relations: [],
    place: new Map(values.map((value, at) => [value.key, at])),
    ...valuesOf(values.length, lists),
  };
}

/** @param {number} size
 * @param {number[][]} lists the values of each work */
function valuesOf(size, lists) {
  const totals = new Uint32Array(size);
  for (const list of lists) for (const value of list) totals[value] += 1;
  return { ...listsOf(lists, (list) => list), totals };
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
