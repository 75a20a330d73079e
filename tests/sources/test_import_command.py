"""`survey import` and the completion of drafts by `survey fetch`, as a person runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from living_survey import load
from living_survey.cli import app
from tests.bakery import BAKERY
from tests.sources.server import Reply

if TYPE_CHECKING:
    from typer.testing import Result

    from tests.sources.server import Services

LIST = """## Milling
- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002), BreadConf 2025
- [Rolling Rye into Fine Flour](https://doi.org/10.1000/rye)

## Sour Doughs
- [A Starter for Every Season](https://example.org/starter.pdf)
"""
OATS = "grinding-oats-without-dust"


class Survey:
    """The command in a small survey, with the services of this test around it."""

    def __init__(self, root: Path, services: Services) -> None:
        self.root = root
        self._environment = {**services.environment, "SURVEY_CACHE_DIR": ""}

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["--root", str(self.root), *arguments], env=self._environment)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result

    @property
    def entries(self) -> set[str]:
        return {path.stem for path in (self.root / "entries").iterdir()}


@pytest.fixture
def survey(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> Survey:
    root = tmp_path / "bakery"
    shutil.copytree(BAKERY, root)
    monkeypatch.chdir(root)
    Path("list.md").write_text(LIST)
    return Survey(root, services)


def test_a_dry_run_shows_the_titles_and_changes_nothing(survey: Survey, services: Services) -> None:
    before = survey.entries
    shown = survey("import", "list.md", "--dry-run", code=1).stdout
    assert f"list.md:2: entries/{OATS}.yaml: Grinding Oats without Dust: lacks authors\n" in shown
    assert "not written (1):\n  list.md:6: A Starter for Every Season: has no topic" in shown
    assert '"Sour Doughs": sourdough  # 1 work, list.md:6' in shown
    assert survey.entries == before
    assert not services.requests


def test_a_report_is_for_programs_too(survey: Survey) -> None:
    data = json.loads(survey("import", "list.md", "--report", "--json", code=1).stdout)
    assert (data["counts"]["works"], data["counts"]["drafts"], data["counts"]["not_written"]) == (3, 2, 1)
    assert data["labels"] == [
        {"file": "list.md", "line": 6, "path": ["Sour Doughs"], "works": 1, "nearest": "sourdough"}
    ]


def test_what_a_report_proposes_is_a_mapping(survey: Survey) -> None:
    Path("mapping.yaml").write_text('"Sour Doughs": sourdough  # 1 work, list.md:6\n')
    survey("import", "list.md", "--offline", "--keywords", "mapping.yaml")
    assert [tag.node for tag in load(survey.root)["a-starter-for-every-season"].tags] == ["sourdough"]
    survey("check")
    survey("fmt", "--check")


def test_fetch_completes_drafts_and_names_them_after_their_authors(
    survey: Survey, services: Services
) -> None:
    survey("import", "list.md", "--offline", "-t", "surveys")
    entry = survey.root / "entries" / f"{OATS}.yaml"
    entry.write_text(f"# looked at twice\n{entry.read_text()}")
    services.knows(*(work.arxiv for work in load(survey.root) if work.arxiv and not work.draft))
    services.knows("2401.00002", title="Grinding Oats without Dust", authors=("Di Doe",))
    said = survey("fetch").stdout
    assert f"completed entries/{OATS}.yaml as entries/doe2024grinding.yaml" in said
    assert "entries/a-starter-for-every-season.yaml is still a draft: no arXiv identifier or DOI" in said
    assert "entries/rolling-rye-into-fine-flour.yaml is still a draft: no answer about DOI" in said
    work = load(survey.root)["doe2024grinding"]
    assert (work.authors, work.venue, work.year, work.draft) == (("Di Doe",), "BreadConf", 2025, False)
    assert "# looked at twice" in (survey.root / "entries" / "doe2024grinding.yaml").read_text()
    assert OATS not in survey.entries
    survey("check")
    survey("fmt", "--check")


def test_the_year_of_a_venue_is_taken_from_the_comment_at_arxiv(survey: Survey, services: Services) -> None:
    Path("list.md").write_text(
        "## Milling\n| Title | Venue | Date |\n|-|-|-|\n"
        "| [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002) | ICML | 2024-01-03 |\n"
        "| [Rolling Rye into Fine Flour](https://arxiv.org/abs/2401.00003) | ICML | 2024-01-04 |\n"
    )
    oats = {"title": "Grinding Oats without Dust", "comment": "Accepted at ICML 2025"}
    services.knows("2401.00002", authors=("Di Doe",), **oats)
    services.knows("2401.00003", title="Rolling Rye into Fine Flour", authors=("Di Doe",))
    survey("import", "list.md")
    kb = load(survey.root)
    assert (kb["doe2024grinding"].year, kb["doe2024grinding"].draft) == (2025, False)
    assert (kb["doe2024rolling"].year, kb["doe2024rolling"].draft) == (None, True)


def test_a_draft_that_is_cited_by_its_id_is_not_renamed(survey: Survey, services: Services) -> None:
    survey("import", "list.md", "--offline", "-t", "surveys")
    path = survey.root / "site_src" / "notes.md"
    path.write_text(f"See [@{OATS}].\n")
    services.knows("2401.00002", title="Grinding Oats without Dust", authors=("Di Doe",))
    said = survey("fetch", "--only", OATS).stdout
    assert "cited in site_src/notes.md; rename it to doe2024grinding there and here" in said
    assert load(survey.root)[OATS].draft


def test_a_service_that_is_down_leaves_a_draft(survey: Survey, services: Services) -> None:
    services.always = lambda _: Reply(b"", 503, {"Retry-After": "86400"})
    survey("import", "list.md", "-t", "surveys")
    assert load(survey.root)[OATS].draft


def test_add_completes_a_draft_and_takes_more_tags(survey: Survey, services: Services) -> None:
    survey("import", "list.md", "--offline", "-t", "surveys")
    services.knows("2401.00002", title="Grinding Oats without Dust", authors=("Di Doe",))
    said = survey("add", "2401.00002", "-t", "storage", "-n", "keeps it dry").stderr
    assert f"completed entries/{OATS}.yaml as entries/doe2024grinding.yaml" in said
    work = load(survey.root)["doe2024grinding"]
    assert [(tag.node, tag.note) for tag in work.tags] == [
        ("milling", None),
        ("surveys", None),
        ("storage", "keeps it dry"),
    ]
    assert "is already in entries/doe2024grinding.yaml" in survey("add", "2401.00002", code=1).stderr


def test_several_files_are_read_together(survey: Survey) -> None:
    Path("refs.bib").write_text(
        "@article{x, title={Grinding Oats without Dust}, author={Doe, Di}, year=2025, journal={BreadConf}}\n"
    )
    shown = survey("import", "list.md", "refs.bib", "--offline", "-t", "surveys").stdout
    assert "works: 4; with an entry: 0 (differing: 0); written: 1 and 2 drafts; drafts completed: 0" in shown
    assert load(survey.root)["doe2024grinding"].arxiv == "2401.00002"
    again = survey("import", "list.md", "refs.bib", "--offline", "-t", "surveys").stdout
    assert "with an entry: 3 (differing: 0); written: 0 and 0 drafts" in again


def test_a_table_of_any_name_is_read_as_csv(survey: Survey) -> None:
    Path("works.txt").write_text("Name,Who,Year\nThird Thing,Ada Example,2024\n")
    named = ("--csv", "--column", "title=Name", "--column", "authors=Who")
    survey("import", "works.txt", *named, "-t", "surveys", "--offline")
    assert load(survey.root)["example2024third"].authors == ("Ada Example",)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("list.rst",), "list.rst: unknown format; the name must end in .bib, .md, .html, .htm, .csv"),
        (("none.md",), "none.md: No such file"),
        (("list.md", "--tag", "storrage"), 'did you mean "storage"?'),
        (("list.md", "--keywords", "none.yaml"), "none.yaml: cannot be read"),
        (("list.md", "--csv"), "no column is called title"),
    ],
)
def test_what_cannot_be_imported_is_refused(survey: Survey, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in survey("import", *arguments, code=2).stderr
