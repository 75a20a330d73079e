// Files that the site serves, files that a reader saves, and the clipboard.

/** @param {URL} address
 * @param {RequestInit} [options]
 * @returns {Promise<unknown>} */
export async function load(address, options) {
  return JSON.parse(await loadText(address, options));
}

/** @param {URL} address
 * @param {RequestInit} [options]
 * @returns {Promise<string>} */
export async function loadText(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${address.pathname}: ${response.status} ${response.statusText}`);
  return response.text();
}

/** A function that gives what another gave at its first call; one that fails is called again.
 * @template T
 * @param {() => Promise<T>} action
 * @returns {() => Promise<T>} */
export function once(action) {
  /** @type {Promise<T> | null} */
  let result = null;
  return () => {
    result ??= action().catch((error) => {
      result = null;
      throw error;
    });
    return result;
  };
}

/** Hand a text to the browser as a file.
 * @param {string} name
 * @param {string} type
 * @param {string} text */
export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Put a text on the clipboard; browsers may refuse.
 * @param {string} text
 * @returns {Promise<boolean>} */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
