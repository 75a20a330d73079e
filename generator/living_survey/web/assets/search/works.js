// The engine over the Explorer's data: once that is loaded, nothing that it finds needs a request.

import { load } from "../common/files.js";
import { Corpus } from "../works/corpus.js";
import { loadOthers } from "../works/parts.js";
import { Engine } from "./engine.js";
import { highlighted, isHit } from "./highlight.js";
import { SearchIndex } from "./index.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./engine.js").Entry} Entry */

const DATA = "assets/explore/data/";
const AUTHORS_NAMED = 3;

/** Load the works of a site, and index them without blocking the page.
 * @param {URL} site
 * @param {Entry[]} entries
 * @returns {Promise<Engine>} */
export async function engineOf(site, entries) {
  const addressOf = (/** @type {string} */ file) => new URL(`${file}.json`, new URL(DATA, site));
  const start = /** @type {import("../works/corpus.js").Payload} */ (await load(addressOf("works")));
  const corpus = new Corpus(await loadOthers(start, addressOf));
  const index = new SearchIndex(corpus, null);
  await index.whileIdle();
  const engine = new Engine(corpus, index, entries);
  if (corpus.hasAbstracts) addAbstracts(engine, addressOf("abstracts")).catch(console.error);
  return engine;
}

/** Index abstracts as well, once they are loaded; they are many times as long as everything else.
 * @param {Engine} engine
 * @param {URL} address */
async function addAbstracts(engine, address) {
  const index = new SearchIndex(engine.corpus, /** @type {Record<string, string>} */ (await load(address)));
  await index.whileIdle();
  engine.index = index;
}

/** What a line of the results says of a work: its people, venue and year, and a text in which something was found.
 * @param {Corpus} corpus
 * @param {number} work
 * @param {ReadonlySet<string>} starts of the words found
 * @returns {{facts: string, excerpt: Node | undefined}} */
export function aboutWork(corpus, work, starts) {
  const texts = [corpus.summaries[work], ...corpus.tagNotes[work]];
  const text = texts.find((one) => isHit(one, starts)) ?? texts.find((one) => one) ?? "";
  const names = corpus.authorsOf[work].map((author) => corpus.authors[author]);
  const others = names.length - AUTHORS_NAMED;
  const people = others > 1 ? tr("{0} and {1} more", names.slice(0, AUTHORS_NAMED).join(", "), others) : names.join(", ");
  const published = [corpus.venue(work), corpus.years[work]].filter(Boolean).join(" ");
  return { facts: [people, published].filter(Boolean).join(" · "), excerpt: text ? highlighted(text, starts) : undefined };
}
