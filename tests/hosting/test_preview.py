"""The comment on a pull request, from the untrusted data of its run."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.hosting.artifacts import BadArtifactError
from living_survey.hosting.preview import Preview
from living_survey.hosting.preview_comment import MEMBER, read_preview
from living_survey.hosting.texts import rendered
from tests.hosting.standin import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hosting.conftest import World

NEW = """title: "1. Knead, then wait, or smile, baker 12 amp"
authors: [Eve New, Ann Doe, Bob Doe, Cy Doe]
year: 2024
arxiv: "2401.00009"
genre: recipe
languages: [en, de]
summary: Kneads dough.
tags:
  - node: stone
    note: presses <b>hard</b>
    acts_at: knead
    improves: [crumb, taste]
    effect: rises by 20%
    statements:
      - {section: "2.1.1", measures: crust}
  - sourdough
added: 2024-02-02
"""
CARD: dict[str, Any] = {
    "id": "eve2024knead",
    "change": "added",
    "title": "Knead",
    "authors": ["Eve New"],
    "year": 2024,
    "facets": [{"facet": "Genre", "values": ["Recipe"]}],
    "places": [],
}


def as_markdown(found: Preview) -> str:
    return rendered(
        "preview",
        preview=found,
        outcome="passed",
        run="https://git.example/run",
        site=None,
        unverified=[],
        most=20,
    )


def archive(content: object, name: str = MEMBER) -> bytes:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, raw)
    return file.getvalue()


def propose(world: World) -> None:
    world.git("checkout", "--quiet", "-b", "mine", cwd=world.root)
    (world.root / "entries/new2024knead.yaml").write_text(NEW)
    roe = world.root / "entries/roe2019bread.yaml"
    roe.write_text(re.sub("year: .*", "year: 2018", roe.read_text()))
    (world.root / "entries/li2022starter.yaml").unlink()
    world.git("add", ".", cwd=world.root)
    world.git("commit", "--quiet", "-m", "Mine", cwd=world.root)


def test_a_preview_shows_what_changes_and_what_is_similar(world: World, tmp_path: Path) -> None:
    propose(world)
    world.services.knows("2401.00009", title="Knead, Then Wait", authors=("Eve New", "Al Old"))
    file = tmp_path / "preview.json"
    world.survey("bot", "preview", "--since", "origin/main", "--ask", "--output", str(file))
    found = Preview.model_validate_json(file.read_bytes())
    assert [(card.id, card.change) for card in found.cards] == [
        ("new2024knead", "added"),
        ("roe2019bread", "changed"),
    ]
    assert found.removed == ["li2022starter"]
    new = found.cards[0]
    assert new.places[0].path == ["Flour", "Wheat: Old & New", "Spelt", "Milling", "Stone *Mills*"]
    assert [work.id for work in new.similar] == ["doe2021knead"]
    assert {difference.kind for difference in new.differences} >= {"title", "authors"}
    [change] = found.cards[1].changes
    assert (change.field, change.before, change.after) == ("year", "2019", "2018")
    shown = as_markdown(found)
    assert "| Field | Before | After |\n| --- | --- | --- |\n| year | 2019 | 2018 |\n" in shown
    assert "### Added: [1" in shown
    assert "smile, baker 12 amp](https://arxiv.org/abs/2401.00009)" in shown
    assert "presses \\<b>hard\\</b>" in shown
    assert "- Genre: Recipe\n- Languages: English, German, High\n" in shown
    assert "Kneads dough." in shown
    assert "  - acts at Kneading; improves Open crumb, Taste (this project’s reading): rises by 20%" in shown
    assert "  - measures Crust (the survey, §2.1.1)" in shown
    assert "\n- acts at Baking (this project’s reading)\n- measures Crust (the survey, §3)" in shown
    assert "serves as" not in shown  # follows from the place
    assert "Similar titles" in shown
    assert "Removed: `li2022starter`" in shown


def test_a_draft_is_shown_if_it_has_a_place(world: World, tmp_path: Path) -> None:
    (world.root / "entries/slow-bread.yaml").write_text(
        "title: Slow Bread\ndraft: true\ngenre: recipe\ntags:\n  - {node: sourdough, note: waits}\n"
    )
    (world.root / "entries/roe2024fast.yaml").write_text("title: Fast Cake\ndraft: true\ngenre: recipe\n")
    world.git("add", ".", cwd=world.root)
    world.git("commit", "--quiet", "-m", "Drafts", cwd=world.root)
    file = tmp_path / "preview.json"
    world.survey("bot", "preview", "--since", "origin/main", "--output", str(file))
    found = Preview.model_validate_json(file.read_bytes())
    assert [(card.id, card.change) for card in found.cards] == [("slow-bread", "added")]
    assert found.removed == []


def test_without_ask_only_the_cache_is_used(world: World, tmp_path: Path) -> None:
    propose(world)
    world.survey("bot", "preview", "--since", "origin/main", "--output", str(tmp_path / "p.json"))
    assert world.services.requests == []


def test_a_preview_of_entries_with_errors_says_so(world: World, tmp_path: Path) -> None:
    (world.root / "entries/new2024knead.yaml").write_text("title: [\n")
    file = tmp_path / "preview.json"
    world.survey("bot", "preview", "--since", "origin/main", "--output", str(file))
    assert "have errors" in as_markdown(Preview.model_validate_json(file.read_bytes()))


@pytest.mark.parametrize("since", ["--output=pwned", "no-such-branch", "$(touch pwned)"])
def test_an_unknown_commit_is_refused(world: World, tmp_path: Path, since: str) -> None:
    world.survey("bot", "preview", f"--since={since}", "--output", str(tmp_path / "p.json"), code=2)
    assert not list(world.folder.rglob("pwned"))


# --- the comment ----------------------------------------


def run_event(world: World, sha: str, branch: str = "mine", owner: str = "eve", **run: object) -> Path:
    data = {
        "action": "completed",
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
        "workflow_run": {
            "id": 77,
            "head_sha": sha,
            "head_branch": branch,
            "head_repository": {"full_name": f"{owner}/survey", "owner": {"login": owner, "id": 9}},
            "conclusion": "success",
            **run,
        },
    }
    path = world.folder / "run.json"
    path.write_text(json.dumps(data))
    return path


def comment(world: World, *, sha: str = "a" * 40, code: int = 0, **run: object) -> str:
    return world.survey("bot", "comment", "--event", str(run_event(world, sha, **run)), code=code).stdout  # type: ignore[arg-type]


@pytest.fixture
def pull(world: World) -> int:
    found = world.host.pull("mine", "Mine", "", {"login": "eve", "id": 9}, "eve/survey")
    found["head"]["sha"] = "a" * 40
    return int(found["number"])


def test_the_run_of_a_fork_gets_one_comment_that_is_updated(world: World, pull: int) -> None:
    world.host.leaves("preview", archive({"cards": [CARD]}))
    world.host.leaves("site", b"large", size=50_000_000)
    assert comment(world) == f"#{pull}: 1 works shown\n"
    [shown] = world.host.comments_on(pull)
    assert shown.startswith("<!-- survey:preview -->\n## Preview\n\n### Added: Knead")
    assert "The checks passed: [details](https://git.example/bakers/survey/actions/runs/77)" in shown
    assert "(https://git.example/bakers/survey/actions/runs/77/artifacts/501)" in shown
    assert not [call for call in world.host.calls if call.path.endswith("501/zip")]
    comment(world, conclusion="failure")
    [shown] = world.host.comments_on(pull)
    assert "The checks failed" in shown


@pytest.mark.parametrize(
    "file",
    [
        ".github/workflows/pull-request.yml",
        "generator/living_survey/cli/bot.py",
        "entries/conftest.py",
        "entries/../Makefile",
        {"filename": "entries/a.yaml", "previous_filename": "tests/conftest.py"},
    ],
)
def test_where_a_pull_request_changes_its_own_checks_the_comment_says_first_that_nothing_is_verified(
    world: World, pull: int, file: str | dict[str, str]
) -> None:
    world.host.leaves("preview", archive({"cards": [CARD]}))
    world.host.files[pull] = ["entries/eve2024knead.yaml", file]
    comment(world)
    [shown] = world.host.comments_on(pull)
    assert shown.startswith(
        "<!-- survey:preview -->\n> [!CAUTION]\n> This pull request changes more than entries, perhaps"
    )
    assert "**nothing below is verified**. Review first: `" in shown
    assert "The checks passed" not in shown
    assert "The run says that its checks passed" in shown


def test_where_the_files_of_a_pull_request_cannot_be_listed_nothing_is_verified(
    world: World, pull: int
) -> None:
    world.host.files[pull] = [f"entries/a{number}.yaml" for number in range(2500)]
    comment(world)
    assert "cannot be listed, so nothing below is verified" in world.host.comments_on(pull)[0]


def test_a_commit_of_no_open_pull_request_is_not_commented_on(world: World, pull: int) -> None:
    world.host.leaves("preview", archive({"cards": [CARD]}))
    assert "nothing to do" in comment(world, sha="b" * 40)
    assert "nothing to do" in comment(world, branch="other")
    assert world.host.comments_on(pull) == []


BOMB = archive(b"[" + b" " * 50_000_000 + b"]")
NOT_PREVIEWS = {
    "no archive": b"hello",
    "empty": b"",
    "another name": archive({}, "../../preview.json"),
    "a bomb": BOMB,
    "not json": archive(b"{"),
    "a list": archive([]),
    "unknown fields": archive({"comment": "<h1>hello</h1>"}),
    "an odd id": archive({"cards": [{**CARD, "id": "../../x"}]}),
    "too many works": archive({"cards": [CARD] * 31}),
    "too long": archive({"cards": [{**CARD, "title": "x" * 601}]}),
    "text for a number": archive({"cards": [{**CARD, "year": "2024"}]}),
    "a huge number": archive(b'{"more": 1' + b"0" * 5000 + b"}"),
    "deep": archive(b"[" * 100_000),
    "half a character": archive(b'{"cards": [], "removed": ["\\ud800"]}'),
}


@pytest.mark.parametrize("content", NOT_PREVIEWS.values(), ids=NOT_PREVIEWS)
def test_other_archives_are_refused(content: bytes) -> None:
    with pytest.raises(BadArtifactError):
        read_preview(content)


@given(st.data())
def test_a_damaged_archive_is_refused(data: st.DataObject) -> None:
    content = bytearray(archive({"cards": [CARD]}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadArtifactError):
        read_preview(bytes(content))


@pytest.mark.parametrize("size", [None, 1, 10_000_000])
def test_a_large_archive_is_not_read_to_its_end(world: World, pull: int, size: int | None) -> None:
    world.host.leaves("preview", b"0" * 3_000_000, size)
    assert "no preview" in comment(world)
    assert "There is no preview" in world.host.comments_on(pull)[0]


def test_a_run_without_a_preview_is_commented_on(world: World, pull: int) -> None:
    assert "the run uploaded none" in comment(world, conclusion="failure")
    assert "The checks failed" in world.host.comments_on(pull)[0]


def test_hostile_texts_are_shown_as_plain_text() -> None:
    nasty = "</details><script>alert(1)</script> ![x](https://evil.example/p.png) @everyone #1 `a` | b\n# H"
    card = {
        **CARD,
        "title": nasty,
        "authors": [nasty],
        "venue": nasty,
        "summary": nasty,
        "facets": [{"facet": nasty, "values": [nasty, nasty]}],
        "stated": [nasty],
        "url": "javascript:alert(1)",
        "places": [{"node": "stone", "path": [nasty], "note": nasty, "stated": [nasty]}],
        "similar": [{"id": "x", "title": nasty}],
        "differences": [{"kind": nasty, "entry": nasty, "service": nasty, "source": nasty}],
    }
    shown = as_markdown(read_preview(archive({"cards": [card]})))
    assert not re.search(r"(?<!\\)<(?!/?span>)", shown)
    assert shown.replace("\\]", "").count("](") == 1  # that of the run
    assert not re.search(r"(?<!>)@everyone", shown)
    assert "\n# H" not in shown
    assert "javascript" not in shown
