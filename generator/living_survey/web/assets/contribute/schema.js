// JSON Schema 2020-12, as far as the schema of an entry uses it (living_survey/loading/schema.py).

import { NOT_SPACE } from "./constants.js";
import { length } from "./text.js";

/** @typedef {import("./yaml.js").Json} Json */
/** @typedef {{$schema?: string, title?: string, description?: string, examples?: Json[], $defs?: Record<string, Schema>,
 *   $ref?: string, type?: string, const?: Json, enum?: Json[], anyOf?: Schema[], minimum?: number, maximum?: number,
 *   minLength?: number, maxLength?: number, pattern?: string, format?: string, minItems?: number, items?: Schema,
 *   required?: string[], properties?: Record<string, Schema>, additionalProperties?: boolean, if?: Schema, then?: Schema,
 *   else?: Schema}} Schema */
/** @typedef {(string | number)[]} Path */
/** A keyword that a value does not fulfil.
 * @typedef {{path: Path, keyword: keyof Schema, expected: unknown}} Fault */

const KEYWORDS = new Set([
  "$schema", "title", "description", "examples", "$defs", "$ref", "type", "const", "enum", "anyOf", "minimum", "maximum",
  "minLength", "maxLength", "pattern", "format", "minItems", "items", "required", "properties", "additionalProperties", "if",
  "then", "else",
]);
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export class Validator {
  /** @param {Schema} schema */
  constructor(schema) {
    this.schema = schema;
    /** @type {Map<string, RegExp>} */ this.patterns = new Map();
  }

  /** Everything that is wrong with a value.
   * @param {unknown} value
   * @returns {Fault[]} */
  faults(value) {
    return this.#check(this.schema, value, []);
  }

  /** @param {Schema} schema
   * @param {unknown} value
   * @param {Path} path
   * @returns {Fault[]} */
  #check(schema, value, path) {
    const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword));
    if (unknown) throw new Error(`The schema of entries uses "${unknown}", which the form cannot check`);
    const failed = this.#failed(schema, value).map((keyword) => ({ path, keyword, expected: schema[keyword] }));
    const isMet = (/** @type {Schema} */ one) => !this.#check(one, value, path).length;
    const branches = schema.if ? (isMet(schema.if) ? schema.then : schema.else) : undefined;
    return [
      ...(schema.$ref ? this.#check(this.#resolved(schema.$ref), value, path) : []),
      ...failed,
      ...(schema.anyOf && !schema.anyOf.some(isMet) ? [{ path, keyword: /** @type {const} */ ("anyOf"), expected: schema.anyOf }] : []),
      ...(branches ? this.#check(branches, value, path) : []),
      ...(isObject(value) ? this.#ofObject(schema, value, path) : []),
      ...(Array.isArray(value) && schema.items ? this.#ofItems(schema.items, value, path) : []),
    ];
  }

  /** The schema behind `$ref`.
   * @param {string} reference
   * @returns {Schema} */
  #resolved(reference) {
    const found = this.schema.$defs?.[reference.replace("#/$defs/", "")];
    if (!found) throw new Error(`The schema of entries has no ${reference}`);
    return found;
  }

  /** The keywords about a value itself that it does not fulfil.
   * @param {Schema} schema
   * @param {unknown} value
   * @returns {(keyof Schema)[]} */
  #failed(schema, value) {
    const { type, enum: choices, const: constant, minimum, maximum, minLength, maxLength, pattern, format, minItems } = schema;
    /** @type {(keyof Schema)[]} */
    const failed = [];
    if (type && !isOfType(value, type)) failed.push("type");
    if (constant !== undefined && value !== constant) failed.push("const");
    if (choices && !choices.some((choice) => choice === value)) failed.push("enum");
    if (typeof value === "number") {
      if (minimum !== undefined && value < minimum) failed.push("minimum");
      if (maximum !== undefined && value > maximum) failed.push("maximum");
    } else if (typeof value === "string") {
      if (minLength !== undefined && length(value) < minLength) failed.push("minLength");
      if (maxLength !== undefined && length(value) > maxLength) failed.push("maxLength");
      if (pattern && !this.#pattern(pattern).test(value)) failed.push("pattern");
      if (format === "date" && !isDay(value)) failed.push("format"); // addresses have a pattern, too
    } else if (Array.isArray(value) && minItems !== undefined && value.length < minItems) failed.push("minItems");
    return failed;
  }

  /** @param {Schema} schema
   * @param {Record<string, unknown>} value
   * @param {Path} path
   * @returns {Fault[]} */
  #ofObject({ required = [], properties = {}, additionalProperties }, value, path) {
    const missing = required.filter((key) => !Object.hasOwn(value, key));
    const extra = additionalProperties === false ? Object.keys(value).filter((key) => !Object.hasOwn(properties, key)) : [];
    return [
      ...missing.map((key) => ({ path: [...path, key], keyword: /** @type {const} */ ("required"), expected: required })),
      ...Object.entries(properties).flatMap(([key, below]) => (Object.hasOwn(value, key) ? this.#check(below, value[key], [...path, key]) : [])),
      ...extra.map((key) => ({ path: [...path, key], keyword: /** @type {const} */ ("additionalProperties"), expected: false })),
    ];
  }

  /** @param {Schema} items
   * @param {unknown[]} value
   * @param {Path} path
   * @returns {Fault[]} */
  #ofItems(items, value, path) {
    return value.flatMap((item, place) => this.#check(items, item, [...path, place]));
  }

  /** @param {string} source */
  #pattern(source) {
    let pattern = this.patterns.get(source);
    if (!pattern) {
      pattern = new RegExp(source.replaceAll("\\S", NOT_SPACE.source), "u"); // Python knows more spaces
      this.patterns.set(source, pattern);
    }
    return pattern;
  }
}

/** @param {unknown} value
 * @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value
 * @param {string} type */
function isOfType(value, type) {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

/** Whether a text is a day that exists, as 2023-04-27.
 * @param {string} text */
export function isDay(text) {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] + (leap ? 1 : 0);
}
