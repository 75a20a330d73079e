// The works of a site, which come in files: the newest with everything that all works share, then the others.

import { load } from "../common/files.js";

/** @typedef {import("./corpus.js").Payload} Payload */
/** @typedef {import("./corpus.js").Columns} Columns */

/** The data with the works of all files.
 * @param {Payload} start
 * @param {(file: string) => URL} addressOf
 * @returns {Promise<Payload>} */
export async function loadOthers(start, addressOf) {
  const names = Array.from({ length: start.parts }, (_, part) => `works-${part + 1}`);
  const others = /** @type {Columns[]} */ (await Promise.all(names.map((name) => load(addressOf(name)))));
  return { ...start, works: /** @type {Columns} */ (joined([start.works, ...others])) };
}

/** Columns of all parts, one after the other.
 * @param {Record<string, any>[]} parts
 * @returns {Record<string, any>} */
function joined(parts) {
  return Object.fromEntries(Object.keys(parts[0]).map((name) => {
    const columns = parts.map((part) => part[name]);
    return [name, Array.isArray(columns[0]) ? columns.flat() : joined(columns)];
  }));
}
