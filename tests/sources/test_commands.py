"""The commands that reach outside, run as a person runs them, against a server on this machine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from living_survey import load
from living_survey.cli import app
from tests.sources.server import Reply

if TYPE_CHECKING:
    from typer.testing import Result

    from tests.sources.server import Services

REPOSITORY = Path(__file__).parents[2]
SOME = ("gadre2023datacomp", "bavishi2023fuyu8b", "radford2021learning", "qin2024synergy")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small knowledge base with a few of the survey's works."""
    (tmp_path / "entries").mkdir()
    text = (REPOSITORY / "taxonomy.yaml").read_text()
    (tmp_path / "taxonomy.yaml").write_text(text)
    for path in (REPOSITORY / "entries").iterdir():
        if path.stem in SOME or path.stem in text:
            shutil.copy(path, tmp_path / "entries")
    return tmp_path


class Survey:
    """The command, with the services of this test around it."""

    def __init__(self, root: Path, services: Services) -> None:
        self.root = root
        self._environment = {**services.environment, "SURVEY_CACHE_DIR": ""}

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["--root", str(self.root), *arguments], env=self._environment)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result


@pytest.fixture
def survey(root: Path, services: Services) -> Survey:
    return Survey(root, services)


def test_fetch_says_whom_it_asks_and_what_it_got(survey: Survey, services: Services) -> None:
    works = [work for work in load(survey.root) if work.arxiv]
    services.knows(*(work.arxiv or "" for work in works))
    services.next = [Reply(b"", 429, {"Retry-After": "0"})]
    result = survey("fetch")
    assert "status 429; trying again in 0 s" in result.stderr
    assert "as living-survey/" in result.stderr
    assert f"{len(works)} updated; 2 requests" in result.stderr
    assert "0 updated; 0 requests" in survey("fetch").stderr
    assert "arxiv" in survey("cache").stdout
    assert f"deleted {len(works)} records" in survey("cache", "--clear").stdout


def test_fetch_fails_where_something_is_missing_and_the_service_is_down(
    survey: Survey, services: Services
) -> None:
    services.always = lambda _: Reply(b"", 503, {"Retry-After": "86400"})
    result = survey("fetch", "--only", "gadre2023datacomp", "--citations", code=1)
    assert "10.48550/arxiv.2304.14108: 127.0.0.1: the service answers with status 503" in result.stderr


def test_fetch_says_in_one_line_that_a_budget_is_spent(survey: Survey, services: Services) -> None:
    services.credits = 1000
    services.next = [Reply(b"", 429, {"Retry-After": "54000"})]
    result = survey("fetch", "--citations", "--time-limit", "5", code=1)
    [line] = [line for line in result.stderr.splitlines() if "budget" in line]
    assert "the budget of today is spent; it is renewed in 15.0 hours" in line
    assert "more: OpenAlex" in line
    assert (
        "2 requests; 1,000 of 1,000 credits"
        in survey("fetch", "--citations", "--only", "qin2024synergy").stderr
    )


def test_drafts_are_left_alone_on_request(survey: Survey, services: Services) -> None:
    draft = survey.root / "entries" / "draft2024study.yaml"
    draft.write_text(
        'title: A Study\nkind: paper\ndraft: true\narxiv: "2401.00001"\ntags:\n'
        "  - {node: data-acquisition, note: studies}\nadded: 2024-01-02\n"
    )
    services.knows("2401.00001")
    assert "draft2024study" not in survey("fetch", "--keep-drafts", "--only", "draft2024study").stdout
    assert "draft: true" in draft.read_text()
    done = json.loads(survey("fetch", "--json", "--only", "draft2024study").stdout)
    assert (done["service"], [one["work"] for one in done["completed"]]) == ("arXiv", ["draft2024study"])


def test_an_unknown_work_or_kind_is_refused_with_a_hint(survey: Survey) -> None:
    assert "gadre2023datacomp" in survey("fetch", "--only", "gadre2023datacom", code=2).stderr
    assert "unknown kind" in survey("refresh", "--write", "everything", code=2).stderr
    assert "cannot be given together" in survey("refresh", "--json", "-f", "markdown", code=2).stderr


def test_refresh_shows_and_writes_what_changed(survey: Survey, services: Services) -> None:
    work = load(survey.root)["gadre2023datacomp"]
    services.knows(work.arxiv or "", title="DataComp, renamed", authors=work.authors)
    arguments = ("refresh", "--only", work.id)
    assert "DataComp, renamed" in survey(*arguments).stdout
    found = json.loads(survey(*arguments, "--offline", "--json").stdout)
    assert [change["kind"] for change in found] == ["title"]
    assert "| `gadre2023datacomp` | title |" in survey(*arguments, "--format", "markdown").stdout
    assert load(survey.root)[work.id].title == work.title
    survey(*arguments, "--write", "title")
    assert load(survey.root)[work.id].title == "DataComp, renamed"
    assert "no entry differs" in survey(*arguments, "--offline").stdout
    survey("fmt", "--check", str(survey.root / "entries" / f"{work.id}.yaml"))


def test_add_writes_what_it_can_and_says_why_not_else(survey: Survey, services: Services) -> None:
    services.knows(
        "2511.00001", title="MegaFilter", authors=("Zoë Tester",), published="2025-11-01T00:00:00Z"
    )
    services.knows("2304.14108", title="DataComp", published="2023-04-27T00:00:00Z")
    arguments = ("add", "2511.00001", "https://arxiv.org/abs/2304.14108v5", "what?", "-t", "filter-logits")
    result = survey(*arguments, "-n", "scores pairs", code=1)
    assert "wrote entries/tester2025megafilter.yaml" in result.stderr
    assert "is already in entries/gadre2023datacomp.yaml" in result.stderr
    assert "not a reference" in result.stderr
    assert load(survey.root)["tester2025megafilter"].note_on("filter-logits") == "scores pairs"
    survey("fmt", "--check")


def test_add_by_hand_asks_nobody_and_a_dry_run_writes_nothing(survey: Survey, services: Services) -> None:
    arguments = ("add", "--manual", "On Things", "--authors", "Ada Example", "--year", "2024")
    result = survey(*arguments, "--dry-run", "--tag", "Data Acquisition")
    assert result.stdout.startswith("# entries/example2024things.yaml\ntitle: On Things\n")
    chosen = survey(
        *arguments,
        "--dry-run",
        "-t",
        "data-acquisition",
        "--set",
        "kind=dataset",
        "--set",
        "modality=text,3d",
    )
    assert "kind: dataset\nmodalities: [text, 3d]\n" in chosen.stdout
    assert "unknown kind" in survey(*arguments, "--set", "kind=poem", code=2).stderr
    assert "FACET=VALUE" in survey(*arguments, "--set", "kind", code=2).stderr
    assert not (survey.root / "entries" / "example2024things.yaml").exists()
    assert "has no topic" in survey(*arguments, code=1).stderr
    assert "unknown taxonomy node" in survey(*arguments, "--tag", "nosuch", code=2).stderr
    assert "name a reference" in survey("add", code=2).stderr
    assert not services.requests
