// The search box of every page: a dialog that shows what is called so, best first. Works, authors and whatever has a
// name come at once from data that is loaded when the dialog opens; what stands in the text of pages comes from
// Pagefind's index, a moment later. Until the works are loaded, Pagefind finds them too.

const SITE = new URL("..", import.meta.url);
const SHOWN = 12;
/** So many results are looked at before the best are shown: Pagefind does not know which title is the very words. */
const LOOKED_AT = 24;
const NAMES_SHOWN = 5;
const AUTHORS_SHOWN = 3;
/** Places at the end of the list for pages that only say what was asked. */
const PAGES_SHOWN = 3;
/** Milliseconds without a letter after which the text of pages is searched, too. */
const PAUSE = 250;
/** Words with a minus before them. */
const NOT_WANTED = /(?<=^|\s)-("[^"]*"?|\S+)/gu;
/** What only works are searched by: phrases, fields, words not wanted. */
const OPERATORS = /["“”„]|(^|\s)-\S|\p{L}:/u;
/** The best that `likeness` says. */
export const EXACT = 4;

/** @typedef {{ url: string, content: string, meta: Record<string, string>, excerpt: string, sub_results: { title: string, url: string, excerpt: string }[] }} Hit */
/** @typedef {{ id: string, score: number, data: () => Promise<Hit> }} Found */
/** @typedef {{ search: (query: string, options?: object) => Promise<{ results: Found[] }>, options: (options: object) => Promise<void>, init: () => Promise<void> }} Pagefind */
/** What is shown of a result. @typedef {{ url: string, kind: string, title: string, facts?: string, excerpt?: Node, isNamed?: boolean }} Shown */
/** @typedef {import("./search_works.js").Works} Works */

/** @type {Promise<Pagefind> | undefined} */
let engine;
/** @type {Promise<Shown[]> | undefined} */
let names;
/** @type {Promise<Works> | undefined} */
let loadingWorks;
/** The works once they are here. @type {Works | undefined} */
let works;
/** The names once they are here. @type {Shown[] | undefined} */
let known;
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
    known = rows.map(([address, kind, title, facts]) => ({ url: link(address), kind, title, facts }));
    return known;
  });
  return names;
}

/** The works, loaded once; a failure is not told as long as Pagefind finds them. @returns {Promise<Works>} */
function loadWorks() {
  loadingWorks ??= import("./search_works.js").then(({ Works: loader }) => loader.of(SITE));
  return loadingWorks;
}

function forgetEngine() {
  failures += 1;
  engine = undefined;
  names = undefined;
}

/** An author's works in the Explorer. @param {string} name */
export function authorAddress(name) {
  return `explore/?${new URLSearchParams({ author: name })}`;
}

/** @param {string} address within the site */
function link(address) {
  const url = new URL(address, SITE);
  return url.pathname + url.search + url.hash;
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

/** An excerpt's text with its marks, and nothing else of its markup. @param {string} excerpt */
function marked(excerpt) {
  const target = document.createDocumentFragment();
  const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
  for (const node of parsed.childNodes) {
    const isMark = node instanceof HTMLElement && node.tagName === "MARK";
    target.append(isMark ? element("mark", "", node.textContent ?? "") : document.createTextNode(node.textContent ?? ""));
  }
  return target;
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
    const likest = likestFirst(people, (part) => likeness(part.title, asked)).slice(0, AUTHORS_SHOWN);
    return likest.map(({ title }) => ({ url: link(authorAddress(title)), title, kind: "Author" }));
  }
  // Why a work stands where it stands, or its abstract, says more than the top of the page, which is the title again.
  const below = hit.sub_results.find((part) => /#(why|abstract)$/.test(part.url) && part.excerpt.includes("<mark>"));
  return [{ url: hit.url, kind: hit.meta.kind ?? "Page", title: hit.meta.title ?? hit.url, facts: hit.meta.facts, excerpt: marked(below?.excerpt ?? hit.excerpt) }];
}

/** One line of the results. @param {Shown} shown */
function resultItem(shown) {
  const item = element("li", "search-hit");
  const anchor = /** @type {HTMLAnchorElement} */ (element("a", "search-hit__link"));
  anchor.href = shown.url;
  anchor.append(element("span", "badge", shown.kind), element("span", "search-hit__title", shown.title));
  if (shown.facts) anchor.append(element("span", "search-hit__facts", shown.facts));
  if (shown.excerpt) {
    const excerpt = element("span", "search-hit__excerpt");
    excerpt.append(shown.excerpt);
    anchor.append(excerpt);
  }
  item.append(anchor);
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
  const more = /** @type {HTMLAnchorElement} */ (element("a", "search__more", "All works found, in the Explorer"));
  more.hidden = true;
  form.append(input, close);
  dialog.append(form, status, list, more);
  document.body.append(dialog);
  return { dialog, form, input, close, status, list, more };
}

/** @type {ReturnType<typeof makeDialog> | undefined} */
let parts;

/** What has the query in its name, best first.
 * @param {Shown[]} all
 * @param {string[]} asked */
function called(all, asked) {
  const found = all.filter(({ title }) => likeness(title, asked)).sort((a, b) => words(a.title).length - words(b.title).length);
  return likestFirst(found, ({ title }) => likeness(title, asked));
}

/** What Pagefind finds, and how many. It knows words by their stems, so that a word half typed may fit none: then
 * it is asked with less of the word, and what has no word that begins as typed is left out.
 * @param {string} query
 * @param {object} options
 * @returns {Promise<{ hits: Hit[], total: number }>} */
async function findPages(query, options) {
  const asked = words(query);
  const pagefind = await loadEngine();
  const { results } = await pagefind.search(query, options);
  const hits = await Promise.all(results.slice(0, LOOKED_AT).map((result) => result.data()));
  const last = /(\p{L}{5,})$/u.exec(query)?.[1];
  if (results.length >= SHOWN || !last) return { hits, total: results.length };
  const found = new Set(results.map((result) => result.id));
  const shorter = await pagefind.search(query.slice(0, query.length - Math.min(4, last.length - 4)), options);
  const others = shorter.results.filter((result) => !found.has(result.id)).slice(0, LOOKED_AT);
  const begun = (await Promise.all(others.map((result) => result.data()))).filter((hit) => {
    const said = words(`${hit.meta.title} ${hit.content}`);
    return asked.every((word) => said.some((part) => part.startsWith(word)));
  });
  return { hits: [...hits, ...begun], total: results.length + begun.length };
}

/** @type {ReturnType<Works["find"]>} */
const NOTHING = { works: [], authors: [], total: 0, forgiven: new Map() };

/** Results, each once, and how many there are.
 * @typedef {{ shown: Map<string, Shown>, total: number }} Answer */

/** Put results in order: what is called just so, a few names, authors, then the rest.
 * @param {Shown[]} named
 * @param {Shown[]} authors
 * @param {Shown[]} rest
 * @param {string[]} asked */
function inOrder(named, authors, rest, asked) {
  const isExact = (/** @type {Shown} */ { title, isNamed }) => isNamed || likeness(title, asked) === EXACT;
  const all = [...named.filter(isExact), ...rest.filter(isExact), ...named.slice(0, NAMES_SHOWN), ...authors, ...rest, ...named];
  return new Map(all.map((one) => [one.url, one]));
}

/** The words that a query wants, and those that it does not want.
 * @param {string} query */
function askedOf(query) {
  const not = query.match(NOT_WANTED) ?? [];
  return { asked: words(query.replace(NOT_WANTED, " ")), not: words(not.join(" ")) };
}

/** Whether a title has one of the words. @param {string} title
 * @param {string[]} not */
function hasAny(title, not) {
  return words(title).some((word) => not.includes(word));
}

/** What answers a query from what is here already; nothing before the works are.
 * @param {string} query
 * @returns {Answer | undefined} */
function findNow(query) {
  if (!works || !known) return undefined;
  const { asked, not } = askedOf(query);
  if (!asked.length) return { shown: new Map(), total: 0 };
  // One letter begins a word of every work.
  const isLetter = asked.length === 1 && [...asked[0]].length === 1;
  const found = isLetter ? NOTHING : works.find(query, asked, likeness, link);
  const meant = asked.map((word) => found.forgiven.get(word) ?? word);
  const named = called(known, meant).filter(({ title }) => !hasAny(title, not));
  return { shown: inOrder(named, found.authors, found.works, meant), total: named.length + found.total };
}

/** The same with what stands in the text of pages, at the end; before the works are here, all that Pagefind finds.
 * @param {string} query
 * @returns {Promise<Answer>} */
async function findAll(query) {
  const { asked, not } = askedOf(query);
  if (!asked.length) return { shown: new Map(), total: 0 };
  const names = await loadNames();
  const now = findNow(query);
  if (now && OPERATORS.test(query)) return now;
  // One letter begins a word of every page; Pagefind would rank them all.
  const searched = query.replace(/(^|\s)[a-z]$/i, "");
  const options = now ? { filters: { of: "pages" } } : {};
  const { hits, total } = words(searched).length ? await findPages(searched, options) : { hits: [], total: 0 };
  const pages = likestFirst(hits, (hit) => likeness(hit.meta.title ?? "", asked)).flatMap((hit) => shownOf(hit, asked));
  if (now) {
    const about = new Map(names.map((one) => [one.url, one.facts]));
    const others = pages.filter(({ url }) => !now.shown.has(url)).map((page) => ({ ...page, facts: about.get(page.url) ?? page.facts }));
    const first = [...now.shown].slice(0, SHOWN - Math.min(PAGES_SHOWN, others.length));
    const rest = /** @type {[string, Shown][]} */ (others.map((page) => [page.url, page]));
    return { shown: new Map([...first, ...rest, ...now.shown]), total: now.total + Math.max(total - (pages.length - others.length), 0) };
  }
  const named = called(names, asked).filter(({ title }) => !hasAny(title, not));
  const authors = pages.filter(({ kind }) => kind === "Author");
  const shown = inOrder(named, authors, pages.filter(({ kind }) => kind !== "Author"), asked);
  return { shown, total: total <= hits.length ? shown.size : Math.max(total, shown.size) };
}

/** Show an answer. @param {string} query
 * @param {Answer} answer */
function show(query, { shown, total }) {
  if (!parts) return;
  const { status, list, more } = parts;
  const best = [...shown.values()].slice(0, SHOWN);
  if (!query) status.textContent = "";
  else if (total > best.length) status.textContent = `${total} results, the best ${best.length}`;
  else if (total) status.textContent = `${total} ${total === 1 ? "result" : "results"}`;
  else status.textContent = `Nothing found for “${query}”`;
  const focused = [...list.querySelectorAll("a")].findIndex((one) => one === document.activeElement);
  list.replaceChildren(...best.map(resultItem));
  list.scrollTop = 0;
  more.hidden = total <= best.length;
  more.href = link(`explore/?${new URLSearchParams({ q: query })}`);
  if (focused >= 0) list.querySelectorAll("a")[Math.min(focused, best.length - 1)]?.focus();
}

/** Whether the input has changed since it was last read. */
let stale = false;
/** @type {Promise<void> | undefined} */
let working;

/** Show what the input asks for. While one query is worked on, of those typed meanwhile only the last is asked. */
async function showResults() {
  stale = true;
  showAtOnce();
  working ??= showUntilFresh();
  await working;
}

async function showUntilFresh() {
  while (stale) {
    stale = false;
    // What is shown already changes once, after the last letter.
    if (parts?.dialog.dataset.shown === parts?.input.value.trim()) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (!stale) await showOnce();
  }
  working = undefined;
}

/** Go to the first result of what is in the input now. */
async function openBest() {
  if (parts?.dialog.dataset.shown !== parts?.input.value.trim()) await working;
  /** @type {HTMLElement | null | undefined} */ (parts?.list.querySelector("a"))?.click();
}

/** Show what needs no request. That nothing is found is not said before the pages are asked. */
function showAtOnce() {
  if (!parts) return;
  const query = parts.input.value.trim();
  const answer = findNow(query);
  if (!answer?.total && query) return;
  if (answer) show(query, answer);
  parts.dialog.dataset.shown = query;
}

async function showOnce() {
  if (!parts) return;
  const { dialog, input, status, list } = parts;
  const query = input.value.trim();
  try {
    const answer = await findAll(query);
    if (stale) return;
    show(query, answer);
    dialog.dataset.shown = dialog.dataset.answered = query;
  } catch (error) {
    status.textContent = "The search index could not be loaded. Type on to try again.";
    if (dialog.dataset.shown !== query) list.replaceChildren();
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
      else {
        // A letter is meant for the input, wherever the focus is.
        if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) input.focus();
        return;
      }
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
  loadWorks().then(
    (loaded) => {
      if (works) return;
      works = loaded;
      void showResults();
    },
    () => (loadingWorks = undefined),
  );
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
