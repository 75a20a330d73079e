// The search box of every page: a dialog that lists what is found, best first. What finds it is loaded when the dialog
// opens first.

import { addReadingList } from "./kept.js";
import { counted, tr } from "./common/texts.js";

const SITE = new URL("..", import.meta.url);
/** Milliseconds without typing after which the text of pages is searched, too. */
const PAUSE = 250;
const FAILED = tr("The search index could not be loaded. Keep typing to try again.");

/** @typedef {import("./search/answers.js").Answers} Answers */
/** @typedef {import("./search/answers.js").Answer} Answer */
/** @typedef {import("./search/answers.js").Result} Result */

/** @param {string} tag
 * @param {string} className
 * @param {string} [text] */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** @param {string} url
 * @param {string} text */
function link(url, text) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.textContent = text;
  return anchor;
}

/** @param {Result} result */
function item({ url, kind, title, facts, excerpt }) {
  const anchor = /** @type {HTMLAnchorElement} */ (element("a", "search-hit__link"));
  anchor.href = url;
  anchor.append(element("span", "badge", kind), element("span", "search-hit__title", title));
  if (facts) anchor.append(element("span", "search-hit__facts", facts));
  if (excerpt) {
    const shown = element("span", "search-hit__excerpt");
    shown.append(excerpt);
    anchor.append(shown);
  }
  const line = element("li", "search-hit");
  line.append(anchor);
  return line;
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.className = "search md-typeset";
  dialog.setAttribute("aria-label", tr("Search the site"));
  const form = document.createElement("form");
  form.className = "search__form";
  form.setAttribute("role", "search");
  const input = /** @type {HTMLInputElement} */ (element("input", "search__input"));
  input.type = "search";
  input.placeholder = tr("Works, topics, authors, pages …");
  input.setAttribute("aria-label", tr("Search the site"));
  input.autocomplete = "off";
  const close = /** @type {HTMLButtonElement} */ (element("button", "search__close", tr("Close")));
  close.setAttribute("aria-label", tr("Close the search"));
  close.type = "button";
  const status = element("p", "search__status", "");
  status.setAttribute("role", "status");
  const nearest = element("p", "search__nearest");
  nearest.hidden = true;
  const list = element("ol", "search__results");
  const more = /** @type {HTMLAnchorElement} */ (element("a", "search__more", tr("All works found, in the Explorer")));
  more.hidden = true;
  form.append(input, close);
  dialog.append(form, status, nearest, list, more);
  document.body.append(dialog);
  return { dialog, form, input, close, status, nearest, list, more };
}

class SearchDialog {
  /** @param {string} from the address of `search/answers.js` */
  constructor(from) {
    this.from = from;
    const { dialog, form, input, close, status, nearest, list, more } = makeDialog();
    this.dialog = dialog;
    this.input = input;
    this.status = status;
    this.nearest = nearest;
    this.list = list;
    this.more = more;
    /** @type {Promise<Answers> | undefined} */ this.loading = undefined;
    /** @type {Answers | undefined} */ this.answers = undefined;
    this.most = 0;
    this.attempts = 0;
    /** Whether the input has changed since it was last read. */
    this.isStale = false;
    /** @type {Promise<void> | undefined} */ this.working = undefined;
    input.addEventListener("input", () => void this.#update());
    close.addEventListener("click", () => this.#leave());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#openFirst();
    });
    dialog.addEventListener("keydown", (event) => this.#press(event));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) this.#leave();
    });
  }

  #haveWorks() {
    this.dialog.dataset.works = "loaded";
    void this.#update();
  }

  /** @param {string} [query] */
  open(query) {
    if (!this.dialog.open) this.dialog.showModal();
    if (query !== undefined) this.input.value = query;
    this.input.select();
    this.#load().then((answers) => answers.prepare(() => this.#haveWorks()), () => {});
    void this.#update();
  }

  /** Load what finds; after a failure from another address, as browsers remember the failure of the first.
   * @returns {Promise<Answers>} */
  #load() {
    this.loading ??= this.#start();
    return this.loading;
  }

  async #start() {
    const address = new URL(this.from);
    if (this.attempts) address.search = `again=${this.attempts}`;
    this.attempts += 1;
    try {
      /** @type {typeof import("./search/answers.js")} */
      const { Answers: Loaded, SHOWN } = await import(address.href);
      this.most = SHOWN;
      this.answers = new Loaded(SITE);
      return this.answers;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  /** Show what the input asks for. While one query is answered, of those typed meanwhile only the last is answered. */
  async #update() {
    this.isStale = true;
    this.#showNow();
    this.working ??= this.#showUntilFresh();
    await this.working;
  }

  async #showUntilFresh() {
    while (this.isStale) {
      this.isStale = false;
      // What is shown already changes once, after the last letter.
      if (this.dialog.dataset.shown === this.input.value.trim()) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (!this.isStale) await this.#showAll();
    }
    this.working = undefined;
  }

  /** Show what needs no request. That there are no results is not shown before the pages are searched. */
  #showNow() {
    const query = this.input.value.trim();
    const answer = this.answers?.now(query);
    if (!answer?.total && query) return;
    if (answer) this.#show(query, answer);
    this.dialog.dataset.shown = query;
  }

  async #showAll() {
    const query = this.input.value.trim();
    try {
      const answers = await this.#load();
      const answer = await answers.all(query);
      if (this.isStale) return;
      this.#show(query, answer);
      this.dialog.dataset.shown = this.dialog.dataset.answered = query;
    } catch (error) {
      this.status.textContent = FAILED;
      if (this.dialog.dataset.shown !== query) this.list.replaceChildren();
      this.answers?.forget();
      console.error(error);
    }
  }

  /** @param {string} query
   * @param {Answer} answer */
  #show(query, { results, total, nearest }) {
    const best = results.slice(0, this.most);
    this.status.textContent = statusOf(query, total, best.length);
    this.#showNearest(query, nearest, total);
    const focused = [...this.list.querySelectorAll("a")].findIndex((one) => one === document.activeElement);
    this.list.replaceChildren(...best.map(item));
    this.list.scrollTop = 0;
    this.more.hidden = total <= best.length;
    this.more.href = new URL(`explore/?${new URLSearchParams({ q: query })}`, SITE).href;
    if (focused >= 0) this.list.querySelectorAll("a")[Math.min(focused, best.length - 1)]?.focus();
  }

  /** Say that nothing is called so, with names like it and the way to add a work.
   * @param {string} query
   * @param {{url: string, title: string}[]} nearest
   * @param {number} total */
  #showNearest(query, nearest, total) {
    this.nearest.hidden = !query || (total > 0 && !nearest.length);
    if (this.nearest.hidden) return;
    const links = nearest.map(({ url, title }) => link(url, title));
    this.nearest.replaceChildren(tr("No work is called “{0}”. ", query));
    links.forEach((one, place) => this.nearest.append(place ? ", " : tr("Nearest by spelling: "), one));
    if (links.length) this.nearest.append(". ");
    this.nearest.append(link(new URL("contribute/", SITE).href, tr("Suggest a work")));
  }

  /** Go to the first result of what is in the input now. */
  async #openFirst() {
    if (this.dialog.dataset.shown !== this.input.value.trim()) await this.working;
    this.list.querySelector("a")?.click();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Escape") this.#leave();
    else if (event.key === "ArrowDown") this.#move(1);
    else if (event.key === "ArrowUp") this.#move(-1);
    else {
      // A letter is meant for the input, wherever the focus is.
      if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) this.input.focus();
      return;
    }
    // Browsers would clear the input on Escape, too.
    event.preventDefault();
  }

  /** Move the focus among the input and the results.
   * @param {number} step */
  #move(step) {
    const stops = [this.input, ...this.list.querySelectorAll("a")];
    const here = stops.findIndex((stop) => stop === document.activeElement);
    stops[Math.min(Math.max(here + step, 0), stops.length - 1)].focus();
  }

  /** Close the dialog and take the focus from it: browsers do that only when they draw again. */
  #leave() {
    this.dialog.close();
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && this.dialog.contains(focused)) focused.blur();
  }
}

/** @param {string} query
 * @param {number} total
 * @param {number} shown */
function statusOf(query, total, shown) {
  const count = total.toLocaleString("en");
  if (!query) return "";
  if (!total) return tr("Nothing found for “{0}”", query);
  return total > shown ? tr("{0} results, the best {1}", count, shown) : counted(total, "{0} result", "{0} results");
}

/** @type {SearchDialog | undefined} */
let search;

const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-search-open]"));

/** @param {string} [query] */
function openSearch(query) {
  search ??= new SearchDialog(new URL(button?.dataset.searchOpen ?? "", document.baseURI).href);
  search.open(query);
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => openSearch());
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const wanted = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping);
  if (!wanted || event.altKey || event.defaultPrevented) return;
  event.preventDefault();
  openSearch();
});

addReadingList(SITE);

const query = new URLSearchParams(location.search).get("q");
if (query && location.pathname === SITE.pathname) openSearch(query);
