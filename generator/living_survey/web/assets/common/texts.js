// The texts that readers see, in the language of the site. living_survey/web/texts.py collects and replaces them.

import { TEXTS } from "./catalogue.js";

/** A message, or its forms by the plural categories of the language.
 * @type {Readonly<Record<string, string | Record<string, string>>>} */
const texts = TEXTS;
/** @type {Intl.PluralRules | undefined} */
let plurals;

/** A message in the language of the site; `{0}` stands for the first value.
 * @param {string} message in English
 * @param {...unknown} values
 * @returns {string} */
export function tr(message, ...values) {
  const text = texts[message] ?? message;
  return filled(typeof text === "string" ? text : message, values);
}

/** A number with its noun: `1 work`, `1,616 works`.
 * @param {number} count
 * @param {string} one in English
 * @param {string} many in English, by which the forms are found
 * @returns {string} */
export function counted(count, one, many) {
  const forms = texts[many] ?? (count === 1 ? one : many);
  if (typeof forms === "string") return filled(forms, [formatted(count)]);
  plurals ??= new Intl.PluralRules(document.documentElement.lang);
  return filled(forms[plurals.select(count)] ?? forms.other, [formatted(count)]);
}

/** A whole number with a comma between thousands: `1,616`. Formats of the browser take milliseconds for hundreds of them.
 * @param {number} number */
export function formatted(number) {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** @param {string} text
 * @param {unknown[]} values */
function filled(text, values) {
  return text.replaceAll(/\{(\d)\}/g, (_, place) => String(values[Number(place)]));
}
