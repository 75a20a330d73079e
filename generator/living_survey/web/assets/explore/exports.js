// Works in the formats of the site's exports. What each says of a work was rendered when the site was built.

import { load } from "../common/files.js";

/** A format that works can be saved in: its name, which is that of its file, label, suffix, and media type.
 * @typedef {{name: string, label: string, suffix: string, type: string}} Format */

/** What a format writes of each work, with what comes before, between and after; or, by section of the survey, under
 * headings (`export_texts` of living_survey/rendering/explorer.py).
 * @typedef {{head: string, between: string, tail: string, works: Record<string, string>}} WorkTexts
 * @typedef {{head: string, sections: [string, Record<string, string>][]}} SectionTexts */

/** Works in the order of their ids, as exports have them.
 * @param {WorkTexts} texts
 * @param {string[]} ids */
function joined({ head, between, tail, works }, ids) {
  return head + ids.toSorted().flatMap((id) => works[id] ?? []).join(between) + tail;
}

/** @param {SectionTexts} texts
 * @param {ReadonlySet<string>} ids */
function readingList({ head, sections }, ids) {
  const lines = [head, ""];
  for (const [heading, works] of sections) {
    const chosen = Object.entries(works).filter(([id]) => ids.has(id));
    if (chosen.length) lines.push(heading, "", ...chosen.map(([, work]) => work), "");
  }
  return `${lines.join("\n").replace(/\n+$/, "")}\n`;
}

/** The exports of a build of the site, fetched when they are first asked for. */
export class Exports {
  /** @param {(file: string) => URL} addressOf */
  constructor(addressOf) {
    this.addressOf = addressOf;
    /** @type {Map<string, Promise<WorkTexts | SectionTexts>>} */
    this.files = new Map();
  }

  /** @param {Format} format
   * @param {string[]} ids
   * @returns {Promise<string>} */
  async text({ name }, ids) {
    let file = this.files.get(name);
    if (!file) {
      file = /** @type {Promise<WorkTexts | SectionTexts>} */ (load(this.addressOf(name)));
      this.files.set(name, file);
      file.catch(() => this.files.delete(name));
    }
    const texts = await file;
    return "sections" in texts ? readingList(texts, new Set(ids)) : joined(texts, ids);
  }
}
