// The facets by which works can be filtered, with the number of works of each choice.

import { make, setText } from "../common/dom.js";
import { fold, words } from "../common/fold.js";
import { placesOf } from "../works/selection.js";
import { formatted, tr } from "../common/texts.js";

/** @typedef {import("../works/corpus.js").Corpus} Corpus */
/** @typedef {import("../works/corpus.js").Facet} Facet */
/** @typedef {import("../works/address.js").State} State */

/** What the page does for the panel.
 * @typedef {{
 *   choose: (facet: string, value: string, how: "cycle" | "exclude") => void,
 *   range: (from: number, to: number) => void,
 *   matchAll: (all: boolean) => void,
 *   relation: (relation: string) => void,
 *   approaches: (count: boolean) => void}} Actions */

/** Facets that show all their values; the others show the most frequent and find the rest by name. */
const LONG_LISTS = new Set(["venue", "author"]);
const SHOWN_OF_LONG_LIST = 8;
const FOUND_OF_LONG_LIST = 30;
const SHOWN_AT_FIRST = 12;
const OPEN_LEVELS = new Set(["direction"]);

/** A row of a facet: a check box, its label and its number. */
class Choice {
  /** @param {Facet} facet
   * @param {number} place
   * @param {Actions} actions */
  constructor(facet, place, actions) {
    const value = facet.values[place];
    this.facet = facet;
    this.place = place;
    this.box = make("input", { type: "checkbox", class: "facet__box", value: value.key });
    this.state = make("span", { class: "facet__state", "aria-hidden": "true" });
    this.number = make("span", { class: "facet__count" });
    const change = (/** @type {"cycle" | "exclude"} */ how) => actions.choose(facet.key, value.key, how);
    this.label = make(
      "label",
      { class: "facet__choice", title: value.title === value.label ? null : value.title },
      this.box,
      make("span", { class: "facet__name" }, this.state, ...named(value)),
      " ",
      this.number,
    );
    let withAlt = false;
    this.label.addEventListener("click", (event) => (withAlt = event.altKey), { capture: true });
    this.box.addEventListener("click", (event) => {
      change(event.altKey || withAlt ? "exclude" : "cycle");
      withAlt = false;
      // The browser has changed the box already.
      this.#show();
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "-" || (event.key === "Enter" && event.altKey)) change("exclude");
      else if (event.key === "Enter") change("cycle");
      else return;
      event.preventDefault();
    });
    /** @type {HTMLElement} */
    this.row = make("li", { class: "facet__row" }, this.label);
  }

  /** @param {number} count
   * @param {"" | "in" | "out"} chosen */
  update(count, chosen) {
    setText(this.number, formatted(count));
    if (this.row.dataset.chosen === chosen && this.row.dataset.empty === String(count === 0)) return;
    this.row.dataset.chosen = chosen;
    this.row.dataset.empty = String(count === 0);
    setText(this.state, chosen === "out" ? tr("not ") : "");
    this.#show();
  }

  #show() {
    this.box.checked = this.row.dataset.chosen === "in";
    this.box.indeterminate = this.row.dataset.chosen === "out";
    this.box.removeAttribute("aria-description");
    if (this.box.indeterminate) this.box.setAttribute("aria-description", tr("excluded"));
  }
}

/** The label, and for screen readers the full title.
 * @param {import("../works/corpus.js").Value} value
 * @returns {HTMLElement[]} */
function named({ title, label }) {
  if (title === label) return [make("bdi", {}, label)];
  if (fold(title).includes(fold(label))) {
    return [make("span", { class: "hidden" }, title), make("bdi", { "aria-hidden": "true" }, label)];
  }
  return [make("span", { class: "hidden" }, `${title}, `), make("bdi", {}, label)];
}

/** One facet. */
class Group {
  /** @param {Facet} facet
   * @param {Corpus} corpus
   * @param {Actions} actions */
  constructor(facet, corpus, actions) {
    this.facet = facet;
    this.corpus = corpus;
    this.actions = actions;
    /** @type {Map<number, Choice>} */
    this.choices = new Map();
    const id = `facet-${facet.key}`;
    this.list = make("ul", { class: "facet__list", id });
    this.chosenMark = make("span", { class: "facet__chosen", "aria-hidden": "true" });
    this.toggle = make(
      "button",
      { type: "button", class: "facet__toggle", "aria-expanded": "true", "aria-controls": `${id}-body`, id: `${id}-name` },
      facet.name,
    );
    this.body = make("div", { class: "facet__body", id: `${id}-body` });
    this.toggle.addEventListener("click", () => this.#fold(this.toggle.getAttribute("aria-expanded") === "true"));
    this.element = make(
      "div",
      { class: `facet facet--${facet.key}`, role: "group", "aria-labelledby": `${id}-name` },
      make("h3", { class: "facet__title" }, this.toggle, this.chosenMark),
      this.body,
    );
    /** @type {Uint32Array} */ this.counts = facet.totals;
    /** @type {State | null} */ this.shown = null;
    /** @type {HTMLSelectElement | null} */ this.menu = null;
    this.build();
  }

  /** @param {boolean} closed */
  #fold(closed) {
    this.toggle.setAttribute("aria-expanded", String(!closed));
    this.body.hidden = closed;
  }

  build() {
    const { values, declared, totals, relations } = this.facet;
    if (relations.length > 1) this.body.append(this.#relationMenu());
    const order = values.map((_, place) => place);
    const notStated = declared ? order.pop() : undefined;
    const isLong = order.length > SHOWN_AT_FIRST + 3;
    if (isLong) order.sort((a, b) => totals[b] - totals[a] || a - b);
    const first = new Set(isLong ? order.slice(0, SHOWN_AT_FIRST) : order);
    const foldable = this.#fill(order, first);
    this.body.append(this.list);
    if (notStated !== undefined && totals[notStated]) {
      this.body.append(make("ul", { class: "facet__list facet__not-stated" }, this.choice(notStated).row));
    }
    if (isLong) this.body.append(this.#more(tr("Show all {0}", formatted(order.length)), foldable));
  }

  /** Put the values into the list, under the titles of their groups where there are several.
   * @param {number[]} order
   * @param {ReadonlySet<number>} first those that are shown at first
   * @returns {HTMLElement[]} the others */
  #fill(order, first) {
    const { values, groups, plural } = this.facet;
    const foldable = order.filter((place) => !first.has(place)).map((place) => this.choice(place).row);
    if (groups.length < 2) {
      this.list.append(...order.map((place) => this.choice(place).row));
      return foldable;
    }
    groups.forEach((title, group) => {
      const places = order.filter((place) => values[place].group === group);
      if (!places.length) return;
      const id = `${this.list.id}-group-${group}`;
      const list = make("ul", { class: "facet__list", "aria-labelledby": id }, ...places.map((place) => this.choice(place).row));
      const heading = make("span", { class: title === plural ? "hidden" : "facet__heading", id }, title);
      const section = make("li", { class: "facet__section" }, heading, list);
      this.list.append(section);
      if (!places.some((place) => first.has(place))) foldable.push(section);
    });
    return foldable;
  }

  /** @param {string} label
   * @param {HTMLElement[]} foldable */
  #more(label, foldable) {
    const more = make("button", { type: "button", class: "facet__more" });
    const hide = (/** @type {boolean} */ hidden) => {
      for (const element of foldable) element.classList.toggle("facet__row--more", hidden);
      more.textContent = hidden ? label : tr("Show fewer");
      more.setAttribute("aria-expanded", String(!hidden));
    };
    more.addEventListener("click", () => hide(more.getAttribute("aria-expanded") === "true"));
    hide(true);
    return more;
  }

  /** A menu of the relations by which values count: a work can enhance something, or test it. */
  #relationMenu() {
    const menu = make("select", { class: "facet__menu" }, make("option", { value: "" }, tr("Any relation")));
    for (const { key, title } of this.facet.relations) menu.append(make("option", { value: key }, title));
    menu.addEventListener("change", () => this.actions.relation(menu.value));
    this.menu = menu;
    return make("label", { class: "facet__relation" }, make("span", { class: "hidden" }, tr("Relation of {0}", this.facet.name.toLowerCase())), menu);
  }

  /** @param {number} place
   * @returns {Choice} */
  choice(place) {
    let choice = this.choices.get(place);
    if (!choice) {
      choice = new Choice(this.facet, place, this.actions);
      this.choices.set(place, choice);
    }
    return choice;
  }

  /** @param {State} state
   * @param {Uint32Array} counts */
  update(state, counts) {
    this.counts = counts;
    this.shown = state;
    const { include, exclude } = state.choices[this.facet.key];
    setText(this.chosenMark, include.length + exclude.length ? String(include.length + exclude.length) : "");
    if (this.menu) this.menu.value = this.facet.relations.some(({ key }) => key === state.relation) ? state.relation : "";
    const chosen = this.chosenPlaces(state);
    for (const [place, choice] of this.choices) choice.update(counts[place], chosen.get(place) ?? "");
  }

  /** @param {State} state
   * @returns {Map<number, "in" | "out">} */
  chosenPlaces(state) {
    const { include, exclude } = state.choices[this.facet.key];
    const places = (/** @type {string[]} */ names) => names.flatMap((name) => placesOf(this.facet, name));
    return new Map([
      ...places(include).map((place) => /** @type {[number, "in"]} */ ([place, "in"])),
      ...places(exclude).map((place) => /** @type {[number, "out"]} */ ([place, "out"])),
    ]);
  }
}

/** The taxonomy: a tree that opens level by level. */
class TreeGroup extends Group {
  build() {
    /** @type {Map<number, HTMLElement>} */ this.branches = new Map();
    for (const node of this.corpus.nodes) if (node.parent < 0) this.list.append(this.branch(node));
    this.list.classList.add("facet__tree");
    this.all = make("input", { type: "checkbox", role: "switch", class: "facet__switch" });
    this.all.addEventListener("change", () => this.actions.matchAll(this.all?.checked ?? false));
    this.body.append(
      make("label", { class: "facet__match" }, this.all, make("span", {}, tr("Match all chosen nodes"))),
      this.list,
    );
  }

  /** @param {import("../works/corpus.js").Node} node
   * @returns {HTMLElement} */
  branch(node) {
    const choice = this.choice(node.at);
    choice.row.classList.add(node.area ? `area-${node.area}` : "area-none", `facet__row--${node.level}`);
    if (node.children.length) {
      const list = make("ul", { class: "facet__list", id: `facet-node-${node.key}` });
      const open = OPEN_LEVELS.has(node.level);
      if (open) this.grow(node, list);
      const toggle = make("button", {
        type: "button",
        class: "facet__branch",
        "aria-label": tr("Below {0}", node.label),
        "aria-expanded": String(open),
        "aria-controls": list.id,
        onclick: () => this.toggleBranch(node.at),
      });
      list.hidden = !open;
      choice.row.prepend(toggle);
      choice.row.append(list);
      this.branches?.set(node.at, toggle);
      choice.box.addEventListener("keydown", (event) => {
        if (event.key === "ArrowRight") this.toggleBranch(node.at, true);
        if (event.key === "ArrowLeft") this.toggleBranch(node.at, false);
      });
    }
    return choice.row;
  }

  /** Fill the list below a node when it is first opened.
   * @param {import("../works/corpus.js").Node} node
   * @param {HTMLElement} list */
  grow(node, list) {
    if (list.childElementCount) return;
    list.append(...node.children.map((child) => this.branch(this.corpus.nodes[child])));
    if (this.shown) super.update(this.shown, this.counts);
  }

  /** @param {number} node
   * @param {boolean} [open] toggled if not given */
  toggleBranch(node, open) {
    const toggle = this.branches?.get(node);
    if (!toggle) return;
    const to = open ?? toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(to));
    const list = toggle.parentElement?.querySelector("ul");
    if (!list) return;
    if (to) this.grow(this.corpus.nodes[node], list);
    list.hidden = !to;
  }

  /** @param {State} state
   * @param {Uint32Array} counts */
  update(state, counts) {
    const before = this.shown ? this.chosenPlaces(this.shown) : new Map();
    super.update(state, counts);
    for (const place of this.chosenPlaces(state).keys()) {
      if (before.has(place)) continue;
      const above = [];
      for (let node = this.corpus.nodes[place].parent; node >= 0; node = this.corpus.nodes[node].parent) above.unshift(node);
      for (const node of above) this.toggleBranch(node, true);
    }
    if (this.all) this.all.checked = state.matchAll;
  }
}

/** A facet of many values: the chosen ones, the most frequent of the works shown, and a box to find others. */
class LongGroup extends Group {
  build() {
    const noun = this.facet.name.toLowerCase();
    /** @type {string[] | undefined} Folded names with a space before each word, once asked for. */
    this.folded = undefined;
    this.finder = make("input", {
      type: "text",
      class: "facet__find",
      placeholder: tr("Find {0} {1} ({2})", noun === "author" ? "an" : "a", noun, formatted(this.facet.values.length)),
      "aria-label": tr("Find {0}", noun),
      autocomplete: "off",
      spellcheck: "false",
    });
    this.finder.addEventListener("input", () => this.refill());
    this.note = make("p", { class: "facet__note" });
    this.body.append(this.finder, this.list, this.note);
  }

  /** @param {State} state
   * @param {Uint32Array} counts */
  update(state, counts) {
    super.update(state, counts);
    this.refill();
  }

  refill() {
    if (!this.shown || !this.finder || !this.note) return;
    const chosen = this.chosenPlaces(this.shown);
    const asked = words(this.finder.value);
    const limit = asked.length ? FOUND_OF_LONG_LIST : SHOWN_OF_LONG_LIST;
    const found = asked.length ? this.named(asked) : null;
    const shown = [...chosen.keys(), ...topPlaces(this.counts, limit, found, chosen)];
    for (const place of shown) this.choice(place).update(this.counts[place], chosen.get(place) ?? "");
    const rows = shown.map((place) => this.choice(place).row);
    if (rows.length !== this.list.childElementCount || rows.some((row, at) => this.list.children[at] !== row)) {
      const focused = document.activeElement;
      this.list.replaceChildren(...rows);
      if (focused instanceof HTMLElement && focused !== document.activeElement && this.list.contains(focused)) focused.focus();
    }
    const more = found ? found.length - shown.length : 0;
    setText(this.note, found?.length === 0 ? tr("No matches") : more > 0 ? tr("{0} more; keep typing.", formatted(more)) : "");
  }

  /** Places of the values whose words start as asked.
   * @param {string[]} asked
   * @returns {number[]} */
  named(asked) {
    this.folded ??= this.facet.values.map((value) => ` ${words(value.title).join(" ")}`);
    return this.folded.flatMap((name, place) => (asked.every((word) => name.includes(` ${word}`)) ? [place] : []));
  }
}

/** Years: the list, and a range from and to. */
class YearGroup extends Group {
  build() {
    const years = this.facet.values.map((value) => Number(value.key));
    this.first = Math.min(...years);
    this.last = Math.max(...years);
    this.from = this.limit(tr("From year"), "from");
    this.to = this.limit(tr("To year"), "to");
    this.body.append(make("div", { class: "facet__range" }, this.from, make("span", { "aria-hidden": "true" }, "–"), this.to));
    super.build();
  }

  /** @param {string} name
   * @param {string} placeholder */
  limit(name, placeholder) {
    const input = make("input", { type: "number", inputmode: "numeric", class: "facet__year", min: this.first, max: this.last, placeholder, "aria-label": name });
    input.addEventListener("change", () => {
      const from = Number(this.from?.value) || 0;
      const to = Number(this.to?.value) || 0;
      this.actions.range(from, to);
    });
    return input;
  }

  /** @param {State} state
   * @param {Uint32Array} counts */
  update(state, counts) {
    super.update(state, counts);
    if (!this.from || !this.to) return;
    const range = state.choices.year.include.find((value) => value.includes("-"))?.split("-") ?? ["", ""];
    // An end that the reader left empty stays empty.
    const entered = [this.from.value || this.first, this.to.value || this.last];
    if (entered.join("-") !== range.join("-")) [this.from.value, this.to.value] = range;
  }
}

/** The places with the highest counts, ties in their order; only those of a list, if one is given.
 * @param {Uint32Array} counts
 * @param {number} limit
 * @param {number[] | null} among
 * @param {Map<number, unknown>} but
 * @returns {number[]} */
function topPlaces(counts, limit, among, but) {
  /** @type {number[]} */
  const top = [];
  const size = among ? among.length : counts.length;
  for (let at = 0; at < size; at += 1) {
    const place = among ? among[at] : at;
    const count = counts[place];
    if ((!among && count === 0) || but.has(place)) continue;
    if (top.length === limit && counts[top[limit - 1]] >= count) continue;
    let to = top.length;
    while (to > 0 && counts[top[to - 1]] < count) to -= 1;
    top.splice(to, 0, place);
    if (top.length > limit) top.pop();
  }
  return top;
}

/** All facets. */
export class FacetPanel {
  /** @param {Corpus} corpus
   * @param {Actions} actions */
  constructor(corpus, actions) {
    this.groups = corpus.facets.map((facet) => {
      if (facet.key === "node") return new TreeGroup(facet, corpus, actions);
      if (facet.key === "year") return new YearGroup(facet, corpus, actions);
      if (LONG_LISTS.has(facet.key)) return new LongGroup(facet, corpus, actions);
      return new Group(facet, corpus, actions);
    });
    this.approaches = make("input", { type: "checkbox", role: "switch", class: "facet__switch" });
    this.approaches.addEventListener("change", () => actions.approaches(this.approaches.checked));
    const approaches = make("label", { class: "facet__approaches" }, this.approaches, make("span", {}, tr("Also count what the survey says about the approach")));
    /** @type {HTMLElement[]} */ this.parts = this.groups.map((group) => group.element);
    // It follows the facets that it affects.
    const affected = this.groups.findLastIndex((group) => group.facet.stated);
    if (affected >= 0 && corpus.hasApproaches) this.parts.splice(affected + 1, 0, approaches);
  }

  /** Put the panel into the page, in place of an earlier one.
   * @param {HTMLElement} element */
  show(element) {
    element.replaceChildren(...this.parts);
    element.onkeydown = (event) => moveFocus(element, event);
  }

  /** @param {State} state
   * @param {Map<string, Uint32Array>} counts */
  update(state, counts) {
    this.approaches.checked = state.approaches;
    for (const group of this.groups) group.update(state, counts.get(group.facet.key) ?? group.facet.totals);
  }
}

/** Up and down go from choice to choice.
 * @param {HTMLElement} element
 * @param {KeyboardEvent} event */
function moveFocus(element, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.target instanceof HTMLInputElement) || event.target.type === "number") return;
  const inputs = [...element.querySelectorAll("input")].filter((input) => input.checkVisibility());
  const next = inputs[inputs.indexOf(event.target) + step];
  if (next) next.focus();
  event.preventDefault();
}
