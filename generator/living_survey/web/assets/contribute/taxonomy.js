// The nodes of the taxonomy, with the advice on each.

import { words } from "../common/fold.js";

/** @typedef {import("./data.js").Node} Node */

export class Taxonomy {
  /** @param {Node[]} nodes in the survey's order */
  constructor(nodes) {
    this.nodes = nodes;
    this.byId = new Map(nodes.map((node) => [node.id, node]));
    /** @type {Map<string, {name: string, all: string}>} */
    this.texts = new Map(nodes.map((node) => {
      const name = [node.id, node.title, node.short, ...node.aliases].join(" ");
      const path = this.ancestors(node.id).map((id) => this.byId.get(id)?.short).join(" ");
      return [node.id, { name: ` ${words(name).join(" ")}`, all: ` ${words(`${name} ${path} ${node.about} ${node.belongs}`).join(" ")}` }];
    }));
  }

  /** From the direction down to the parent.
   * @param {string} id
   * @returns {string[]} */
  ancestors(id) {
    const parent = this.byId.get(id)?.parent;
    return parent ? [...this.ancestors(parent), parent] : [];
  }

  /** @param {string} id */
  title(id) {
    return this.byId.get(id)?.short ?? id;
  }

  /** The short titles down to a node, without the direction.
   * @param {string} id
   * @returns {string[]} */
  path(id) {
    return [...this.ancestors(id).slice(1), id].map((one) => this.title(one));
  }

  /** A node as the issue form lists it.
   * @param {string} id */
  option(id) {
    return this.byId.get(id)?.option ?? id;
  }

  /** The nodes that have all words of a text, those with the words in their names first.
   * @param {string} text
   * @returns {Node[]} */
  search(text) {
    const wanted = words(text);
    const found = this.nodes.filter((node) => {
      return node.level !== "direction" && wanted.every((word) => this.texts.get(node.id)?.all.includes(` ${word}`));
    });
    const isNamed = (/** @type {Node} */ node) => wanted.every((word) => this.texts.get(node.id)?.name.includes(` ${word}`));
    return [...found.filter(isNamed), ...found.filter((node) => !isNamed(node))];
  }
}
