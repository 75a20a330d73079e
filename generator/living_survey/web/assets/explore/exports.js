// Works in the formats of the site's exports: their parts of the files that the site publishes for all works.

import { loadText } from "../common/files.js";
import { tr } from "../common/texts.js";

/** @typedef {import("../works/corpus.js").Corpus} Corpus */

/** A format that works can be saved in: its name, label, suffix, media type, and the file of all works.
 * @typedef {{name: string, label: string, suffix: string, type: string, file: string}} Format */

/** How the file of a format is taken apart into what it says of each work, and put together for some of them.
 * @typedef {{split: (text: string) => string[], join: (records: string[], text: string) => string}} Parts */

/** @type {Record<string, Parts>} */
const FORMATS = {
  bibtex: {
    split: (text) => (text ? text.replace(/\n$/, "").split("\n\n") : []),
    join: (records) => (records.length ? `${records.join("\n\n")}\n` : ""),
  },
  ris: {
    split: (text) => text.split(/(?<=^ER {2}- \r\n\r\n)/m).filter(Boolean),
    join: (records) => records.join(""),
  },
  "csl-json": {
    split: (text) => text.split("\n").slice(1, -2).map((line) => line.replace(/,$/, "")).filter(Boolean),
    join: (records) => `[\n${records.join(",\n")}\n]\n`,
  },
  csv: {
    split: (text) => csvRows(text).slice(1),
    join: (records, text) => [csvRows(text)[0], ...records].join(""),
  },
};

/** Rows with their line ends; a line end between quotation marks is part of a cell.
 * @param {string} text */
function csvRows(text) {
  /** @type {string[]} */ const rows = [];
  let isOpen = false;
  for (const line of text.split(/(?<=\r\n)/)) {
    if (isOpen) rows[rows.length - 1] += line;
    else rows.push(line);
    if (line.split('"').length % 2 === 0) isOpen = !isOpen;
  }
  return rows;
}

/** The reading list with some of its items, and the headings above them.
 * @param {string} text
 * @param {ReadonlySet<number>} chosen places of the items */
function readingList(text, chosen) {
  const [title, ...lines] = text.split("\n");
  const kept = [title, ""];
  let heading = "";
  let place = 0;
  for (const line of lines) {
    if (line.startsWith("## ")) heading = line;
    if (!line.startsWith("- ")) continue;
    if (chosen.has(place)) {
      if (heading) kept.push(...(kept.length > 2 ? [""] : []), heading, "");
      heading = "";
      kept.push(line);
    }
    place += 1;
  }
  return `${kept.join("\n").replace(/\n+$/, "")}\n`;
}

/** The exports of a build of the site, fetched when they are first asked for. */
export class Exports {
  /** @param {(file: string) => URL} addressOf
   * @param {() => Corpus} corpus */
  constructor(addressOf, corpus) {
    this.addressOf = addressOf;
    this.corpus = corpus;
    /** @type {Map<string, Promise<string>>} */
    this.files = new Map();
  }

  /** @param {Format} format
   * @param {string[]} ids
   * @returns {Promise<string>} */
  async text({ name, file }, ids) {
    const text = await this.#load(file);
    const corpus = this.corpus();
    if (!corpus.isWhole) throw new Error(tr("Not all works are loaded yet; try again in a moment."));
    const chosen = new Set(ids);
    if (name === "markdown") return readingList(text, placesOf(corpus.inSections(), (work) => chosen.has(corpus.ids[work])));
    const { split, join } = FORMATS[name];
    const records = split(text);
    if (records.length !== corpus.size) throw new Error(tr("The site has changed; reload the page."));
    // Exports have works in the order of their ids.
    return join([...placesOf(corpus.ids.toSorted(), (id) => chosen.has(id))].map((place) => records[place]), text);
  }

  /** @param {string} file */
  #load(file) {
    let text = this.files.get(file);
    if (!text) {
      text = loadText(this.addressOf(file));
      this.files.set(file, text);
      text.catch(() => this.files.delete(file));
    }
    return text;
  }
}

/** @template Thing
 * @param {readonly Thing[]} things
 * @param {(thing: Thing) => boolean} isChosen
 * @returns {Set<number>} */
function placesOf(things, isChosen) {
  return new Set(things.flatMap((thing, place) => (isChosen(thing) ? [place] : [])));
}
