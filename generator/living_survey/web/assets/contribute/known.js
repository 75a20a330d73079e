// The works that have an entry, indexed by everything that identifies them (KnownWorks of
// living_survey/knowledge/duplicates.py).

import { compare } from "../common/fold.js";
import { DUPLICATES } from "./constants.js";
import { Identity, Title } from "./duplicates.js";

/** @typedef {import("./data.js").KnownWork} KnownWork */
/** @typedef {import("./duplicates.js").Likeness} Likeness */
/** @typedef {import("./entry.js").Entry} Entry */
/** A known work that is probably the same.
 * @typedef {{work: KnownWork, likeness: Likeness}} Match */

export class Known {
  /** @param {KnownWork[]} works
   * @param {string} [without] the id of a work that is being edited */
  constructor(works, without = "") {
    this.works = works.filter((work) => work.id !== without);
    this.byId = new Map(works.map((work) => [work.id, work]));
    this.ids = new Set(this.works.map((work) => work.id));
    /** @type {Index | undefined} */ this.index = undefined;
  }

  /** The known works that are probably the same as an entry, certain ones first, then those with the nearest title.
   * @param {Entry} entry
   * @returns {Match[]} */
  find(entry) {
    this.index ??= new Index(this.works);
    return this.index.find(identityOf(entry));
  }
}

/** @param {Entry} entry
 * @returns {Identity} */
export function identityOf({ title, authors, arxiv, doi, links }) {
  const addresses = [arxiv, doi, ...Object.values(links ?? {})].filter((address) => typeof address === "string");
  return Identity.of({ title, authors, addresses });
}

class Index {
  /** @param {KnownWork[]} works */
  constructor(works) {
    /** @type {Map<string, number[]>} */ this.byIdentifier = new Map();
    /** @type {Map<string, number[]>} */ this.byPart = new Map();
    /** @type {Map<string, {at: number, title: Title}[]>} */ this.byFeature = new Map();
    this.works = works;
    this.identities = works.map(({ title, also, identifiers, people, has_literal: hasLiteral }, at) => {
      const identity = new Identity([title, also].map((text) => new Title(text)), new Set(identifiers), new Set(people), hasLiteral);
      for (const identifier of identifiers) add(this.byIdentifier, identifier, at);
      for (const one of identity.titles) {
        for (const part of partsOf(one)) add(this.byPart, part, at);
        for (const feature of one.features) add(this.byFeature, feature, { at, title: one });
      }
      return identity;
    });
  }

  /** @param {Identity} identity
   * @returns {Match[]} */
  find(identity) {
    const found = [...this.#candidates(identity)].flatMap((at) => {
      const likeness = identity.likeness(this.identities[at]);
      return likeness ? { work: this.works[at], likeness, distance: this.#distance(identity, at, likeness) } : [];
    });
    found.sort((a, b) => a.distance - b.distance || compare(a.work.id, b.work.id));
    return found.map(({ work, likeness }) => ({ work, likeness }));
  }

  /** The works that share an identifier or a part of the title, and the nearest of those that share a rare feature.
   * @param {Identity} identity
   * @returns {Set<number>} */
  #candidates({ identifiers, titles }) {
    /** @type {Set<number>} */
    const found = new Set([...identifiers].flatMap((identifier) => this.byIdentifier.get(identifier) ?? []));
    for (const title of titles) {
      for (const part of partsOf(title)) for (const at of this.byPart.get(part) ?? []) found.add(at);
      for (const [other, at] of this.#sharing(title)) if (title.overlap(other) >= DUPLICATES.NEAR) found.add(at);
    }
    return found;
  }

  /** The titles with one of its rarest features: at most `MOST_COMPARED`, or those of one feature.
   * @param {Title} title
   * @returns {Map<Title, number>} titles with the place of their works */
  #sharing(title) {
    const known = [...title.features].flatMap((feature) => {
      const holders = this.byFeature.get(feature);
      return holders ? { feature, holders } : [];
    });
    known.sort((a, b) => a.holders.length - b.holders.length || compare(a.feature, b.feature));
    /** @type {Map<Title, number>} */
    const found = new Map();
    for (const { holders } of known) {
      if (found.size && found.size + holders.length > DUPLICATES.MOST_COMPARED) break;
      for (const holder of holders) found.set(holder.title, holder.at);
    }
    return found;
  }

  /** @param {Identity} identity
   * @param {number} at
   * @param {Likeness} likeness */
  #distance({ titles }, at, likeness) {
    if (likeness !== "similar") return -1;
    return 1 - Math.max(...titles.flatMap((mine) => this.identities[at].titles.map((theirs) => mine.overlap(theirs))));
  }
}

/** @template T
 * @param {Map<string, T[]>} index
 * @param {string} key
 * @param {T} value */
function add(index, key, value) {
  const known = index.get(key);
  if (known) known.push(value);
  else index.set(key, [value]);
}

/** @param {Title} title
 * @returns {Set<string>} */
function partsOf(title) {
  const after = title.after?.isLong ? title.after : null;
  return new Set([title, title.before, after].flatMap((part) => (part?.whole ? part.whole : [])));
}
