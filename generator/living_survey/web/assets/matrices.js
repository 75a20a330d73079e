// Cells of a matrix open a panel on the page. Without this script they lead to the Explorer with the same works.

/** @type {Map<string, Promise<Document>>} */
const fetched = new Map();

/** The panels of a row; a failed request is made again next time.
 * @param {string} address
 * @returns {Promise<Document>} */
function panelsAt(address) {
  const known = fetched.get(address);
  if (known) return known;
  const asked = fetch(address).then(async (answer) => {
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  });
  asked.catch(() => fetched.delete(address));
  fetched.set(address, asked);
  return asked;
}

/** The id of the cell that a link is in, from its row and column.
 * @param {HTMLAnchorElement} opener
 * @returns {string} */
function placeOf(opener) {
  const cell = /** @type {HTMLTableCellElement} */ (opener.closest("td"));
  const columns = /** @type {NodeListOf<HTMLElement>} */ (cell.closest("table")?.querySelectorAll("th[data-value]"));
  return `${cell.closest("tr")?.dataset.cells}--${columns[cell.cellIndex - 1].dataset.value}`;
}

/** Show the panel that a link opens, after the link in the order of the keyboard.
 * @param {HTMLAnchorElement} opener */
async function open(opener) {
  const id = opener.dataset.panel ?? placeOf(opener);
  let panel = document.getElementById(id);
  if (!panel) {
    const folder = /** @type {HTMLElement} */ (document.querySelector("[data-panels]")).dataset.panels;
    // A file has the panels of a row: `question/acts-at--dough.html` that of `acts-at--dough--mixing`.
    const panels = await panelsAt(`${folder}${id.split("--", 2).join("--")}.html`);
    const found = panels.getElementById(id);
    if (!found) throw new Error(`no panel ${id}`);
    panel = /** @type {HTMLElement} */ (document.importNode(found, true));
    opener.after(panel);
    panel.addEventListener("toggle", () => {
      if (!panel?.matches(":popover-open")) (lastOpener ?? opener).focus();
    });
  }
  lastOpener = opener;
  panel.showPopover();
}

/** @type {HTMLAnchorElement | null} */
let lastOpener = null;

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("a.matrix__open") : null;
  if (!(target instanceof HTMLAnchorElement)) return;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!("showPopover" in HTMLElement.prototype)) return;
  event.preventDefault();
  open(target).catch(() => location.assign(target.href));
});

for (const opener of document.querySelectorAll("a.matrix__open")) opener.setAttribute("aria-haspopup", "dialog");
