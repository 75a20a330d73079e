// Entries as YAML, byte for byte as generator/loading/canonical.py (`survey fmt`) keeps them.
//
// Every text is either plain, where YAML reads it as that text, or a JSON string, which is a YAML string too: nothing
// that stands in a field can become structure.

import { length, NOT_SPACE_CLASS, SPACE_CLASS } from "./text.js";

/** @typedef {string | number | boolean | null | Json[] | {[key: string]: Json}} Json */
/** @typedef {Record<string, string[]>} Orders the keys of a mapping in their order, by the key it stands under */

const WIDTH = 110;
const DATES = new Set(["published", "added"]);
const ALWAYS_QUOTED = new Set(["arxiv", "section", "sections"]);
const PROSE = new Set(["note", "remarks", "why"]);
const ONE_LINE_IF_FITS = new Set(["survey", "relations"]);

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const PLAIN = new RegExp(
  `^(?=${NOT_SPACE_CLASS})[^\\-?:,\\[\\]{}#&*!|>'"%@\`=<~.\\x00-\\x1f\\x7f\\\\][^\\x00-\\x1f\\x7f\\\\]*$`, "u",
);
const AMBIGUOUS = new RegExp(`:(?:${SPACE_CLASS}|$)|${SPACE_CLASS}#|${SPACE_CLASS}$`, "u");
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]/gu;
/** What PyYAML reads as something else than text where it stands without quotes. */
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
 * @param {Orders} orders
 * @returns {string} */
export function entryText(entry, orders) {
  return `${new Writer(orders).write(entry).join("\n")}\n`;
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
  /** @param {Orders} orders */
  constructor(orders) {
    this.orders = orders;
    /** @type {string[]} */ this.lines = [];
  }

  /** @param {{[key: string]: Json}} entry */
  write(entry) {
    this.#mapping(entry, "", 0);
    return this.lines;
  }

  /** @param {{[key: string]: Json}} node
   * @param {string} name the key it stands under
   * @param {number} indent
   * @param {string} [lead] what stands before the first key: `- ` of a list item */
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
      const line = `${" ".repeat(indent)}- ${this.#flow(item, name)}`;
      const isMapping = isBranch(item) && !Array.isArray(item) && this.#ordered(item, name).length > 0;
      if (isMapping && !(ONE_LINE_IF_FITS.has(name) && length(line) <= WIDTH)) this.#mapping(item, name, indent + 2, "- ");
      else this.lines.push(line);
    }
  }

  /** @param {{[key: string]: Json}} node
   * @param {string} name */
  #ordered(node, name) {
    const keys = Object.keys(node).filter((key) => node[key] !== null && node[key] !== undefined);
    const order = (this.orders[name] ?? []).filter((key) => keys.includes(key));
    return [...order, ...keys.filter((key) => !order.includes(key))];
  }

  /** @param {string} start
   * @param {string | number | boolean | null} value
   * @param {string} key
   * @param {string} inside */
  #text(start, value, key, inside) {
    const line = `${start} ${scalar(value, key, false)}`;
    if (length(line) <= WIDTH || !PROSE.has(key) || typeof value !== "string" || !canFold(value)) return [line];
    return [`${start} >-`, ...wrapped(value.split(" "), inside)];
  }

  /** A list of scalars, or a short mapping, in brackets; null if it does not suit brackets.
   * @param {string} start
   * @param {Json[] | {[key: string]: Json}} value
   * @param {string} key
   * @param {string} inside
   * @returns {string[] | null} */
  #flowField(start, value, key, inside) {
    const flow = this.#flow(value, key);
    if (!Array.isArray(value)) {
      const fits = ONE_LINE_IF_FITS.has(key) && length(`${key}: ${flow}`) <= WIDTH;
      return fits || flow === "{}" ? [`${start} ${flow}`] : null;
    }
    if (value.length && (key === "tags" || value.some(isBranch))) return null;
    const line = `${start} ${flow}`;
    if (length(line) <= WIDTH || !value.length) return [line];
    const parts = value.map((item, place) => {
      return `${scalar(/** @type {string} */ (item), key)}${place < value.length - 1 ? "," : "]"}`;
    });
    return wrapped([`${start} [${parts[0]}`, ...parts.slice(1)], inside, "");
  }

  /** @param {Json} node
   * @param {string} name
   * @returns {string} */
  #flow(node, name) {
    if (!isBranch(node)) return scalar(node, name);
    if (Array.isArray(node)) return `[${node.map((item) => this.#flow(item, name)).join(", ")}]`;
    const inside = this.#ordered(node, name).map((key) => `${quotedIfNeeded(key)}: ${this.#flow(node[key], key)}`);
    return `{${inside.join(", ")}}`;
  }
}

/** @param {Json} value
 * @returns {value is Json[] | {[key: string]: Json}} */
function isBranch(value) {
  return typeof value === "object" && value !== null;
}

/** @param {string | number | boolean | null} value
 * @param {string} key
 * @param {boolean} [inBrackets] */
function scalar(value, key, inBrackets = true) {
  if (typeof value !== "string") return String(value);
  if (DATES.has(key) && DAY.test(value)) return value;
  return ALWAYS_QUOTED.has(key) ? quoted(value) : quotedIfNeeded(value, inBrackets);
}

/** @param {string} text */
function canFold(text) {
  return !/[\x00-\x1f\x7f]| {2}|^ | $|^#/.test(text) && text.search(UNPRINTABLE) < 0 && text.includes(" ");
}

/** @param {string[]} parts
 * @param {string} inside what a line starts with
 * @param {string} [first] what the first line starts with, where that differs */
function wrapped(parts, inside, first = inside) {
  const lines = [];
  let current = first + parts[0];
  for (const part of parts.slice(1)) {
    if (length(current) + 1 + length(part) > WIDTH) {
      lines.push(current);
      current = inside + part;
    } else current += ` ${part}`;
  }
  return [...lines, current];
}
