// Problems beside the fields, and in a summary when an entry that is not ready is sent.

import { byId, make } from "../common/dom.js";

/** @typedef {import("./rules.js").Problem} Problem */

export class ProblemList {
  /** @param {HTMLElement} form
   * @param {(id: string) => string} workAddress
   * @param {(id: string) => string} workTitle */
  constructor(form, workAddress, workTitle) {
    this.form = form;
    this.workAddress = workAddress;
    this.workTitle = workTitle;
    /** @type {Set<string>} The fields that were visited. */ this.touched = new Set();
    this.showsAll = false;
  }

  /** @param {string} field */
  touch(field) {
    this.touched.add(field);
  }

  forget() {
    this.touched.clear();
    this.showsAll = false;
    byId("contribute-errors").hidden = true;
  }

  /** The problems to show now: those of fields that were visited, so that an empty form has none.
   * @param {Problem[]} problems */
  visible(problems) {
    return problems.filter((problem) => this.showsAll || this.touched.has(problem.field) || this.touched.has(problem.field.split(".")[0]));
  }

  /** Put the problem of each field beside it; errors come before warnings.
   * @param {Problem[]} problems */
  show(problems) {
    const visible = this.visible(problems);
    for (const element of this.form.querySelectorAll("[data-field]")) {
      const field = /** @type {HTMLElement} */ (element).dataset.field ?? "";
      const own = visible.filter((problem) => problem.field === field);
      const problem = own.find(({ severity }) => severity === "error") ?? own[0];
      const place = element.querySelector(".field__problem");
      if (place instanceof HTMLElement) this.#put(place, problem);
      element.classList.toggle("has-error", problem?.severity === "error");
      element.classList.toggle("has-warning", problem?.severity === "warning");
      const control = element.querySelector("input[name], textarea, select");
      if (problem?.severity === "error") control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    if (!byId("contribute-errors").hidden) this.#summary(problems.filter(({ severity }) => severity === "error"));
  }

  /** @param {HTMLElement} place
   * @param {Problem | undefined} problem */
  #put(place, problem) {
    place.hidden = !problem;
    const key = problem ? `${problem.message}${problem.work ?? ""}` : "";
    if (place.dataset.shown === key) return;
    place.dataset.shown = key;
    place.replaceChildren(...(problem ? this.#words(problem) : []));
  }

  /** @param {Problem} problem
   * @returns {(Node | string)[]} */
  #words({ message, work }) {
    return work ? [message, make("a", { href: this.workAddress(work) }, this.workTitle(work)), "."] : [message];
  }

  /** List everything that prevents sending the entry, and move the focus there.
   * @param {Problem[]} problems */
  summarize(problems) {
    const box = byId("contribute-errors");
    box.hidden = problems.length === 0;
    if (!problems.length) return;
    this.showsAll = true;
    this.#summary(problems);
    box.focus();
    box.scrollIntoView({ block: "center" });
  }

  /** @param {Problem[]} problems */
  #summary(problems) {
    if (!problems.length) byId("contribute-errors").hidden = true;
    byId("contribute-error-list").replaceChildren(...problems.map((problem) => {
      const go = make("a", { href: `#${targetOf(problem.field)}`, onclick: (event) => goTo(event, problem.field) }, problem.message);
      return make("li", {}, go, problem.work ? ` ${this.workTitle(problem.work)}` : null);
    }));
  }
}

/** The element in which a problem with a field is fixed.
 * @param {string} field */
function targetOf(field) {
  if (field === "tags") return "contribute-search";
  return field.startsWith("tags.") ? `note-${field.slice(5)}` : `f-${field.replace(".", "-")}`;
}

/** @param {Event} event
 * @param {string} field */
function goTo(event, field) {
  event.preventDefault();
  const target = document.getElementById(targetOf(field));
  const details = target?.closest("details");
  if (details) details.open = true;
  /** @type {HTMLElement | null | undefined} */
  const control = target?.tabIndex === -1 ? target.querySelector("input, summary") : target;
  control?.focus();
  target?.scrollIntoView({ block: "center" });
}
