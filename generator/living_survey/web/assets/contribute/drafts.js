// What is being written, stored on this device until it is cleared.

import { isEntry } from "./entry.js";

/** An entry, its id if that was typed, the reference that was pasted last, and what references gave.
 * @typedef {{entry: import("./entry.js").Entry, id: string, reference: string, pasted: import("./entry.js").Entry}} Draft */

export class Drafts {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.oldName = `${name} unreadable`;
  }

  /** The stored draft. One of another version of the form is not read; its text is kept for `unreadable`.
   * @returns {Draft | null} */
  load() {
    const stored = this.#stored(this.name);
    if (stored === null) return null;
    try {
      const draft = JSON.parse(stored);
      if (isEntry(draft?.entry) && typeof draft.id === "string" && typeof draft.reference === "string" && isEntry(draft.pasted)) return draft;
    } catch {
      // Not JSON: the same as another shape.
    }
    this.#store(this.oldName, stored);
    this.clear();
    return null;
  }

  /** The text of a draft that could not be read; null if there is none.
   * @returns {string | null} */
  get unreadable() {
    return this.#stored(this.oldName);
  }

  deleteUnreadable() {
    this.#remove(this.oldName);
  }

  /** @param {Draft} draft */
  save(draft) {
    this.#store(this.name, JSON.stringify(draft));
  }

  clear() {
    this.#remove(this.name);
  }

  // Browsers can refuse to store anything; the form works without.

  /** @param {string} name */
  #stored(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  /** @param {string} name
   * @param {string} text */
  #store(name, text) {
    try {
      localStorage.setItem(name, text);
    } catch {
      // Not stored.
    }
  }

  /** @param {string} name */
  #remove(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing is stored.
    }
  }
}
