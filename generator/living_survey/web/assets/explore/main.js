// The Explorer: loads the works, and keeps the page, the address and the history in step.

import { byId, counted, formatted, make, setText } from "../common/dom.js";
import { copy, load, loadText } from "../common/files.js";
import { copyOf, emptyState, isFiltered, readAddress, writeAddress } from "./address.js";
import { Corpus } from "./corpus.js";
import { DownloadDialog } from "./download_dialog.js";
import { Exports } from "./exports.js";
import { FacetPanel } from "./facet_panel.js";
import { fewerWords } from "./fewer_words.js";
import { addKeyboard } from "./keyboard.js";
import { Matching } from "./matching.js";
import { loadOthers } from "./parts.js";
import { ReadingList } from "./reading_list.js";
import { Results } from "./results.js";
import { SearchIndex } from "./search.js";
import { grouped, ordered, select } from "./selection.js";

/** @typedef {import("./address.js").State} State */
/** @typedef {import("./search.js").Hits} Hits */

const TYPING_PAUSE = 300;

class Explorer {
  /** @param {HTMLElement} page
   * @param {Corpus} corpus
   * @param {(file: string) => URL} dataAddress
   * @param {(file: string) => URL} exportAddress */
  constructor(page, corpus, dataAddress, exportAddress) {
    this.page = page;
    this.corpus = corpus;
    this.dataAddress = dataAddress;
    this.root = new URL(page.dataset.root ?? "../", document.baseURI);
    /** @type {SearchIndex | null} */ this.index = null;
    /** @type {Set<number>} */ this.selected = new Set();
    this.typing = 0;
    this.list = new ReadingList(`reading-list ${this.root.pathname}`, () => this.#listChanged());
    this.search = /** @type {HTMLInputElement} */ (byId("explore-search"));
    this.status = byId("explore-status");
    this.panel = this.#facetPanel();
    this.results = new Results(byId("explore-results"), /** @type {HTMLButtonElement} */ (byId("explore-more")), corpus, {
      workAddress: (id) => new URL(`works/${id}/`, this.root).href,
      choose: (facet, value) => this.#include(facet, value),
      sort: (sort) => this.change((state) => void (state.sort = sort)),
      select: (work, on) => this.#select([work], on),
      keep: (work, on) => this.#keep([work], on),
      isSelected: (work) => this.selected.has(work),
      isKept: (work) => this.list.has(this.corpus.ids[work]),
    });
    this.downloads = new DownloadDialog(new Exports(exportAddress, () => this.corpus), corpus.formats, (scope) => this.#idsOf(scope), () => this.selected.size);
    /** @type {State} */ this.state = emptyState(corpus.facets);
    /** @type {string[]} Parameters of the address that mean nothing. */ this.ignored = [];
    this.#readAddress();
    this.#listen();
  }

  #facetPanel() {
    return new FacetPanel(byId("explore-facets"), this.corpus, {
      choose: (facet, value, how) => this.choose(facet, value, how),
      range: (from, to) => this.#chooseYears(from, to),
      matchAll: (all) => this.change((state) => void (state.matchAll = all)),
      relation: (relation) => this.change((state) => void (state.relation = relation)),
      approaches: (count) => this.change((state) => void (state.approaches = count)),
    });
  }

  /** Go on with all works, of which those shown until now are the first.
   * @param {Corpus} corpus */
  async complete(corpus) {
    const index = this.state.q.trim() ? new SearchIndex(corpus, null) : null;
    await index?.whileIdle();
    this.corpus = this.results.corpus = corpus;
    this.index = index;
    this.panel = this.#facetPanel();
    this.repaint();
  }

  #readAddress() {
    ({ state: this.state, ignored: this.ignored } = readAddress(location.search, this.corpus.facets));
    this.search.value = this.state.q;
  }

  #listen() {
    this.search.addEventListener("input", () => this.#type());
    addEventListener("popstate", () => {
      this.#readAddress();
      this.repaint();
    });
    this.#onChoice("explore-sort", (state, value) => (state.sort = value));
    this.#onChoice("explore-group", (state, value) => (state.group = value));
    for (const view of ["cards", "table"]) {
      byId(`explore-${view}`).addEventListener("click", () => {
        this.change((state) => void (state.view = view === "cards" ? "" : view));
      });
    }
    byId("explore-clear").addEventListener("click", () => this.clear());
    byId("explore-copy-link").addEventListener("click", () => this.#copyLink());
    byId("explore-download").addEventListener("click", () => this.downloads.open());
    byId("explore-list").addEventListener("click", () => this.change((state) => void (state.list = !state.list)));
    byId("explore-select-all").addEventListener("click", () => this.#select(this.shown, true));
    byId("explore-unselect").addEventListener("click", () => this.#select([...this.selected], false));
    byId("explore-keep-selected").addEventListener("click", () => this.#keep([...this.selected], true));
    byId("explore-share-list").addEventListener("click", () => this.#shareList());
    addKeyboard({ search: this.search, results: this.results, clearSearch: () => this.#setQuery("") });
  }

  /** @param {string} id
   * @param {(state: State, value: string) => void} set */
  #onChoice(id, set) {
    const menu = /** @type {HTMLSelectElement} */ (byId(id));
    menu.addEventListener("change", () => this.change((state) => set(state, menu.value)));
  }

  /** @type {number[]} The works shown, in order. */
  shown = [];

  /** Change the state, show it, and make a step of the history.
   * @param {(state: State) => void} change */
  change(change) {
    this.#keepTyped();
    const state = copyOf(this.state);
    change(state);
    this.state = state;
    this.ignored = [];
    history.pushState(null, "", writeAddress(state) || location.pathname);
    this.repaint();
  }

  /** The address follows the typing after a pause; the first letter makes a step of the history. */
  #type() {
    if (!this.typing) history.pushState(null, "", location.href);
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.#keepTyped(), TYPING_PAUSE);
    this.state = { ...this.state, q: this.search.value };
    this.ignored = [];
    this.repaint();
  }

  #keepTyped() {
    if (!this.typing) return;
    clearTimeout(this.typing);
    this.typing = 0;
    history.replaceState(null, "", writeAddress(this.state) || location.pathname);
  }

  /** @param {string} query */
  #setQuery(query) {
    this.search.value = query;
    this.change((state) => void (state.q = query));
  }

  /** Choose a value, exclude it, or clear it, in turn with each click.
   * @param {string} facet
   * @param {string} value
   * @param {"cycle" | "exclude" | "remove"} how */
  choose(facet, value, how) {
    this.change((state) => {
      const choice = state.choices[facet];
      const was = choice.include.includes(value) ? "in" : choice.exclude.includes(value) ? "out" : "";
      choice.include = choice.include.filter((other) => other !== value);
      choice.exclude = choice.exclude.filter((other) => other !== value);
      if (how === "remove") return;
      if (how === "exclude" ? was !== "out" : was === "in") choice.exclude.push(value);
      else if (how === "cycle" && was === "") choice.include.push(value);
    });
  }

  /** @param {string} facet
   * @param {string} value */
  #include(facet, value) {
    if (!this.state.choices[facet].include.includes(value)) {
      this.change((state) => {
        const choice = state.choices[facet];
        choice.exclude = choice.exclude.filter((other) => other !== value);
        choice.include.push(value);
      });
    }
    this.page.scrollIntoView({ block: "start" });
  }

  /** @param {number} from
   * @param {number} to */
  #chooseYears(from, to) {
    const years = this.corpus.years.filter(Boolean);
    this.change((state) => {
      const choice = state.choices.year;
      choice.include = choice.include.filter((value) => !value.includes("-"));
      if (from || to) {
        const first = from || Math.min(...years);
        const last = to || Math.max(...years);
        choice.include.push([Math.min(first, last), Math.max(first, last)].map((year) => String(year).padStart(4, "0")).join("-"));
      }
    });
  }

  clear() {
    this.search.value = "";
    this.change((state) => {
      const { sort, view, group } = state;
      Object.assign(state, emptyState(this.corpus.facets), { sort: sort.endsWith("relevance") ? "" : sort, view, group });
    });
  }

  /** Find, count and show the works that match the state. */
  repaint() {
    const { corpus, state } = this;
    const hits = this.#search(state.q);
    const selection = select(corpus, state, hits?.scores ?? null, this.#only());
    const sort = state.sort || (hits ? "relevance" : "date");
    this.shown = ordered(corpus, selection.works, sort, hits?.scores ?? null);
    const loaded = corpus.isWhole ? "" : `the ${formatted(corpus.size)} newest of `;
    setText(this.status, `${formatted(this.shown.length)} of ${loaded}${counted(corpus.total, "work")}`);
    this.panel.update(state, selection.counts);
    const matching = new Matching(corpus, state);
    this.results.show({
      groups: this.shown.length ? grouped(corpus, this.shown, state.group, (work) => matching.nodeOf(work)) : [],
      state,
      sort,
      starts: hits?.starts ?? new Set(),
      matching,
    });
    this.#showTools(sort, hits);
    this.#showChips();
    this.#showMessages(hits);
  }

  /** @param {string} query
   * @returns {Hits | null} */
  #search(query) {
    if (!query.trim()) return null;
    this.index ??= SearchIndex.whole(this.corpus);
    return this.index.search(query);
  }

  /** The works that a list in the address, or the reading list, leaves; null for all.
   * @returns {Set<number> | null} */
  #only() {
    const { works, list } = this.state;
    if (!works.length && !list) return null;
    const ids = works.length ? works : [...this.list.works.keys()];
    const inBoth = works.length && list ? ids.filter((id) => this.list.has(id)) : ids;
    return new Set(inBoth.flatMap((id) => this.corpus.place.get(id) ?? []));
  }

  /** @param {string} sort
   * @param {Hits | null} hits */
  #showTools(sort, hits) {
    const menu = /** @type {HTMLSelectElement} */ (byId("explore-sort"));
    for (const option of menu.options) {
      if (option.value === "relevance") option.hidden = option.disabled = !hits;
      if (option.dataset.reversed) option.remove();
    }
    if (![...menu.options].some((option) => option.value === sort)) {
      const name = [...menu.options].find((option) => option.value === sort.slice(1))?.textContent ?? sort;
      menu.append(make("option", { value: sort, "data-reversed": true }, `${name}, reversed`));
    }
    menu.value = sort;
    /** @type {HTMLSelectElement} */ (byId("explore-group")).value = this.state.group;
    for (const view of ["cards", "table"]) {
      byId(`explore-${view}`).setAttribute("aria-pressed", String((this.state.view || "cards") === view));
    }
    this.#showSelection();
  }

  #showSelection() {
    const { size } = this.selected;
    byId("explore-selection").hidden = size === 0 && !this.state.list;
    setText(byId("explore-selected"), size ? `${counted(size, "work")} selected` : "");
    byId("explore-unselect").hidden = byId("explore-keep-selected").hidden = size === 0;
    byId("explore-list").setAttribute("aria-pressed", String(this.state.list));
    setText(byId("explore-list-count"), String(this.list.size));
    byId("explore-share-list").hidden = !this.state.list || this.list.size === 0;
  }

  #showChips() {
    const chips = [];
    const { state } = this;
    if (state.q.trim()) chips.push(this.#chip("Search", state.q.trim(), () => this.#setQuery("")));
    for (const facet of this.corpus.facets) {
      const { include, exclude } = state.choices[facet.key];
      const relation = facet.relations.find(({ key }) => key === state.relation);
      for (const value of [...include, ...exclude]) {
        const known = facet.values[facet.place.get(value) ?? -1];
        const isRange = facet.key === "year" && value.includes("-");
        const isUnknown = this.corpus.isWhole && !known && !isRange && !(facet.key === "year" && /^\d{4}$/.test(value));
        const name = relation && facet.relations.length > 1 ? `${facet.name}, ${relation.verb}` : facet.name;
        const remove = () => this.choose(facet.key, value, "remove");
        chips.push(this.#chip(name, known?.label ?? value.replace("-", "–"), remove, { isOut: exclude.includes(value), isUnknown }));
      }
    }
    if (state.relation) {
      const relation = this.corpus.relationOf(state.relation);
      const remove = () => this.change((next) => void (next.relation = ""));
      chips.push(this.#chip("Relation", relation?.title ?? state.relation, remove, { isUnknown: !relation }));
    }
    if (state.approaches && this.corpus.hasApproaches) {
      const remove = () => this.change((next) => void (next.approaches = false));
      chips.push(this.#chip("Also counted", "statements about the approach", remove));
    }
    if (state.works.length) {
      chips.push(this.#chip("List", counted(state.works.length, "work"), () => this.change((next) => void (next.works = []))));
    }
    if (state.list) chips.push(this.#chip("List", "My reading list", () => this.change((next) => void (next.list = false))));
    byId("explore-chips").replaceChildren(...chips);
    byId("explore-clear").hidden = !chips.length;
    const chosen = Object.values(state.choices).reduce((sum, { include, exclude }) => sum + include.length + exclude.length, 0);
    setText(byId("explore-open-count"), chosen ? String(chosen) : "");
  }

  /** @param {string} facet
   * @param {string} label
   * @param {() => void} remove
   * @param {{isOut?: boolean, isUnknown?: boolean}} [how] */
  #chip(facet, label, remove, { isOut = false, isUnknown = false } = {}) {
    const button = make(
      "button",
      { type: "button", class: `filter${isOut ? " filter--out" : ""}${isUnknown ? " filter--unknown" : ""}`, onclick: remove },
      make("span", { class: "hidden" }, "Remove filter "),
      make("span", { class: "filter__facet" }, `${facet}: `),
      isOut ? make("span", { class: "filter__not" }, "not ") : null,
      make("bdi", {}, label),
      isUnknown ? " (not in this survey)" : null,
      make("span", { class: "filter__remove", "aria-hidden": "true" }, "×"),
    );
    return make("li", {}, button);
  }

  /** @param {Hits | null} hits */
  #showMessages(hits) {
    const lines = [];
    if (this.ignored.length) lines.push(make("p", {}, `Ignored in the address: ${this.ignored.join(", ")}.`));
    if (this.corpus.isWhole) lines.push(...this.#missing(hits));
    else lines.push(make("p", {}, "The older works are loading; they will be added in a moment."));
    byId("explore-messages").replaceChildren(...lines);
  }

  /** What the survey does not have, which only shows when all works are loaded.
   * @param {Hits | null} hits */
  #missing(hits) {
    const lines = [];
    if (hits?.corrected.length) {
      const spelled = new Map();
      for (const [asked, word] of hits.corrected) spelled.set(asked, [...(spelled.get(asked) ?? []), word]);
      for (const [asked, found] of spelled) {
        lines.push(make("p", {}, `No matches for “${asked}”; showing instead: ${found.slice(0, 5).join(", ")}${found.length > 5 ? ", …" : ""}.`));
      }
    }
    const missing = this.state.works.filter((id) => !this.corpus.place.has(id));
    if (missing.length) lines.push(make("p", {}, `No longer in this survey: ${missing.join(", ")}.`));
    if (this.state.list) lines.push(...this.#listMessages());
    if (!this.shown.length && !this.state.list) {
      const isOnlyText = !isFiltered({ ...this.state, q: "" });
      lines.push(make("p", { class: "explore__none" }, isOnlyText
        ? "No work has all of these words."
        : "No work matches all filters. Remove one; the number beside each choice is how many works it would give."));
      lines.push(...this.#instead());
    }
    return lines;
  }

  /** A button with a query of fewer words that finds something. */
  #instead() {
    const { works } = select(this.corpus, this.state, null, this.#only());
    const found = fewerWords(this.state.q, works, (word) => this.#search(word)?.scores ?? null);
    if (!found) return [];
    const apply = () => {
      this.#setQuery(found.query);
      this.search.focus();
    };
    return [make("p", {}, make("button", { type: "button", class: "explore__button", onclick: apply }, `Search for “${found.query}” (${counted(found.count, "work")})`))];
  }

  #listMessages() {
    const lines = [];
    if (!this.list.size) lines.push(make("p", {}, "The reading list is empty. Add works with the bookmark beside them; the list is kept in this browser."));
    if (!this.list.isStored) lines.push(make("p", {}, "This browser cannot store the list: download it before you leave."));
    for (const { id, title } of this.list.lost((known) => this.corpus.place.has(known))) {
      lines.push(make("p", { class: "explore__lost" },
        "On your list, but no longer in this survey: ", make("bdi", {}, title), ` (${id}). `,
        make("button", { type: "button", class: "explore__quiet", onclick: () => this.list.remove([id]) }, "Remove it from the list"),
      ));
    }
    return lines;
  }

  /** @param {number[]} works
   * @param {boolean} on */
  #select(works, on) {
    for (const work of works) {
      if (on) this.selected.add(work);
      else this.selected.delete(work);
    }
    this.#showSelection();
    this.results.refreshMarks();
  }

  /** @param {number[]} works
   * @param {boolean} on */
  #keep(works, on) {
    const { ids, titles } = this.corpus;
    if (on) this.list.add(works.map((work) => ({ id: ids[work], title: titles[work] })));
    else this.list.remove(works.map((work) => ids[work]));
  }

  #listChanged() {
    if (this.state.list) this.repaint();
    else {
      this.#showSelection();
      this.results.refreshMarks();
    }
  }

  /** The ids of the works shown, selected, or on the reading list.
   * @param {string} scope
   * @returns {string[]} */
  #idsOf(scope) {
    if (scope === "list") return [...this.list.works.keys()].filter((id) => this.corpus.place.has(id));
    const works = scope === "selected" ? [...this.selected] : this.shown;
    return works.map((work) => this.corpus.ids[work]);
  }

  async #copyLink() {
    this.#keepTyped();
    this.#say((await copy(location.href)) ? "Link copied." : `The browser did not allow it. The link: ${location.href}`);
  }

  async #shareList() {
    const state = emptyState(this.corpus.facets);
    state.works = this.#idsOf("list");
    const link = new URL(location.pathname + writeAddress(state), location.href).href;
    this.#say((await copy(link)) ? "Link to these works copied." : `The browser did not allow it. The link: ${link}`);
  }

  /** @param {string} text */
  #say(text) {
    const message = byId("explore-said");
    message.textContent = text;
    message.hidden = false;
    setTimeout(() => (message.hidden = true), 6000);
  }

  /** Index all texts in the background, with the abstracts if there are any. */
  async prepareSearch() {
    await this.#index(null);
    if (this.corpus.hasAbstracts) await this.#index(/** @type {Record<string, string>} */ (await load(this.dataAddress("abstracts"))));
  }

  /** @param {Record<string, string> | null} abstracts */
  async #index(abstracts) {
    if (this.index && !abstracts) return;
    const index = new SearchIndex(this.corpus, abstracts);
    await index.whileIdle();
    if (!this.index || abstracts) this.index = index;
    if (abstracts && this.state.q.trim()) this.repaint();
  }
}

/** The filters are beside the results, or on a small screen in a drawer.
 * @param {() => string} label of the button that closes it */
function addDrawer(label) {
  const drawer = /** @type {HTMLDialogElement} */ (byId("explore-drawer"));
  const facets = byId("explore-side");
  const home = facets.parentElement;
  const close = byId("explore-close");
  byId("explore-open").addEventListener("click", () => {
    drawer.prepend(facets);
    drawer.showModal();
    setText(close, label());
  });
  close.addEventListener("click", () => drawer.close());
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  drawer.addEventListener("close", () => home?.prepend(facets));
  new MutationObserver(() => setText(close, label())).observe(byId("explore-status"), { childList: true, characterData: true, subtree: true });
  matchMedia("(min-width: 60em)").addEventListener("change", () => drawer.open && drawer.close());
}

async function start() {
  const page = byId("explore");
  const version = page.dataset.version ?? "";
  const addressOf = (/** @type {string} */ path) => {
    const address = new URL(path, document.baseURI);
    address.search = version && `?v=${version}`;
    return address;
  };
  const dataAddress = (/** @type {string} */ file) => addressOf(`${page.dataset.files ?? ""}${file}.json`);
  const exportAddress = (/** @type {string} */ file) => addressOf(`${page.dataset.root ?? "../"}data/${file}`);
  try {
    const text = await loadText(dataAddress("works"));
    performance.mark("explorer-data");
    const start = /** @type {import("./corpus.js").Payload} */ (JSON.parse(text));
    const explorer = new Explorer(page, new Corpus(start), dataAddress, exportAddress);
    byId("explore-plain").remove();
    byId("explore-app").hidden = false;
    addDrawer(() => `Show ${counted(explorer.shown.length, "work")}`);
    explorer.repaint();
    page.dataset.ready = "true";
    performance.measure("explorer-ready", "explorer-data");
    if (start.parts) await explorer.complete(new Corpus(await loadOthers(start, dataAddress)));
    await explorer.prepareSearch();
    page.dataset.indexed = "true";
  } catch (error) {
    page.dataset.failed = "true";
    byId("explore-failed").hidden = false;
    throw error;
  }
}

void start();
