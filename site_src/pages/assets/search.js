// The search box of every page: a dialog that shows what is called so, and what Pagefind's index finds, best first.

const SITE = new URL("..", import.meta.url);
const SHOWN = 12;
/** So many results are looked at before the best are shown: Pagefind does not know which title is the very words. */
const LOOKED_AT = 24;
const NAMES_SHOWN = 5;
const AUTHORS_SHOWN = 3;
/** The best that `likeness` says. */
const EXACT = 4;

/** @typedef {{ url: string, content: string, meta: Record<string, string>, excerpt: string, sub_results: { title: string, url: string, excerpt: string }[] }} Hit */
/** @typedef {{ id: string, score: number, data: () => Promise<Hit> }} Found */
/** @typedef {{ search: (query: string) => Promise<{ results: Found[] }>, options: (options: object) => Promise<void>, init: () => Promise<void> }} Pagefind */
/** What is shown of a result; `excerpt` may have marks. @typedef {{ url: string, kind: string, title: string, facts?: string, excerpt?: string }} Shown */

/** @type {Promise<Pagefind> | undefined} */
let engine;
/** @type {Promise<Shown[]> | undefined} */
let names;
let failures = 0;

/** Load Pagefind once, when the dialog opens first; after a failure under another address, as browsers remember it. @returns {Promise<Pagefind>} */
function loadEngine() {
  const again = failures ? `?again=${failures}` : "";
  engine ??= import(new URL(`pagefind/pagefind.js${again}`, SITE).href).then(async (module) => {
    await module.options({
      basePath: new URL("pagefind/", SITE).pathname,
      baseUrl: SITE.pathname,
      excerptLength: 18,
      ranking: { termSimilarity: 2, pageLength: 0.5, metaWeights: { title: 10, kind: 0, facts: 1 } },
    });
    await module.init();
    return module;
  });
  return engine;
}

/** The topics, capabilities, roles, stages, pages and datasets by name. @returns {Promise<Shown[]>} */
function loadNames() {
  names ??= fetch(new URL("search/names.json", SITE)).then(async (response) => {
    if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
    const rows = /** @type {[string, string, string, string][]} */ (await response.json());
    return rows.map(([address, kind, title, facts]) => ({ url: new URL(address, SITE).pathname + new URL(address, SITE).hash, kind, title, facts }));
  });
  return names;
}

function forgetEngine() {
  failures += 1;
  engine = undefined;
  names = undefined;
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

/** Words of letters and digits in small, without accents. @param {string} text */
function words(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How well a title answers a query: EXACT it is the query, 3 it begins so, 2 it has the words side by side, 1 it has
 * them all, 0 it has not; and half a point if the last word is not only begun. A work is also called what stands
 * before its colon.
 * @param {string} title
 * @param {string[]} asked */
function likeness(title, asked) {
  const named = words(title);
  const wanted = asked.join(" ");
  if (named.join(" ") === wanted || words(title.split(":")[0]).join(" ") === wanted) return EXACT;
  if (!asked.every((word) => named.some((part) => part.startsWith(word)))) return 0;
  const isHere = (/** @type {number} */ at) => asked.every((word, index) => (index < asked.length - 1 ? named[at + index] === word : named[at + index]?.startsWith(word)));
  const together = isHere(0) ? 3 : named.some((_, at) => isHere(at)) ? 2 : 1;
  return named.includes(asked[asked.length - 1]) ? together + 0.5 : together;
}

/** The likest first; equals stay in their order.
 * @template T
 * @param {T[]} things
 * @param {(thing: T) => number} measure */
function likestFirst(things, measure) {
  return things.map((thing) => ({ thing, like: measure(thing) })).sort((a, b) => b.like - a.like).map(({ thing }) => thing);
}

/** What Pagefind found: the page, or on a page of authors the authors of that name.
 * @param {Hit} hit
 * @param {string[]} asked
 * @returns {Shown[]} */
function shownOf(hit, asked) {
  if (hit.meta.kind === "Authors") {
    const people = hit.sub_results.filter((part) => likeness(part.title, asked));
    return likestFirst(people, (part) => likeness(part.title, asked)).slice(0, AUTHORS_SHOWN).map(({ url, title }) => ({ url, title, kind: "Author" }));
  }
  // Why a work stands where it stands, or its abstract, says more than the top of the page, which is the title again.
  const below = hit.sub_results.find((part) => /#(why|abstract)$/.test(part.url) && part.excerpt.includes("<mark>"));
  return [{ url: hit.url, kind: hit.meta.kind ?? "Page", title: hit.meta.title ?? hit.url, facts: hit.meta.facts, excerpt: below?.excerpt ?? hit.excerpt }];
}

/** One line of the results. @param {Shown} shown */
function resultItem(shown) {
  const item = element("li", "search-hit");
  const link = /** @type {HTMLAnchorElement} */ (element("a", "search-hit__link"));
  link.href = shown.url;
  link.append(element("span", "badge", shown.kind), element("span", "search-hit__title", shown.title));
  if (shown.facts) link.append(element("span", "search-hit__facts", shown.facts));
  if (shown.excerpt) {
    const excerpt = element("span", "search-hit__excerpt");
    showExcerpt(shown.excerpt, excerpt);
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
  form.className = "search__form";
  form.setAttribute("role", "search");
  const input = /** @type {HTMLInputElement} */ (element("input", "search__input"));
  input.type = "search";
  input.placeholder = "Works, topics, authors, pages …";
  input.setAttribute("aria-label", "Search the site");
  input.autocomplete = "off";
  const close = /** @type {HTMLButtonElement} */ (element("button", "search__close", "Close"));
  close.setAttribute("aria-label", "Close the search");
  close.type = "button";
  const status = element("p", "search__status", "");
  status.setAttribute("role", "status");
  const list = element("ol", "search__results");
  form.append(input, close);
  dialog.append(form, status, list);
  document.body.append(dialog);
  return { dialog, form, input, close, status, list };
}

/** @type {ReturnType<typeof makeDialog> | undefined} */
let parts;

/** What has the query in its name, best first. @param {string[]} asked */
async function findNames(asked) {
  const called = (await loadNames()).filter(({ title }) => likeness(title, asked));
  const shortest = called.sort((a, b) => words(a.title).length - words(b.title).length);
  return likestFirst(shortest, ({ title }) => likeness(title, asked));
}

/** What Pagefind finds, and how many. It knows words by their stems, so that a word half typed may fit none: then
 * it is asked with less of the word, and what has no word that begins as typed is left out.
 * @param {string} query
 * @param {string[]} asked
 * @returns {Promise<{ hits: Hit[], total: number }>} */
async function findPages(query, asked) {
  const pagefind = await loadEngine();
  const { results } = await pagefind.search(query);
  const hits = await Promise.all(results.slice(0, LOOKED_AT).map((result) => result.data()));
  const last = /(\p{L}{5,})$/u.exec(query)?.[1];
  if (results.length >= SHOWN || !last) return { hits, total: results.length };
  const known = new Set(results.map((result) => result.id));
  const shorter = await pagefind.search(query.slice(0, query.length - Math.min(4, last.length - 4)));
  const others = shorter.results.filter((result) => !known.has(result.id)).slice(0, LOOKED_AT);
  const begun = (await Promise.all(others.map((result) => result.data()))).filter((hit) => {
    const said = words(`${hit.meta.title} ${hit.content}`);
    return asked.every((word) => said.some((part) => part.startsWith(word)));
  });
  return { hits: [...hits, ...begun], total: results.length + begun.length };
}

/** What answers a query, best first, and how many there are: a few things of that name, then pages, works among them.
 * @param {string} query
 * @returns {Promise<{ shown: Shown[], total: number }>} */
async function findAll(query) {
  const asked = words(query);
  if (!asked.length) return { shown: [], total: 0 };
  const named = await findNames(asked);
  // One letter begins a word of every page; Pagefind would rank them all, for a second or more if they are many.
  const searched = query.replace(/(^|\s)[a-z]$/i, "");
  const { hits, total } = searched ? await findPages(searched, words(searched)) : { hits: [], total: 0 };
  const pages = likestFirst(hits, (hit) => likeness(hit.meta.title ?? "", asked)).flatMap((hit) => shownOf(hit, asked));
  const people = pages.filter(({ kind }) => kind === "Author");
  const exact = pages.filter(({ title, kind }) => kind !== "Author" && likeness(title, asked) === EXACT);
  const first = [...named.filter(({ title }) => likeness(title, asked) === EXACT), ...exact, ...named.slice(0, NAMES_SHOWN), ...people];
  const inOrder = new Map([...first, ...pages, ...named].map((one) => [one.url, one]));
  const isAllSeen = total <= hits.length;
  return { shown: [...inOrder.values()].slice(0, SHOWN), total: isAllSeen ? inOrder.size : Math.max(total, inOrder.size) };
}

/** Whether the input has changed since it was last read. */
let stale = false;
/** @type {Promise<void> | undefined} */
let working;

/** Show what the input asks for. While one query is worked on, of those typed meanwhile only the last is asked. */
async function showResults() {
  stale = true;
  working ??= showUntilFresh();
  await working;
}

async function showUntilFresh() {
  while (stale) {
    stale = false;
    await showOnce();
  }
  working = undefined;
}

/** Go to the first result of what is in the input now. */
async function openBest() {
  await working;
  /** @type {HTMLElement | null | undefined} */ (parts?.list.querySelector("a"))?.click();
}

async function showOnce() {
  if (!parts) return;
  const { dialog, input, status, list } = parts;
  const query = input.value.trim();
  try {
    const { shown, total } = await findAll(query);
    if (stale) return;
    if (!query) status.textContent = "";
    else if (total > shown.length) status.textContent = `${total} results, the best ${shown.length}`;
    else if (total) status.textContent = `${total} ${total === 1 ? "result" : "results"}`;
    else status.textContent = `Nothing found for “${query}”`;
    list.replaceChildren(...shown.map(resultItem));
    list.scrollTop = 0;
    dialog.dataset.answered = query;
  } catch (error) {
    status.textContent = "The search index could not be loaded. Type on to try again.";
    list.replaceChildren();
    forgetEngine();
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

/** Close the dialog, and leave it: browsers move the focus away from what is hidden only when they draw again.
 * @param {HTMLDialogElement} dialog */
function leave(dialog) {
  dialog.close();
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  if (dialog.contains(focused)) focused?.blur();
}

/** @param {string} [query] */
function openSearch(query) {
  if (!parts) {
    parts = makeDialog();
    const { dialog, form, input, close } = parts;
    input.addEventListener("input", () => void showResults());
    close.addEventListener("click", () => leave(dialog));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void openBest();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave(dialog);
      else if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else return;
      // Browsers would clear the input on Escape, too.
      event.preventDefault();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) leave(dialog);
    });
  }
  if (!parts.dialog.open) parts.dialog.showModal();
  if (query !== undefined) parts.input.value = query;
  parts.input.select();
  // What is wrong is said when something is searched.
  loadEngine().catch(forgetEngine);
  loadNames().catch(forgetEngine);
  void showResults();
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
