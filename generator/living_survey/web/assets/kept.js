// The reading list on every page: a link to it in the header, and on the page of a work a button to keep it.

import { make } from "./common/dom.js";
import { listKey, ReadingList } from "./common/reading_list.js";
import { tr } from "./common/texts.js";

/** @param {URL} site */
export function addReadingList(site) {
  const id = /^works\/([^/]+)\/$/.exec(location.pathname.slice(site.pathname.length))?.[1];
  const count = make("span", { class: "count" });
  const link = make("a", { class: "kept", href: new URL("explore/?list=1", site).href, "aria-label": tr("Reading list") }, make("span", {}, tr("Reading ")), tr("list "), count);
  const button = make("button", { type: "button", class: "md-button", "aria-pressed": "false" });
  const list = new ReadingList(listKey(site), () => show());
  const show = () => {
    link.hidden = list.size === 0;
    count.textContent = String(list.size);
    link.setAttribute("aria-label", tr("Reading list, {0}", list.size));
    const isKept = id !== undefined && list.has(id);
    button.setAttribute("aria-pressed", String(isKept));
    button.textContent = isKept ? tr("On the reading list") : tr("Add to the reading list");
  };
  button.addEventListener("click", () => {
    if (id === undefined) return;
    if (list.has(id)) list.remove([id]);
    else list.add([{ id, title: document.querySelector("h1")?.textContent ?? id }]);
    if (!list.isStored) button.textContent = tr("This browser cannot store the list");
  });
  show();
  document.querySelector("[data-search-open]")?.before(link);
  if (id !== undefined) document.querySelector(".paper__actions")?.append(button);
}
