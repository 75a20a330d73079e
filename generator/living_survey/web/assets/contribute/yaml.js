// Entries as YAML, byte for byte as living_survey/loading/canonical.py (`survey fmt`) keeps them.
//
// Every text is either plain, where YAML reads it as that text, or a JSON string, which is a YAML string too: no content
// of a field can become structure.

import { AMBIGUOUS, FLOW_SIGN, LAYOUT, PLAIN, TYPED, UNFOLDABLE, UNPRINTABLE } from "./constants.js";
import { length } from "./text.js";

/** @typedef {string | number | boolean | null | Json[] | JsonObject} Json
 * @typedef {{[key: string]: Json | undefined}} JsonObject */
/** The known keys of a mapping in their order, by the key that holds it. @type {Record<string, string[]>} */
const ORDERS = LAYOUT.orders;
/** Before which of them the keys of facets, and of tables, come. @type {Record<string, string>} */
const FACETS_BEFORE = LAYOUT.facets_before;
/** @type {Record<string, string>} */
const TABLES_BEFORE = LAYOUT.tables_before;
const QUOTED = new Set(LAYOUT.quoted);
const PROSE = new Set(LAYOUT.prose);
const ONE_LINE_IF_FITS = new Set(LAYOUT.one_line_if_fits);

const DATES = new Set(["published", "added"]);
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
/** The text of an entry's file.
 * @param {JsonObject} entry
 * @returns {string} */
export function entryText(entry) {
  return `${new Writer().write(entry).join("\n")}\n`;
}

/** A value in one line, in braces or brackets.
 * @param {Json} value
 * @returns {string} */
export function inBraces(value) {
  return new Writer().flow(value, "");
}

/** A text as a YAML scalar on one line.
 * @param {string} text
 * @param {boolean} [inBrackets] */
function quotedIfNeeded(text, inBrackets = true) {
  const plain = PLAIN.test(text) && !TYPED.some((pattern) => pattern.test(text)) && !AMBIGUOUS.test(text)
    && !(inBrackets && FLOW_SIGN.test(text)) && !UNPRINTABLE.test(text) && !/\\|^---/.test(text);
  return plain ? text : quoted(text);
}

/** @param {string} text */
function quoted(text) {
  return JSON.stringify(text).replace(new RegExp(UNPRINTABLE, "gu"), (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

class Writer {
  constructor() {
    /** @type {string[]} */ this.lines = [];
  }

  /** @param {JsonObject} entry */
  write(entry) {
    this.#mapping(entry, "", 0);
    return this.lines;
  }

  /** @param {JsonObject} node
   * @param {string} name the key that holds it
   * @param {number} indent
   * @param {string} [lead] what comes before the first key: `- ` of a list item */
  #mapping(node, name, indent, lead = "") {
    for (const key of this.#ordered(node, name)) {
      this.#field(key, node[key] ?? null, indent, lead);
      lead = "";
    }
  }

  /** @param {string} key
   * @param {Json} value
   * @param {number} indent
   * @param {string} lead */
  #field(key, value, indent, lead) {
    const start = `${" ".repeat(indent - lead.length)}${lead}${quotedIfNeeded(key)}:`;
    const inside = " ".repeat(indent + 2);
    if (!isBranch(value)) {
      this.lines.push(...this.#text(start, value, key, inside));
      return;
    }
    const flow = this.#flowField(start, value, key, inside);
    if (flow) this.lines.push(...flow);
    else {
      this.lines.push(start);
      if (Array.isArray(value)) this.#items(value, key, indent + 2);
      else this.#mapping(value, key, indent + 2);
    }
  }

  /** @param {Json[]} items
   * @param {string} name
   * @param {number} indent */
  #items(items, name, indent) {
    for (const item of items) {
      const line = `${" ".repeat(indent)}- ${this.flow(item, name)}`;
      const isMapping = isBranch(item) && !Array.isArray(item) && this.#ordered(item, name).length > 0;
      if (isMapping && !(ONE_LINE_IF_FITS.has(name) && length(line) <= LAYOUT.width)) this.#mapping(item, name, indent + 2, "- ");
      else this.lines.push(line);
    }
  }

  /** @param {JsonObject} node
   * @param {string} name */
  #ordered(node, name) {
    const keys = Object.keys(node).filter((key) => node[key] !== null && node[key] !== undefined);
    const order = ORDERS[name] ?? [];
    const declared = keys.filter((key) => !order.includes(key));
    const tables = declared.filter((key) => name in TABLES_BEFORE && isTable(node[key]));
    const facets = declared.filter((key) => !tables.includes(key));
    const sorted = order.flatMap((key) => [
      ...(key === FACETS_BEFORE[name] ? facets : []),
      ...(key === TABLES_BEFORE[name] ? tables : []),
      ...(keys.includes(key) ? [key] : []),
    ]);
    return [...sorted, ...declared.filter((key) => !sorted.includes(key))];
  }

  /** @param {string} start
   * @param {string | number | boolean | null} value
   * @param {string} key
   * @param {string} inside */
  #text(start, value, key, inside) {
    const line = `${start} ${this.#scalar(value, key, false)}`;
    if (length(line) <= LAYOUT.width || !PROSE.has(key) || typeof value !== "string" || !canFold(value)) return [line];
    return [`${start} >-`, ...this.#wrapped(value.split(" "), inside)];
  }

  /** A list of scalars, or a short mapping, in brackets; null if it does not suit brackets.
   * @param {string} start
   * @param {Json[] | JsonObject} value
   * @param {string} key
   * @param {string} inside
   * @returns {string[] | null} */
  #flowField(start, value, key, inside) {
    const flow = this.flow(value, key);
    if (!Array.isArray(value)) {
      const fits = ONE_LINE_IF_FITS.has(key) && length(`${key}: ${flow}`) <= LAYOUT.width;
      return fits || flow === "{}" ? [`${start} ${flow}`] : null;
    }
    if (value.length && (key === "tags" || value.some(isBranch))) return null;
    const line = `${start} ${flow}`;
    if (length(line) <= LAYOUT.width || !value.length) return [line];
    const parts = value.map((item, place) => {
      return `${this.#scalar(/** @type {string} */ (item), key)}${place < value.length - 1 ? "," : "]"}`;
    });
    return this.#wrapped([`${start} [${parts[0]}`, ...parts.slice(1)], inside, "");
  }

  /** @param {Json} node
   * @param {string} name
   * @returns {string} */
  flow(node, name) {
    if (!isBranch(node)) return this.#scalar(node, name);
    if (Array.isArray(node)) return `[${node.map((item) => this.flow(item, name)).join(", ")}]`;
    const inside = this.#ordered(node, name).map((key) => `${quotedIfNeeded(key)}: ${this.flow(node[key] ?? null, key)}`);
    return `{${inside.join(", ")}}`;
  }

  /** @param {string | number | boolean | null} value
   * @param {string} key
   * @param {boolean} [inBrackets] */
  #scalar(value, key, inBrackets = true) {
    if (typeof value !== "string") return String(value);
    if (DATES.has(key) && DAY.test(value)) return value;
    return QUOTED.has(key) ? quoted(value) : quotedIfNeeded(value, inBrackets);
  }

  /** @param {string[]} parts
   * @param {string} inside what a line starts with
   * @param {string} [first] what the first line starts with, where that differs */
  #wrapped(parts, inside, first = inside) {
    const lines = [];
    let current = first + parts[0];
    for (const part of parts.slice(1)) {
      if (length(current) + 1 + length(part) > LAYOUT.width) {
        lines.push(current);
        current = inside + part;
      } else current += ` ${part}`;
    }
    return [...lines, current];
  }
}

/** Whether a value is a list of rows.
 * @param {Json | undefined} value */
function isTable(value) {
  return Array.isArray(value) && value.some((item) => isBranch(item) && !Array.isArray(item));
}

/** @param {Json | undefined} value
 * @returns {value is Json[] | JsonObject} */
function isBranch(value) {
  return typeof value === "object" && value !== null;
}

/** @param {string} text */
function canFold(text) {
  return !UNFOLDABLE.test(text) && !UNPRINTABLE.test(text) && text.includes(" ");
}
