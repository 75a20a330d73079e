// TeX in titles and names, as BibTeX has it, turned into text.

import { tidy } from "./text.js";

const TEX = /\\[A-Za-z@]|\\[^\sA-Za-z]|[{}]|\$[^$]+\$|~/;
/** @type {Record<string, string>} */
const MARKS = {
  "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", u: "\u0306", ".": "\u0307", '"': "\u0308",
  r: "\u030a", H: "\u030b", v: "\u030c", d: "\u0323", c: "\u0327", k: "\u0328", b: "\u0331", t: "\u0361",
};
/** @type {Record<string, string>} */
const LETTERS = {
  o: "ø", O: "Ø", l: "ł", L: "Ł", ss: "ß", aa: "å", AA: "Å", ae: "æ", AE: "Æ", oe: "œ", OE: "Œ", i: "ı", j: "ȷ",
  dh: "ð", DH: "Ð", th: "þ", TH: "Þ", dj: "đ", DJ: "Đ", LaTeX: "LaTeX", TeX: "TeX",
  textdegree: "°", textmu: "µ", textendash: "–", textemdash: "—", textquoteright: "’", textquoteleft: "‘", textquotedblleft: "“",
  textquotedblright: "”", textbackslash: "\\", textasciitilde: "~", textasciicircum: "^", textunderscore: "_",
  textless: "<", textgreater: ">", textbar: "|", textdollar: "$", textbraceleft: "{", textbraceright: "}",
  ldots: "…", dots: "…", textellipsis: "…", times: "×", cdot: "·", pm: "±", infty: "∞", to: "→", rightarrow: "→",
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ϵ", varepsilon: "ε", zeta: "ζ", eta: "η", theta: "θ",
  kappa: "κ", lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", phi: "ϕ",
  varphi: "φ", chi: "χ", psi: "ψ", omega: "ω", Gamma: "Γ", Delta: "Δ", Theta: "Θ", Lambda: "Λ", Pi: "Π",
  Sigma: "Σ", Phi: "Φ", Psi: "Ψ", Omega: "Ω",
};

/** The text that TeX stands for, on one line: `{GAN}s by Erd\H{o}s` -> `GANs by Erdős`. What is no TeX stays.
 * @param {string} tex
 * @returns {string} */
export function texToText(tex) {
  const line = tidy(tex);
  return TEX.test(line) ? tidy(new Reader(line).all()) || line : line;
}

/** Reads from left to right; braces group, and vanish. */
class Reader {
  /** @param {string} tex */
  constructor(tex) {
    this.tex = tex;
    this.at = 0;
  }

  all() {
    let text = "";
    while (this.at < this.tex.length) text += this.#next();
    return text;
  }

  /** @returns {string} */
  #next() {
    const letter = this.tex[this.at];
    if (letter === "\\") return this.#command();
    const special = /^(?:---|--|``|'')/.exec(this.tex.slice(this.at, this.at + 3))?.[0];
    if (special) {
      this.at += special.length;
      return /** @type {Record<string, string>} */ ({ "---": "—", "--": "–", "``": "“", "''": "”" })[special];
    }
    const code = /** @type {number} */ (this.tex.codePointAt(this.at));
    const character = String.fromCodePoint(code);
    this.at += character.length;
    if (character === "~") return " ";
    if (character === "$") return /^\d/.test(this.tex.slice(this.at)) && !this.#closesMath() ? "$" : "";
    return "{}".includes(character) ? "" : character;
  }

  #closesMath() {
    return this.tex.indexOf("$", this.at) >= 0;
  }

  #command() {
    const name = /^\\(?:[A-Za-z]+|[^A-Za-z])/u.exec(this.tex.slice(this.at, this.at + 40))?.[0].slice(1);
    if (!name) {
      this.at += 1;
      return "";
    }
    this.at += name.length + 1;
    if (name in MARKS && (/^[a-zA-Z]$/.test(name) ? /^\s*[{\\A-Za-z]/.test(this.#rest()) : true)) return this.#accented(MARKS[name]);
    if (/^[A-Za-z]/.test(name)) {
      this.at += /^\s*/.exec(this.#rest())?.[0].length ?? 0;
      return LETTERS[name] ?? "";
    }
    return /[\s,;:!/@-]/.test(name) ? (/[\s,;:]/.test(name) ? " " : "") : name;
  }

  /** @param {string} mark */
  #accented(mark) {
    this.at += /^\s*/.exec(this.#rest())?.[0].length ?? 0;
    const base = this.tex[this.at] === "{" ? this.#group() : this.at < this.tex.length ? this.#next() : "";
    const [first = "", ...others] = base;
    const letter = /** @type {Record<string, string>} */ ({ ı: "i", ȷ: "j" })[first] ?? first;
    return letter ? (letter + mark).normalize("NFC") + others.join("") : "";
  }

  #group() {
    let depth = 0;
    let text = "";
    while (this.at < this.tex.length) {
      if (this.tex[this.at] === "{") depth += 1;
      if (this.tex[this.at] === "}") depth -= 1;
      text += this.#next();
      if (depth === 0) break;
    }
    return text;
  }

  #rest() {
    return this.tex.slice(this.at, this.at + 40);
  }
}
