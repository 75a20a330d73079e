// The places of the work in the taxonomy: the chosen ones, each with a note and statements, suggestions, and the tree.

import { byId, make } from "../common/dom.js";
import { writtenTags } from "./entry.js";
import { saysSomething } from "./rules.js";
import { withSets } from "./statements.js";
import { Statements } from "./stating.js";
import { tidy } from "./text.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Tag} Tag */
/** @typedef {import("./rules.js").Problem} Problem */
/** @typedef {import("./data.js").Node} Place */
/** @typedef {{change: (tags: (string | Tag)[]) => void, touch: (field: string) => void,
 *   workAddress: (id: string) => string, suggest: (title: string, summary: string) => Promise<Suggestion[]>}} Hooks */
/** @typedef {import("./suggestions.js").Suggestion} Suggestion */

const SHORTEST_TITLE = 6;

export class Places {
  /** @param {import("./taxonomy.js").Taxonomy} taxonomy
   * @param {import("./facets.js").Facets} facets
   * @param {Hooks} hooks */
  constructor(taxonomy, facets, hooks) {
    this.taxonomy = taxonomy;
    this.facets = facets;
    this.hooks = hooks;
    /** @type {Tag[]} */ this.tags = [];
    /** @type {Map<string, HTMLButtonElement[]>} The buttons that add or remove a place. */ this.buttons = new Map();
    this.chosen = byId("contribute-chosen");
    this.search = /** @type {HTMLInputElement} */ (byId("contribute-search"));
    this.search.addEventListener("input", () => this.#showTree());
    this.#showTree();
  }

  /** @param {Tag[]} tags
   * @param {string} title
   * @param {string} summary */
  show(tags, title, summary) {
    this.tags = tags;
    this.#showChosen();
    void this.suggest(title, summary);
  }

  /** Suggest places that fit a work.
   * @param {string} title
   * @param {string} summary */
  async suggest(title, summary) {
    const asked = [title, summary].map(tidy).join("\n");
    this.asked = asked;
    /** @type {HTMLElement[]} */
    let shown = [];
    try {
      const found = tidy(title).length < SHORTEST_TITLE ? [] : await this.hooks.suggest(title, summary);
      shown = found.map(({ node }) => this.#suggestion(/** @type {Place} */ (this.taxonomy.byId.get(node))));
    } catch {
      shown = [make("li", {}, tr("The suggestions could not be loaded. Search the taxonomy below."))];
    }
    if (this.asked !== asked) return;
    byId("contribute-suggested").hidden = shown.length === 0;
    byId("contribute-suggestions").replaceChildren(...shown);
    this.#mark();
  }

  /** @param {Place} place */
  #suggestion(place) {
    const works = place.examples.flatMap(([id, title], at) => [at ? ", " : tr(" Such as "), make("a", { href: this.hooks.workAddress(id), title }, id)]);
    return make("li", { class: `suggestion area-${place.area}` }, this.#toggle(place), make("span", { class: "suggestion__why" }, place.belongs, ...works));
  }

  /** Show problems beside the places that they are about.
   * @param {Problem[]} problems */
  showProblems(problems) {
    [...this.chosen.children].forEach((item, at) => {
      const problem = problems.find(({ field }) => field === `tags.${at}`);
      const place = item.querySelector(".field__problem");
      if (place instanceof HTMLElement) {
        place.textContent = problem?.message ?? "";
        place.hidden = !problem;
        place.classList.toggle("is-warning", problem?.severity === "warning");
      }
    });
  }

  /** @param {Tag[]} tags */
  #change(tags) {
    this.tags = tags;
    this.#showChosen();
    this.#mark();
    this.hooks.touch("tags");
    this.hooks.change(writtenTags(tags));
  }

  /** @param {string} id */
  #flip(id) {
    const isChosen = this.tags.some((tag) => tag.node === id);
    this.#change(isChosen ? this.tags.filter((tag) => tag.node !== id) : [...this.tags, { node: id }]);
  }

  #showChosen() {
    this.chosen.replaceChildren(...this.tags.map((tag, at) => this.#item(tag, at)));
    this.chosen.hidden = this.tags.length === 0;
  }

  /** @param {Tag} tag
   * @param {number} at */
  #item(tag, at) {
    const place = this.taxonomy.byId.get(tag.node);
    const path = this.taxonomy.path(tag.node);
    const note = make("input", {
      id: `note-${at}`, value: tag.note ?? "", maxlength: 5000, autocomplete: "off", "aria-describedby": `note-hint-${at}`,
      placeholder: tr("compares three methods on the same data"), oninput: () => this.#note(at, note.value),
    });
    const first = at === 0
      ? make("span", { class: "place__first" }, tr("main place: listed in full here"))
      : make("button", { type: "button", class: "contribute__quiet", onclick: () => this.#move(at), "aria-label": tr("Put {0} first", place?.short ?? tag.node) }, tr("Put first"));
    const remove = make("button", {
      type: "button", class: "contribute__quiet", "aria-label": tr("Remove {0}", place?.short ?? tag.node), onclick: () => this.#remove(at),
    }, tr("Remove"));
    return make("li", { class: `place area-${place?.area ?? "none"}` },
      make("p", { class: "place__path" }, ...path.slice(0, -1).flatMap((step) => [step, " › "]), make("strong", {}, path.at(-1)), first, remove),
      make("label", { for: `note-${at}` }, tr("What it does there")), note,
      make("p", { class: "field__hint", id: `note-hint-${at}` }, hintOn(tag.note ?? "", place)),
      this.#statements(tag, at),
      make("p", { class: "field__problem", hidden: true }));
  }

  /** @param {Tag} tag
   * @param {number} at */
  #statements(tag, at) {
    if (!this.facets.askedAtTags.length) return null;
    const fields = this.facets.askedAtTags;
    const statements = new Statements(this.facets, fields, `stated-${at}`, true, (sets) => {
      this.tags = this.tags.with(at, withSets(this.tags[at], fields, true, sets));
      this.hooks.touch("tags");
      this.hooks.change(writtenTags(this.tags));
    });
    statements.show(tag);
    return statements.element;
  }

  /** @param {number} at
   * @param {string} text */
  #note(at, text) {
    const { note: _, ...tag } = this.tags[at];
    const note = tidy(text);
    this.tags = this.tags.with(at, note ? { ...tag, note } : tag);
    byId(`note-hint-${at}`).textContent = hintOn(note, this.taxonomy.byId.get(tag.node));
    this.hooks.change(writtenTags(this.tags));
  }

  /** @param {number} at */
  #move(at) {
    this.#change([this.tags[at], ...this.tags.filter((_, place) => place !== at)]);
    byId("note-0").focus();
  }

  /** @param {number} at */
  #remove(at) {
    this.#change(this.tags.filter((_, place) => place !== at));
    (document.getElementById(`note-${Math.min(at, this.tags.length - 1)}`) ?? this.search).focus();
  }

  // --- the tree ------------------------------------------------------------------------------------------------

  #showTree() {
    const query = tidy(this.search.value);
    const found = query ? this.taxonomy.search(query) : [];
    byId("contribute-found").textContent = query ? (found.length ? `${counted(found.length, "{0} place", "{0} places")}.` : tr("No matches. Try other words, or open the tree.")) : "";
    const tree = byId("contribute-tree");
    if (found.length) tree.replaceChildren(make("ul", { class: "picker__list" }, ...found.map((node) => this.#row(node, true))));
    else tree.replaceChildren(...this.#branches());
    this.#mark();
  }

  /** The areas as closed branches, under their directions. */
  #branches() {
    const children = (/** @type {string} */ id) => this.taxonomy.nodes.filter((node) => node.parent === id);
    /** @param {Place} node
     * @param {number} depth
     * @returns {[Place, number][]} */
    const walk = (node, depth) => [[node, depth], ...children(node.id).flatMap((child) => walk(child, depth + 1))];
    /** @param {Place} node
     * @returns {HTMLElement} */
    const branch = (node) => {
      const rows = walk(node, 0).map(([one, depth]) => this.#row(one, false, depth));
      return make("details", { class: `picker__area area-${node.area}` },
        make("summary", {}, node.title, " ", make("span", { class: "count" }, node.works)), make("ul", { class: "picker__list" }, ...rows));
    };
    return children("").flatMap((root) => {
      const below = children(root.id);
      return [make("p", { class: "picker__direction" }, root.title), ...below.map(branch)];
    });
  }

  /** @param {Place} node
   * @param {boolean} withPath
   * @param {number} [depth] */
  #row(node, withPath, depth = 0) {
    const examples = node.examples.map(([id, title]) => make("li", {}, make("a", { href: this.hooks.workAddress(id) }, title)));
    const more = [
      node.about && make("p", {}, node.about),
      node.not_here && make("p", {}, make("strong", {}, tr("Not here: ")), node.not_here),
      examples.length > 0 && make("p", {}, make("strong", {}, tr("Examples:"))),
      examples.length > 0 && make("ul", { class: "plain" }, ...examples),
    ];
    const path = this.taxonomy.path(node.id).slice(0, -1).join(" › ");
    return make("li", { class: `picker__row picker__row--${Math.min(depth, 3)} area-${node.area}` },
      make("div", { class: "picker__head" }, this.#toggle(node), withPath && path ? make("span", { class: "picker__path" }, path) : null),
      node.belongs ? make("p", { class: "picker__belongs" }, node.belongs) : null,
      make("details", { class: "picker__more" }, make("summary", { "aria-label": tr("More about {0}", node.short) }, tr("More")), ...more));
  }

  /** A button that adds a place, or takes it away again.
   * @param {Place} node */
  #toggle(node) {
    const button = make("button", { type: "button", class: `toggle area-${node.area}`, "aria-pressed": false, "data-node": node.id, onclick: () => this.#flip(node.id) },
      make("span", { class: "toggle__mark", "aria-hidden": "true" }), node.short);
    this.buttons.set(node.id, [...(this.buttons.get(node.id) ?? []).filter((one) => one.isConnected), button]);
    return button;
  }

  #mark() {
    const chosen = new Set(this.tags.map((tag) => tag.node));
    for (const [id, buttons] of this.buttons) for (const button of buttons) button.setAttribute("aria-pressed", String(chosen.has(id)));
  }
}

/** @param {string} note
 * @param {Place | undefined} place */
function hintOn(note, place) {
  const plain = tr("One phrase in your own words that starts with a verb, without praise.");
  return note && place && !saysSomething(note, place.title) ? tr("This only repeats the name of the place: say what this work does there.") : plain;
}
