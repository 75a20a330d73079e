// The works of rows and cells, with what they state there. living_survey/rendering/templates/pages/statements.html.j2

import { fill, make } from "../common/dom.js";
import { loadText } from "../common/files.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Group} Group */

const FIRST = 12;

/** @type {Map<string, Promise<Element[]>>} */
const loaded = new Map();

/** The works at a node; a failed request is made again next time.
 * @param {URL} address
 * @returns {Promise<Element[]>} */
function worksAt(address) {
  const known = loaded.get(address.href);
  if (known) return known;
  const asked = loadText(address).then((text) => [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("li")]);
  asked.catch(() => loaded.delete(address.href));
  loaded.set(address.href, asked);
  return asked;
}

/** A list of the works that state some groups, those with a result first; the first twelve, until all are asked for.
 * @param {Answer} answer
 * @param {Group[]} groups
 * @param {URL} folder of the files with the statements
 * @returns {Promise<HTMLElement>} */
export async function worksList(answer, groups, folder) {
  const nodes = [...new Set(groups.map(({ node }) => node))];
  const files = await Promise.all(nodes.map((node) => worksAt(new URL(`${answer.nodes[node].id}.html`, folder))));
  const items = nodes.flatMap((node, at) => {
    const here = groups.filter((group) => group.node === node);
    const shown = new Set(here.map(({ place }) => String(place)));
    const works = new Map(here.map((group) => [String(answer.data.works[group.work][0]), group]));
    return files[at].flatMap((source) => {
      const group = works.get(source.getAttribute("data-work") ?? "");
      if (!group) return [];
      const item = /** @type {HTMLElement} */ (document.importNode(source, true));
      for (const part of item.querySelectorAll("[data-group]")) {
        if (!shown.has(part.getAttribute("data-group") ?? "")) part.remove();
      }
      return { item, work: group.work, hasResult: here.some((one) => one.work === group.work && one.hasResult) };
    });
  });
  items.sort((a, b) => Number(b.hasResult) - Number(a.hasResult) || a.work - b.work);
  const list = make("ul", { class: `joined__works${nodes.length > 1 ? " joined__works--many" : ""}` });
  const box = make("div", { class: "joined__opened" }, list);
  fill(list, ...items.slice(0, FIRST).map(({ item }) => item));
  const rest = items.slice(FIRST);
  if (rest.length) {
    const more = make("button", { type: "button", class: "joined__more" }, tr("Show {0}", counted(rest.length, "{0} more work", "{0} more works")));
    more.addEventListener("click", () => {
      fill(list, ...rest.map(({ item }) => item));
      more.remove();
      rest[0].item.querySelector("a")?.focus();
    });
    box.append(more);
  }
  return box;
}
