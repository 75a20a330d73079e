// The dialog in which works are saved or copied in the formats of the site.

import { byId, make } from "../common/dom.js";
import { copy, save } from "../common/files.js";
import { counted, tr } from "../common/texts.js";

/** @typedef {import("./exports.js").Exports} Exports */
/** @typedef {import("./exports.js").Format} Format */

/** @type {[string, string][]} */
const SCOPES = [["shown", tr("shown now")], ["selected", tr("selected")], ["list", tr("on the reading list")]];

export class DownloadDialog {
  /** @param {Exports} exports
   * @param {Format[]} formats
   * @param {(scope: string) => string[]} idsOf
   * @param {() => number} selected how many works are */
  constructor(exports, formats, idsOf, selected) {
    this.exports = exports;
    this.formats = formats;
    this.idsOf = idsOf;
    this.selected = selected;
    this.dialog = /** @type {HTMLDialogElement} */ (byId("explore-downloads"));
    this.form = /** @type {HTMLFormElement} */ (byId("explore-download-form"));
    this.outcome = byId("explore-download-outcome");
    byId("explore-formats").replaceChildren(
      ...formats.map(({ name, label }, place) => {
        return make("label", {}, make("input", { type: "radio", name: "format", value: name, checked: place === 0 }), make("span", {}, label));
      }),
    );
    byId("explore-save").addEventListener("click", () => this.#export(save));
    byId("explore-copy").addEventListener("click", () => this.#export(async (_, __, text) => {
      if (!(await copy(text))) throw new Error(tr("The browser did not allow it; save the file instead."));
    }));
  }

  open() {
    this.outcome.textContent = "";
    const preferred = this.selected() ? "selected" : "shown";
    byId("explore-scopes").replaceChildren(
      ...SCOPES.map(([scope, label]) => {
        const count = this.idsOf(scope).length;
        const radio = make("input", { type: "radio", name: "scope", value: scope, checked: scope === preferred, disabled: count === 0 });
        return make("label", {}, radio, make("span", {}, `${counted(count, "{0} work", "{0} works")} ${label}`));
      }),
    );
    this.dialog.showModal();
  }

  /** @param {(name: string, type: string, text: string) => void | Promise<void>} how */
  async #export(how) {
    const chosen = new FormData(this.form);
    const ids = this.idsOf(String(chosen.get("scope")));
    const format = this.formats.find(({ name }) => name === chosen.get("format")) ?? this.formats[0];
    try {
      await how(`works.${format.suffix}`, format.type, await this.exports.text(format, ids));
      this.outcome.textContent = tr("{0} as {1}: done.", counted(ids.length, "{0} work", "{0} works"), format.label);
    } catch (error) {
      this.outcome.textContent = tr("That failed: {0}", error instanceof Error ? error.message : error);
    }
  }
}
