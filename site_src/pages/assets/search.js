// The search box of every page: a dialog that asks Pagefind's index and shows works, topics, authors and pages.

const SITE = new URL("..", import.meta.url);
const SHOWN = 12;

/** @typedef {{ url: string, meta: Record<string, string>, excerpt: string, sub_results: { title: string, url: string, excerpt: string }[] }} Hit */
/** @typedef {{ search: (query: string) => Promise<{ results: { id: string, score: number, data: () => Promise<Hit> }[] }>, preload: (query: string) => Promise<void>, options: (options: object) => Promise<void>, init: () => Promise<void> }} Pagefind */

/** @type {Promise<Pagefind> | undefined} */
let engine;

/** Load Pagefind once, when the dialog opens first. @returns {Promise<Pagefind>} */
function loadEngine() {
  engine ??= import(new URL("pagefind/pagefind.js", SITE).href).then(async (module) => {
    await module.options({ baseUrl: SITE.pathname, excerptLength: 18, ranking: { termSimilarity: 2, pageLength: 0.5 } });
    await module.init();
    return module;
  });
  return engine;
}

/** @param {string} tag
 * @param {string} className
 * @param {string} [text] */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** An excerpt's text with its marks, and nothing else of its markup.
 * @param {string} excerpt
 * @param {HTMLElement} target */
function showExcerpt(excerpt, target) {
  const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
  for (const node of parsed.childNodes) {
    const isMark = node instanceof HTMLElement && node.tagName === "MARK";
    target.append(isMark ? element("mark", "", node.textContent ?? "") : document.createTextNode(node.textContent ?? ""));
  }
}

/** Letters and digits in small, without accents. @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** One line of the results: where it leads, its kind, its title and what was found.
 * @param {Hit} hit
 * @param {string} query */
function resultItem(hit, query) {
  const kind = hit.meta.kind ?? "Page";
  const words = fold(query).split(/\s+/);
  const isNamed = (/** @type {string} */ name) => words.every((word) => fold(name).split(/[\s-]+/).some((part) => part.startsWith(word)));
  const person = kind === "Authors" ? hit.sub_results.find((part) => isNamed(part.title)) : undefined;
  const item = element("li", "search-hit");
  const link = /** @type {HTMLAnchorElement} */ (element("a", "search-hit__link"));
  link.href = person?.url ?? hit.url;
  link.append(element("span", "badge", person ? "Author" : kind));
  link.append(element("span", "search-hit__title", person?.title ?? hit.meta.title ?? hit.url));
  if (hit.meta.facts && !person) link.append(element("span", "search-hit__facts", hit.meta.facts));
  if (!person) {
    const excerpt = element("span", "search-hit__excerpt");
    showExcerpt(hit.excerpt, excerpt);
    link.append(excerpt);
  }
  item.append(link);
  return item;
}

function makeDialog() {
  const dialog = /** @type {HTMLDialogElement} */ (document.createElement("dialog"));
  dialog.className = "search md-typeset";
  dialog.setAttribute("aria-label", "Search the site");
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "search__form";
  form.setAttribute("role", "search");
  const input = /** @type {HTMLInputElement} */ (element("input", "search__input"));
  input.type = "search";
  input.placeholder = "Works, topics, authors, pages …";
  input.setAttribute("aria-label", "Search the site");
  input.autocomplete = "off";
  const close = /** @type {HTMLButtonElement} */ (element("button", "search__close", "Esc"));
  close.setAttribute("aria-label", "Close the search");
  close.value = "close";
  const status = element("p", "search__status", "");
  status.setAttribute("role", "status");
  const list = element("ol", "search__results");
  form.append(input, close);
  dialog.append(form, status, list);
  document.body.append(dialog);
  return { dialog, form, input, status, list };
}

/** @type {ReturnType<typeof makeDialog> | undefined} */
let parts;
let asked = 0;

/** Pagefind knows words by their stems, so a word half typed may fit none: ask again with less of it.
 * @param {Pagefind} pagefind
 * @param {string} query */
async function findAll(pagefind, query) {
  const { results } = await pagefind.search(query);
  const last = /(\p{L}{5,})$/u.exec(query)?.[1];
  if (results.length >= SHOWN || !last) return results;
  const shorter = query.slice(0, query.length - Math.min(4, last.length - 4));
  const known = new Set(results.map((result) => result.id));
  const more = (await pagefind.search(shorter)).results;
  return [...results, ...more.filter((result) => !known.has(result.id))].sort((a, b) => b.score - a.score);
}

async function showResults() {
  if (!parts) return;
  const { input, status, list } = parts;
  const query = input.value.trim();
  const turn = ++asked;
  if (!query) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  try {
    const pagefind = await loadEngine();
    const found = await findAll(pagefind, query);
    if (turn !== asked) return;
    const hits = await Promise.all(found.slice(0, SHOWN).map((result) => result.data()));
    if (turn !== asked) return;
    const total = found.length;
    status.textContent = total > SHOWN ? `${total} results, the best ${SHOWN}` : `${total} ${total === 1 ? "result" : "results"}`;
    list.replaceChildren(...hits.map((hit) => resultItem(hit, query)));
  } catch (error) {
    status.textContent = "The search index could not be loaded. Reload the page to try again.";
    engine = undefined;
    console.error(error);
  }
}

/** Move the focus among the input and the results. @param {number} step */
function move(step) {
  if (!parts) return;
  const stops = [parts.input, .../** @type {NodeListOf<HTMLElement>} */ (parts.list.querySelectorAll("a"))];
  const here = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  stops[Math.min(Math.max(here + step, 0), stops.length - 1)].focus();
}

/** @param {string} [query] */
function openSearch(query) {
  if (!parts) {
    parts = makeDialog();
    const { dialog, form, input, list } = parts;
    input.addEventListener("input", () => void showResults());
    form.addEventListener("submit", (event) => {
      if (/** @type {SubmitEvent} */ (event).submitter) return;
      event.preventDefault();
      /** @type {HTMLElement | null} */ (list.querySelector("a"))?.click();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
  if (!parts.dialog.open) parts.dialog.showModal();
  if (query !== undefined) parts.input.value = query;
  parts.input.select();
  void showResults();
  loadEngine().catch(() => {
    engine = undefined;
  });
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-search-open]"))) {
  button.hidden = false;
  button.addEventListener("click", () => openSearch());
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.closest("input, textarea, select, [contenteditable]");
  const wanted = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing);
  if (!wanted || event.altKey || event.defaultPrevented) return;
  event.preventDefault();
  openSearch();
});

const query = new URLSearchParams(location.search).get("q");
if (query && location.pathname === SITE.pathname) openSearch(query);
