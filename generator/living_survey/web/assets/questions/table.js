// Rows of the answer as a table; each opens its works in place.

import { fill, make } from "../common/dom.js";
import { worksList } from "./works.js";
import { counted, formatted, tr } from "../common/texts.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Group} Group */
/** @typedef {import("./answer.js").Pair} Pair */
/** @typedef {import("./answer.js").Picks} Picks */
/** @typedef {import("./answer.js").Row} Row */

/** Addresses of the site: its root, and the folder of the statements.
 * @typedef {{root: URL, folder: URL}} Places */

const STEP = 40;

/** The rows, some at first.
 * @param {Answer} answer
 * @param {Row[]} rows
 * @param {Picks} picks
 * @param {Places} places
 * @param {string} caption
 * @returns {HTMLElement} */
export function rowsTable(answer, rows, picks, places, caption) {
  const columns = columnsOf(answer, rows, picks);
  const body = make("tbody");
  const heads = [...columns.map(({ title }) => title), tr("Works"), tr("With a result"), ...(answer.said.size ? [tr("The survey, of the approach")] : [])];
  const table = make("table", { class: "joined__table" },
    make("caption", { class: "joined__caption" }, caption),
    make("thead", {}, make("tr", {}, ...heads.map((title) => make("th", { scope: "col" }, title)))),
    body,
  );
  const box = make("div", {}, table);
  const more = make("button", { type: "button", class: "joined__more" });
  let shown = 0;
  const extend = () => {
    for (const row of rows.slice(shown, shown + STEP)) body.append(rowOf(answer, row, columns, places, heads.length));
    shown = Math.min(shown + STEP, rows.length);
    const left = rows.length - shown;
    more.hidden = left === 0;
    more.textContent = tr("Show {0} more of {1}", Math.min(STEP, left), counted(left, "{0} row", "{0} rows"));
  };
  more.addEventListener("click", () => {
    const next = body.children.length;
    extend();
    body.children[next]?.querySelector("button")?.focus();
  });
  extend();
  box.append(more);
  if (rows.length === 1) body.querySelector("button")?.click();
  return box;
}

/** @typedef {{title: string, cell: (row: Row) => Node}} Column */

/** The columns that differ from row to row.
 * @param {Answer} answer
 * @param {Row[]} rows
 * @param {Picks} picks
 * @returns {Column[]} */
function columnsOf(answer, rows, picks) {
  /** @type {Column} */
  const approach = { title: tr("Approach"), cell: ({ node }) => make("span", {}, topicOf(answer, node), answer.nodes[node].label) };
  const columns = new Set(rows.map(({ node }) => node)).size > 1 ? [approach] : [];
  answer.axes.forEach((axis, at) => {
    if (picks[axis.id] && (picks.relation || axis.relations.length === 1)) return;
    columns.push({ title: axis.title, cell: ({ pairs }) => pairText(answer, at, pairs[at]) });
  });
  if (answer.data.served.length && !picks.serves) {
    const label = (/** @type {number} */ topic) => (topic < 0 ? none(tr("not stated")) : make("span", {}, answer.data.served[topic][1]));
    columns.push({ title: answer.data.served_title, cell: ({ served }) => label(served) });
  }
  return columns.length ? columns : [approach];
}

/** Whose approach a node is: "Visual" alone says little.
 * @param {Answer} answer
 * @param {number} node */
function topicOf(answer, node) {
  const { topic } = answer.nodes[node];
  return topic && make("span", { class: "joined__topic" }, `${topic} › `);
}

/** @param {string} text */
function none(text) {
  return make("span", { class: "joined__none" }, text);
}

/** @param {Answer} answer
 * @param {number} at
 * @param {Pair | null} pair */
function pairText(answer, at, pair) {
  if (!pair) return none(tr("not stated"));
  const { relations, values } = answer.axes[at];
  const verb = relations.length > 1 && make("span", { class: "joined__verb" }, answer.data.relations[pair[0]][1], " ");
  return make("span", {}, verb, values[pair[1]][1]);
}

/** @param {Answer} answer
 * @param {Row} row
 * @param {Column[]} columns
 * @param {Places} places
 * @param {number} width */
function rowOf(answer, row, columns, places, width) {
  const [first, ...others] = columns;
  const opener = make("button", { type: "button", class: "joined__open", "aria-expanded": "false" }, first.cell(row));
  const line = make("tr", {},
    make("th", { scope: "row", "data-label": first.title }, opener),
    ...others.map(({ title, cell }) => make("td", { "data-label": title }, cell(row))),
    make("td", { "data-label": tr("Works") }, formatted(row.works)),
    make("td", { "data-label": tr("With a result") }, row.results || ""),
    answer.said.size > 0 && make("td", { "data-label": tr("The survey") }, ...saidOf(answer, row, places)),
  );
  addOpener(opener, line, width, () => worksList(answer, row.groups, places.folder));
  return line;
}

/** Let a button open a row under its own, and close it again; what it shows is made when it is opened first.
 * @param {HTMLElement} opener
 * @param {HTMLTableRowElement} line
 * @param {number} width
 * @param {() => Promise<HTMLElement>} content */
export function addOpener(opener, line, width, content) {
  /** @type {HTMLTableRowElement | null} */
  let opened = null;
  opener.addEventListener("click", async () => {
    const isOpen = opener.getAttribute("aria-expanded") === "true";
    opener.setAttribute("aria-expanded", String(!isOpen));
    if (!opened) {
      opened = make("tr", { class: "joined__under" }, make("td", { colspan: width }, make("p", {}, tr("Loading …"))));
      line.after(opened);
      const shown = await content().catch(() => make("p", {}, tr("The works could not be loaded. Check your connection and try again.")));
      opened.cells[0].replaceChildren(shown);
    }
    opened.hidden = isOpen;
  });
}

/** Where the survey states the values of a row about its approach.
 * @param {Answer} answer
 * @param {Row} row
 * @param {Places} places */
function saidOf(answer, row, places) {
  const parts = row.pairs.flatMap((pair) => {
    const sections = pair && answer.saidAt(row.node, pair);
    return pair && sections ? [make("span", {}, answer.data.relations[pair[0]][1], ...sectionLinks(answer, sections, places))] : [];
  });
  return parts.length ? parts.flatMap((part, place) => (place ? ["; ", part] : [part])) : [none("–")];
}

/** @param {Answer} answer
 * @param {number[]} sections
 * @param {Places} places */
export function sectionLinks(answer, sections, places) {
  return sections.flatMap((section) => {
    const [label, anchor] = answer.data.sections[section];
    const link = anchor ? make("a", { class: "section-link", href: new URL(`survey/#${anchor}`, places.root).href }, label) : label;
    return [" ", link];
  });
}

/** What the survey states and no work does, each with its reason.
 * @param {Answer} answer
 * @param {Picks} picks
 * @param {Places} places
 * @returns {HTMLElement | null} */
export function gapsList(answer, picks, places) {
  const gaps = answer.gaps(picks);
  if (!gaps.length) return null;
  const list = make("ul", { class: "matrix__gaps" });
  for (const [node, relation, value, works, unstated] of gaps) {
    const axis = answer.axes.find(({ relations }) => relations.includes(relation));
    if (!axis) continue;
    const { id, label } = answer.nodes[node];
    const sections = answer.saidAt(node, [relation, value]) ?? [];
    const address = new URL(`explore/?node=${id}&${axis.id}=not-stated`, places.root).href;
    const reason = works ? tr("none of the {0} there states it", counted(works, "{0} work", "{0} works")) : tr("no work has this tag");
    fill(list, make("li", {}, topicOf(answer, node), make("a", { href: new URL(`topics/${id}/`, places.root).href }, label),
      tr(" {0} {1}: stated by the survey", answer.data.relations[relation][1], axis.values[value][1]), ...sectionLinks(answer, sections, places), `; ${reason}`,
      unstated > 0 && "; ", unstated > 0 && make("a", { href: address }, tr("for {0} of them no {1} is stated", formatted(unstated), axis.title.toLowerCase())), "."));
  }
  return make("div", { class: "joined__gaps" }, make("p", {}, make("strong", {}, counted(gaps.length, "{0} gap", "{0} gaps")), tr(": stated by the survey about an approach, but by no work here")), list);
}
