"""Whether a page as it stands now fits its screen and those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# Without "preload", axe reads no style sheet a second time; "incomplete" is what it could not decide.
QUICK = {"resultTypes": ["violations", "incomplete"], "preload": False}
ALL = {**QUICK, "runOnly": STANDARDS}
COLOURS = {**QUICK, "runOnly": {"type": "rule", "values": COLOUR_RULES}}
NO_COLOURS = {**ALL, "rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}

# Leaves a few of the rows and items that are alike: axe takes seconds over hundreds, and finds no more there.
THIN_OUT = """(kept) => {
  for (const hidden of [...document.querySelectorAll("article [popover]")].slice(kept)) hidden.remove();
  for (const parent of document.querySelectorAll("article, article *")) {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const like = child.matches("tbody") ? "tbody" : `${child.tagName} ${child.getAttribute("class")}`;
      seen.set(like, (seen.get(like) ?? 0) + 1);
      const most = child.matches("tbody") ? 2 : kept;
      if (seen.get(like) > most && !child.matches("td, th, option, h2, h3, h4")) child.remove();
    }
  }
}"""
KEPT = 3
AXE = Axe().axe_script
# The contrast of a text need not be measured if it and all that it stands in are styled like a text that had
# enough of it before; the properties are those that decide it.
# The theme makes an unnamed `nav` for the copy button of each block of code, and names a branch of the
# navigation as the list in it.
RUN_AXE = """async ([within, options, enough]) => {
  const DECIDE = ["color", "background-color", "background-image", "opacity", "font-size", "font-weight",
    "text-shadow", "-webkit-text-stroke-width", "position", "overflow", "clip-path", "visibility", "filter",
    "mix-blend-mode"];
  const hash = (text) => {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at++) {
      high = Math.imul(high ^ text.charCodeAt(at), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(at), 1597334677);
    }
    return (high >>> 0) * 2 ** 21 + (low >>> 11);
  };
  const known = new Set(enough);
  const measured = new Map();
  const mark = (element, above) => {
    const style = getComputedStyle(element);
    const text = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      .map(({ data }) => data.trim()).join("");
    const like = hash([above, element.localName, element.matches(":disabled, [aria-disabled=true]"),
      Math.min(text.length, 2), ...DECIDE.map((name) => style.getPropertyValue(name))].join());
    const shows = text && (!within || element.closest(within)) && element.getClientRects().length
      && element.checkVisibility({ visibilityProperty: true });
    const alike = Boolean(shows && known.has(like));
    if (shows && !alike) measured.set(element, like);
    element.toggleAttribute("data-alike", alike);
    for (const child of element.children) mark(child, like);
  };
  if (enough) mark(document.body, 0);
  axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
  const { violations, incomplete } = await axe.run(within ?? document, { ...options, elementRef: true });
  const unsure = [...violations, ...incomplete].filter(({ id }) => id === "color-contrast")
    .flatMap(({ nodes }) => nodes).map(({ element }) => measured.get(element));
  return {
    enough: [...new Set(measured.values())].filter((like) => !unsure.includes(like)),
    violations: violations.map(({ id, nodes }) => ({ id, nodes: nodes
      .filter(({ html }) => id !== "landmark-unique" || !/^<nav class="md-/.test(html))
      .map(({ html, failureSummary }) => ({ html, failureSummary })) })).filter(({ nodes }) => nodes.length),
  };
}"""
ENOUGH: set[int] = set()
"""The styles of texts that had enough contrast, on any page of this process."""
LONGEST_ON_A_PHONE = 15_000
"""The most pixels of a page on a phone; longer lists lead on to further pages."""
# The policy of the site allows no style sheet that is written into a page.
ADD_STYLE = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}"""


def add_style(page: Page, text: str) -> None:
    """Add a style sheet to a page."""
    page.evaluate(ADD_STYLE, text)


def thin_out(page: Page, kept: int = KEPT) -> None:
    """Leave a few of the rows and items of a page that are alike."""
    # What is not drawn before it is scrolled to has no places yet that could be measured.
    add_style(page, "* { content-visibility: visible !important }")
    page.evaluate(THIN_OUT, kept)


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe finds, in a part of the page or all of it; each rule with the first element that breaks it."""
    return [f"{one['id']}: {one['nodes'][0]['html'][:300]}" for one in run_axe(page, ALL, within)]


def run_axe(page: Page, options: dict[str, Any], within: str | None = None) -> list[dict[str, Any]]:
    """The violations that axe finds; it is read once by each page.

    The contrast of a text is not measured again once a text that is styled alike was found to have enough.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    measured = None if options is NO_COLOURS else list(ENOUGH)
    found: dict[str, Any] = page.evaluate(RUN_AXE, [within, options, measured])
    ENOUGH.update(found["enough"])
    return list(found["violations"])


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def height(page: Page) -> int:
    """The height of the whole page in pixels."""
    return int(page.evaluate("document.documentElement.scrollHeight"))
