// The form of the page Contribute: what is typed becomes an entry, which is checked, shown and sent.

import { byId, counted, make } from "../common/dom.js";
import { load } from "../common/files.js";
import { arxivIn, arxivOf, doiIn } from "../common/identifiers.js";
import { readBibtex } from "./bibtex.js";
import { Drafts } from "./drafts.js";
import { changedFields, completed, readyEntry, tagsOf, today, withField } from "./entry.js";
import { Facets } from "./facets.js";
import { Fields } from "./fields.js";
import { citationKey, parseKey } from "./ids.js";
import { identityOf, Known } from "./known.js";
import { Places } from "./places.js";
import { showCard } from "./preview.js";
import { ProblemList } from "./problem_list.js";
import { duplicatesOf, explained, problemsOf } from "./rules.js";
import { Validator } from "./schema.js";
import { Sending } from "./sending.js";
import { Statements } from "./stating.js";
import { setsOf, withSets } from "./statements.js";
import { Suggester } from "./suggestions.js";
import { tidy } from "./text.js";
import { Taxonomy } from "./taxonomy.js";
import { Venues } from "./venues.js";
import { entryText } from "./yaml.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./rules.js").Problem} Problem */
/** @typedef {import("./data.js").FormData} FormData */
/** What a pasted reference gives: an entry, if it can be read, values for fields that are empty, the type of its record, and
 * a message.
 * @typedef {{entry?: Entry, otherwise?: Entry, type?: string, message: (Node | string)[]}} Reading */

const PAUSE = 250;
/** @type {Record<string, string>} */
const NAMES = { arxiv: "arXiv number", arxiv_category: "arXiv category", doi: "DOI", published: "first public day" };

class Contribution {
  /** @param {HTMLElement} page
   * @param {FormData} data
   * @param {{id: string, entry: Entry} | null} edited */
  constructor(page, data, edited) {
    this.root = new URL(page.dataset.root ?? "../", document.baseURI);
    this.edited = edited;
    this.validator = new Validator(data.schema);
    this.facets = new Facets(data.facets, data.fields);
    this.taxonomy = new Taxonomy(data.nodes);
    this.known = new Known(data.works, edited?.id);
    this.venues = new Venues(data.known_venues);
    this.drafts = new Drafts(`contribute 2 ${this.root.pathname} ${edited?.id ?? ""}`);
    /** @type {Entry} */ this.entry = edited?.entry ?? this.facets.defaults;
    this.ownId = "";
    /** What the pasted reference gave. @type {Entry} */ this.pasted = {};
    this.reference = "";
    this.text = "";
    /** The entry as it is written. @type {Entry} */ this.ready = this.entry;
    this.id = "";
    /** @type {Problem[]} */ this.problems = [];
    /** @type {number | undefined} */ this.waiting = undefined;
    /** @type {number | undefined} */ this.suggesting = undefined;

    this.list = new ProblemList(byId("contribute-form"), (id) => this.#workAddress(id), (id) => this.known.byId.get(id)?.title ?? id);
    this.fields = new Fields(byId("contribute-form"), data, this.facets, (name, value) => this.#set(name, value));
    this.whole = new Statements(this.facets, this.facets.stated.entry, "stated-whole", false, (sets) => {
      this.entry = withSets(this.entry, this.facets.stated.entry, false, sets);
      this.#changeSoon();
    });
    byId("f-statements").append(this.whole.element);
    this.places = new Places(this.taxonomy, new Suggester(data.works, data.nodes), this.facets, {
      change: (tags) => this.#set("tags", tags),
      touch: (field) => this.#touch(field),
      workAddress: (id) => this.#workAddress(id),
      workTitle: (id) => this.known.byId.get(id)?.title ?? id,
    });
    const { repository, branch } = data;
    this.sending = new Sending({ repository, branch, taxonomy: this.taxonomy, facets: this.facets }, Boolean(edited));
    this.#listen();
    this.#restore();
  }

  #listen() {
    const reference = /** @type {HTMLTextAreaElement} */ (byId("contribute-reference"));
    reference.addEventListener("input", () => this.#read(reference.value));
    byId("contribute-form").addEventListener("focusout", (event) => {
      const field = /** @type {HTMLElement} */ (event.target).closest("[data-field]");
      if (field instanceof HTMLElement) this.#touch(field.dataset.field ?? "");
    });
    byId("contribute-form").addEventListener("submit", (event) => event.preventDefault());
    byId("contribute-clear").addEventListener("click", () => this.#clear());
    for (const [id, action] of /** @type {[string, "pull" | "issue" | "copy" | "download"][]} */ ([
      ["contribute-pull", "pull"], ["contribute-issue", "issue"], ["contribute-copy", "copy"], ["contribute-download", "download"],
    ])) byId(id).addEventListener("click", (event) => this.#send(event, action));
  }

  #restore() {
    const draft = this.drafts.load();
    if (draft) {
      this.entry = draft.entry;
      this.ownId = draft.id;
      this.#tellOfDraft("This draft was not finished; it is stored on this device only.");
    }
    this.#offerUnreadable();
    if (this.edited) {
      byId("contribute-title").textContent = "Correct a work";
      byId("contribute-lead").textContent = `Change what is wrong in “${this.edited.entry.title}”, and give a source in the pull request.`;
      byId("step-work").hidden = true;
    }
    this.#show();
  }

  /** Show the text of a draft that could not be read, to copy from. */
  #offerUnreadable() {
    const text = this.drafts.unreadable;
    if (text === null) return;
    const box = make("details", { class: "contribute__draft contribute__draft--old" },
      make("summary", {}, "A draft from another version of this form could not be read. Its text:"),
      make("pre", { tabindex: 0 }, text),
      make("button", { type: "button", class: "contribute__quiet", onclick: () => {
        this.drafts.deleteUnreadable();
        box.remove();
      } }, "Delete it"));
    byId("contribute-draft").after(box);
  }

  /** Show the whole entry in the fields. */
  #show() {
    this.fields.show(this.entry);
    this.places.show(tagsOf(this.entry), this.entry.title ?? "");
    // Statements belong to places; those of the whole work are only shown where an entry has them.
    byId("field-statements").hidden = setsOf(this.entry, this.facets.stated.entry, false).length === 0;
    this.whole.show(this.entry);
    this.#repaint();
  }

  /** Take over what was typed or chosen in a field.
   * @param {string} name
   * @param {import("./yaml.js").Json} value */
  #set(name, value) {
    if (name === "id") this.ownId = String(value);
    else if (name.startsWith("links.")) {
      const links = withField(this.entry.links ?? {}, name.slice(6), value);
      this.entry = withField(this.entry, "links", /** @type {Record<string, string>} */ (links));
    }
    else this.entry = withField(this.entry, name, value);
    if (name === "title") this.#suggestSoon();
    this.#changeSoon();
  }

  #changeSoon() {
    this.waiting ??= window.setTimeout(() => this.#catchUp());
  }

  /** Store and show what was typed; many changes at once are shown once. */
  #catchUp() {
    if (this.waiting === undefined) return;
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.#keep();
    this.#repaint();
  }

  /** @param {string} field */
  #touch(field) {
    this.#catchUp();
    this.list.touch(field);
    this.list.show(this.problems);
  }

  #suggestSoon() {
    clearTimeout(this.suggesting);
    this.suggesting = window.setTimeout(() => this.places.suggest(this.entry.title ?? ""), PAUSE);
  }

  #keep() {
    this.drafts.save({ entry: this.entry, id: this.ownId });
    this.#tellOfDraft("Stored on this device while you write.");
  }

  /** @param {string} text */
  #tellOfDraft(text) {
    if (byId("contribute-draft").hidden) byId("contribute-draft-text").textContent = text;
    byId("contribute-draft").hidden = false;
  }

  #clear() {
    this.#catchUp();
    this.drafts.clear();
    this.entry = this.edited?.entry ?? this.facets.defaults;
    this.ownId = "";
    this.pasted = {};
    this.reference = "";
    this.list.forget();
    byId("contribute-draft").hidden = true;
    byId("contribute-read").textContent = "";
    const reference = /** @type {HTMLTextAreaElement} */ (byId("contribute-reference"));
    reference.value = "";
    this.#show();
    (this.edited ? byId("f-title") : reference).focus();
  }

  // --- reading a reference -----------------------------------------------------------------------------------

  /** Fill the fields from a reference. One of another work replaces the work that was pasted before.
   * @param {string} text */
  #read(text) {
    const found = this.#reading(text.trim());
    const before = { entry: this.entry, ownId: this.ownId, pasted: this.pasted, reference: this.reference };
    byId("contribute-read").replaceChildren(...found.message);
    if (!found.entry) return;
    const isOther = !this.#isSameWork(found.entry, text.trim());
    const { defaults } = this.facets;
    const suggested = { ...this.facets.suggested(found.entry.title ?? "", found.type), ...found.otherwise };
    const typed = without(without(this.entry, this.pasted), defaults);
    const kept = isOther ? {} : found.entry.title && this.pasted.title ? typed : without(this.entry, defaults);
    this.entry = { ...defaults, ...suggested, ...kept, ...found.entry };
    this.pasted = found.entry.title || isOther ? { ...suggested, ...found.entry } : { ...suggested, ...this.pasted, ...found.entry };
    this.reference = text.trim();
    this.ownId = "";
    this.#keep();
    this.#show();
    if (isOther && Object.keys(typed).length) byId("contribute-read").append(...this.#undo(before));
    const [known] = this.known.find(this.entry);
    if (known && known.likeness !== "similar") byId("contribute-read").replaceChildren(...this.#isHere(known.work.id));
    this.list.touch(found.entry.title ? "title" : "arxiv");
    this.list.touch("arxiv");
    this.list.touch("doi");
    this.list.show(this.problems);
  }

  /** Whether a reference is of the work that was pasted before, or is the first one. BibTeX without an identifier completes
   * an identifier, and a reference can be typed letter by letter.
   * @param {Entry} entry
   * @param {string} text */
  #isSameWork(entry, text) {
    const { pasted, reference } = this;
    if (!reference || text.startsWith(reference) || reference.startsWith(text)) return true;
    if (!pasted.title && !entry.arxiv && !entry.doi) return true;
    return identityOf(pasted).likeness(identityOf(entry)) !== null;
  }

  /** A message with a button that restores the work that another reference replaced.
   * @param {{entry: Entry, ownId: string, pasted: Entry, reference: string}} before
   * @returns {(Node | string)[]} */
  #undo(before) {
    const back = () => {
      Object.assign(this, before);
      /** @type {HTMLTextAreaElement} */ (byId("contribute-reference")).value = before.reference;
      byId("contribute-read").textContent = "";
      this.#keep();
      this.#show();
    };
    return [" The reference is for a different work, so the other fields were cleared. ", make("button", { type: "button", class: "contribute__quiet", onclick: back }, "Go back to the previous work")];
  }

  /** What to do about a work that already has an entry.
   * @param {string} id */
  #isHere(id) {
    const correct = new URL(`contribute/?edit=${encodeURIComponent(id)}`, this.root).href;
    const shown = make("a", { href: this.#workAddress(id) }, this.known.byId.get(id)?.title ?? id);
    return ["This work already has an entry: ", shown, ". If something is wrong there, ", make("a", { href: correct }, "correct it"), "."];
  }

  /** @param {string} text
   * @returns {Reading} */
  #reading(text) {
    if (!text) return { message: [] };
    const arxiv = arxivIn(text);
    if (arxiv) {
      const { year } = arxivOf(arxiv) ?? { year: 0 };
      const address = new URL(`https://arxiv.org/bibtex/${arxiv}`).href;
      return {
        entry: { arxiv },
        otherwise: { year, venue: "arXiv" },
        message: [
          `arXiv ${arxiv}. For title and authors, copy `, outward(address, "its BibTeX"),
          " and paste it here, or type them below. Or choose a place and open an issue: a workflow looks up the rest.",
        ],
      };
    }
    const doi = doiIn(text);
    if (doi) {
      return {
        entry: { doi },
        message: [
          `DOI ${doi}. For title and authors, copy the citation as BibTeX from `, outward(`https://doi.org/${encodeURI(doi)}`, "its page"),
          " and paste it here, or type them below. Or choose a place and open an issue: a workflow looks up the rest.",
        ],
      };
    }
    if (!text.includes("@")) return { message: text.length > 8 ? ["This is not an arXiv number, DOI or BibTeX. If it is a title, type it below."] : [] };
    const { entries, types, remarks } = readBibtex(text, this.venues);
    const [entry] = entries;
    if (!entry) return { message: ["This BibTeX cannot be read: it must be complete, from @ to the last brace."] };
    const more = entries.length > 1 ? ` The other ${entries.length - 1} are ignored: one work at a time.` : "";
    const read = Object.keys(entry).map((name) => (name === "authors" ? counted(entry.authors?.length ?? 0, "author") : NAMES[name] ?? name));
    const message = [`Read: ${read.join(", ")}.${more}`];
    return { entry, type: types[0], message: [...message, ...remarks.map((remark) => ` ${remark[0].toUpperCase()}${remark.slice(1)}.`)] };
  }

  // --- showing what comes out ----------------------------------------------------------------------------------

  #repaint() {
    const made = citationKey(this.entry, this.known.ids) ?? "";
    this.id = this.edited?.id ?? (this.ownId || made);
    const ready = readyEntry(this.edited ? completed(this.entry, this.edited) : this.entry, today());
    this.ready = ready;
    this.fields.showId(this.id, Boolean(this.edited));
    this.problems = this.#check(ready);
    this.text = entryText(ready);
    byId("contribute-path").textContent = `entries/${this.id || "…"}.yaml`;
    byId("contribute-file").textContent = this.text;
    showCard(byId("contribute-card"), ready, this.taxonomy, this.facets);
    this.list.show(this.problems);
    this.places.showProblems(this.list.visible(this.problems));
    this.#showState();
    this.sending.point({ id: this.id, text: this.text, entry: this.entry });
  }

  /** @param {Entry} ready
   * @returns {Problem[]} */
  #check(ready) {
    const others = [...problemsOf(ready, this.id, this.taxonomy, this.facets), ...duplicatesOf(ready, this.id, this.known)];
    const unknown = new Set(others.filter(({ code }) => code === "unknown-value").map(({ field }) => field));
    const formal = explained(this.validator.faults(ready), this.facets).filter(({ field }) => !unknown.has(field));
    const fields = new Set(formal.map((problem) => problem.field));
    const isUnnamed = !this.id && (fields.has("title") || fields.has("authors") || fields.has("year"));
    return [...formal, ...others.filter((problem) => !fields.has(problem.field) && !(isUnnamed && problem.field === "id"))];
  }

  #showState() {
    const errors = this.problems.filter((problem) => problem.severity === "error").length;
    const changed = this.edited ? changedFields(this.edited.entry, this.entry) : null;
    const isEmpty = !this.edited && !this.list.showsAll && !this.reference && !changedFields(this.facets.defaults, this.entry).length;
    const state = byId("contribute-state");
    const text = isEmpty ? "Nothing is filled in yet."
      : changed && !changed.length ? "Nothing is changed yet."
      : errors ? `${counted(errors, "problem")} to fix.`
      : this.problems.length ? `Ready, with ${counted(this.problems.length, "remark")}.${this.#draftState()}`
      : changed ? `Ready. Changed: ${changed.join(", ")}.${this.#draftState()}` : "Ready to send.";
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("is-empty", isEmpty);
    state.classList.toggle("is-ready", !isEmpty && !errors && (!changed || changed.length > 0));
  }

  /** What became of the mark of a draft. */
  #draftState() {
    if (!this.edited?.entry.draft || !this.entry.authors?.length || !this.entry.year) return "";
    if (!this.ready.draft) return " The facts are complete: the file is no longer marked as a draft.";
    return parseKey(this.id) ? "" : " The file stays a draft until a maintainer renames it after its first author and year.";
  }

  // --- sending -------------------------------------------------------------------------------------------------

  /** @param {Event} event
   * @param {"pull" | "issue" | "copy" | "download"} action */
  #send(event, action) {
    this.#catchUp();
    const blocking = this.problems.filter((problem) => problem.severity === "error");
    const enough = action === "issue" && !this.edited ? blocking.filter((problem) => !canBeLookedUp(problem, this.entry)) : blocking;
    if (enough.length) {
      event.preventDefault();
      this.list.summarize(enough);
      this.list.show(this.problems);
      this.#showState();
      this.places.showProblems(this.problems);
      return;
    }
    this.list.summarize([]);
    void this.sending.go(action, { id: this.id, text: this.text, entry: this.entry });
  }

  /** @param {string} id */
  #workAddress(id) {
    return new URL(`works/${encodeURIComponent(id)}/`, this.root).href;
  }
}

/** The fields of an entry that differ from those of another.
 * @param {Entry} entry
 * @param {Entry} removed
 * @returns {Entry} */
function without(entry, removed) {
  return Object.fromEntries(Object.entries(entry).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(removed[name])));
}

/** Whether a workflow looks up what is missing, as an identifier tells which work it is.
 * @param {Problem} problem
 * @param {Entry} entry */
function canBeLookedUp(problem, entry) {
  const identified = Boolean(entry.arxiv || entry.doi);
  return identified && (problem.code === "missing-field" ? ["title", "authors", "year"].includes(problem.field) : problem.field === "id" && problem.code === "id-form");
}

/** @param {string} address
 * @param {string} text */
function outward(address, text) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

async function start() {
  const page = byId("contribute");
  const files = new URL(page.dataset.files ?? "", document.baseURI);
  try {
    const data = /** @type {FormData} */ (await load(new URL("form.json", files), { cache: "no-cache" }));
    const id = tidy(new URLSearchParams(location.search).get("edit") ?? "");
    const isKnown = data.works.some((work) => work.id === id);
    const edited = isKnown ? { id, entry: /** @type {Entry} */ (await load(new URL(`entries/${id}.json`, files), { cache: "no-cache" })) } : null;
    byId("contribute-app").hidden = false;
    new Contribution(page, data, edited);
    if (id && !isKnown) byId("contribute-read").textContent = `There is no work “${id}” to correct; this form adds a new one.`;
  } catch (error) {
    page.dataset.failed = "true";
    byId("contribute-plain").firstChild?.replaceWith("The form could not be loaded. ");
    throw error;
  }
}

await start();
