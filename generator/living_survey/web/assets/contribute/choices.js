// The values of a facet to choose from, by group: check boxes, or radio buttons where there can be only one.

import { make } from "../common/dom.js";
import { tr } from "../common/texts.js";

/** @typedef {import("./facets.js").Facets} Facets */
/** @typedef {import("./facets.js").Field} Field */

/** Boxes for the values of a field. Values keep the order in which an entry names them.
 * @param {Facets} facets
 * @param {Field} field
 * @param {string} name different for each set of boxes
 * @param {string[]} chosen
 * @param {(ids: string[]) => void} change
 * @returns {HTMLElement[]} */
export function choices(facets, field, name, chosen, change) {
  const { many } = facets.of(field);
  let current = chosen;
  const flip = (/** @type {string} */ id, /** @type {boolean} */ isChosen) => {
    const others = many ? current.filter((one) => one !== id) : [];
    current = isChosen ? [...others, id] : others;
    change(current);
  };
  /** @param {import("./facets.js").Value} value */
  const box = (value) => {
    const input = make("input", { type: many ? "checkbox" : "radio", name, value: value.id, onchange: () => flip(value.id, input.checked) });
    input.checked = chosen.includes(value.id);
    return make("label", { class: "choice", title: value.about || null }, input, make("span", {}, value.label));
  };
  const none = () => {
    const input = make("input", { type: "radio", name, value: "", onchange: () => flip("", false) });
    input.checked = chosen.length === 0;
    return make("label", { class: "choice" }, input, make("span", {}, tr("not stated")));
  };
  return facets.groups(field).map(([title, values], at) => {
    return make("div", { class: "choices", role: "group", "aria-label": title || field.title },
      title ? make("span", { class: "choices__title", "aria-hidden": "true" }, title) : null,
      ...(!many && at === 0 ? [none()] : []), ...values.map(box));
  });
}
