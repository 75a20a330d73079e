// arXiv identifiers and DOIs, as living_survey/knowledge/identifiers.py reads them.

import {
  ACL_DOI, ACL_HOSTS, ACL_PATH, ARXIV_DOI, ARXIV_FORM, ARXIV_HOSTS, ARXIV_PATH, ARXIV_PREFIX, DOI, DOI_PREFIX, NEW_STYLE,
  NEW_STYLE_FAULTS, OLD_STYLE, OLD_STYLE_FAULTS, OPENREVIEW_HOST, OPENREVIEW_PATHS,
} from "./constants.js";
import { faultOf } from "./faults.js";

/** @typedef {{base: string, year: number, month: number, version: number | null}} ArxivId */

/** Read an arXiv identifier; the result is the reason if no identifier looks like this.
 * @param {string} text
 * @returns {ArxivId | string} */
export function parseArxiv(text) {
  const young = NEW_STYLE.exec(text);
  const match = young ?? OLD_STYLE.exec(text);
  if (!match) return ARXIV_FORM;
  const fault = faultOf(text, young ? NEW_STYLE_FAULTS : OLD_STYLE_FAULTS);
  if (fault) return fault.message;
  const [, year, month, version] = match;
  return {
    base: version ? text.slice(0, text.lastIndexOf("v")) : text,
    year: (!young && Number(year) >= 91 ? 1900 : 2000) + Number(year),
    month: Number(month),
    version: version ? Number(version) : null,
  };
}

/** The parsed identifier of a text, or null.
 * @param {unknown} text
 * @returns {ArxivId | null} */
export function arxivOf(text) {
  const parsed = typeof text === "string" ? parseArxiv(text) : "";
  return typeof parsed === "string" ? null : parsed;
}

/** The key of a preprint: `math.GT/0309136` and `math/0309136` are the same.
 * @param {string} identifier */
function arxivKey(identifier) {
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
  let candidate = withScheme(text.trim().replace(ARXIV_PREFIX, ""));
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
  const stripped = withScheme(text.trim()).replace(DOI_PREFIX, "");
  return [stripped, decoded(stripped)].find(isDoi) ?? null;
}

/** Which work an identifier or address is of, the same for all its forms; null if it does not say.
 * @param {string} text
 * @returns {string | null} */
export function identifierIn(text) {
  const arxiv = arxivIn(text);
  if (arxiv) return `arxiv:${arxiv}`;
  const doi = doiIn(text);
  if (doi) {
    const acl = ACL_DOI.exec(doi);
    return acl ? `acl:${acl[1].toLowerCase()}` : `doi:${doi.toLowerCase()}`;
  }
  if (!URL.canParse(text.trim())) return null;
  const { hostname, pathname, searchParams } = new URL(text.trim());
  const host = hostname.replace(/^www\./, "");
  const acl = ACL_HOSTS.has(host) ? ACL_PATH.exec(pathname) : null;
  if (acl) return `acl:${acl[1].toLowerCase()}`;
  const forum = host === OPENREVIEW_HOST && OPENREVIEW_PATHS.has(pathname) ? searchParams.get("id") : null;
  return forum ? `openreview:${forum}` : null;
}

/** An address of arXiv or of the resolver of DOIs, completed if it is typed without a scheme.
 * @param {string} text */
function withScheme(text) {
  return /^(?:www\.|dx\.)?(?:arxiv|ar5iv|alphaxiv|doi)\.org\//i.test(text) ? `https://${text}` : text;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
