// The form of the page Contribute: what is typed becomes an entry, which is checked, shown and sent.

import { byId, make } from "../common/dom.js";
import { load, once } from "../common/files.js";
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
import { shortened, tidy } from "./text.js";
import { Taxonomy } from "./taxonomy.js";
import { Venues } from "./venues.js";
import { entryText } from "./yaml.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {import("./rules.js").Problem} Problem */
/** @typedef {import("./data.js").FormData} FormData */
/** @typedef {import("./data.js").KnownWork} KnownWork */
/** @typedef {import("./data.js").SuggestionData} SuggestionData */
/** @typedef {import("./known.js").Match} Match */
/** What the form has been filled with.
 * @typedef {{entry: Entry, ownId: string, pasted: Entry, reference: string}} Filled */
/** A reference that was added to what the form had been filled with.
 * @typedef {{before: Filled, text: string}} Completed */
/** What a pasted reference gives: an entry, if it can be read, values for fields that are empty, the type of its record, and
 * a message.
 * @typedef {{entry?: Entry, otherwise?: Entry, type?: string, message: (Node | string)[]}} Reading */

const PAUSE = 250;
const SUGGESTIONS = 5;
/** @type {Record<string, string>} */
const NAMES = { arxiv: tr("arXiv number"), arxiv_category: tr("arXiv category"), doi: "DOI", published: tr("first public day") };

class Contribution {
  /** @param {HTMLElement} page
   * @param {FormData} data
   * @param {FormFiles} files
   * @param {{id: string, entry: Entry} | null} edited */
  constructor(page, data, files, edited) {
    this.root = new URL(page.dataset.root ?? "../", document.baseURI);
    this.edited = edited;
    this.validator = new Validator(data.schema);
    this.facets = new Facets(data.facets, data.fields);
    this.taxonomy = new Taxonomy(data.nodes);
    this.known = new Known(files.works, files.entry, edited?.id);
    /** @type {Match[]} Known works that are probably the same. */ this.matches = [];
    this.isCompared = true;
    this.venues = new Venues(data.known_venues);
    this.drafts = new Drafts(`contribute 2 ${this.root.pathname} ${edited?.id ?? ""}`);
    /** @type {Entry} */ this.entry = edited?.entry ?? this.facets.defaults;
    this.ownId = "";
    /** What the pasted references gave. @type {Entry} */ this.pasted = {};
    this.reference = "";
    /** What was there before a reference replaced a part of it. @type {Filled | null} */ this.replaced = null;
    /** A reference that was added to another one. @type {Completed | null} */ this.completed = null;
    /** What was last said of a reference, and the entry with it. @type {{entry: Entry, message: (Node | string)[]} | null} */ this.said = null;
    this.text = "";
    /** The entry as it is written. @type {Entry} */ this.ready = this.entry;
    this.id = "";
    /** @type {Problem[]} */ this.problems = [];
    /** @type {number | undefined} */ this.waiting = undefined;
    /** @type {number | undefined} */ this.suggesting = undefined;

    this.list = new ProblemList(byId("contribute-form"), (id) => this.#workAddress(id), (id) => this.#workTitle(id));
    this.fields = new Fields(byId("contribute-form"), data, this.facets, (name, value) => this.#set(name, value));
    this.whole = new Statements(this.facets, this.facets.stated.entry, "stated-whole", false, (sets) => {
      this.entry = withSets(this.entry, this.facets.stated.entry, false, sets);
      this.#changeSoon();
    });
    byId("f-statements").append(this.whole.element);
    this.places = new Places(this.taxonomy, this.facets, {
      change: (tags) => this.#set("tags", tags),
      touch: (field) => this.#touch(field),
      workAddress: (id) => this.#workAddress(id),
      suggest: async (title, summary) => (await files.suggester()).suggest(title, summary, SUGGESTIONS),
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
      this.pasted = draft.pasted;
      this.#showReference(draft.reference);
      this.#tellOfDraft(tr("This draft was not finished; it is stored on this device only."));
    }
    this.#offerUnreadable();
    if (this.edited) {
      byId("contribute-title").textContent = tr("Correct a work");
      byId("contribute-lead").textContent = tr("Change what is wrong in “{0}”, and give a source in the pull request.", this.edited.entry.title);
      byId("step-work").hidden = true;
    }
    this.#show();
  }

  /** Show the text of a draft that could not be read, to copy from. */
  #offerUnreadable() {
    const text = this.drafts.unreadable;
    if (text === null) return;
    const box = make("details", { class: "contribute__draft contribute__draft--old" },
      make("summary", {}, tr("A draft from another version of this form could not be read. Its text:")),
      make("pre", { tabindex: 0 }, text),
      make("button", { type: "button", class: "contribute__quiet", onclick: () => {
        this.drafts.deleteUnreadable();
        box.remove();
      } }, tr("Delete it")));
    byId("contribute-draft").after(box);
  }

  /** Show the whole entry in the fields. */
  #show() {
    this.fields.show(this.entry);
    this.places.show(tagsOf(this.entry), this.entry.title ?? "", this.entry.summary ?? "");
    // Statements belong to places; those of the whole work are only shown where an entry has them.
    byId("field-statements").hidden = setsOf(this.entry, this.facets.stated.entry, false).length === 0;
    this.whole.show(this.entry);
    this.#repaint();
    void this.#compare();
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
    if (name === "title" || name === "summary") this.#suggestSoon();
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
    void this.#compare();
  }

  /** @param {string} field */
  #touch(field) {
    this.#catchUp();
    this.list.touch(field);
    this.list.show(this.problems);
  }

  #suggestSoon() {
    clearTimeout(this.suggesting);
    this.suggesting = window.setTimeout(() => void this.places.suggest(this.entry.title ?? "", this.entry.summary ?? ""), PAUSE);
  }

  #keep() {
    this.drafts.save({ entry: this.entry, id: this.ownId, reference: this.reference, pasted: this.pasted });
    this.#tellOfDraft(tr("Stored on this device while you write."));
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
    this.replaced = this.completed = this.said = null;
    this.list.forget();
    byId("contribute-draft").hidden = true;
    byId("contribute-read").textContent = "";
    this.#showReference("");
    this.#show();
    byId(this.edited ? "f-title" : "contribute-reference").focus();
  }

  /** @param {string} text */
  #showReference(text) {
    this.reference = text;
    /** @type {HTMLTextAreaElement} */ (byId("contribute-reference")).value = text;
  }

  // --- reading a reference -----------------------------------------------------------------------------------

  /** Fill the fields from a reference. One of another work replaces what is there; nothing typed is lost.
   * @param {string} text
   * @param {boolean} [isNew] whether it is known to be of another work */
  #read(text, isNew = false) {
    const reference = text.trim();
    const found = this.#reading(reference);
    byId("contribute-read").replaceChildren(...found.message);
    if (!found.entry) return;
    const { defaults } = this.facets;
    const before = { entry: this.entry, ownId: this.ownId, pasted: this.pasted, reference: this.reference };
    const isTyping = !isNew && this.reference !== "" && (reference.startsWith(this.reference) || this.reference.startsWith(reference));
    const [there, read] = [identityOf(this.entry), identityOf(found.entry)];
    const isComparable = there.isComparableWith(read);
    const isOther = isNew || (!isTyping && isComparable && there.likeness(read) === null);
    const suggested = { ...this.facets.suggested(found.entry.title ?? "", found.type), ...found.otherwise };
    const typed = without(without(this.entry, this.pasted), defaults);
    const kept = isOther ? {} : found.entry.title && this.pasted.title ? typed : without(this.entry, defaults);
    this.entry = { ...defaults, ...suggested, ...kept, ...found.entry };
    this.pasted = found.entry.title || isOther ? { ...suggested, ...found.entry } : { ...suggested, ...this.pasted, ...found.entry };
    this.reference = reference;
    if (isOther) this.ownId = "";
    const isLost = Object.keys(typed).some((name) => JSON.stringify(typed[name]) !== JSON.stringify(this.entry[name])) || before.ownId !== this.ownId;
    if (isLost || isNew) this.replaced = before;
    else if (!isTyping) this.replaced = null;
    // A title and an identifier cannot be compared: they are taken for those of one work, unless told otherwise.
    if (!isTyping) this.completed = !isOther && !isComparable && before.reference ? { before, text } : null;
    this.said = { entry: this.entry, message: found.message };
    this.#keep();
    this.#show();
    this.#tellOfReference();
    this.list.touch(found.entry.title ? "title" : "arxiv");
    this.list.touch("arxiv");
    this.list.touch("doi");
    this.list.show(this.problems);
  }

  /** Say what was read, or that the work has an entry already. */
  #tellOfReference() {
    if (this.said?.entry !== this.entry) return;
    const [known] = this.matches;
    const message = known && known.likeness !== "similar" ? this.#isHere(known.work.id) : this.said.message;
    const choices = [...(this.completed ? this.#separate(this.completed) : []), ...(this.replaced ? this.#undo(this.replaced) : [])];
    byId("contribute-read").replaceChildren(...message, ...choices);
  }

  /** A message with a button that replaces what was there by a reference that was added to it.
   * @param {Completed} completed
   * @returns {(Node | string)[]} */
  #separate({ before, text }) {
    const replace = () => {
      this.#restoreFilled(before);
      this.#read(text, true);
      this.#showReference(text.trim());
    };
    const there = shortened(before.reference);
    return [tr(" This was added to “{0}”. ", there), make("button", { type: "button", class: "contribute__quiet", onclick: replace }, tr("Replace that work instead"))];
  }

  /** A message with a button that restores what a reference replaced.
   * @param {Filled} before
   * @returns {(Node | string)[]} */
  #undo(before) {
    const back = () => {
      this.#restoreFilled(before);
      byId("contribute-read").textContent = "";
      this.#keep();
      this.#show();
    };
    return [tr(" What was there before was replaced. "), make("button", { type: "button", class: "contribute__quiet", onclick: back }, tr("Undo"))];
  }

  /** @param {Filled} before */
  #restoreFilled({ entry, ownId, pasted, reference }) {
    this.entry = entry;
    this.ownId = ownId;
    this.pasted = pasted;
    this.replaced = this.completed = this.said = null;
    this.#showReference(reference);
  }

  /** What to do about a work that already has an entry.
   * @param {string} id */
  #isHere(id) {
    const correct = new URL(`contribute/?edit=${encodeURIComponent(id)}`, this.root).href;
    const shown = make("a", { href: this.#workAddress(id) }, this.#workTitle(id));
    return [tr("This work already has an entry: "), shown, ". If something is wrong there, ", make("a", { href: correct }, tr("correct it")), "."];
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
          tr("arXiv {0}. For title and authors, copy ", arxiv), outward(address, tr("its BibTeX")),
          tr(" and paste it here, or type them below. Or choose a place and open an issue: a workflow looks up the rest."),
        ],
      };
    }
    const doi = doiIn(text);
    if (doi) {
      return {
        entry: { doi },
        message: [
          tr("DOI {0}. For title and authors, copy the citation as BibTeX from ", doi), outward(`https://doi.org/${encodeURI(doi)}`, tr("its page")),
          tr(" and paste it here, or type them below. Or choose a place and open an issue: a workflow looks up the rest."),
        ],
      };
    }
    if (!text.includes("@")) return { message: text.length > 8 ? [tr("This is not an arXiv number, DOI or BibTeX. If it is a title, type it below.")] : [] };
    const { entries, types, remarks } = readBibtex(text, this.venues);
    const [entry] = entries;
    if (!entry) return { message: [tr("This BibTeX cannot be read: it must be complete, from @ to the last brace.")] };
    const more = entries.length > 1 ? tr(" The other {0} are ignored: one work at a time.", entries.length - 1) : "";
    const read = Object.keys(entry).map((name) => (name === "authors" ? counted(entry.authors?.length ?? 0, "{0} author", "{0} authors") : NAMES[name] ?? name));
    const message = [tr("Read: {0}.{1}", read.join(", "), more)];
    return { entry, type: types[0], message: [...message, ...remarks.map((remark) => ` ${remark[0].toUpperCase()}${remark.slice(1)}.`)] };
  }

  // --- showing what comes out ----------------------------------------------------------------------------------

  /** Look for known works that are probably the same, and show them. */
  async #compare() {
    const { entry } = this;
    /** @type {Match[] | null} */
    let matches = null;
    try {
      matches = await this.known.find(entry);
    } catch {
      // Shown by the state of the form; the next change tries again.
    }
    if (this.entry !== entry) return;
    this.matches = matches ?? [];
    this.isCompared = matches !== null;
    this.#repaint();
    this.#tellOfReference();
  }

  #repaint() {
    const made = citationKey(this.entry, this.known.byId) ?? "";
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
    const others = [...problemsOf(ready, this.id, this.taxonomy, this.facets), ...duplicatesOf(this.id, this.matches, this.known.byId)];
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
    const outcome = isEmpty ? tr("Nothing is filled in yet.")
      : changed && !changed.length ? tr("Nothing is changed yet.")
      : errors ? tr("{0} to fix.", counted(errors, "{0} problem", "{0} problems"))
      : this.problems.length ? tr("Ready, with {0}.{1}", counted(this.problems.length, "{0} remark", "{0} remarks"), this.#draftState())
      : changed ? tr("Ready. Changed: {0}.{1}", changed.join(", "), this.#draftState()) : tr("Ready to send.");
    const text = this.isCompared ? outcome : tr("{0} The list of known works could not be loaded: this work may be among them.", outcome);
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("is-empty", isEmpty);
    state.classList.toggle("is-ready", !isEmpty && !errors && (!changed || changed.length > 0));
  }

  /** What became of the mark of a draft. */
  #draftState() {
    if (!this.edited?.entry.draft || !this.entry.authors?.length || !this.entry.year) return "";
    if (!this.ready.draft) return tr(" The facts are complete: the file is no longer marked as a draft.");
    return parseKey(this.id) ? "" : tr(" The file stays a draft until a maintainer renames it after its first author and year.");
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
  #workTitle(id) {
    return this.known.byId.get(id)?.title ?? id;
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

/** The files that the form loads when it needs them. */
class FormFiles {
  /** @param {URL} folder */
  constructor(folder) {
    const file = (/** @type {string} */ name) => load(new URL(name, folder), { cache: "no-cache" });
    this.form = async () => /** @type {FormData} */ (await file("form.json"));
    this.works = once(async () => /** @type {KnownWork[]} */ (await file("works.json")));
    this.suggester = once(async () => new Suggester(/** @type {SuggestionData} */ (await file("suggestions.json"))));
    this.entry = async (/** @type {string} */ id) => /** @type {Entry} */ (await file(`entries/${id}.json`));
  }
}

async function start() {
  const page = byId("contribute");
  const files = new FormFiles(new URL(page.dataset.files ?? "", document.baseURI));
  try {
    const data = await files.form();
    const id = tidy(new URLSearchParams(location.search).get("edit") ?? "");
    const isKnown = id !== "" && (await files.works()).some((work) => work.id === id);
    const edited = isKnown ? { id, entry: await files.entry(id) } : null;
    byId("contribute-app").hidden = false;
    new Contribution(page, data, files, edited);
    if (id && !isKnown) byId("contribute-read").textContent = tr("There is no work “{0}” to correct; this form adds a new one.", id);
  } catch (error) {
    page.dataset.failed = "true";
    byId("contribute-plain").firstChild?.replaceWith(tr("The form could not be loaded. "));
    throw error;
  }
}

await start();
