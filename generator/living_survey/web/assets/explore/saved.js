// Searches that a reader keeps in this browser, each with the works that it had at the last visit.

/** @typedef {{address: string, title: string, seen: string[]}} Saved */

export class SavedSearches {
  /** @param {string} key where in the browser's storage */
  constructor(key) {
    this.key = key;
    /** Whether the browser stores them for the next visit. */
    this.isStored = true;
    /** @type {Saved[]} */ this.all = this.#read();
  }

  /** @param {string} address */
  find(address) {
    return this.all.find((one) => one.address === address);
  }

  /** Keep a search, or renew what it had.
   * @param {Saved} search */
  keep(search) {
    this.all = [...this.all.filter(({ address }) => address !== search.address), search];
    this.#write();
  }

  /** @param {string} address */
  remove(address) {
    this.all = this.all.filter((one) => one.address !== address);
    this.#write();
  }

  /** What is stored, without what is damaged.
   * @returns {Saved[]} */
  #read() {
    let stored;
    try {
      stored = JSON.parse(localStorage.getItem(this.key) ?? "[]");
    } catch (error) {
      // Text that is no JSON is of no use; a browser that stores nothing is told of when something is kept.
      console.info("The saved searches could not be read", error);
    }
    return (Array.isArray(stored) ? stored : []).flatMap((one) => {
      if (typeof one?.address !== "string" || !one.address.startsWith("?")) return [];
      const seen = Array.isArray(one.seen) ? one.seen.filter((/** @type {unknown} */ id) => typeof id === "string") : [];
      return [{ address: one.address, title: typeof one.title === "string" ? one.title : one.address, seen }];
    });
  }

  #write() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.all));
      this.isStored = true;
    } catch {
      this.isStored = false;
    }
  }
}
