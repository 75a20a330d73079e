// The works that have an entry, indexed by everything that identifies them (KnownWorks of
// living_survey/knowledge/duplicates.py). They are loaded when the first work is compared with them.

import { once } from "../common/files.js";
import { compare } from "../common/fold.js";
import { DUPLICATES } from "./constants.js";
import { Identity, Title } from "./duplicates.js";

/** @typedef {import("./data.js").KnownWork} KnownWork */
/** @typedef {import("./duplicates.js").Likeness} Likeness */
/** @typedef {import("./entry.js").Entry} Entry */
/** A known work that is probably the same.
 * @typedef {{work: KnownWork, likeness: Likeness}} Match */

export class Known {
  /** @param {() => Promise<KnownWork[]>} loadWorks
   * @param {(id: string) => Promise<Entry>} loadEntry for the authors of works that may be the same
   * @param {string} [without] the id of a work that is being edited */
  constructor(loadWorks, loadEntry, without = "") {
    /** @type {Map<string, KnownWork>} What is loaded already. */ this.byId = new Map();
    this.index = once(async () => {
      const works = (await loadWorks()).filter((work) => work.id !== without);
      this.byId = new Map(works.map((work) => [work.id, work]));
      return new Index(works, loadEntry);
    });
  }

  /** The known works that are probably the same as an entry, certain ones first, then those with the nearest title.
   * @param {Entry} entry
   * @returns {Promise<Match[]>} */
  async find(entry) {
    const identity = identityOf(entry);
    return identity.isEmpty ? [] : (await this.index()).find(identity);
  }
}

/** @param {Entry} entry
 * @returns {Identity} */
export function identityOf({ title, authors, arxiv, doi, links }) {
  const addresses = [arxiv, doi, ...Object.values(links ?? {})].filter((address) => typeof address === "string");
  return Identity.of({ title, authors, addresses });
}

class Index {
  /** @param {KnownWork[]} works
   * @param {(id: string) => Promise<Entry>} loadEntry */
  constructor(works, loadEntry) {
    /** @type {Map<string, number[]>} */ this.byIdentifier = new Map();
    /** @type {Map<string, number[]>} */ this.byPart = new Map();
    /** @type {Map<string, {at: number, title: Title}[]>} */ this.byFeature = new Map();
    this.works = works;
    this.titles = works.map(({ title, also }) => [title, also].map((text) => new Title(text)).filter(({ whole }) => whole));
    this.identities = works.map(({ id, identifiers }, at) => once(async () => {
      const { authors } = await loadEntry(id);
      return Identity.by(authors ?? [], this.titles[at], new Set(identifiers));
    }));
    works.forEach(({ identifiers }, at) => {
      for (const identifier of identifiers) add(this.byIdentifier, identifier, at);
      for (const title of this.titles[at]) {
        for (const part of partsOf(title)) add(this.byPart, part, at);
        for (const feature of title.features) add(this.byFeature, feature, { at, title });
      }
    });
  }

  /** @param {Identity} identity
   * @returns {Promise<Match[]>} */
  async find(identity) {
    const found = await Promise.all([...this.#candidates(identity)].map(async (at) => {
      const likeness = identity.likeness(await this.identities[at]());
      return likeness ? [{ work: this.works[at], likeness, distance: this.#distance(identity, at, likeness) }] : [];
    }));
    return found.flat().sort((a, b) => a.distance - b.distance || compare(a.work.id, b.work.id));
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
    return 1 - Math.max(...titles.flatMap((mine) => this.titles[at].map((theirs) => mine.overlap(theirs))));
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
