// A preview: the work as lists show it, and its places as its page shows them.

import { make } from "../common/dom.js";
import { byline, tagsOf } from "./entry.js";
import { named } from "./facets.js";
import { setsOf } from "./statements.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Entry} Entry */

/** @param {HTMLElement} place
 * @param {Entry} entry
 * @param {import("./taxonomy.js").Taxonomy} taxonomy
 * @param {import("./facets.js").Facets} facets */
export function showCard(place, entry, taxonomy, facets) {
  const values = facets.asked.flatMap((field) => named(entry, field.key).map((id) => facets.name(field, id)));
  const links = [entry.arxiv && "arXiv", entry.arxiv && "PDF", entry.doi && "DOI", ...Object.keys(entry.links ?? {})].filter(Boolean);
  const [first] = tagsOf(entry);
  const area = (first && taxonomy.byId.get(first.node)?.area) ?? "none";
  place.replaceChildren(
    make("p", { class: `card-title area-${area}` }, entry.title ?? tr("Its title")),
    make("p", { class: "card-by" }, byline(entry.authors ?? []) || tr("Its authors"), " · ", make("strong", {}, [entry.venue, entry.year].filter(Boolean).join(" "))),
    make("p", { class: "card-by" }, ...values.flatMap((value) => [make("span", { class: "badge" }, value), " "]), links.join(" · ")),
    entry.summary ? make("p", { class: "card-summary" }, entry.summary) : "",
    make("ul", { class: "tags" }, ...tagsOf(entry).map((tag) => {
      const path = taxonomy.path(tag.node);
      return make("li", { class: `area-${taxonomy.byId.get(tag.node)?.area ?? "none"}` },
        make("span", { class: "tags__path" }, ...path.slice(0, -1).flatMap((step) => [step, " › "]), make("strong", {}, path.at(-1))),
        tag.note ? make("span", { class: "tags__note" }, tag.note) : null,
        ...setsOf(tag, facets.stated.tag, true).map(({ stated }) => {
          const text = facets.inWords(stated);
          return text ? make("span", { class: "tags__note" }, text, stated.effect ? `: ${stated.effect}` : null) : null;
        }));
    })),
  );
}
