// arXiv identifiers, DOIs and citation keys, as living_survey/knowledge/identifiers.py, sources/references.py and
// sources/drafts.py read and make them.

import { fold } from "../explore/fold.js";
import { pieces } from "./text.js";

/** @typedef {{base: string, year: number, month: number, version: number | null}} ArxivId */

const NEW_STYLE = /^([0-9]{2})([0-9]{2})\.([0-9]{4,5})(?:v([1-9][0-9]*))?$/;
const OLD_STYLE = /^([a-z]+(?:-[a-z]+)?)(?:\.[A-Z]{2})?\/([0-9]{2})([0-9]{2})[0-9]{3}(?:v([1-9][0-9]*))?$/;
const ARCHIVES = new Set(
  ("acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga " +
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph " +
    "q-alg q-bio quant-ph solv-int supr-con").split(" "),
);
const DOI = /^10\.[0-9]{4,9}(?:\.[0-9]+)*\/[^\s"<>{}|\\^`]+$/;
const ARXIV_HOSTS = ["arxiv.org", "ar5iv.org", "alphaxiv.org", "huggingface.co"];
const ARXIV_PATH = /^\/(?:abs|pdf|html|format|papers|e-print|src|overview)\/(.+?)(?:\.pdf)?\/?$/;
const ARXIV_PREFIX = /arxiv:\s*/i;
const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/i;
const DOI_PREFIX = /(?:doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)/i;
const CITATION_KEY = /^([a-z]{1,40})((?:19|20)[0-9]{2})([a-z0-9]{1,60})$/;
const SUFFIXES_OF_NAMES = new Set(["jr", "sr", "ii", "iii", "iv"]);
const GROUPS = new Set(["team", "group", "collaboration", "consortium", "project", "community"]);

/** Read an arXiv identifier; the result is a text if it is not one.
 * @param {string} text
 * @returns {ArxivId | string} */
export function parseArxiv(text) {
  const young = NEW_STYLE.exec(text);
  const old = OLD_STYLE.exec(text);
  if (young) {
    const [shortYear, month, version] = [Number(young[1]), Number(young[2]), young[4]];
    if (month < 1 || month > 12) return `month ${young[2]} does not exist`;
    if (shortYear * 100 + month < 704) return "identifiers of this form start in April 2007 (0704)";
    const digits = shortYear * 100 + month >= 1501 ? 5 : 4;
    if (young[3].length !== digits) return `identifiers of ${2000 + shortYear} have ${digits} digits after the dot`;
    if (Number(young[3]) === 0) return "the number after the dot starts at 1";
    return arxivId(text, 2000 + shortYear, month, version);
  }
  if (old) {
    const [shortYear, month] = [Number(old[2]), Number(old[3])];
    if (!ARCHIVES.has(old[1])) return `"${old[1]}" is not an archive of arXiv`;
    if (month < 1 || month > 12) return `month ${old[3]} does not exist`;
    const year = shortYear >= 91 ? 1900 + shortYear : 2000 + shortYear;
    if (year * 100 + month < 199108 || year * 100 + month > 200703) {
      return "identifiers of this form run from August 1991 to March 2007";
    }
    return arxivId(text, year, month, old[4]);
  }
  return 'it looks like "2304.14108" or "hep-th/9901001"';
}

/** @param {string} text
 * @param {number} year
 * @param {number} month
 * @param {string | undefined} version
 * @returns {ArxivId} */
function arxivId(text, year, month, version) {
  return { base: version ? text.slice(0, text.lastIndexOf("v")) : text, year, month, version: version ? Number(version) : null };
}

/** The parsed identifier of a text, or null.
 * @param {unknown} text
 * @returns {ArxivId | null} */
export function arxivOf(text) {
  const parsed = typeof text === "string" ? parseArxiv(text) : "";
  return typeof parsed === "string" ? null : parsed;
}

/** `math.GT/0309136` and `math/0309136` are the same.
 * @param {string} identifier */
export function arxivKey(identifier) {
  const slash = identifier.indexOf("/");
  return slash < 0 ? identifier : identifier.slice(0, slash).split(".")[0] + identifier.slice(slash);
}

/** @param {string} text */
export function isDoi(text) {
  return DOI.test(text);
}

/** The arXiv identifier, without version, that a text is: bare, prefixed, an address, or arXiv's DOI.
 * @param {string} text
 * @returns {string | null} */
export function arxivIn(text) {
  let candidate = text.trim().replace(ARXIV_PREFIX, "");
  if (/^(?:www\.)?(?:arxiv|ar5iv|alphaxiv)\.org\//i.test(candidate)) candidate = `https://${candidate}`;
  if (candidate.includes("://") && URL.canParse(candidate)) {
    const address = new URL(candidate);
    const host = address.hostname.replace(/^www\./, "");
    const path = ARXIV_PATH.exec(decoded(address.pathname));
    if (path && ARXIV_HOSTS.some((known) => host === known || host.endsWith(`.${known}`))) candidate = path[1];
    else candidate = candidate.replace(DOI_PREFIX, "");
  }
  candidate = ARXIV_DOI.exec(candidate)?.[1] ?? candidate;
  const found = arxivOf(candidate.replace(/\.pdf$/, ""));
  return found ? arxivKey(found.base) : null;
}

/** The DOI that a text is: bare, prefixed, or an address of the resolver.
 * @param {string} text
 * @returns {string | null} */
export function doiIn(text) {
  const stripped = text.trim().replace(DOI_PREFIX, "");
  return [stripped, decoded(stripped)].find(isDoi) ?? null;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The name, year and word of a work's id; null if it is none.
 * @param {string} text
 * @returns {{name: string, year: number, word: string} | null} */
export function parseKey(text) {
  const match = CITATION_KEY.exec(text);
  return match && { name: match[1], year: Number(match[2]), word: match[3] };
}

/** The last word of a name as printed, without a suffix.
 * @param {string} author */
export function lastName(author) {
  const parts = pieces(author).filter((part) => !SUFFIXES_OF_NAMES.has(fold(part).replace(/^\.+|\.+$/g, "")));
  return parts.at(-1) ?? author;
}

/** @param {string} text */
export function lettersOf(text) {
  return fold(text).replace(/[^a-z]/g, "");
}

/** The id of a work: first author's last name, first public year, first word of the title that is not a stop word. A second work of
 * the same id gets a `b`, a third a `c`. Null if there is nothing to make one of.
 * @param {{title?: string, authors?: string[], year?: number, published?: string, arxiv?: string}} entry
 * @param {ReadonlySet<string>} taken
 * @param {ReadonlySet<string>} stopWords
 * @returns {string | null} */
export function citationKey(entry, taken, stopWords) {
  const name = lettersOf(namingWord(entry.authors?.[0] ?? ""));
  const year = firstYear(entry);
  const candidates = pieces(entry.title ?? "").map((part) => fold(part).replace(/[^a-z0-9]/g, "")).filter(Boolean);
  const word = candidates.find((one) => !stopWords.has(one)) ?? candidates[0];
  if (!name || !year || !word) return null;
  const key = `${name.slice(0, 40)}${year}${word.slice(0, 55)}`;
  return ["", ..."bcdefghijklmnopqrstuvwxyz"].map((suffix) => key + suffix).find((one) => !taken.has(one)) ?? null;
}

/** The first public year: of the first date, of the arXiv identifier, or of the venue.
 * @param {{year?: number, published?: string, arxiv?: string}} entry */
export function firstYear(entry) {
  return Number(entry.published?.slice(0, 4)) || arxivOf(entry.arxiv)?.year || entry.year || 0;
}

/** The last name of a person, the first word of a group: `Gemini Team` -> `Gemini`.
 * @param {string} author */
function namingWord(author) {
  const last = lastName(author);
  return GROUPS.has(fold(last)) ? pieces(author)[0] ?? author : last;
}
