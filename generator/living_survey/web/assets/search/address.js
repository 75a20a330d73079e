// Addresses within the site.

/** An author's works in the Explorer, from the root of the site.
 * @param {string} name */
export function authorAddress(name) {
  return `explore/?${new URLSearchParams({ author: name })}`;
}

/** An address from the root of the site, as a link on any of its pages has it.
 * @param {URL} site
 * @param {string} address */
export function link(site, address) {
  const url = new URL(address, site);
  return url.pathname + url.search + url.hash;
}
