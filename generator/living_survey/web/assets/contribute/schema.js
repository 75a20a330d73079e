// JSON Schema 2020-12, as far as the schema of an entry uses it (living_survey/loading/schema.py).

import { length } from "./text.js";

/** @typedef {Record<string, any>} Schema */
/** @typedef {(string | number)[]} Path */
/** @typedef {{path: Path, keyword: string, expected: any}} Fault */

const ANNOTATIONS = new Set(["$schema", "$defs", "title", "description", "examples", "markdownEnumDescriptions"]);
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export class Validator {
  /** @param {Schema} schema */
  constructor(schema) {
    this.schema = schema;
    /** @type {Map<string, RegExp>} */ this.patterns = new Map();
  }

  /** Everything that is wrong with a value, in the order of the schema.
   * @param {unknown} value
   * @returns {Fault[]} */
  faults(value) {
    return this.#check(this.schema, value, []);
  }

  /** The schema behind `$ref`.
   * @param {Schema} schema
   * @returns {Schema} */
  resolved(schema) {
    return schema.$ref ? this.schema.$defs[schema.$ref.replace("#/$defs/", "")] : schema;
  }

  /** @param {Schema} schema
   * @param {any} value
   * @param {Path} path
   * @returns {Fault[]} */
  #check(schema, value, path) {
    /** @type {Fault[]} */
    const faults = [];
    const fail = (/** @type {string} */ keyword) => faults.push({ path, keyword, expected: schema[keyword] });
    const isText = typeof value === "string";
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    for (const [keyword, expected] of Object.entries(schema)) {
      if (ANNOTATIONS.has(keyword)) continue;
      switch (keyword) {
        case "$ref": faults.push(...this.#check(this.resolved(schema), value, path)); break;
        case "type": if (!isOfType(value, expected)) fail(keyword); break;
        case "enum": if (!expected.includes(value)) fail(keyword); break;
        case "anyOf": if (!expected.some((/** @type {Schema} */ one) => !this.#check(one, value, path).length)) fail(keyword); break;
        case "minimum": if (typeof value === "number" && value < expected) fail(keyword); break;
        case "maximum": if (typeof value === "number" && value > expected) fail(keyword); break;
        case "minLength": if (isText && length(value) < expected) fail(keyword); break;
        case "maxLength": if (isText && length(value) > expected) fail(keyword); break;
        case "pattern": if (isText && !this.#pattern(expected).test(value)) fail(keyword); break;
        case "format": if (isText && expected === "date" && !isDay(value)) fail(keyword); break; // "uri" has a pattern, too
        case "minItems": if (Array.isArray(value) && value.length < expected) fail(keyword); break;
        case "items":
          if (Array.isArray(value)) value.forEach((item, place) => faults.push(...this.#check(expected, item, [...path, place])));
          break;
        case "required":
          for (const key of isObject ? expected : []) {
            if (!Object.hasOwn(value, key)) faults.push({ path: [...path, key], keyword, expected });
          }
          break;
        case "properties":
          for (const [key, below] of Object.entries(isObject ? expected : {})) {
            if (Object.hasOwn(value, key)) faults.push(...this.#check(/** @type {Schema} */ (below), value[key], [...path, key]));
          }
          break;
        case "additionalProperties":
          for (const key of isObject ? Object.keys(value) : []) {
            if (!Object.hasOwn(schema.properties, key)) faults.push({ path: [...path, key], keyword, expected });
          }
          break;
        default: throw new Error(`The schema of entries uses "${keyword}", which the form cannot check`);
      }
    }
    return faults;
  }

  /** @param {string} source */
  #pattern(source) {
    let pattern = this.patterns.get(source);
    if (!pattern) {
      pattern = new RegExp(source, "u");
      this.patterns.set(source, pattern);
    }
    return pattern;
  }
}

/** @param {any} value
 * @param {string} type */
function isOfType(value, type) {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
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
