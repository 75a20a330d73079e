"""New addresses of moved links are written into entries and pages, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from tests.links.conftest import Base
    from tests.links.server import Web

ENTRY = """\
# of the first version
title: "A Study"   # as printed
links:
  project: {moved}  # the page
  # gone soon
  code: "{moved}"
  dataset: {temporary}
remarks: see {moved} for more
"""


def test_only_the_address_changes(base: Base, web: Web) -> None:
    moved, temporary = web.url("to/301/%2Fnew"), web.url("to/302/%2Fnew")
    path = base.root / "entries/doe2024data.yaml"
    path.write_text(ENTRY.format(moved=moved, temporary=temporary))
    page = base.root / "site_src/pages/page.md"
    page.write_text(f"See [it]({moved}) and `{moved}`.\n")
    outcome = base.check(fix=True)
    assert path.read_text() == ENTRY.format(moved=web.url("new"), temporary=temporary)
    assert page.read_text() == f"See [it]({web.url('new')}) and `{moved}`.\n"
    assert outcome.fixed.written == {"entries/doe2024data.yaml": 3, "site_src/pages/page.md": 1}
    assert not base.check(fix=True).fixed.written


def test_a_chain_is_followed_as_far_as_it_is_permanent(base: Base, web: Web) -> None:
    temporary = web.url("to/302/%2Fend")
    second = web.url("to/308/" + quote(temporary, safe=""))
    path = base.entry(code=web.url("to/301/" + quote(second, safe="")))
    base.check(fix=True)
    assert temporary in path.read_text()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/", "front page"),
        ("/x,y", "needs quotes"),
        ("/" + "x" * 2100, "unusual"),
    ],
)
def test_unsuitable_addresses_are_reported_instead(base: Base, web: Web, target: str, reason: str) -> None:
    path = base.root / "entries/doe2024data.yaml"
    path.write_text(f"title: A\nlinks: {{code: {web.url('to/301/' + quote(target, safe=''))}}}\n")
    before = path.read_text()
    outcome = base.check(fix=True)
    assert path.read_text() == before
    assert reason in outcome.fixed.left[0][1]


HOSTILE = (
    "a)[x](javascript:alert(1))", "){:onclick=alert(1)}", "{{x}}", "a|b", "`x`", "<script>", "a*b*",
    "--8<--x", "&lt;b&gt;", "a'b\"c", "a\\",
)  # fmt: skip


def test_an_address_never_ends_its_link_in_a_page(base: Base, web: Web) -> None:
    page = base.root / "site_src/pages/page.md"
    links = [web.url("to/301/" + quote(f"/{target}", safe="")) for target in HOSTILE]
    page.write_text("".join(f"See [it]({link}).\n" for link in links))
    outcome = base.check(fix=True)
    for link, line in zip(links, page.read_text().splitlines(), strict=True):
        written = line.removeprefix("See [it](").removesuffix(").")
        assert written == link or not set("()[]{}|`<>*'\"\\;") & set(written)
    assert outcome.fixed.left


def test_an_address_of_this_machine_is_never_written_outside_tests(base: Base, web: Web) -> None:
    from living_survey.links.fixing import fix_redirects  # noqa: PLC0415 - beside what it shows

    path = base.entry(code=web.url("to/301/%2Fnew"))
    before = path.read_text()
    fixed = fix_redirects(base.root, base.check().findings)
    assert fixed.left
    assert path.read_text() == before
