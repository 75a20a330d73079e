"""What a reader downloads: `python -m benchmarks pages [SITE]`, for a built site (`site/` unless named).

Requests and gzip bytes of a first visit in Chromium, and of a later visit of another page of the kind.
Contents are counted as hosts compress them, without headers.
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from benchmarks.measuring import print_table
from tests.browser.looking import serve
from tests.conftest import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

ROOT = Path(__file__).parents[1]
KINDS = ("works", "topics", "stages", "years", "trends")
SINGLE = ("", "explore/", "rq1/", "trends/", "contribute/")
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ""}


def main() -> int:
    """Measure pages of each kind and print the table."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"
    rows = []
    with sync_playwright() as playwright, serve(site) as root:
        executable = (ROOT / ".venv" / "browser").read_text(encoding="utf-8").strip()
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for kind in KINDS:
            pages = sorted(path.parent.name for path in (site / kind).glob("*/index.html"))
            if len(pages) > 1:
                rows.append(visited(browser, root, f"{kind}/…/", [f"{kind}/{name}/" for name in pages[:2]]))
        rows += [visited(browser, root, address or "home", [address]) for address in SINGLE]
        browser.close()
    print_table(
        "What a reader downloads: KB, gzip",
        ["page", "requests", "first visit", "by type", "requests after", "later page"],
        rows,
    )
    return 0


def visited(browser: Browser, root: str, name: str, addresses: list[str]) -> list[str]:
    """The row of one kind of page, of which some are visited one after the other."""
    context = browser.new_context()
    page = context.new_page()
    answers: dict[str, Response] = {}
    page.on("response", lambda answer: answers.update({answer.url: answer}))
    seen: set[str] = set()
    visits = []
    for address in addresses:
        answers.clear()
        page.goto(root + address, wait_until="networkidle")
        by_type = Counter[str]()
        sent = [url for url in answers if url.startswith(root) and url not in seen]
        for url in sent:
            by_type[Path(urlsplit(url).path).suffix or ".html"] += size(answers[url])
        seen.update(sent)
        visits.append((len(sent), by_type))
    context.close()
    types = ", ".join(f"{suffix[1:]} {sent / 1000:.1f}" for suffix, sent in visits[0][1].most_common())
    first, *later = [[str(requests), f"{by_type.total() / 1000:.1f}"] for requests, by_type in visits]
    return [name, *first, types, *(later[0] if later else ["", ""])]


def size(answer: Response) -> int:
    """Bytes of the content of an answer as hosts send it."""
    content = answer.body()
    is_text = Path(urlsplit(answer.url).path).suffix in COMPRESSED
    return len(gzip.compress(content, 9) if is_text else content)


if __name__ == "__main__":
    sys.exit(main())
