"""`survey links` as people and workflows run it."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from living_survey.cli import app
from living_survey.cli.links import FORMATS
from tests.links.conftest import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    from tests.links.conftest import Base
    from tests.links.server import Web

GOLDEN = Path(__file__).parent / "golden"


def survey(root: Path, *arguments: str, allow: str = "127.0.0.1") -> Result:
    options = ["--root", str(root), "links", "--allow-private", allow]
    environment = {"SOURCE_DATE_EPOCH": "1793534400", "SURVEY_CONTACT": ""}
    return CliRunner().invoke(app, [*options, *arguments], env=environment)


def test_formats(base: Base, web: Web, assert_golden: Callable[[Path, str], None]) -> None:
    base.entry(
        code=web.url("status/404"),
        project=web.url("to/301/%2Fnew"),
        dataset="http://127.0.0.9:1/",
        other=web.url("status/429"),
    )
    hostile = "'|x'`@all&lt;b>)"
    odd = base.root / "entries/roe2024odd.yaml"
    odd.write_text(f"title: B\nlinks:\n  code: {web.url('status/410')}/{hostile}\n")
    base.check()
    outcome = base.check(today=FIRST_DAY + timedelta(days=7), failures=2)
    for name, render in FORMATS.items():
        text = render(outcome).replace(f":{web.port}", ":8000")
        assert_golden(GOLDEN / f"findings.{name}", text)


def test_dead_links_fail_the_command(base: Base, web: Web) -> None:
    base.entry(code=web.url("status/404"))
    result = survey(base.root, "--failures", "1", "--format", "github")
    assert result.stdout.startswith("::error file=entries/doe2024data.yaml,line=3,col=9,title=dead-link::")
    assert result.stderr == f"asks 1 host as living-survey/{version('living-survey')}\n"
    assert result.exit_code == 1


def test_a_base_without_problems(base: Base, web: Web) -> None:
    base.entry(code=web.url("fine"))
    assert survey(base.root).stdout == "1 link: all work\n"
    assert survey(base.root, "--format", "markdown").stdout == ""
    result = survey(base.root, "--json")
    assert json.loads(result.stdout)["clean"] is True
    assert json.loads(result.stdout)["checked"] == "2026-11-01"
    assert result.exit_code == 0
    assert json.loads((base.root / "links.json").read_text()) == {
        "checked": "2026-11-01",
        "links": 1,
        "troubles": {},
        "version": 1,
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xml"], "is not one of"),
        (["--today", "someday"], '"someday" is not a date'),
        (["--only", "nowhere.yaml"], "nowhere.yaml: not a file or folder"),
        (["--only", "/"], "not a file or folder"),
        (["--site", "nowhere"], "not a built site"),
        (["--changed-since", "--output=x"], "--output=x"),
    ],
)
def test_impossible_options_are_errors(base: Base, arguments: list[str], message: str) -> None:
    result = survey(base.root, *arguments)
    assert result.exit_code in {1, 2}
    assert message in result.stderr or "git" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_damaged_history_is_reported_in_one_line(base: Base) -> None:
    (base.root / "links.json").write_text("{")
    result = survey(base.root)
    assert result.exit_code == 1
    assert re.fullmatch(r"survey: links\.json cannot be used: .*\n", result.stderr)


def test_this_machine_is_not_contacted_without_the_option_for_tests(base: Base, web: Web) -> None:
    base.entry(code=web.url("fine"), project=f"http://localhost:{web.port}/")
    (base.root / "site_src/pages/page.md").write_text(f"http://127.0.0.2:{web.port}/ http://10.0.0.1/\n")
    result = survey(base.root, allow="203.0.113.0/24")
    assert result.stdout.count("[private-link]") == 4
    assert not web.asked


def test_a_pull_request_is_checked_for_the_lines_that_it_brings(base: Base, web: Web) -> None:
    def git(*arguments: str) -> None:
        names = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *names, *arguments], cwd=base.root, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    base.entry("doe2024data", code=web.url("status/404"), project=web.url("fine"))
    git("add", "-A")
    git("commit", "-qm", "first")
    git("checkout", "-qb", "branch")
    base.entry("doe2024data", code=web.url("status/404"), project=web.url("status/410"))
    base.entry("roe2024model", code=web.url("new"))
    git("add", "-A")
    git("commit", "-qm", "second")
    git("checkout", "-q", "main")
    base.entry("poe2024other", code=web.url("elsewhere"))
    git("add", "-A")
    git("commit", "-qm", "meanwhile")
    git("checkout", "-q", "branch")
    result = survey(base.root, "--changed-since", "main", "--format", "github")
    assert sorted(web.paths()) == ["/new", "/status/410"]
    assert result.stdout.startswith("::error file=entries/doe2024data.yaml,line=4,col=12,title=dead-link::")
    assert result.exit_code == 1
    assert survey(base.root, "--changed-since", "nothing").exit_code == 1
    assert survey(base.root, "--changed-since", "HEAD").stdout == "0 links: all work\n"


def test_links_inside_a_built_site(tmp_path: Path) -> None:
    pages = {
        "index.html": '<a href="works/">w</a> <a href="works/#here">h</a> <a href="gone/">g</a>',
        "works/index.html": '<h2 id="here">x</h2> <a href="../#nowhere">n</a> <a href="/style.css">s</a>',
        "404.html": '<a href="/else/where/">e</a>',
        "style.css": "",
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(
            f"<!doctype html>\n<title>t</title>\n{text}\n<a href='https://a.org'>o</a>"
        )
    result = survey(tmp_path, "--site", str(tmp_path))
    assert result.exit_code == 1
    lines = [line.removeprefix(f"{tmp_path}/") for line in result.stdout.splitlines()]
    assert [re.sub(r":.*\[", " [", line) for line in lines] == [
        "index.html [broken-page-link]",
        "works/index.html [broken-page-link]",
        "2 broken links inside the site",
    ]
    assert lines[0].startswith("index.html:3:")
    assert "link to /gone" in lines[0]
    assert "#nowhere: cannot find fragment" in lines[1]
