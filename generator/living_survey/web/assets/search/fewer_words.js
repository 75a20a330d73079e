// A shorter query for when no work has all words of a query, as when it is a question.

import { QUESTION_WORDS } from "../common/constants.js";

const MOST_WORDS = 24;
/** The query with as few words left out as it takes to find something; null if there is nothing to leave out.
 * The words of questions are left out first; then the word without which the most works are found, or else the one that
 * the fewest works have.
 * @param {string} query
 * @param {readonly number[]} works that the filters leave
 * @param {(word: string) => Float32Array | null} scoresOf a word, a score a work
 * @returns {{query: string, count: number} | null} */
export function fewerWords(query, works, scoresOf) {
  // Phrases, fields and excluded words are meant exactly as typed.
  if (/["“”„:]|(^|\s)-/u.test(query)) return null;
  const asked = query.trim().split(/\s+/u).slice(0, MOST_WORDS).map((text) => text.replace(/[?!.,;]+$/u, ""));
  if (asked.length < 2) return null;
  const words = asked.flatMap((text) => {
    const scores = scoresOf(text);
    return scores ? [{ text, found: new Set(works.filter((work) => scores[work] > 0)) }] : [];
  });
  let left = words.filter(({ text, found }) => found.size > 0 && !QUESTION_WORDS.has(text.toLowerCase()));
  let count = common(left);
  while (!count && left.length > 1) {
    const without = left.map((word) => ({ rest: left.filter((other) => other !== word), own: word.found.size }));
    const ranked = without.map(({ rest, own }) => ({ rest, own, count: common(rest) }));
    ranked.sort((a, b) => b.count - a.count || a.own - b.own);
    ({ rest: left, count } = ranked[0]);
  }
  return count && left.length < asked.length ? { query: left.map(({ text }) => text).join(" "), count } : null;
}

/** How many works have all the words.
 * @param {{found: Set<number>}[]} words */
function common(words) {
  const [first, ...rest] = [...words].sort((a, b) => a.found.size - b.found.size);
  return first ? [...first.found].filter((work) => rest.every(({ found }) => found.has(work))).length : 0;
}
