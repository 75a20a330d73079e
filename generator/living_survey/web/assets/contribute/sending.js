// Sending an entry: addresses of the host's pages, filled in, the clipboard, or a file. Nothing is sent before a button
// is pressed.

import { byId } from "../common/dom.js";
import { copy, save } from "../common/files.js";
import { tagsOf } from "./entry.js";
import { named } from "./facets.js";
import { setsOf } from "./statements.js";
import { inBraces } from "./yaml.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./entry.js").Entry} Entry */
/** @typedef {{id: string, text: string, entry: Entry}} Outcome */
/** @typedef {{repository: string, branch: string, taxonomy: import("./taxonomy.js").Taxonomy,
 *   facets: import("./facets.js").Facets}} Context */

/** The longest address that hosts accept. */
const LONGEST = 7500;

/** The host's page for a new file, filled in; without its text where the address would be too long.
 * @param {string} repository
 * @param {string} branch
 * @param {Outcome} outcome
 * @returns {{address: string, isWhole: boolean}} */
function newFileAddress(repository, branch, { id, text }) {
  const start = `${repository}/new/${branch.split("/").map(encodeURIComponent).join("/")}/entries?filename=${encodeURIComponent(`${id}.yaml`)}`;
  const whole = `${start}&value=${encoded(text)}`;
  return whole.length <= LONGEST ? { address: whole, isWhole: true } : { address: start, isWhole: false };
}

/** The host's page for an issue, with the questions of the form "Add a work" answered (living_survey/hosting/forms.py).
 * @param {Context} context
 * @param {Entry} entry */
function addIssueAddress({ repository, taxonomy, facets }, entry) {
  const [first, ...others] = tagsOf(entry);
  const isIdentified = entry.arxiv || entry.doi;
  return issueAddress(repository, {
    template: "add-work.yml",
    title: `Add: ${entry.title ?? entry.arxiv ?? entry.doi ?? ""}`,
    work: entry.arxiv ?? entry.doi ?? entry.title,
    place: first && taxonomy.option(first.node),
    note: first?.note,
    other_places: others.map((tag) => taxonomy.option(tag.node)).join(", "),
    other_notes: others.filter((tag) => tag.note).map((tag) => `${tag.node}: ${tag.note}`).join("\n"),
    stated: statedLines(entry, facets),
    code: entry.links?.code,
    project: entry.links?.project,
    dataset: entry.links?.dataset,
    ...Object.fromEntries(facets.asked.map((field) => {
      return [`facet_${field.key}`, named(entry, field.key).map((id) => facets.name(field, id, "title")).join(", ")];
    })),
    names: (entry.names ?? []).join("\n"),
    summary: entry.summary,
    authors: isIdentified ? "" : (entry.authors ?? []).join("\n"),
    year: isIdentified ? "" : String(entry.year ?? ""),
    venue: entry.venue === "arXiv" ? "" : entry.venue,
  });
}

/** What is stated at places, a line for each set of values: `node: {acts_at: bake}`.
 * @param {Entry} entry
 * @param {import("./facets.js").Facets} facets */
function statedLines(entry, facets) {
  return tagsOf(entry).flatMap((tag) => {
    const stated = setsOf(tag, facets.askedAtTags, true).map(({ stated: { note, section, ...values } }) => values);
    return stated.filter((values) => Object.keys(values).length).map((values) => `${tag.node}: ${inBraces(values)}`);
  }).join("\n");
}

/** The same for the form "Correct a work": the whole entry as it should be.
 * @param {string} repository
 * @param {Outcome} outcome */
function correctIssueAddress(repository, { id, text }) {
  return issueAddress(repository, { template: "correct-work.yml", title: `Correct: ${id}`, work: id, field: "something else", right: text });
}

/** @param {string} repository
 * @param {Record<string, string | undefined>} answers */
function issueAddress(repository, answers) {
  const given = Object.entries(answers).filter(([, answer]) => answer);
  const query = given.map(([name, answer]) => `${name}=${encoded(answer ?? "")}`);
  while (query.length > 3 && `${repository}/issues/new?${query.join("&")}`.length > LONGEST) query.pop();
  return `${repository}/issues/new?${query.join("&")}`;
}

/** @param {string} text */
function encoded(text) {
  return encodeURIComponent(text.toWellFormed?.() ?? text);
}

export class Sending {
  /** @param {Context} context
   * @param {boolean} corrects whether the entry has a file already */
  constructor(context, corrects) {
    this.repository = /^https?:\/\//.test(context.repository) ? context.repository : "";
    this.branch = context.branch;
    this.context = context;
    this.corrects = corrects;
    this.isWhole = true;
    this.pull = /** @type {HTMLAnchorElement} */ (byId("contribute-pull"));
    this.issue = /** @type {HTMLAnchorElement} */ (byId("contribute-issue"));
    this.pull.hidden = this.issue.hidden = !this.repository;
    byId("contribute-next").hidden = !this.repository;
    if (corrects) {
      this.pull.textContent = tr("Copy it and open its file");
      byId("contribute-next").textContent = tr("You need an account on the site that hosts the repository. The file opens for editing: select all of it, paste what was copied, and press “Commit changes”.");
    }
  }

  /** Update the addresses of the buttons.
   * @param {Outcome} outcome */
  point(outcome) {
    if (!this.repository) return;
    const created = newFileAddress(this.repository, this.branch, outcome);
    this.isWhole = !this.corrects && created.isWhole;
    const branch = this.branch.split("/").map(encodeURIComponent).join("/");
    this.pull.href = this.corrects ? `${this.repository}/edit/${branch}/entries/${outcome.id}.yaml` : created.address;
    this.issue.href = this.corrects ? correctIssueAddress(this.repository, outcome) : addIssueAddress(this.context, outcome.entry);
  }

  /** Do what a button says; those that open a page are links, and need help only where an address would be too long.
   * @param {"pull" | "issue" | "copy" | "download"} action
   * @param {Outcome} outcome */
  async go(action, { id, text }) {
    if (action === "download") {
      save(`${id}.yaml`, "application/yaml", text);
      this.#say(tr("Saved as {0}.yaml, a file for the folder entries/.", id));
    } else if (action === "copy") {
      this.#say((await copy(text)) ? tr("Copied.") : tr("The browser did not allow it: select the text above and copy it."));
    } else if (action === "pull" && !this.isWhole) {
      const copied = copy(text); // before the other page takes the focus
      const cure = this.corrects ? tr("Select all of the file that opened, and paste.") : tr("It is too long for an address: paste it into the page that opened.");
      this.#say((await copied) ? tr("Copied. {0}", cure) : tr("The browser did not allow copying: select the text above, copy it, and paste it into the page that opened."));
    } else this.#say(tr("It opened in another tab. Your draft stays here until you start over."));
  }

  /** @param {string} text */
  #say(text) {
    byId("contribute-said").textContent = text;
  }
}
