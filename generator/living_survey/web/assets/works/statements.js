// What is stated of works: groups of values that belong together, each at a tag or of the whole work.

/** Lists of numbers, one for each group or work, in one long list.
 * @typedef {{starts: Uint32Array, items: Uint32Array}} Lists */

/** What the survey states about a node, or about one above it.
 * @typedef {{relation: number, value: number, source: number}} ApproachStatement */

/** A place in one of the lists of the payload: [place, source, [relation, value, ...], ...]
 * @typedef {[number, number, ...number[][]]} Row */

const OF_THE_WORK = -1;

/** The groups of all works, numbered in the order of the works. A tag that states nothing is a group without values.
 * With what the survey states about the approaches added, the groups keep their numbers. */
export class Statements {
  /** @param {Uint32Array} starts of each work its first group
   * @param {Int32Array} tags of each group its place among the tags of the work, or -1
   * @param {Int32Array} nodes of each group the node of its tag, or -1
   * @param {Uint32Array} sources
   * @param {Lists[]} values of each relation those of each group
   * @param {string[]} effects of each group the result that its source states */
  constructor(starts, tags, nodes, sources, values, effects) {
    this.starts = starts;
    this.tags = tags;
    this.nodes = nodes;
    this.sources = sources;
    this.values = values;
    this.effects = effects;
  }

  get size() {
    return this.nodes.length;
  }

  /** @param {Row[][]} rows of each work
   * @param {string[][]} effects of each work those of its rows, or none
   * @param {number[][]} tagNodes of each work
   * @param {number} relations how many there are */
  static of(rows, effects, tagNodes, relations) {
    /** @type {Row[]} */ const groups = [];
    /** @type {string[]} */ const effectOf = [];
    /** @type {number[]} */ const nodes = [];
    const starts = new Uint32Array(rows.length + 1);
    rows.forEach((stated, work) => {
      for (const [place, row] of stated.entries()) {
        effectOf[groups.length] = effects[work][place] ?? "";
        groups.push(row);
        nodes.push(row[0] === OF_THE_WORK ? OF_THE_WORK : tagNodes[work][row[0]]);
      }
      tagNodes[work].forEach((node, tag) => {
        if (stated.some((row) => row[0] === tag)) return;
        groups.push([tag, 0]);
        nodes.push(node);
      });
      starts[work + 1] = groups.length;
    });
    const tags = Int32Array.from(groups, (row) => row[0]);
    const sources = Uint32Array.from(groups, (row) => row[1]);
    return new Statements(starts, tags, Int32Array.from(nodes), sources, valuesOf(groups, relations), effectOf);
  }

  /** The same groups, each with what the survey states about its node.
   * @param {ApproachStatement[][]} about of each node */
  withApproaches(about) {
    const groups = Array.from(this.nodes, (_, group) => group);
    const values = this.values.map((own, relation) => {
      const added = about.map((list) => list.filter((one) => one.relation === relation).map(({ value }) => value));
      return listsOf(groups, (group) => {
        const values = listAt(own, group);
        const node = this.nodes[group];
        return node < 0 || !added[node].length ? values : new Set([...values, ...added[node]]);
      });
    });
    return new Statements(this.starts, this.tags, this.nodes, this.sources, values, this.effects);
  }

  /** The groups of a work.
   * @param {number} work
   * @returns {number[]} */
  of(work) {
    const first = this.starts[work];
    return Array.from({ length: this.starts[work + 1] - first }, (_, at) => first + at);
  }
}

/** Of each relation the values of each group.
 * @param {Row[]} groups
 * @param {number} relations how many there are
 * @returns {Lists[]} */
function valuesOf(groups, relations) {
  const starts = Array.from({ length: relations }, () => new Uint32Array(groups.length + 1));
  /** @type {number[][]} */
  const items = Array.from({ length: relations }, () => []);
  groups.forEach((row, group) => {
    for (let at = 2; at < row.length; at += 1) {
      const stated = /** @type {number[]} */ (row[at]);
      for (let value = 1; value < stated.length; value += 1) items[stated[0]].push(stated[value]);
    }
    for (let relation = 0; relation < relations; relation += 1) starts[relation][group + 1] = items[relation].length;
  });
  return items.map((list, relation) => ({ starts: starts[relation], items: Uint32Array.from(list) }));
}

/** @template Thing
 * @param {readonly Thing[]} things
 * @param {(thing: Thing, place: number) => Iterable<number>} numbersOf
 * @returns {Lists} */
export function listsOf(things, numbersOf) {
  const starts = new Uint32Array(things.length + 1);
  /** @type {number[]} */ const items = [];
  things.forEach((thing, place) => {
    for (const number of numbersOf(thing, place)) items.push(number);
    starts[place + 1] = items.length;
  });
  return { starts, items: Uint32Array.from(items) };
}

/** @param {Lists} lists
 * @param {number} place */
export function listAt({ starts, items }, place) {
  return items.subarray(starts[place], starts[place + 1]);
}

/** What the survey states about each node and about those above it, which come first.
 * @param {Row[]} rows
 * @param {{parent: number}[]} nodes
 * @returns {ApproachStatement[][]} */
export function approachStatementsOf(rows, nodes) {
  /** @type {ApproachStatement[][]} */
  const own = nodes.map(() => []);
  for (const [node, source, ...stated] of rows) {
    for (const [relation, ...values] of stated) for (const value of values) own[node].push({ relation, value, source });
  }
  /** @type {ApproachStatement[][]} */
  const about = [];
  nodes.forEach(({ parent }, node) => about.push(parent < 0 ? own[node] : [...about[parent], ...own[node]]));
  return about;
}
