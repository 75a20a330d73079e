// Works in the formats of the site's exports. What each says of a work was rendered when the site was built.

/** @typedef {{name: string, label: string, file: string, suffix: string, type: string,
 *   join: (data: any, ids: string[]) => string}} Format */

const inOrderOfIds = (/** @type {string[]} */ ids) => [...ids].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const pick = (/** @type {Record<string, string>} */ texts, /** @type {string[]} */ ids) =>
  inOrderOfIds(ids).flatMap((id) => (id in texts ? [texts[id]] : []));

/** @type {Format[]} */
export const FORMATS = [
  {
    name: "bibtex", label: "BibTeX", file: "bibtex", suffix: "bib", type: "application/x-bibtex",
    join: (data, ids) => pick(data, ids).join("\n"),
  },
  {
    name: "ris", label: "RIS", file: "ris", suffix: "ris", type: "application/x-research-info-systems",
    join: (data, ids) => pick(data, ids).join(""),
  },
  {
    name: "csl-json", label: "CSL-JSON", file: "csl", suffix: "csl.json", type: "application/vnd.citationstyles.csl+json",
    join: (data, ids) => `[\n${pick(data, ids).join(",\n")}\n]\n`,
  },
  {
    name: "csv", label: "CSV", file: "csv", suffix: "csv", type: "text/csv",
    join: (data, ids) => data.head + pick(data.rows, ids).join(""),
  },
  {
    name: "markdown", label: "Markdown", file: "markdown", suffix: "md", type: "text/markdown",
    join: (data, ids) => readingList(data, new Set(ids)),
  },
];

/** @param {{head: string, sections: [string, Record<string, string>][]}} data
 * @param {ReadonlySet<string>} ids */
function readingList(data, ids) {
  const lines = [data.head, ""];
  for (const [heading, items] of data.sections) {
    const chosen = Object.entries(items).filter(([id]) => ids.has(id));
    if (chosen.length) lines.push(heading, "", ...chosen.map(([, item]) => item), "");
  }
  return `${lines.join("\n").replace(/\n+$/, "")}\n`;
}

/** The exports of a build of the site, fetched when they are first asked for. */
export class Exports {
  /** @param {(file: string) => URL} addressOf */
  constructor(addressOf) {
    this.addressOf = addressOf;
    /** @type {Map<string, Promise<unknown>>} */
    this.files = new Map();
  }

  /** @param {Format} format
   * @param {string[]} ids
   * @returns {Promise<string>} */
  async text(format, ids) {
    let file = this.files.get(format.file);
    if (!file) {
      file = load(this.addressOf(format.file));
      this.files.set(format.file, file);
      file.catch(() => this.files.delete(format.file));
    }
    return format.join(await file, ids);
  }
}

/** @param {URL} address
 * @returns {Promise<any>} */
export async function load(address) {
  return JSON.parse(await loadText(address));
}

/** @param {URL} address
 * @returns {Promise<string>} */
export async function loadText(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status} ${answer.statusText}`);
  return answer.text();
}

/** Hand a text to the browser as a file.
 * @param {string} name
 * @param {string} type
 * @param {string} text */
export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Put a text on the clipboard; browsers may refuse.
 * @param {string} text
 * @returns {Promise<boolean>} */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
