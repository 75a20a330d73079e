// The Explorer: loads the works, and keeps the page, the address and the history in step.

import { NOT_STATED } from "../common/constants.js";
import { byId, fill, make, pause, setText } from "../common/dom.js";
import { copy, load, loadText } from "../common/files.js";
import { listKey, ReadingList } from "../common/reading_list.js";
import { fewerWords } from "../search/fewer_words.js";
import { SearchIndex } from "../search/index.js";
import { formsOf } from "../search/likeness.js";
import { otherNames } from "../search/nearest.js";
import { FIELD_NAMES, unknownFields } from "../search/query.js";
import { FacetNames } from "../search/reading.js";
import { copyOf, emptyState, isFiltered, readAddress, writeAddress } from "../works/address.js";
import { addColumnMenu, shownColumns } from "./columns.js";
import { comparisonTable, comparisonTools, FEWEST, MOST } from "./compare.js";
import { Corpus } from "../works/corpus.js";
import { DownloadDialog } from "./download_dialog.js";
import { Exports } from "./exports.js";
import { FacetPanel } from "./facet_panel.js";
import { addKeyboard } from "./keyboard.js";
import { Matching } from "../works/matching.js";
import { loadOthers } from "../works/parts.js";
import { Results } from "./results.js";
import { SavedSearches } from "./saved.js";
import { grouped, ordered, select } from "../works/selection.js";
import { counted, formatted, tr } from "../common/texts.js";

/** @typedef {import("../works/address.js").State} State */
/** @typedef {import("../search/index.js").Hits} Hits */
/** @typedef {import("../search/reading.js").Reading} Reading */

const TYPING_PAUSE = 300;
const TO_BE_SEEN = 100; // milliseconds in which the first works are drawn before the others are loaded

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
    /** The rows of tables, once works are compared. @type {Promise<import("./compare.js").Rows> | undefined} */ this.rows = undefined;
    this.facetNames = new FacetNames(corpus);
    /** How the query is read, if its words are names of facets. @type {Reading | null} */ this.reading = null;
    /** @type {Set<number>} */ this.selected = new Set();
    this.typing = 0;
    this.list = new ReadingList(listKey(this.root), () => this.#listChanged());
    this.saved = new SavedSearches(`saved-searches ${this.root.pathname}`);
    /** @type {Map<string, Set<string>>} The works that saved searches did not have at the last visit, by address. */ this.news = new Map();
    this.columns = addColumnMenu((columns) => this.change((state) => void (state.columns = columns)));
    this.search = /** @type {HTMLInputElement} */ (byId("explore-search"));
    this.status = byId("explore-status");
    this.panel = this.#facetPanel(corpus);
    this.panel.show(byId("explore-facets"));
    this.results = new Results(byId("explore-results"), /** @type {HTMLButtonElement} */ (byId("explore-more")), corpus, {
      workAddress: (id) => new URL(`works/${id}/`, this.root).href,
      choose: (facet, value) => this.#include(facet, value),
      sort: (sort) => this.change((state) => void (state.sort = sort)),
      select: (work, on) => this.#select([work], on),
      keep: (work, on) => this.#keep([work], on),
      isNew: (work) => this.news.get(searchOf(this.state))?.has(this.corpus.ids[work]) ?? false,
      isSelected: (work) => this.selected.has(work),
      isKept: (work) => this.list.has(this.corpus.ids[work]),
    });
    this.downloads = new DownloadDialog(new Exports(exportAddress, () => this.corpus), corpus.formats, (scope) => this.#idsOf(scope), () => this.selected.size);
    /** @type {State} */ this.state = emptyState(corpus.facets);
    /** @type {string[]} Parameters of the address that mean nothing. */ this.ignored = [];
    this.#readAddress();
    this.#listen();
  }

  /** @param {Corpus} corpus */
  #facetPanel(corpus) {
    return new FacetPanel(corpus, {
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
    const facetNames = new FacetNames(corpus);
    await pause();
    const panel = this.#facetPanel(corpus);
    await pause();
    // The page goes from one corpus to the other in one step.
    this.corpus = this.results.corpus = corpus;
    this.index = index;
    this.facetNames = facetNames;
    this.panel = panel;
    panel.show(byId("explore-facets"));
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
    byId("explore-compare").addEventListener("click", () => this.#compare());
    byId("explore-save-search").addEventListener("click", () => this.#saveSearch());
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
    const state = asRead(this.state, this.reading);
    change(state);
    this.#take(state);
  }

  /** @param {State} state */
  #take(state) {
    this.state = state;
    this.search.value = state.q;
    this.ignored = [];
    history.pushState(null, "", writeAddress(state) || location.pathname);
    this.repaint();
  }

  /** The address follows the typing after a pause; the first letter makes a step of the history. */
  #type() {
    if (!this.typing) history.pushState(null, "", location.href);
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.#keepTyped(), TYPING_PAUSE);
    const q = this.search.value;
    this.state = { ...this.state, q, literal: this.state.literal && q.trim() !== "" };
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
    this.change((state) => void (state.q = query));
  }

  /** Search words as words that were read as filters.
   * @param {import("../search/reading.js").Named[]} words */
  #takeBack(words) {
    this.#keepTyped();
    const left = this.reading?.filters.filter((filter) => !words.includes(filter)) ?? [];
    const rest = [...words.map((filter) => filter.words), this.reading?.rest].filter(Boolean).join(" ");
    const state = asRead(this.state, { filters: left, rest });
    this.#take({ ...state, literal: true });
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
    this.change((state) => {
      const { sort, view, columns, group } = state;
      const kept = { sort: sort.endsWith("relevance") ? "" : sort, view: view === "compare" ? "" : view, columns, group };
      Object.assign(state, emptyState(this.corpus.facets), kept);
    });
  }

  /** Find, count and show the works that match the state. */
  repaint() {
    const { corpus } = this;
    this.reading = this.#readingOf(this.state);
    const state = asRead(this.state, this.reading);
    const hits = this.#search(state.q);
    const selection = select(corpus, state, hits?.scores ?? null, this.#only());
    const sort = state.sort || (hits ? "relevance" : "date");
    this.shown = ordered(corpus, selection.works, sort, hits?.scores ?? null);
    const [found, all] = [formatted(this.shown.length), counted(corpus.total, "{0} work", "{0} works")];
    // Both are about as long, and what comes below stays where it is when the other works are there.
    setText(this.status, corpus.isWhole ? tr("{0} of {1}", found, all) : tr("{0} so far of {1}", found, all));
    setText(byId("explore-loading"), corpus.isWhole ? "" : tr("The older works are loading; they will be added in a moment."));
    this.panel.update(state, selection.counts);
    const matching = new Matching(corpus, state);
    const isCompared = state.view === "compare" && this.#showComparison();
    this.columns.update(shownColumns(state.columns, !matching.criteria.isEmpty));
    byId("explore-comparison").hidden = !isCompared;
    byId("explore-results").hidden = isCompared;
    byId("explore-choose-columns").hidden = state.view !== "table";
    this.#countNews();
    this.results.show({
      groups: this.shown.length && !isCompared ? grouped(corpus, this.shown, state.group, (work) => matching.nodeOf(work)) : [],
      state,
      sort,
      starts: hits?.starts ?? new Set(),
      matching,
    });
    this.#showTools(sort, hits);
    this.#showSaved();
    this.#showFeed(state);
    this.#showChips();
    this.#showMessages(hits);
  }

  /** How the query of a state is read, if its words name filters.
   * @param {State} state
   * @returns {Reading | null} */
  #readingOf({ q, literal }) {
    if (literal || !q.trim()) return null;
    this.index ??= SearchIndex.whole(this.corpus);
    return this.facetNames.read(q, this.index);
  }

  /** Show the works side by side, if they are few enough.
   * @returns {boolean} */
  #showComparison() {
    const works = this.shown;
    if (works.length < FEWEST || works.length > MOST) return false;
    this.rows ??= load(this.dataAddress("rows")).then((rows) => /** @type {import("./compare.js").Rows} */ (rows));
    this.rows.then((rows) => works === this.shown && this.#fillComparison(works, rows), (error) => {
      this.rows = undefined;
      this.#say(tr("The comparison could not be loaded; try again."));
      console.error(error);
    });
    return true;
  }

  /** @param {number[]} works
   * @param {import("./compare.js").Rows} rows */
  #fillComparison(works, rows) {
    const { corpus } = this;
    const tools = comparisonTools(corpus, works, rows, {
      copy: async (text, done) => this.#say((await copy(text)) ? done : tr("The browser did not allow it.")),
      share: () => void this.#copyLink(),
      close: () => this.change((state) => void (state.view = "")),
    });
    const remove = (/** @type {number} */ work) => this.change((state) => {
      state.works = works.filter((other) => other !== work).map((other) => corpus.ids[other]);
    });
    const address = (/** @type {string} */ id) => new URL(`works/${id}/`, this.root).href;
    byId("explore-comparison").replaceChildren(tools, comparisonTable(corpus, works, rows, address, remove));
  }

  #compare() {
    const works = [...this.selected].map((work) => this.corpus.ids[work]);
    this.change((state) => void Object.assign(state, emptyState(this.corpus.facets), { works, view: "compare" }));
    byId("explore-comparison").scrollIntoView({ block: "start" });
  }

  /** Keep the search, or forget it. */
  #saveSearch() {
    const address = searchOf(this.state);
    if (this.saved.find(address)) this.saved.remove(address);
    else this.saved.keep({ address, title: this.#titleOfSearch(), seen: this.shown.map((work) => this.corpus.ids[work]) });
    this.news.delete(address);
    if (!this.saved.isStored) this.#say(tr("This browser cannot store the search."));
    this.#showSaved();
  }

  #titleOfSearch() {
    const chips = [...byId("explore-chips").querySelectorAll("bdi")].map((chip) => chip.textContent);
    return chips.join(" · ") || tr("All works");
  }

  /** Note the works that saved searches did not have at the last visit; now they are seen. */
  #countNews() {
    if (!this.corpus.isWhole) return;
    for (const search of this.saved.all) {
      if (this.news.has(search.address)) continue;
      const saved = readAddress(search.address, this.corpus.facets).state;
      const state = asRead(saved, this.#readingOf(saved));
      const { works } = select(this.corpus, state, this.#search(state.q)?.scores ?? null, null);
      const now = works.map((work) => this.corpus.ids[work]);
      const seen = new Set(search.seen);
      this.news.set(search.address, new Set(now.filter((id) => !seen.has(id))));
      this.saved.keep({ ...search, seen: now });
    }
  }

  #showSaved() {
    const address = searchOf(this.state);
    const isSaved = Boolean(this.saved.find(address));
    const button = byId("explore-save-search");
    button.setAttribute("aria-pressed", String(isSaved));
    setText(button, isSaved ? tr("Saved") : tr("Save search"));
    byId("explore-saved").hidden = !this.saved.all.length;
    byId("explore-saved").replaceChildren(tr("Saved: "), ...this.saved.all.flatMap((search, place) => {
      const count = this.news.get(search.address)?.size ?? 0;
      const open = (/** @type {Event} */ event) => {
        event.preventDefault();
        this.#take(readAddress(search.address, this.corpus.facets).state);
      };
      const link = make("a", { href: search.address, onclick: open }, search.title, count ? tr(" ({0} new)", count) : null);
      return place ? [" · ", link] : [link];
    }));
  }

  /** Offer the feed that is nearest to what is shown.
   * @param {State} state */
  #showFeed({ choices }) {
    const feed = /** @type {HTMLAnchorElement} */ (byId("explore-feed"));
    let node = this.corpus.nodes[this.corpus.facet.get("node")?.place.get(choices.node.include[0] ?? "") ?? -1];
    while (node?.level === "approach" && node.parent >= 0) node = this.corpus.nodes[node.parent];
    const facet = this.corpus.facets.find(({ key, declared }) => declared && choices[key].include.some((value) => value !== NOT_STATED));
    const value = facet?.values[facet.place.get(choices[facet.key].include[0]) ?? -1];
    const [path, about] = node ? [`feeds/${node.key}.xml`, tr(" on {0}", node.title)]
      : facet && value ? [`feeds/${facet.key}/${value.key}.xml`, `: ${facet.name.toLowerCase()} ${value.label}`] : ["feed.xml", ""];
    feed.href = new URL(path, this.root).href;
    setText(feed, tr("Feed of new works{0}", about));
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
      menu.append(make("option", { value: sort, "data-reversed": true }, tr("{0}, reversed", name)));
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
    setText(byId("explore-selected"), size ? tr("{0} selected", counted(size, "{0} work", "{0} works")) : "");
    byId("explore-compare").hidden = size < FEWEST || size > MOST;
    byId("explore-unselect").hidden = byId("explore-keep-selected").hidden = size === 0;
    byId("explore-list").setAttribute("aria-pressed", String(this.state.list));
    setText(byId("explore-list-count"), String(this.list.size));
    byId("explore-share-list").hidden = !this.state.list || this.list.size === 0;
  }

  #showChips() {
    const chips = [];
    const { state } = this;
    for (const filter of this.reading?.filters ?? []) {
      chips.push(this.#chip(filter.name, filter.label, () => this.#takeBack([filter]), { readFrom: filter.words }));
    }
    const q = this.reading ? this.reading.rest : state.q.trim();
    if (q) chips.push(this.#chip(tr("Search"), q, () => this.#setQuery("")));
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
      chips.push(this.#chip(tr("Relation"), relation?.title ?? state.relation, remove, { isUnknown: !relation }));
    }
    if (state.approaches && this.corpus.hasApproaches) {
      const remove = () => this.change((next) => void (next.approaches = false));
      chips.push(this.#chip(tr("Also counted"), tr("statements about the approach"), remove));
    }
    if (state.works.length) {
      chips.push(this.#chip(tr("List"), counted(state.works.length, "{0} work", "{0} works"), () => this.change((next) => void (next.works = []))));
    }
    if (state.list) chips.push(this.#chip(tr("List"), tr("My reading list"), () => this.change((next) => void (next.list = false))));
    byId("explore-chips").replaceChildren(...chips);
    byId("explore-clear").hidden = !chips.length;
    const chosen = Object.values(asRead(state, this.reading).choices).reduce((sum, { include, exclude }) => sum + include.length + exclude.length, 0);
    setText(byId("explore-open-count"), chosen ? String(chosen) : "");
  }

  /** @param {string} facet
   * @param {string} label
   * @param {() => void} remove
   * @param {{isOut?: boolean, isUnknown?: boolean, readFrom?: string}} [how] */
  #chip(facet, label, remove, { isOut = false, isUnknown = false, readFrom } = {}) {
    const button = make(
      "button",
      {
        type: "button", onclick: remove, title: readFrom && tr("Search for the word “{0}” instead", readFrom),
        class: `filter${isOut ? " filter--out" : ""}${isUnknown ? " filter--unknown" : ""}${readFrom ? " filter--read" : ""}`,
      },
      make("span", { class: "hidden" }, readFrom ? tr("Take back filter ") : tr("Remove filter ")),
      make("span", { class: "filter__facet" }, `${facet}: `),
      isOut ? make("span", { class: "filter__not" }, tr("not ")) : null,
      make("bdi", {}, label),
      isUnknown ? make("span", { class: "filter__note" }, tr(" (not in this survey)")) : null,
      make("span", { class: "filter__remove", "aria-hidden": "true" }, "×"),
    );
    return make("li", {}, button);
  }

  /** @param {Hits | null} hits */
  #showMessages(hits) {
    const lines = [];
    if (this.ignored.length) lines.push(make("p", {}, tr("Ignored in the address: {0}.", this.ignored.join(", "))));
    if (this.reading) {
      const { filters } = this.reading;
      lines.push(make("p", {}, tr("Words that name a filter are used as one. "),
        make("button", { type: "button", class: "explore__quiet", onclick: () => this.#takeBack(filters) }, tr("Search for the words instead"))));
    }
    if (this.corpus.isWhole) lines.push(...this.#missing(hits));
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
        lines.push(make("p", {}, tr("No matches for “{0}”; showing instead: {1}{2}.", asked, found.slice(0, 5).join(", "), found.length > 5 ? ", …" : "")));
      }
    }
    const missing = this.state.works.filter((id) => !this.corpus.place.has(id));
    if (missing.length) lines.push(make("p", {}, tr("No longer in this survey: {0}.", missing.join(", "))));
    if (this.state.list) lines.push(...this.#listMessages());
    if (!this.shown.length && !this.state.list) {
      const isOnlyText = !isFiltered({ ...this.state, q: "" });
      const unknown = unknownFields(this.state.q);
      if (unknown.length) {
        lines.push(make("p", {}, tr("No such field: {0} – there are {1}", fieldNames(unknown), fieldNames(FIELD_NAMES))));
      }
      lines.push(make("p", { class: "explore__none" }, isOnlyText
        ? tr("No work has all of these words.")
        : tr("No work matches all filters. Remove one; the number beside each choice is how many works it would give.")));
      lines.push(...this.#instead());
    }
    lines.push(...this.#nearest(hits));
    return lines;
  }

  /** Other works with a name like the query, where little or nothing is found, and the way to add one.
   * @param {Hits | null} hits
   * @returns {HTMLElement[]} */
  #nearest(hits) {
    const q = this.state.q.trim();
    if (!q || !this.index || (!hits && this.shown.length)) return [];
    const nearest = otherNames(q, hits?.forms ?? formsOf(q), this.shown, this.shown.length, this.index);
    if (this.shown.length && !nearest.length) return [];
    const line = make("p", {}, nearest.length ? tr("Nearest by spelling: ") : null);
    nearest.forEach(({ work, name }, place) => {
      fill(line, place ? ", " : null, make("a", { href: new URL(`works/${this.corpus.ids[work]}/`, this.root).href }, name));
    });
    fill(line, nearest.length ? ". " : null, make("a", { href: new URL("contribute/", this.root).href }, tr("Suggest a work")));
    return [line];
  }

  /** A button with a query of fewer words that finds something. */
  #instead() {
    const state = asRead(this.state, this.reading);
    const { works } = select(this.corpus, state, null, this.#only());
    const found = fewerWords(state.q, works, (word) => this.#search(word)?.scores ?? null);
    if (!found) return [];
    const apply = () => {
      this.#setQuery(found.query);
      this.search.focus();
    };
    return [make("p", {}, make("button", { type: "button", class: "explore__button", onclick: apply }, tr("Search for “{0}” ({1})", found.query, counted(found.count, "{0} work", "{0} works"))))];
  }

  #listMessages() {
    const lines = [];
    if (!this.list.size) lines.push(make("p", {}, tr("The reading list is empty. Add works with the bookmark beside them; the list is kept in this browser.")));
    if (!this.list.isStored) lines.push(make("p", {}, tr("This browser cannot store the list: download it before you leave.")));
    for (const { id, title } of this.list.lost((known) => this.corpus.place.has(known))) {
      lines.push(make("p", { class: "explore__lost" },
        tr("On your list, but no longer in this survey: "), make("bdi", {}, title), ` (${id}). `,
        make("button", { type: "button", class: "explore__quiet", onclick: () => this.list.remove([id]) }, tr("Remove it from the list")),
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
    this.#say((await copy(location.href)) ? tr("Link copied.") : tr("The browser did not allow it. The link: {0}", location.href));
  }

  async #shareList() {
    const state = emptyState(this.corpus.facets);
    state.works = this.#idsOf("list");
    const link = new URL(location.pathname + writeAddress(state), location.href).href;
    this.#say((await copy(link)) ? tr("Link to these works copied.") : tr("The browser did not allow it. The link: {0}", link));
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

/** @param {readonly string[]} names */
function fieldNames(names) {
  return names.map((name) => `${name}:`).join(", ");
}

/** The state with the words of its query that name filters as filters; a copy.
 * @param {State} state
 * @param {Reading | null} reading
 * @returns {State} */
function asRead(state, reading) {
  const read = copyOf(state);
  if (!reading) return read;
  read.q = reading.rest;
  for (const { facet, value } of reading.filters) {
    const { include, exclude } = read.choices[facet];
    if (!include.includes(value) && !exclude.includes(value)) include.push(value);
  }
  return read;
}

/** What a search finds, as an address: without the way in which it is shown.
 * @param {State} state */
function searchOf(state) {
  return writeAddress({ ...state, sort: "", view: "", columns: [], group: "", list: false }) || "?";
}

/** The first stop of the Tab key: a link that leads past the header and the filters.
 * @param {() => void} skip */
function addSkipLink(skip) {
  const follow = (/** @type {Event} */ event) => {
    event.preventDefault();
    skip();
  };
  document.body.prepend(make("a", { class: "explore__skip", href: "#explore-results", onclick: follow }, tr("Skip to the works")));
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

/** On a small screen, the tools are folded. */
function addTools() {
  const button = byId("explore-tools-open");
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
  });
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
    const start = /** @type {import("../works/corpus.js").Payload} */ (JSON.parse(text));
    const newest = new Corpus(start);
    await pause();
    const explorer = new Explorer(page, newest, dataAddress, exportAddress);
    await pause();
    byId("explore-plain").remove();
    byId("explore-app").hidden = false;
    addDrawer(() => tr("Show {0}", counted(explorer.shown.length, "{0} work", "{0} works")));
    addTools();
    addSkipLink(() => (explorer.results.links()[0] ?? byId("explore-results")).focus());
    explorer.repaint();
    page.dataset.ready = "true";
    performance.measure("explorer-ready", "explorer-data");
    if (start.parts) {
      await pause(TO_BE_SEEN);
      const all = await loadOthers(start, dataAddress);
      await pause();
      const whole = new Corpus(all);
      await pause();
      await explorer.complete(whole);
    }
    await explorer.prepareSearch();
    page.dataset.indexed = "true";
  } catch (error) {
    page.dataset.failed = "true";
    byId("explore-failed").hidden = false;
    throw error;
  }
}

void start();
