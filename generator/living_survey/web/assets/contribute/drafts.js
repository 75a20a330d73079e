// What is being written, kept on this device until it is cleared.

/** @typedef {{entry: import("./entry.js").Entry, id: string}} Draft */

export class Drafts {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @returns {Draft | null} */
  load() {
    try {
      const draft = JSON.parse(localStorage.getItem(this.name) ?? "null");
      return draft && typeof draft.entry === "object" && draft.entry !== null && typeof draft.id === "string" ? draft : null;
    } catch {
      return null; // somebody else's, or the browser keeps nothing
    }
  }

  /** @param {Draft} draft */
  save(draft) {
    try {
      localStorage.setItem(this.name, JSON.stringify(draft));
    } catch {
      // The browser keeps nothing; the form works all the same.
    }
  }

  clear() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // Then there is nothing to clear.
    }
  }
}
