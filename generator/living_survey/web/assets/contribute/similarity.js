// How alike two texts are: the ratio of rapidfuzz, which the site's checks use.

/** Twice the length of the longest common subsequence over both lengths, in per cent.
 * @param {string} one
 * @param {string} other */
export function ratio(one, other) {
  const [first, second] = [[...one], [...other]];
  const whole = first.length + second.length;
  return whole === 0 ? 100 : (200 * commonLength(first, second)) / whole;
}

/** Whether the ratio can reach a limit, by the lengths alone.
 * @param {string} one
 * @param {string} other
 * @param {number} limit */
export function canReach(one, other, limit) {
  return 200 * Math.min(one.length, other.length) >= limit * (one.length + other.length);
}

/** @param {string[]} first
 * @param {string[]} second */
function commonLength(first, second) {
  let row = new Uint16Array(second.length + 1);
  for (const letter of first) {
    const next = new Uint16Array(second.length + 1);
    for (let at = 1; at <= second.length; at += 1) {
      next[at] = letter === second[at - 1] ? row[at - 1] + 1 : Math.max(row[at], next[at - 1]);
    }
    row = next;
  }
  return row[second.length];
}
