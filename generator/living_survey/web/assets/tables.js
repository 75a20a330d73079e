// Tables with sortable columns and filters, and the order of lists of works.

import { tr } from "./common/texts.js";

/** @typedef {{row: HTMLTableRowElement, text: string, parts: Map<string, string[]>}} Line */

/** @param {HTMLTableElement} table
 * @returns {HTMLTableCellElement[]} */
function headings(table) {
  return [...(table.tHead?.rows[0]?.cells ?? [])];
}

/** What a row is sorted by in a column: the number that its cell has or starts with, else its text.
 * @param {HTMLTableRowElement} row
 * @param {HTMLTableCellElement} heading
 * @returns {number | string | null} nothing for an empty cell, which comes last in either order */
function sortKey(row, heading) {
  const cell = row.cells[heading.cellIndex];
  if (cell?.dataset.sort !== undefined) return Number(cell.dataset.sort);
  const text = cell?.textContent?.trim() ?? "";
  if (heading.dataset.type !== "number") return text.toLocaleLowerCase("en") || null;
  const number = Number.parseFloat(text.replaceAll(",", ""));
  return Number.isNaN(number) ? null : number;
}

/** @param {HTMLTableElement} table
 * @param {HTMLTableCellElement | undefined} heading none for the order of the page
 * @param {boolean} descending
 * @param {HTMLTableRowElement[]} asListed */
function sortRows(table, heading, descending, asListed) {
  for (const other of headings(table)) other.removeAttribute("aria-sort");
  if (!heading) {
    table.tBodies[0].append(...asListed);
    return;
  }
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const keyed = asListed.map((row) => ({ row, key: sortKey(row, heading) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (descending ? -1 : 1);
  });
  table.tBodies[0].append(...keyed.map(({ row }) => row));
}

/** Headings become buttons. Returns a function that sorts by the name of a column: `size`, or `-size` for
 * the largest first; an empty name restores the order of the page.
 * @param {HTMLTableElement} table
 * @param {(order: string) => void} tell called with the order that a reader chose
 * @returns {(order: string) => void} */
function makeSortable(table, tell) {
  const asListed = [...table.tBodies[0].rows];
  for (const heading of headings(table)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      sortRows(table, heading, descending, asListed);
      tell(`${descending ? "-" : ""}${heading.dataset.name ?? ""}`);
    });
  }
  return (order) => {
    const named = headings(table).find(({ dataset }) => dataset.name && dataset.name === order.replace(/^-/, ""));
    sortRows(table, named, order.startsWith("-"), asListed);
  };
}

/** The parts of a cell, as the menu of its column lists them.
 * @param {HTMLTableCellElement | undefined} cell
 * @param {string} separators
 * @returns {string[]} */
function partsOf(cell, separators) {
  if (cell?.dataset.parts !== undefined) return cell.dataset.parts.split("\n");
  const text = cell?.textContent?.trim() ?? "";
  const cut = [...separators].reduce((parts, separator) => parts.flatMap((part) => part.split(separator)), [text]);
  return [...new Set([text, ...cut.map((part) => part.trim())])];
}

/** Filters of a table, kept in the address: `?q=words&kinds=Dataset&printed=1&sort=-quantity`. */
class TableFilters {
  /** @param {HTMLElement} tools
   * @param {HTMLTableElement} table */
  constructor(tools, table) {
    this.words = /** @type {HTMLInputElement} */ (tools.querySelector("[data-filter-text]"));
    this.choices = /** @type {HTMLSelectElement[]} */ ([...tools.querySelectorAll("[data-filter-column]")]);
    this.printed = /** @type {HTMLInputElement | null} */ (tools.querySelector("[data-filter-printed]"));
    this.order = /** @type {HTMLSelectElement} */ (tools.querySelector("[data-order]"));
    this.clear = /** @type {HTMLButtonElement} */ (tools.querySelector("[data-clear]"));
    this.status = tools.querySelector("[role=status]");
    this.lines = [...table.tBodies[0].rows].map((row) => this.#line(table, row));
    /** @type {string[]} */ this.wanted = [];
    this.sort = makeSortable(table, (order) => this.#sorted(order));
    this.sortedBy = "";
    tools.addEventListener("input", ({ target }) => {
      if (target === this.order) this.#sortBy(this.order.value);
      this.apply();
      this.#keep();
    });
    this.clear.addEventListener("click", () => {
      this.#read(new URLSearchParams());
      this.#keep();
      this.words.focus();
    });
    addEventListener("popstate", () => this.#read(new URLSearchParams(location.search)));
    this.#read(new URLSearchParams(location.search));
    tools.hidden = false;
  }

  /** @param {HTMLTableElement} table
   * @param {HTMLTableRowElement} row
   * @returns {Line} */
  #line(table, row) {
    const parts = new Map();
    for (const choice of this.choices) {
      const name = choice.dataset.filterColumn ?? "";
      const heading = headings(table).find(({ dataset }) => dataset.name === name);
      parts.set(name, partsOf(row.cells[heading?.cellIndex ?? -1], choice.dataset.split ?? ","));
    }
    return { row, text: row.textContent?.toLocaleLowerCase("en") ?? "", parts };
  }

  /** @param {Line} line
   * @param {HTMLSelectElement} [except] a menu whose own choice does not count
   * @returns {boolean} */
  #fits({ row, text, parts }, except) {
    return (
      this.wanted.every((word) => text.includes(word)) &&
      (!this.printed?.checked || row.id !== "") &&
      this.choices.every((choice) => {
        if (choice === except || !choice.value) return true;
        return parts.get(choice.dataset.filterColumn ?? "")?.includes(choice.value);
      })
    );
  }

  /** Show the rows that match, and beside each choice how many rows it would give. */
  apply() {
    this.wanted = this.words.value.toLocaleLowerCase("en").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const line of this.lines) {
      line.row.hidden = !this.#fits(line);
      shown += Number(!line.row.hidden);
    }
    for (const choice of this.choices) this.#count(choice);
    if (this.status) this.status.textContent = tr("{0} of {1} rows", shown.toLocaleString("en"), this.lines.length.toLocaleString("en"));
    this.clear.hidden = !this.#parameters().size;
  }

  /** @param {HTMLSelectElement} choice */
  #count(choice) {
    const column = choice.dataset.filterColumn ?? "";
    /** @type {Map<string, number>} */ const counts = new Map();
    for (const line of this.lines) {
      if (!this.#fits(line, choice)) continue;
      for (const part of line.parts.get(column) ?? []) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    for (const option of choice.options) {
      if (option.value) option.textContent = `${option.value} (${(counts.get(option.value) ?? 0).toLocaleString("en")})`;
    }
  }

  /** @param {string} order */
  #sortBy(order) {
    this.sort(order);
    this.#sorted(order, false);
  }

  /** @param {string} order
   * @param {boolean} [keep] */
  #sorted(order, keep = true) {
    this.sortedBy = order;
    this.order.value = [...this.order.options].some(({ value }) => value === order) ? order : "";
    if (keep) {
      this.clear.hidden = !this.#parameters().size;
      this.#keep();
    }
  }

  /** @returns {URLSearchParams} */
  #parameters() {
    const parameters = new URLSearchParams();
    if (this.words.value.trim()) parameters.set("q", this.words.value.trim());
    for (const { dataset, value } of this.choices) if (value) parameters.set(dataset.filterColumn ?? "", value);
    if (this.printed?.checked) parameters.set("printed", "1");
    if (this.sortedBy) parameters.set("sort", this.sortedBy);
    return parameters;
  }

  /** Put the filters into the address. */
  #keep() {
    const query = this.#parameters().toString();
    history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
  }

  /** @param {URLSearchParams} parameters */
  #read(parameters) {
    this.words.value = parameters.get("q") ?? "";
    for (const choice of this.choices) {
      const value = parameters.get(choice.dataset.filterColumn ?? "") ?? "";
      choice.value = [...choice.options].some((option) => option.value === value) ? value : "";
    }
    if (this.printed) this.printed.checked = parameters.get("printed") === "1";
    this.#sortBy(parameters.get("sort") ?? "");
    this.apply();
  }
}

/** Lists of works in the chosen order. @param {HTMLSelectElement} choice */
function makeOrderable(choice) {
  const lists = [...document.querySelectorAll("ul.works")].map((list) => ({ list, newest: [...list.children] }));
  const citations = (/** @type {Element} */ item) => Number(/** @type {HTMLElement} */ (item).dataset.citations ?? -1);
  choice.closest("[hidden]")?.removeAttribute("hidden");
  choice.addEventListener("change", () => {
    for (const { list, newest } of lists) {
      list.append(...(choice.value === "citations" ? newest.toSorted((a, b) => citations(b) - citations(a)) : newest));
    }
  });
}

for (const choice of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("[data-sort-works]"))) {
  makeOrderable(choice);
}
const toolsOf = new Map(
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-table-for]")]).map((tools) => [
    tools.dataset.tableFor,
    tools,
  ]),
);
for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table.data-table"))) {
  const tools = toolsOf.get(table.id);
  if (tools) new TableFilters(tools, table);
  else makeSortable(table, () => {});
}
