// Entries as YAML, byte for byte as living_survey/loading/canonical.py (`survey fmt`) keeps them.
//
// Every text is either plain, where YAML reads it as that text, or a JSON string, which is a YAML string too: no content
// of a field can become structure. What keys are ordered and written by comes with the form's data.

import { length, NOT_SPACE_CLASS, SPACE_CLASS } from "./text.js";

/** @typedef {string | number | boolean | null | Json[] | {[key: string]: Json}} Json */
/** How entries are written (`canonical_form` of living_survey/loading/schema.py): the known keys of a mapping in their order, by
 * the key that holds it; before which of them facets and tables come; keys whose values have a form of their own.
 * @typedef {{width: number, orders: Record<string, string[]>, facets_before: Record<string, string>,
 *   tables_before: Record<string, string>, quoted: string[], prose: string[], one_line_if_fits: string[]}} Layout */

const DATES = new Set(["published", "added"]);
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const PLAIN = new RegExp(
  `^(?=${NOT_SPACE_CLASS})[^\\-?:,\\[\\]{}#&*!|>'"%@\`=<~.\\x00-\\x1f\\x7f\\\\][^\\x00-\\x1f\\x7f\\\\]*$`, "u",
);
const AMBIGUOUS = new RegExp(`:(?:${SPACE_CLASS}|$)|${SPACE_CLASS}#|${SPACE_CLASS}$`, "u");
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]/gu;
/** What PyYAML reads as something else than text if it has no quotes. */
const TYPED = new RegExp(
  `^(?:${[
    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    "null|Null|NULL|~|=|<<|",
    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?",
    "\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?",
    "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*",
    "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
    "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+",
    "[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
  ].join("|")})$`,
);

/** The text of an entry's file.
 * @param {{[key: string]: Json}} entry
 * @param {Layout} layout
 * @returns {string} */
export function entryText(entry, layout) {
  return `${new Writer(layout).write(entry).join("\n")}\n`;
}

/** A value in one line, in braces or brackets.
 * @param {Json} value
 * @param {Layout} layout
 * @returns {string} */
export function inBraces(value, layout) {
  return new Writer(layout).flow(value, "");
}

/** A text as a YAML scalar on one line.
 * @param {string} text
 * @param {boolean} [inBrackets] */
export function quotedIfNeeded(text, inBrackets = true) {
  const plain = PLAIN.test(text) && !TYPED.test(text) && !AMBIGUOUS.test(text)
    && !(inBrackets && /[,[\]{}]/.test(text)) && text.search(UNPRINTABLE) < 0 && !text.startsWith("---");
  return plain ? text : quoted(text);
}

/** @param {string} text */
function quoted(text) {
  return JSON.stringify(text).replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

class Writer {
  /** @param {Layout} layout */
  constructor(layout) {
    this.layout = layout;
    this.quoted = new Set(layout.quoted);
    this.prose = new Set(layout.prose);
    this.oneLineIfFits = new Set(layout.one_line_if_fits);
    /** @type {string[]} */ this.lines = [];
  }

  /** @param {{[key: string]: Json}} entry */
  write(entry) {
    this.#mapping(entry, "", 0);
    return this.lines;
  }

  /** @param {{[key: string]: Json}} node
   * @param {string} name the key that holds it
   * @param {number} indent
   * @param {string} [lead] what comes before the first key: `- ` of a list item */
  #mapping(node, name, indent, lead = "") {
    for (const key of this.#ordered(node, name)) {
      this.#field(key, node[key], indent, lead);
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
      if (isMapping && !(this.oneLineIfFits.has(name) && length(line) <= this.layout.width)) this.#mapping(item, name, indent + 2, "- ");
      else this.lines.push(line);
    }
  }

  /** @param {{[key: string]: Json}} node
   * @param {string} name */
  #ordered(node, name) {
    const keys = Object.keys(node).filter((key) => node[key] !== null && node[key] !== undefined);
    const order = this.layout.orders[name] ?? [];
    const declared = keys.filter((key) => !order.includes(key));
    const tables = declared.filter((key) => name in this.layout.tables_before && isTable(node[key]));
    const facets = declared.filter((key) => !tables.includes(key));
    const sorted = order.flatMap((key) => [
      ...(key === this.layout.facets_before[name] ? facets : []),
      ...(key === this.layout.tables_before[name] ? tables : []),
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
    if (length(line) <= this.layout.width || !this.prose.has(key) || typeof value !== "string" || !canFold(value)) return [line];
    return [`${start} >-`, ...this.#wrapped(value.split(" "), inside)];
  }

  /** A list of scalars, or a short mapping, in brackets; null if it does not suit brackets.
   * @param {string} start
   * @param {Json[] | {[key: string]: Json}} value
   * @param {string} key
   * @param {string} inside
   * @returns {string[] | null} */
  #flowField(start, value, key, inside) {
    const flow = this.flow(value, key);
    if (!Array.isArray(value)) {
      const fits = this.oneLineIfFits.has(key) && length(`${key}: ${flow}`) <= this.layout.width;
      return fits || flow === "{}" ? [`${start} ${flow}`] : null;
    }
    if (value.length && (key === "tags" || value.some(isBranch))) return null;
    const line = `${start} ${flow}`;
    if (length(line) <= this.layout.width || !value.length) return [line];
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
    const inside = this.#ordered(node, name).map((key) => `${quotedIfNeeded(key)}: ${this.flow(node[key], key)}`);
    return `{${inside.join(", ")}}`;
  }

  /** @param {string | number | boolean | null} value
   * @param {string} key
   * @param {boolean} [inBrackets] */
  #scalar(value, key, inBrackets = true) {
    if (typeof value !== "string") return String(value);
    if (DATES.has(key) && DAY.test(value)) return value;
    return this.quoted.has(key) ? quoted(value) : quotedIfNeeded(value, inBrackets);
  }

  /** @param {string[]} parts
   * @param {string} inside what a line starts with
   * @param {string} [first] what the first line starts with, where that differs */
  #wrapped(parts, inside, first = inside) {
    const lines = [];
    let current = first + parts[0];
    for (const part of parts.slice(1)) {
      if (length(current) + 1 + length(part) > this.layout.width) {
        lines.push(current);
        current = inside + part;
      } else current += ` ${part}`;
    }
    return [...lines, current];
  }
}

/** Whether a value is a list of rows.
 * @param {Json} value */
function isTable(value) {
  return Array.isArray(value) && value.some((item) => isBranch(item) && !Array.isArray(item));
}

/** @param {Json} value
 * @returns {value is Json[] | {[key: string]: Json}} */
function isBranch(value) {
  return typeof value === "object" && value !== null;
}

/** @param {string} text */
function canFold(text) {
  return !/[\x00-\x1f\x7f]| {2}|^ | $|^#/.test(text) && text.search(UNPRINTABLE) < 0 && text.includes(" ");
}
