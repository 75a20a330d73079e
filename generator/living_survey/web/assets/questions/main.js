// The page of a question: picks read the joined answer, and stand in the address.

import { fill, make, setText } from "../common/dom.js";
import { load } from "../common/files.js";
import { Answer, worksOf } from "./answer.js";
import { Matrix } from "./matrix.js";
import { gapsList, rowsTable } from "./table.js";
import { worksList } from "./works.js";
import { counted, formatted, tr } from "../common/texts.js";

/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").Group} Group */
/** @typedef {import("./answer.js").Picks} Picks */

const CHOICES = 8;

class Question {
  /** @param {HTMLElement} element */
  constructor(element) {
    const address = new URL(element.dataset.answer ?? "", document.baseURI);
    this.places = { root: new URL(element.dataset.root ?? "", document.baseURI), folder: new URL(".", address) };
    this.address = address;
    this.form = /** @type {HTMLFormElement} */ (element.querySelector("form"));
    this.menus = [...this.form.querySelectorAll("select")];
    this.status = /** @type {HTMLElement} */ (element.querySelector(".joined__status"));
    this.result = /** @type {HTMLElement} */ (element.querySelector(".joined__result"));
    this.start = [...this.result.childNodes];
    /** @type {Promise<Answer> | null} */ this.loading = null;
    this.form.hidden = false;
    for (const hint of document.querySelectorAll(".joined__hint")) /** @type {HTMLElement} */ (hint).hidden = false;
    this.form.addEventListener("change", () => this.#changed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.#changed()));
    addEventListener("popstate", () => this.#read());
    this.#read();
  }

  /** The answer, fetched when it is needed first.
   * @returns {Promise<Answer>} */
  load() {
    this.loading ??= load(this.address).then((data) => new Answer(/** @type {Data} */ (data)));
    this.loading.catch(() => (this.loading = null));
    return this.loading;
  }

  #read() {
    const asked = new URLSearchParams(location.search);
    for (const menu of this.menus) {
      menu.value = asked.get(menu.name) ?? "";
      if (menu.selectedIndex < 0) menu.value = "";
    }
    void this.#show();
  }

  /** @returns {Picks} */
  #picks() {
    return Object.fromEntries(this.menus.filter(({ value }) => value).map(({ name, value }) => [name, value]));
  }

  #changed() {
    const query = new URLSearchParams(this.#picks()).toString();
    history.pushState(null, "", query ? `?${query}#answer` : location.pathname);
    void this.#show();
  }

  /** @param {Picks} picks */
  #pick(picks) {
    for (const menu of this.menus) if (menu.name in picks) menu.value = picks[menu.name];
    this.#changed();
    this.status.focus();
  }

  async #show() {
    const picks = this.#picks();
    if (!Object.keys(picks).length) {
      setText(this.status, "");
      this.result.replaceChildren(...this.start);
      return;
    }
    setText(this.status, tr("Loading …"));
    let answer;
    try {
      answer = await this.load();
    } catch {
      setText(this.status, tr("The answer could not be loaded. Check your connection and try again."));
      return;
    }
    if (JSON.stringify(picks) !== JSON.stringify(this.#picks())) return;
    const groups = answer.matching(picks);
    const rows = answer.rows(groups, picks);
    setText(this.status, groups.length ? tr("{0} in {1}", counted(worksOf(groups).size, "{0} work", "{0} works"), counted(rows.length, "{0} row", "{0} rows")) : tr("No work here states all of this together."));
    this.result.replaceChildren();
    if (rows.length) {
      const table = rowsTable(answer, rows, picks, this.places, this.#named(picks));
      this.result.append(this.#choices(answer, groups, picks), this.#all(answer, groups, rows.length), table);
    } else this.result.append(this.#wider(answer, picks));
    fill(this.result, gapsList(answer, picks, this.places));
  }

  /** The picks in words, to name the table.
   * @param {Picks} picks */
  #named(picks) {
    return this.menus.filter(({ name }) => name in picks).map((menu) => menu.selectedOptions[0].text.trim()).join(", ");
  }

  /** What can be picked next, with the number of works.
   * @param {Answer} answer
   * @param {Group[]} groups
   * @param {Picks} picks */
  #choices(answer, groups, picks) {
    const lists = answer.choices(groups, picks).filter(({ choices }) => choices.length);
    return make("div", { class: "joined__choices" }, ...lists.map(({ title, choices, unstated }) => {
      const buttons = choices.map(({ name, value, label, relation, works }, place) => {
        const button = make("button", { type: "button", class: "joined__choice", hidden: place >= CHOICES }, label, " ", make("b", {}, formatted(works)));
        button.addEventListener("click", () => this.#pick({ [name]: value, ...(relation && { relation }) }));
        return button;
      });
      const more = buttons.length > CHOICES && make("button", { type: "button", class: "joined__choice joined__choice--more" }, tr("{0} more", buttons.length - CHOICES));
      if (more) {
        more.addEventListener("click", () => {
          for (const button of buttons) button.hidden = false;
          buttons[CHOICES].focus();
          more.remove();
        });
      }
      return make("p", {}, make("span", { class: "joined__axis" }, title), ...buttons, more, unstated > 0 && make("span", { class: "joined__none" }, tr(" not stated {0}", formatted(unstated))));
    }));
  }

  /** A button that lists all works at once.
   * @param {Answer} answer
   * @param {Group[]} groups
   * @param {number} rows */
  #all(answer, groups, rows) {
    const box = make("div", { class: "joined__opened" });
    if (rows < 2) return box;
    const button = make("button", { type: "button", class: "joined__more joined__all", "aria-expanded": "false" }, tr("The works of all rows, {0} in one list", formatted(worksOf(groups).size)));
    button.addEventListener("click", async () => {
      const isOpen = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!isOpen));
      if (isOpen) box.lastElementChild?.remove();
      else box.append(await worksList(answer, groups, this.places.folder));
    });
    box.append(button);
    return box;
  }

  /** The works that fit all picks but one.
   * @param {Answer} answer
   * @param {Picks} picks */
  #wider(answer, picks) {
    const list = make("ul", { class: "joined__wider" });
    for (const menu of this.menus.filter(({ name }) => name in picks)) {
      const { [menu.name]: _, ...others } = picks;
      const works = worksOf(answer.matching(others)).size;
      const button = make("button", { type: "button", class: "joined__choice" }, tr("without {0} ", menu.selectedOptions[0].text.trim()), make("b", {}, formatted(works)));
      button.addEventListener("click", () => this.#pick({ [menu.name]: "" }));
      list.append(make("li", {}, button));
    }
    return list;
  }
}

const element = /** @type {HTMLElement} */ (document.querySelector("[data-answer]"));
const question = new Question(element);
for (const matrix of document.querySelectorAll(".matrix")) {
  new Matrix(/** @type {HTMLElement} */ (matrix), { load: () => question.load(), places: question.places });
}
