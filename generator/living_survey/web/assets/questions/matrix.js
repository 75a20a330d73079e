// An overview: opens the rows of approaches, and the works of cells, in place.

import { make } from "../common/dom.js";
import { worksOf } from "./answer.js";
import { rowsTable, sectionLinks } from "./table.js";
import { worksList } from "./works.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Pair} Pair */
/** @typedef {import("./table.js").Places} Places */

/** What the page does for its overviews: `load` gives the answer, `pick` shows a part of it.
 * @typedef {{load: () => Promise<Answer>, places: Places}} Page */

export class Matrix {
  /** @param {HTMLElement} element
   * @param {Page} page */
  constructor(element, page) {
    this.page = page;
    this.relation = element.dataset.relation ?? "";
    this.columns = [...element.querySelectorAll("th[data-value]")].map((head) => /** @type {HTMLElement} */ (head));
    for (const toggle of element.querySelectorAll("button.matrix__toggle")) {
      /** @type {HTMLButtonElement} */ (toggle).hidden = false;
      toggle.addEventListener("click", () => void this.#unfold(/** @type {HTMLButtonElement} */ (toggle)));
    }
    element.addEventListener("click", (event) => this.#open(event));
  }

  /** Show or hide the rows of the approaches below a row.
   * @param {HTMLButtonElement} toggle */
  async #unfold(toggle) {
    const row = /** @type {HTMLTableRowElement} */ (toggle.closest("tr"));
    const isOpen = toggle.getAttribute("aria-expanded") === "true";
    toggle.setAttribute("aria-expanded", String(!isOpen));
    const known = this.#rowsUnder(row);
    row.toggleAttribute("data-open", !isOpen);
    for (const one of known) one.hidden = isOpen;
    if (known.length) return;
    const answer = await this.page.load();
    const ids = nodesOf(row);
    const below = [...answer.below(ids)].filter((node) => node >= 0 && !ids.includes(answer.nodes[node].id)).sort((a, b) => a - b);
    row.after(...below.map((node) => this.#approach(answer, node, answer.line(node).length - answer.line(below[0]).length + 2)));
  }

  /** @param {HTMLTableRowElement} row */
  #rowsUnder(row) {
    const found = [];
    for (let next = row.nextElementSibling; next instanceof HTMLTableRowElement && !next.matches(".matrix__row--d0, .matrix__row--d1"); next = next.nextElementSibling) {
      if (next.matches(".matrix__row--approach")) found.push(next);
      else if (next.matches(".joined__under")) next.remove();
    }
    return found;
  }

  /** @param {Answer} answer
   * @param {number} node
   * @param {number} depth */
  #approach(answer, node, depth) {
    const { id, label } = answer.nodes[node];
    const link = make("a", { href: new URL(`topics/${id}/`, this.page.places.root).href }, label);
    const cells = this.columns.map((head) => this.#cell(answer, id, head.dataset.value ?? "", head.innerText));
    return make("tr", { class: `matrix__row matrix__row--approach matrix__row--d${Math.min(depth, 3)}`, "data-nodes": id }, make("th", { scope: "row" }, link), ...cells);
  }

  /** A cell as the page has them: living_survey/rendering/templates/pages/_matrix.html.j2
   * @param {Answer} answer
   * @param {string} node
   * @param {string} value
   * @param {string} label */
  #cell(answer, node, value, label) {
    const { pair, axis } = this.#pairOf(answer, value);
    const groups = this.#groups(answer, [node], pair, axis);
    const works = worksOf(groups).size;
    const said = this.#said(answer, [node], pair).length > 0;
    const gap = answer.data.gaps.some(([at, ...one]) => answer.nodes[at].id === node && one[0] === pair[0] && one[1] === pair[1]);
    if (!works && !said) return make("td");
    if (!works && !gap && !answer.said.has(`${answer.nodePlace.get(node)} ${pair.join(" ")}`)) return make("td");
    const verb = answer.data.relations[pair[0]][1];
    const state = works ? (said ? "both" : "works") : gap ? "gap" : "said";
    const size = works ? ` matrix__cell--n${works < 3 ? 1 : works < 8 ? 2 : works < 20 ? 3 : 4}` : "";
    const address = new URL(`explore/?node=${node}&${answer.axes[axis].id}=${value}&relation=${this.relation}`, this.page.places.root).href;
    const aside = `: ${verb} ${label}${said ? tr(", stated by the survey") : ""}${works ? "" : tr(", no work")}`;
    return make("td", { class: `matrix__cell matrix__cell--${state}${size}` },
      make("span", { class: "matrix__label", "aria-hidden": "true" }, label),
      make("a", { class: "matrix__open", href: address }, make("b", {}, works || (gap ? tr("gap") : "§")), make("span", { class: "matrix__aside" }, aside)));
  }

  /** @param {Answer} answer
   * @param {string} value
   * @returns {{pair: Pair, axis: number}} */
  #pairOf(answer, value) {
    const relation = answer.data.relations.findIndex(([id]) => id === this.relation);
    const axis = answer.axes.findIndex(({ relations }) => relations.includes(relation));
    return { pair: [relation, answer.axes[axis].values.findIndex(([id]) => id === value)], axis };
  }

  /** @param {Answer} answer
   * @param {string[]} nodes
   * @param {Pair} pair
   * @param {number} axis */
  #groups(answer, nodes, [relation, value], axis) {
    const places = answer.below(nodes);
    return answer.groups.filter((group) => places.has(group.node) && group.pairs[axis].some((one) => one[0] === relation && one[1] === value));
  }

  /** What the survey states about some nodes, or those below or above them: node and sections.
   * @param {Answer} answer
   * @param {string[]} nodes
   * @param {Pair} pair */
  #said(answer, nodes, [relation, value]) {
    const near = answer.below(nodes);
    for (const id of nodes) for (const node of answer.line(answer.nodePlace.get(id) ?? -1)) near.add(node);
    return answer.data.said.filter((one) => near.has(one[0]) && one[1] === relation && one[2] === value);
  }

  /** Show what a cell counts in a row under its own; a second click closes it.
   * @param {MouseEvent} event */
  #open(event) {
    const opener = event.target instanceof Element ? event.target.closest("a.matrix__open") : null;
    if (!(opener instanceof HTMLAnchorElement)) return;
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const row = /** @type {HTMLTableRowElement} */ (opener.closest("tr"));
    const next = row.nextElementSibling;
    const wasOpen = opener.getAttribute("aria-expanded") === "true";
    for (const other of row.querySelectorAll("a[aria-expanded]")) other.removeAttribute("aria-expanded");
    if (next?.matches(".joined__under")) next.remove();
    if (wasOpen) return;
    opener.setAttribute("aria-expanded", "true");
    const under = make("tr", { class: "joined__under" }, make("td", { colspan: this.columns.length + 1 }, make("p", {}, tr("Loading …"))));
    row.after(under);
    const cell = /** @type {HTMLTableCellElement} */ (opener.closest("td"));
    const head = this.columns[cell.cellIndex - 1];
    this.#content(nodesOf(row), row.cells[0].innerText.trim(), head, opener.href).then(
      (content) => under.cells[0].replaceChildren(content),
      () => location.assign(opener.href),
    );
  }

  /** @param {string[]} nodes
   * @param {string} name
   * @param {HTMLElement} head
   * @param {string} explorer */
  async #content(nodes, name, head, explorer) {
    const answer = await this.page.load();
    const { places } = this.page;
    const { pair, axis } = this.#pairOf(answer, head.dataset.value ?? "");
    const groups = this.#groups(answer, nodes, pair, axis);
    const number = worksOf(groups).size;
    const verb = answer.data.relations[pair[0]][1];
    const box = make("div", { class: "matrix__detail" });
    box.append(make("p", {}, make("strong", {}, `${name} ${verb} ${head.innerText}`), number ? `: ${counted(number, "{0} work", "{0} works")}` : tr(": no work here states it"), ". ", number > 0 && make("a", { href: explorer }, tr("Open in the Explorer"))));
    const said = this.#said(answer, nodes, pair);
    if (answer.said.size) {
      const links = said.map((one) => make("span", {}, ` ${answer.nodes[one[0]].label}`, ...sectionLinks(answer, one[3], places)));
      const about = said.length ? [tr("The survey states it about"), ...links.flatMap((link, at) => (at ? [",", link] : [link])), "."] : [tr("The survey does not state it about this approach.")];
      box.append(make("p", { class: "small" }, ...about));
    }
    if (!number) return box;
    const picks = { [answer.axes[axis].id]: head.dataset.value ?? "", relation: this.relation };
    const rows = answer.rows(groups, picks);
    box.append(rows.length > 1 ? rowsTable(answer, rows, picks, places, tr("What is stated with it")) : await worksList(answer, groups, places.folder));
    return box;
  }
}

/** @param {HTMLTableRowElement} row */
function nodesOf(row) {
  return (row.dataset.nodes ?? "").split(" ");
}
