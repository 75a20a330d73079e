// The tree of places, with the advice on each.

import { words } from "../explore/fold.js";

/** @typedef {{id: string, title: string, short: string, level: string, parent: string, area: string, aliases: string[],
 *   about: string, belongs: string, not_here: string, examples: string[], works: number}} Node */

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

  /** A node as the issue form lists it (living_survey/hosting/forms.py).
   * @param {string} id */
  option(id) {
    const way = [...this.ancestors(id), id].map((one) => /** @type {Node} */ (this.byId.get(one))).filter((node) => node && node.level !== "direction");
    const areas = way.filter((node) => node.level === "area").slice(-1);
    return `${[...areas, ...way.filter((node) => node.level !== "area")].map((node) => node.short).join(" > ")} (${id})`;
  }

  /** The places that have all words of a text, those that are named so first.
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
