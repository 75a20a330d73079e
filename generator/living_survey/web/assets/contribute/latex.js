// TeX in titles and names, as BibTeX has it, turned into text.

import { TEX_ACCENTS, TEX_LETTERS } from "./constants.js";
import { tidy } from "./text.js";

const TEX = /\\[A-Za-z@]|\\[^\sA-Za-z]|[{}]|\$[^$]+\$|~/;
/** @type {Record<string, string>} */
const LIGATURES = { "---": "—", "--": "–", "``": "“", "''": "”" };
/** @type {Record<string, string>} */
const DOTTED = { ı: "i", ȷ: "j" };

/** The text that TeX stands for, on one line: `{GAN}s by Erd\H{o}s` -> `GANs by Erdős`. What is not TeX stays.
 * @param {string} tex
 * @returns {string} */
export function texToText(tex) {
  const line = tidy(tex);
  return TEX.test(line) ? tidy(new Reader(line).all()) || line : line;
}

/** Reads from left to right. Groups and accents that are not complete yet are on a stack, so that no depth of nesting
 * overflows the stack of calls. */
class Reader {
  /** @param {string} tex */
  constructor(tex) {
    this.tex = tex;
    this.at = 0;
    /** @type {{mark: string, text: string}[]} An accent has a mark and takes one letter or group; a group has none. */
    this.open = [];
    this.text = "";
  }

  all() {
    while (this.at < this.tex.length) this.#next();
    while (this.open.length) this.#close();
    return this.text;
  }

  #next() {
    const letter = this.tex[this.at];
    const ligature = /^(?:---|--|``|'')/.exec(this.tex.slice(this.at, this.at + 3))?.[0];
    if (letter === "\\") this.#command();
    else if (letter === "{") {
      this.at += 1;
      this.open.push({ mark: "", text: "" });
    } else if (letter === "}") {
      this.at += 1;
      while (this.open.at(-1)?.mark) this.#close(); // accents without a letter
      this.#close();
    } else if (ligature) {
      this.at += ligature.length;
      this.#emit(LIGATURES[ligature]);
    } else this.#character();
  }

  #character() {
    const character = String.fromCodePoint(/** @type {number} */ (this.tex.codePointAt(this.at)));
    this.at += character.length;
    if (character === "~") this.#emit(" ");
    else if (character !== "$") this.#emit(character);
    else if (/^\d/.test(this.#rest()) && !this.tex.includes("$", this.at)) this.#emit("$"); // a price
  }

  #command() {
    const name = /^\\(?:[A-Za-z]+|[^A-Za-z])/u.exec(this.#rest())?.[0].slice(1);
    if (!name) {
      this.at += 1;
      return;
    }
    this.at += name.length + 1;
    const isWord = /^[A-Za-z]/.test(name);
    if (Object.hasOwn(TEX_ACCENTS, name) && (!isWord || /^\s*[{\\A-Za-z]/.test(this.#rest()))) {
      this.#space();
      this.open.push({ mark: TEX_ACCENTS[name], text: "" });
    } else if (isWord) {
      this.#space();
      this.#emit(Object.hasOwn(TEX_LETTERS, name) ? TEX_LETTERS[name] : /^(?:La)?TeX$/.test(name) ? name : "");
    } else this.#emit(/[\s,;:]/.test(name) ? " " : /[!/@-]/.test(name) ? "" : name);
  }

  /** Add text; it completes the accents that wait for it.
   * @param {string} text */
  #emit(text) {
    const inner = this.open.at(-1);
    if (!inner) this.text += text;
    else {
      inner.text += text;
      if (inner.mark && text) this.#close();
    }
  }

  /** Complete the innermost group or accent. */
  #close() {
    for (let inner = this.open.pop(); inner; inner = this.open.pop()) {
      const text = inner.mark ? accented(inner.text, inner.mark) : inner.text;
      const outer = this.open.at(-1);
      if (outer) outer.text += text;
      else this.text += text;
      if (!outer?.mark) return;
    }
  }

  #space() {
    this.at += /^\s*/.exec(this.#rest())?.[0].length ?? 0;
  }

  #rest() {
    return this.tex.slice(this.at, this.at + 40);
  }
}

/** A text with a mark on its first letter.
 * @param {string} text
 * @param {string} mark */
function accented(text, mark) {
  if (!text) return "";
  const first = String.fromCodePoint(/** @type {number} */ (text.codePointAt(0)));
  return ((DOTTED[first] ?? first) + mark).normalize("NFC") + text.slice(first.length);
}
