// The work as it will stand in lists, and its places as they will stand on its page.

import { make } from "../explore/dom.js";
import { byline, tagsOf } from "./entry.js";

/** @typedef {import("./entry.js").Entry} Entry */

/** @param {HTMLElement} place
 * @param {Entry} entry
 * @param {import("./taxonomy.js").Taxonomy} taxonomy */
export function showCard(place, entry, taxonomy) {
  const links = [entry.arxiv && "arXiv", entry.arxiv && "PDF", entry.doi && "DOI", ...Object.keys(entry.links ?? {})].filter(Boolean);
  const [first] = tagsOf(entry);
  const area = (first && taxonomy.byId.get(first.node)?.area) ?? "none";
  place.replaceChildren(
    make("p", { class: `card-title area-${area}` }, entry.title ?? "Its title"),
    make("p", { class: "card-by" }, byline(entry.authors ?? []) || "Its authors", " · ", make("strong", {}, [entry.venue, entry.year].filter(Boolean).join(" "))),
    make("p", { class: "card-by" }, make("span", { class: "badge" }, entry.kind ?? "paper"), " ", links.join(" · ")),
    make("ul", { class: "tags" }, ...tagsOf(entry).map((tag) => {
      const path = taxonomy.path(tag.node);
      return make("li", { class: `area-${taxonomy.byId.get(tag.node)?.area ?? "none"}` },
        make("span", { class: "tags__path" }, ...path.slice(0, -1).flatMap((step) => [step, " › "]), make("strong", {}, path.at(-1))),
        tag.note ? make("span", { class: "tags__note" }, tag.note) : null);
    })),
  );
}
