// Tables that sort by a click on a heading and filter as one types; lists of works in the order asked for.

/** A cell's value to sort by: numbers with K, M, B where the column asks for quantities, else text.
 * @param {HTMLTableCellElement | undefined} cell
 * @param {boolean} quantity
 * @returns {number | string} */
function sortKey(cell, quantity) {
  const text = (cell?.textContent ?? "").trim();
  if (!quantity) return text.toLocaleLowerCase("en");
  const match = /([\d.,]+)\s*([KMBT])?/i.exec(text);
  if (!match) return -1;
  const unit = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[(match[2] ?? "").toUpperCase()] ?? 1;
  return Number.parseFloat(match[1].replaceAll(",", "")) * unit;
}

/** @param {HTMLTableElement} table */
function makeSortable(table) {
  const body = table.tBodies[0];
  for (const heading of table.tHead?.rows[0]?.cells ?? []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead?.rows[0]?.cells ?? []) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const quantity = heading.dataset.type === "quantity";
      const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[heading.cellIndex], quantity) }));
      keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (descending ? -1 : 1));
      body.append(...keyed.map((item) => item.row));
    });
  }
}

/** @param {HTMLElement} tools
 * @param {HTMLTableElement} table */
function makeFilterable(tools, table) {
  const words = /** @type {HTMLInputElement} */ (tools.querySelector("[data-filter-text]"));
  const choices = /** @type {HTMLSelectElement[]} */ ([...tools.querySelectorAll("[data-filter-column]")]);
  const status = tools.querySelector("[role=status]");
  const rows = [...table.tBodies[0].rows];
  const apply = () => {
    const wanted = words.value.toLocaleLowerCase("en").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent?.toLocaleLowerCase("en") ?? "";
      const fits =
        wanted.every((word) => text.includes(word)) &&
        choices.every((choice) => {
          if (!choice.value) return true;
          const cell = row.cells[Number(choice.dataset.filterColumn)].textContent ?? "";
          return cell.split(",").some((part) => part.trim() === choice.value);
        });
      row.hidden = !fits;
      shown += Number(fits);
    }
    if (status) status.textContent = `${shown} of ${rows.length} rows`;
  };
  tools.hidden = false;
  tools.addEventListener("input", apply);
  apply();
}

/** Lists of works in the order that the page's choice asks for. @param {HTMLSelectElement} choice */
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
for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table.data-table"))) {
  makeSortable(table);
}
for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-table-for]"))) {
  const table = document.getElementById(tools.dataset.tableFor ?? "");
  if (table instanceof HTMLTableElement) makeFilterable(tools, table);
}
