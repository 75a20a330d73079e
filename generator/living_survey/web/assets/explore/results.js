// The works found, as cards or as a table, some at a time.

import { fill, make, setText } from "../common/dom.js";
import { words } from "../common/fold.js";
import { addressOf } from "../works/address.js";
import { shownColumns } from "./columns.js";
import { highlighted, isHit } from "../search/highlight.js";
import { counted, formatted, tr } from "../common/texts.js";

/** @typedef {import("../works/corpus.js").Corpus} Corpus */
/** @typedef {import("../works/address.js").State} State */
/** @typedef {import("../works/matching.js").Matching} Matching */
/** @typedef {import("../works/matching.js").Match} Match */
/** @typedef {{title: string, facet: string, key: string, works: number[]}} Group */

/** What the page does for the results.
 * @typedef {{
 *   workAddress: (id: string) => string,
 *   choose: (facet: string, value: string) => void,
 *   sort: (sort: string) => void,
 *   select: (work: number, on: boolean) => void,
 *   keep: (work: number, on: boolean) => void,
 *   isNew: (work: number) => boolean,
 *   isSelected: (work: number) => boolean,
 *   isKept: (work: number) => boolean}} Actions */

/** What is shown. `starts` are the words to mark.
 * @typedef {{groups: Group[], state: State, sort: string, starts: ReadonlySet<string>, matching: Matching}} Shown */

const FIRST = 12; // fills the tallest of usual windows
const STEP = 50;
const PAUSE = 100; // milliseconds
const SHOWN_AUTHORS = 3;
const CHIPS_OF_ROW = 1;
const SHOWN_NAMES = 3;

export class Results {
  /** @param {HTMLElement} element
   * @param {HTMLButtonElement} more
   * @param {Corpus} corpus
   * @param {Actions} actions */
  constructor(element, more, corpus, actions) {
    this.element = element;
    this.more = more;
    this.corpus = corpus;
    this.actions = actions;
    /** @type {Shown | null} */ this.shown = null;
    /** @type {[Group, number][]} Every work with its group, in order. */ this.works = [];
    this.rendered = 0;
    /** @type {HTMLElement | null} */ this.container = null;
    this.waiting = 0;
    more.addEventListener("click", () => this.#showMoreAndFocus());
    new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.extend(), {
      rootMargin: "600px",
    }).observe(more);
    window.addEventListener("beforeprint", () => this.extend(Infinity));
    element.addEventListener("click", (event) => this.#follow(event));
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    this.works = shown.groups.flatMap((group) => group.works.map((work) => /** @type {[Group, number]} */ ([group, work])));
    this.rendered = 0;
    this.container = null;
    this.element.classList.toggle("results--table", shown.state.view === "table");
    this.element.replaceChildren();
    this.extend(FIRST);
    clearTimeout(this.waiting);
    // The rest of the first page comes when nobody has typed on, or it would delay the next key.
    this.waiting = setTimeout(() => this.extend(Math.max(STEP - this.rendered, 0)), PAUSE);
  }

  /** Render some more.
   * @param {number} [count] */
  extend(count = STEP) {
    const shown = this.shown;
    if (!shown) return;
    const end = Math.min(this.works.length, this.rendered + count);
    const heading = shown.groups.length > 1 || shown.groups[0]?.title ? 4 : 3;
    for (; this.rendered < end; this.rendered += 1) {
      const [group, work] = this.works[this.rendered];
      const starts = this.rendered === 0 || this.works[this.rendered - 1][0] !== group;
      if (starts || !this.container) this.container = this.#open(group, shown);
      this.container.append(shown.state.view === "table" ? this.#row(work, shown) : this.#card(work, shown, heading));
    }
    const left = this.works.length - this.rendered;
    this.more.hidden = left === 0;
    setText(this.more, tr("Show {0} more of {1}", Math.min(STEP, left), counted(left, "{0} work", "{0} works")));
  }

  #showMoreAndFocus() {
    const next = this.rendered;
    this.extend();
    this.links()[next]?.focus();
  }

  /** The links of the works rendered, in order.
   * @returns {HTMLAnchorElement[]} */
  links() {
    return [...this.element.querySelectorAll("a.result__title")].map((link) => /** @type {HTMLAnchorElement} */ (link));
  }

  /** Start a group, and give the element its works go into.
   * @param {Group} group
   * @param {Shown} shown
   * @returns {HTMLElement} */
  #open(group, shown) {
    if (group.title) {
      const title = group.key ? this.#filter(group.facet, group.key, group.title) : group.title;
      this.element.append(make("h3", { class: "results__group" }, title, " ", make("span", { class: "count" }, formatted(group.works.length))));
    }
    if (shown.state.view !== "table") {
      const list = make("div", { class: "results__cards" });
      this.element.append(list);
      return list;
    }
    const body = make("tbody");
    const name = group.title ? tr("Works: {0}", group.title) : tr("Works");
    this.element.append(
      make("div", { class: "results__scroll", tabindex: 0, role: "region", "aria-label": name },
        make("table", { class: "results__table" }, make("caption", {}, name), make("thead", {}, this.#head(shown)), body),
      ),
    );
    return body;
  }

  /** @param {Shown} shown */
  #head(shown) {
    const row = make("tr", {}, make("th", { scope: "col" }, make("span", { class: "hidden" }, tr("Select and keep"))));
    const isReversed = shown.sort.startsWith("-");
    const current = isReversed ? shown.sort.slice(1) : shown.sort;
    for (const { sort, title } of [{ sort: "title", title: tr("Title") }, ...this.#columns(shown)]) {
      if (!sort) {
        row.append(make("th", { scope: "col" }, title));
        continue;
      }
      // Years and numbers of topics start with the highest.
      const startsHigh = sort === "year" || sort === "topics";
      const direction = current === sort ? (isReversed !== startsHigh ? "descending" : "ascending") : null;
      const button = make("button", { type: "button", class: "results__sort", "data-sort": sort }, title);
      button.addEventListener("click", () => this.actions.sort(current === sort && !isReversed ? `-${sort}` : sort));
      row.append(make("th", { scope: "col", "aria-sort": direction }, button));
    }
    return row;
  }

  /** @param {Shown} shown */
  #columns({ state, matching }) {
    return shownColumns(state.columns, !matching.criteria.isEmpty);
  }

  /** @param {number} work
   * @param {Shown} shown
   * @param {number} level of its heading */
  #card(work, shown, level) {
    const id = `work-${this.corpus.ids[work]}`;
    const heading = make(level === 4 ? "h4" : "h3", { class: "result__heading", id }, this.#title(work, shown), ...this.#marks(work));
    const matches = shown.matching.of(work);
    const matched = this.#matched(work, matches);
    const [noted, texts] = this.#texts(work, shown, matches);
    const links = this.#links(work);
    const { area } = this.corpus.nodes[shown.matching.nodeOf(work)];
    const others = this.corpus.tagNodes[work].filter((node) => !matched.has(node));
    const chips = this.#chips(others.toSorted((a, b) => Number(b === noted) - Number(a === noted)), shown, matched);
    return make(
      "article",
      { class: `result ${area ? `area-${area}` : "area-none"}`, "aria-labelledby": id, "data-work": this.corpus.ids[work] },
      this.#select(work),
      make("div", { class: "result__body" },
        heading,
        make("p", { class: "result__by" }, ...this.#names(work, shown), this.#authors(work, shown), this.corpus.authorsOf[work].length ? " · " : null, this.#venue(work, shown), this.#year(work)),
        ...texts.map((text) => make("p", { class: "result__note" }, highlighted(text, shown.starts))),
        ...matches.map((match) => this.#match(work, match, shown)),
        make("p", { class: "result__foot" }, links.childElementCount ? links : null, chips.childElementCount ? chips : null),
      ),
      this.#keep(work),
    );
  }

  /** The tag that made a work match: its path, its note, and what is stated there.
   * @param {number} work
   * @param {Match} match
   * @param {Shown} shown */
  #match(work, match, shown) {
    const { tagNodes, tagNotes, nodes } = this.corpus;
    const block = make("div", { class: "result__match" });
    if (match.tag >= 0) {
      const node = nodes[tagNodes[work][match.tag]];
      const line = make("p", { class: "result__place" });
      const topic = node.topic >= 0 && node.topic !== node.at ? nodes[node.topic] : null;
      if (topic) fill(line, this.#filter("node", topic.key, highlighted(topic.label, shown.starts)), make("span", { class: "result__step" }, " › "));
      fill(line, this.#chip(node.at, shown, true), " ", highlighted(tagNotes[work][match.tag], shown.starts));
      block.append(line);
    }
    block.append(...this.#lines(match));
    return block;
  }

  /** What is stated, with the source.
   * @param {Match} match
   * @returns {HTMLElement[]} */
  #lines(match) {
    return match.lines.map(({ parts, effect, source, ofApproach }) => {
      const line = make("p", { class: `result__stated${ofApproach ? " result__stated--approach" : ""}` });
      if (match.tag < 0) fill(line, tr("Whole work: "));
      parts.forEach(({ verb, values }, part) => {
        fill(line, part ? " · " : null, verb, " ");
        values.forEach(({ facet, place, chosen }, at) => {
          const value = facet.values[place];
          const link = this.#filter(facet.key, value.key, value.label);
          link.title = value.title;
          if (chosen) link.className = "result__asked";
          fill(line, at ? ", " : null, link);
        });
      });
      if (effect) fill(line, parts.length ? tr(" · result: ") : tr("result: "), make("span", { class: "result__effect" }, effect));
      fill(line, " ", make("span", { class: "result__source" }, source));
      return line;
    });
  }

  /** @param {number} work
   * @param {Shown} shown */
  #row(work, shown) {
    const matches = shown.matching.of(work);
    const matched = this.#matched(work, matches);
    const { tagNodes, tagNotes, summaries } = this.corpus;
    const notes = [...matches.map(({ tag }) => tagNotes[work][tag] ?? ""), ...tagNotes[work]];
    const effects = [...matches.flatMap(({ lines }) => lines.map(({ effect }) => effect)), ...this.corpus.effects[work]];
    const nodes = [...matched, ...tagNodes[work].filter((node) => !matched.has(node))];
    /** @type {Record<string, () => [import("../common/dom.js").Child[], string?]>} What a column shows, and in full. */
    const cells = {
      author: () => [[this.#authors(work, shown, 1)]],
      venue: () => [[this.#venue(work, shown)]],
      year: () => [[this.#year(work)]],
      topics: () => [[this.#chips(nodes, shown, matched, CHIPS_OF_ROW)]],
      stated: () => [matches.flatMap((match) => this.#lines(match))],
      note: () => this.#cut(notes.find(Boolean) ?? "", shown),
      effect: () => this.#cut(effects.find(Boolean) ?? "", shown),
      summary: () => this.#cut(summaries[work], shown),
      links: () => [[this.#links(work)]],
    };
    const row = make(
      "tr",
      { "data-work": this.corpus.ids[work] },
      make("td", {}, this.#select(work), this.#keep(work)),
      make("th", { scope: "row", title: this.corpus.titles[work] }, this.#title(work, shown), ...this.#marks(work)),
    );
    for (const { key } of this.#columns(shown)) {
      const [content, title] = cells[key]();
      row.append(make("td", { class: `results__${key}`, title }, ...content));
    }
    return row;
  }

  /** A text that a narrow column cuts, with the whole of it to show.
   * @param {string} text
   * @param {Shown} shown
   * @returns {[import("../common/dom.js").Child[], string?]} */
  #cut(text, shown) {
    return text ? [[highlighted(text, shown.starts)], text] : [[]];
  }

  /** @param {number} work
   * @param {Shown} shown */
  #title(work, shown) {
    const href = this.actions.workAddress(this.corpus.ids[work]);
    return make("a", { class: "result__title", href }, make("bdi", {}, highlighted(this.corpus.titles[work], shown.starts)));
  }

  /** Marks of a draft, and of a work that a saved search did not have at the last visit.
   * @param {number} work */
  #marks(work) {
    const title = tr("Authors or year are not known yet, or not all authors");
    const marks = [];
    if (this.actions.isNew(work)) marks.push(" ", make("span", { class: "badge badge--new" }, tr("new")));
    if (this.corpus.drafts.has(work)) marks.push(" ", make("span", { class: "badge badge--draft", title }, tr("facts incomplete")));
    return marks;
  }

  /** Names that are not in the title, as of data that comes with a model.
   * @param {number} work
   * @param {Shown} shown */
  #names(work, shown) {
    const title = words(this.corpus.titles[work]).join(" ");
    const others = this.corpus.names[work].filter((name) => !title.includes(words(name).join(" "))).slice(0, SHOWN_NAMES);
    return others.length ? [make("span", { class: "result__names" }, highlighted(others.join(", "), shown.starts)), " · "] : [];
  }

  /** @param {number} work
   * @param {Shown} shown
   * @param {number} [first] how many are always named */
  #authors(work, shown, first = SHOWN_AUTHORS) {
    const { authors, authorsOf } = this.corpus;
    const row = authorsOf[work];
    // The first authors, and those that were filtered by.
    const chosen = new Set(shown.state.choices.author.include);
    const named = row.filter((author, place) => place < first || chosen.has(authors[author]) || isHit(authors[author], shown.starts));
    const shownAuthors = named.slice(0, 2 * SHOWN_AUTHORS);
    const line = make("span", { class: "result__authors" });
    shownAuthors.forEach((author, place) => {
      fill(line, place ? ", " : null, this.#filter("author", authors[author], highlighted(authors[author], shown.starts)));
    });
    const others = row.length - shownAuthors.length;
    if (others > 0) fill(line, tr(" and {0} more", others));
    return line;
  }

  /** @param {number} work
   * @param {Shown} shown */
  #venue(work, shown) {
    const venue = this.corpus.venue(work);
    return venue ? make("span", { class: "result__venue" }, this.#filter("venue", venue, highlighted(venue, shown.starts)), " ") : null;
  }

  /** @param {number} work */
  #year(work) {
    if (!this.corpus.years[work]) return null;
    const year = String(this.corpus.years[work]);
    return make("span", { class: "result__year" }, this.#filter("year", year, year));
  }

  /** @param {number} work */
  #links(work) {
    const links = make("span", { class: "result__links" });
    for (const [label, address] of this.corpus.links(work)) {
      fill(links, make("a", { href: address, rel: "noopener" }, label), " ");
    }
    return links;
  }

  /** The nodes at which a work was found.
   * @param {number} work
   * @param {Match[]} matches
   * @returns {Set<number>} */
  #matched(work, matches) {
    return new Set(matches.flatMap(({ tag }) => (tag < 0 ? [] : this.corpus.tagNodes[work][tag])));
  }

  /** @param {number[]} nodes
   * @param {Shown} shown
   * @param {ReadonlySet<number>} matched
   * @param {number} [limit] how many are shown at most */
  #chips(nodes, shown, matched, limit = Infinity) {
    const chips = make("span", { class: "result__chips" });
    for (const node of nodes.slice(0, limit)) chips.append(this.#chip(node, shown, matched.has(node)));
    if (nodes.length > limit) {
      const hidden = nodes.slice(limit).map((node) => this.corpus.nodes[node].label);
      chips.append(make("span", { class: "result__others", title: hidden.join(", ") }, `+${hidden.length}`));
    }
    return chips;
  }

  /** @param {number} at
   * @param {Shown} shown
   * @param {boolean} matched */
  #chip(at, shown, matched) {
    const node = this.corpus.nodes[at];
    const chip = this.#filter("node", node.key, highlighted(node.label, shown.starts));
    chip.className = `chip ${node.area ? `area-${node.area}` : "area-none"}${matched ? " chip--chosen" : ""}`;
    chip.title = node.title;
    return chip;
  }

  /** The summary, else a note, unless one is shown with a match; and a note in which the search found something, if
   * no other text shows it.
   * @param {number} work
   * @param {Shown} shown
   * @param {Match[]} matches
   * @returns {[number, string[]]} the node of the note, -1 for none, and the texts */
  #texts(work, shown, matches) {
    const summary = this.corpus.summaries[work];
    const notes = this.corpus.tagNotes[work];
    const tagged = matches.flatMap(({ tag }) => (tag < 0 ? [] : notes[tag]));
    const hit = notes.findIndex((note) => isHit(note, shown.starts));
    const isSeen = [summary, ...tagged].some((text) => isHit(text, shown.starts));
    const needed = hit >= 0 && !isSeen ? hit : summary || tagged.length ? -1 : notes.findIndex((note) => note);
    const texts = [summary, notes[needed]].filter(Boolean);
    return [this.corpus.tagNodes[work][needed] ?? -1, texts];
  }

  /** A link to the works with a value; in the Explorer it adds the value to the filters.
   * @param {string} facet
   * @param {string} value
   * @param {import("../common/dom.js").Child} content */
  #filter(facet, value, content) {
    return make("a", { href: addressOf(facet, value), "data-facet": facet, "data-value": value }, content);
  }

  /** @param {MouseEvent} event */
  #follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a[data-facet]") : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.actions.choose(link.dataset.facet ?? "", link.dataset.value ?? "");
  }

  /** @param {number} work */
  #select(work) {
    const box = make("input", { type: "checkbox", class: "result__select", "aria-label": tr("Select {0}", this.corpus.titles[work]) });
    box.checked = this.actions.isSelected(work);
    box.addEventListener("change", () => this.actions.select(work, box.checked));
    return make("label", { class: "result__pick" }, box);
  }

  /** @param {number} work */
  #keep(work) {
    const button = make("button", { type: "button", class: "result__keep", "aria-label": tr("Add to the reading list: {0}", this.corpus.titles[work]) });
    const show = () => {
      const kept = this.actions.isKept(work);
      button.setAttribute("aria-pressed", String(kept));
      button.title = kept ? tr("Remove from the reading list") : tr("Add to the reading list");
    };
    button.addEventListener("click", () => {
      this.actions.keep(work, !this.actions.isKept(work));
      show();
    });
    show();
    return button;
  }

  /** Update the marks of works that are selected or on the reading list, without rendering them again. */
  refreshMarks() {
    for (const element of this.element.querySelectorAll("[data-work]")) {
      const work = this.corpus.place.get(element instanceof HTMLElement ? (element.dataset.work ?? "") : "");
      if (work === undefined) continue;
      const box = element.querySelector(".result__select");
      if (box instanceof HTMLInputElement) box.checked = this.actions.isSelected(work);
      element.querySelector(".result__keep")?.setAttribute("aria-pressed", String(this.actions.isKept(work)));
    }
  }
}
