"""The README of this repository is the one that its entries give, and GitHub shows it whole."""

from collections import Counter
from pathlib import Path

from generator import KnowledgeBase
from generator.rendering.readme import render_readme

ROOT = Path(__file__).parents[2]
SHOWN_WHOLE_BY_GITHUB = 500_000


def test_the_readme_is_up_to_date(kb: KnowledgeBase) -> None:
    template = (ROOT / "site_src/templates/README.md.j2").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == render_readme(kb, template), "run: survey readme"


def test_github_shows_the_readme_whole() -> None:
    assert (ROOT / "README.md").stat().st_size < SHOWN_WHOLE_BY_GITHUB


def test_every_pointer_has_an_anchor() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    works = Counter(part.split('"')[0] for part in readme.split('<a id="')[1:])
    pointers = {line.split("]: #")[1] for line in readme.splitlines() if "]: #w-" in line}
    assert pointers <= works.keys()
    assert max(works.values()) == 1
