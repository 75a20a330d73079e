// What can be wrong with a text, by the tables of living_survey/knowledge/faults.py and the modules that use it.

/** @typedef {{pattern: RegExp, message: string, cure: string, in_capitals: boolean}} Fault */

/** The first of some faults that a text has, as message and cure; null if it has none.
 * @param {string} text
 * @param {readonly Fault[]} faults
 * @param {(part: string) => string} [shown] how a message shows a part of the text
 * @returns {{message: string, cure: string} | null} */
export function faultOf(text, faults, shown = (part) => part) {
  for (const { pattern, message, cure, in_capitals: inCapitals } of faults) {
    const match = pattern.exec(text);
    if (!match || (inCapitals && !isUpper(text))) continue;
    /** @type {Record<string, string>} */
    const values = { text, cleaned: text.replace(new RegExp(pattern, "gu"), "").trim(), titled: titled(text), ...match.groups };
    const filled = (/** @type {string} */ template) => template.replace(/\{(\w+)\}/g, (_, name) => shown(values[name] ?? ""));
    return { message: filled(message), cure: filled(cure) };
  }
  return null;
}

/** @param {string} text */
function isUpper(text) {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

/** @param {string} text */
function titled(text) {
  return text.toLowerCase().replace(/\p{Cased}+/gu, (word) => word[0].toUpperCase() + word.slice(1));
}
