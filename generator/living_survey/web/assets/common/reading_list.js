// Works that a reader keeps in this browser, by id, so that they survive new builds of the site.

/** @typedef {{id: string, title: string}} Kept */

/** Where the browser keeps the list of a site.
 * @param {URL} site */
export function listKey(site) {
  return `reading-list ${site.pathname}`;
}

/** The reading list of one site. `onchange` is called at every change, also at one made in another tab. */
export class ReadingList {
  /** @param {string} key where in the browser's storage
   * @param {() => void} onchange */
  constructor(key, onchange) {
    this.key = key;
    this.onchange = onchange;
    /** @type {Map<string, string>} Titles by id, in the order they were added. */
    this.works = new Map();
    /** Whether the browser stores the list for the next visit. */
    this.isStored = true;
    this.#read();
    window.addEventListener("storage", (event) => {
      if (event.key !== this.key) return;
      this.#read();
      this.onchange();
    });
  }

  /** @param {string} id */
  has(id) {
    return this.works.has(id);
  }

  get size() {
    return this.works.size;
  }

  /** @param {Iterable<Kept>} works */
  add(works) {
    for (const { id, title } of works) this.works.set(id, title);
    this.#write();
  }

  /** @param {Iterable<string>} ids */
  remove(ids) {
    for (const id of ids) this.works.delete(id);
    this.#write();
  }

  /** Those that the site no longer has.
   * @param {(id: string) => boolean} isKnown
   * @returns {Kept[]} */
  lost(isKnown) {
    return [...this.works].filter(([id]) => !isKnown(id)).map(([id, title]) => ({ id, title }));
  }

  #read() {
    try {
      /** @type {unknown} */
      const stored = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      this.works = new Map(
        (Array.isArray(stored) ? stored : [])
          .filter((kept) => typeof kept?.id === "string")
          .map((kept) => [kept.id, typeof kept.title === "string" ? kept.title : kept.id]),
      );
    } catch {
      this.isStored = false;
    }
  }

  #write() {
    try {
      localStorage.setItem(this.key, JSON.stringify([...this.works].map(([id, title]) => ({ id, title }))));
      this.isStored = true;
    } catch {
      this.isStored = false;
    }
    this.onchange();
  }
}
