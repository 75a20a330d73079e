"""From an issue to a pull request, as a workflow runs it: with a real remote and a stand-in for the host."""

from __future__ import annotations

import json
import re
import subprocess
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from tests.hosting.conftest import add_body, correct_body, dead_body
from tests.hosting.standin import BOT, TOKEN, Call, Reply
from tests.rendering.github import Element, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hosting.conftest import World

ENTRY = "entries/example2025study.yaml"
BRANCH = "add/example2025study"


@pytest.fixture(autouse=True)
def known_preprint(world: World) -> None:
    world.services.knows("2501.00001", title="A Study of Stone Mills", published="2025-01-01T00:00:00Z")


def test_an_issue_becomes_a_branch_a_commit_a_pull_request_and_a_comment(world: World) -> None:
    number = world.issue(add_body(Code="https://example.org/mills"))
    said = world.answer(number)
    assert said == f"#1: {ENTRY} is proposed in #2\n"
    assert world.branches == [BRANCH, "main"]
    entry = world.file(BRANCH, ENTRY)
    assert "title: A Study of Stone Mills\n" in entry
    assert "authors: [Ada Example, Ben Sample]\n" in entry
    assert "code: https://example.org/mills\n" in entry
    assert "- node: stone\n    note: grinds slowly\n" in entry
    assert world.git("diff", "--name-only", "main", BRANCH).split() == [ENTRY]
    pull = world.host.pulls[2]
    assert (pull["title"], pull["head"]["ref"]) == ("Add: A Study of Stone Mills", BRANCH)
    assert pull["body"].startswith(
        "<!-- survey:issue:1 -->\nCloses #1, where @ann-baker suggests this work.\n"
    )
    assert (
        "\n- Flour > Wheat: Old & New > Spelt > Milling > Stone \\*Mills\\* (`stone`): grinds slowly\n"
        in pull["body"]
    )
    comment = world.said(number)
    assert comment.startswith(
        "<!-- survey:issue -->\nThank you! **A Study of Stone Mills** is proposed in #2"
    )
    assert "title: A Study of Stone Mills" in comment
    assert world.host.dispatched == [("pull-request.yml", BRANCH)]
    assert world.host.written() == [
        "POST /api/repos/bakers/survey/pulls",
        "POST /api/repos/bakers/survey/actions/workflows/pull-request.yml/dispatches",
        "POST /api/repos/bakers/survey/issues/1/comments",
    ]


def test_the_commit_is_by_the_bot_and_credits_the_author_of_the_issue(world: World) -> None:
    world.answer(world.issue(add_body()))
    shown = world.git("log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%B", BRANCH)
    us = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.git.example>"
    assert shown.split("\n")[:2] == [us, us]
    assert shown.split("\n")[2:7] == [
        "Add example2025study",
        "",
        "Requested in #1.",
        "",
        "Co-authored-by: ann-baker <7654321+ann-baker@users.noreply.git.example>",
    ]


def test_what_is_proposed_passes_all_checks(world: World) -> None:
    world.answer(world.issue(add_body()))
    world.git("fetch", "--quiet", "origin", cwd=world.root)
    world.git("checkout", "--quiet", BRANCH, cwd=world.root)
    assert ENTRY not in world.survey("check").stdout
    world.survey("fmt", "--check", str(world.root / ENTRY))


def test_the_checkout_is_not_changed(world: World) -> None:
    (world.root / "notes.txt").write_text("mine")
    before = world.git("status", "--porcelain", cwd=world.root)
    world.answer(world.issue(add_body()))
    assert world.git("status", "--porcelain", cwd=world.root) == before
    assert world.git("branch", "--show-current", cwd=world.root).strip() == "main"
    assert world.git("worktree", "list", cwd=world.root).count("\n") == 1


def test_an_edited_issue_updates_the_same_branch_pull_request_and_comment(world: World) -> None:
    number = world.issue(add_body())
    world.answer(number)
    first = world.sha(BRANCH)
    world.edit(number, add_body(What_it_does_there="grinds very slowly"))
    assert world.branches == [BRANCH, "main"]
    assert "note: grinds very slowly" in world.file(BRANCH, ENTRY)
    assert world.sha(BRANCH) != first
    assert world.git("rev-list", "--count", f"main..{BRANCH}").strip() == "1"
    assert list(world.host.pulls) == [2]
    assert "grinds very slowly" in world.host.pulls[2]["body"]
    assert "grinds very slowly" in world.said(number)


def test_an_edit_to_another_work_stays_on_its_branch(world: World) -> None:
    world.services.knows("2502.00002", title="Rollers Reconsidered", published="2025-02-02T00:00:00Z")
    number = world.issue(add_body())
    world.answer(number)
    world.edit(number, add_body(Work="https://arxiv.org/abs/2502.00002v3"))
    assert world.branches == [BRANCH, "main"]
    assert world.git("diff", "--name-only", "main", BRANCH).split() == ["entries/example2025rollers.yaml"]
    assert world.host.pulls[2]["title"] == "Add: Rollers Reconsidered"


def test_an_unchanged_issue_changes_nothing(world: World) -> None:
    number = world.issue(add_body())
    world.answer(number)
    before, calls = world.sha(BRANCH), len(world.host.written())
    world.answer(number, "edited")
    assert world.sha(BRANCH) == before
    assert len(world.host.written()) == calls


def test_a_refused_issue_gets_a_comment_and_a_pull_request_once_it_is_fixed(world: World) -> None:
    number = world.issue(add_body(Work="10.1234/absent"))
    assert "refused" in world.answer(number)
    assert world.branches == ["main"]
    assert world.host.pulls == {}
    assert "10.1234/absent: no DOI registry knows it" in world.said(number)
    assert "**Edit this issue**" in world.said(number)
    world.edit(number, add_body())
    assert world.branches == [BRANCH, "main"]
    assert world.said(number).startswith("<!-- survey:issue -->\nThank you!")


def test_a_bad_edit_leaves_the_pull_request_as_it_was(world: World) -> None:
    number = world.issue(add_body())
    world.answer(number)
    before = world.sha(BRANCH)
    world.edit(number, add_body(Code="javascript:alert(1)"))
    assert world.sha(BRANCH) == before
    assert "the pull request #2 stays as it is" in world.said(number)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"Work": "https://example.org/paper.pdf"}, "is not the address of an arXiv preprint or a DOI"),
        ({"Work": "2501.00001, 10.1234/y"}, "10.1234/y: no DOI registry knows it"),
        ({"Work": "10.1234/nowhere"}, "no DOI registry knows it"),
        (
            {"Work": "A title of its own"},
            'no authors found; write all authors under "Authors"',
        ),
        ({"Work": "2106.00001"}, "is already in entries/doe2021knead.yaml"),
        ({"Main place": "Mills (stones)"}, 'unknown place "stones" (did you mean "stone"?)'),
        ({"Year": "soon"}, '"soon" is not a year'),
        ({"Code": "file:///etc/passwd"}, "http"),
        ({"What it does there": ""}, '"What it does there" is empty'),
        ({"What it does there": "two\nlines"}, "has several lines"),
        ({"What it does in the other places": "rollers: rolls"}, "is not chosen under"),
        ({"What it does in the other places": "because"}, "is not of the form"),
        ({"Languages": "Klingon"}, 'unknown language "Klingon"'),
        ({"Genre": "Article, Recipe"}, "only one value is possible"),
        ({"Statements": "rollers: {acts_at: bake}"}, "is not chosen as a place"),
        (
            {"Statements": "stone: {acts_on: bake}"},
            "the keys in braces are acts_at, improves, measures, effect",
        ),
        ({"Statements": "stone: bake"}, "the keys in braces are"),
        ({"Statements": "it bakes"}, "is not of the form"),
        ({"Statements": "stone: {acts_at: boil}"}, 'unknown step "boil"'),
        ({"Statements": "stone: {acts_at: {bake: 1}}"}, "acts_at"),
        (
            {"Work": "@article{a, title={One}}\n@article{b, title={Two}}"},
            "has 2 BibTeX entries; keep one here",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_how_to_fix_it(
    world: World, answers: dict[str, str], reason: str
) -> None:
    number = world.issue(add_body(**{name.replace(" ", "_"): answer for name, answer in answers.items()}))
    world.answer(number)
    plain = world.said(number).replace("\\", "").replace("<span>", "").replace("</span>", "")
    assert reason in plain
    assert world.branches == ["main"]


def test_all_mistakes_are_reported_at_once(world: World) -> None:
    number = world.issue(
        add_body(Work="10.1234/nowhere", Main_place="Mills (stones)", Code="www.example.org", Year="soon")
    )
    world.answer(number)
    assert world.said(number).count("\n- ") == 4


def test_a_work_without_identifier_needs_authors_and_year(world: World) -> None:
    body = add_body(
        Work="The Oven Report", Authors="Eva Ofen\nJan Brot", Year="2024", Venue="Bakers", Genre="Recipe"
    )
    world.answer(world.issue(body))
    entry = world.file("add/ofen2024oven", "entries/ofen2024oven.yaml")
    assert "authors: [Eva Ofen, Jan Brot]" in entry
    assert "genre: recipe" in entry


def test_values_of_facets_and_statements_are_in_the_entry(world: World) -> None:
    body = add_body(
        Other_places="Fermentation > Sourdough 🥖 (sourdough)",
        Languages="German, High, English",
        Short_names="Miller\nMill 2",
        Summary="Compares stone mills.",
        Statements=(
            "stone: {acts_at: knead, improves: [crumb, taste], effect: 'finer by 10%'}\n\n"
            "sourdough: {acts_at: bake}\nsourdough: {measures: crust}"
        ),
    )
    world.answer(world.issue(body))
    entry = world.file(BRANCH, ENTRY)
    assert "names: [Miller, Mill 2]\n" in entry
    assert "genre: article\nlanguages: [de, en]\n" in entry
    assert "summary: Compares stone mills.\n" in entry
    tags = """tags:
  - node: stone
    note: grinds slowly
    acts_at: knead
    improves: [crumb, taste]
    effect: finer by 10%
  - node: sourdough
    statements:
      - {acts_at: bake}
      - {measures: crust}
"""
    assert tags in entry


def test_bibtex_and_several_places(world: World) -> None:
    bibtex = "@article{x,\n  title = {Loaves {AND} Fishes},\n  author = {Baker, Ann},\n  year = {2020}\n}"
    others = "Wheat: Old & New > Storage (storage), Fermentation > Sourdough 🥖 (sourdough)"
    body = add_body(
        Work=bibtex, Other_places=others, What_it_does_in_the_other_places="- `sourdough`: ferments: twice"
    )
    world.answer(world.issue(body))
    entry = world.file("add/baker2020loaves", "entries/baker2020loaves.yaml")
    tags = entry[entry.index("tags:") :]
    assert [line.strip() for line in tags.split("\n")[1:6]] == [
        "- node: stone",
        "note: grinds slowly",
        "- storage",
        "- node: sourdough",
        'note: "ferments: twice"',
    ]


@pytest.mark.parametrize(
    "work",
    ["A Study of Stone Mills (arXiv:2501.00001)", "see https://arxiv.org/pdf/2501.00001v2.pdf, 2501.00001"],
)
def test_the_identifier_among_the_words_of_an_answer_is_used(world: World, work: str) -> None:
    world.answer(world.issue(add_body(Work=work)))
    assert 'arxiv: "2501.00001"' in world.file(BRANCH, ENTRY)


def test_a_work_that_another_issue_proposes_is_not_proposed_twice(world: World) -> None:
    world.answer(world.issue(add_body()))
    second = world.issue(add_body())
    world.answer(second)
    said = world.said(second)
    assert "is already proposed in" in said
    assert "comment there if something is missing" in said
    assert len(world.host.pulls) == 1


def test_two_works_in_one_field_are_refused(world: World) -> None:
    world.services.knows("2501.00003", title="On Hand Mills")
    number = world.issue(add_body(Work="arXiv:2501.00001\nhttps://arxiv.org/abs/2501.00003v2"))
    world.answer(number)
    said = world.said(number).replace("\\", "")
    assert '"Work" has 2 works (2501.00001: A Study of Stone Mills; 2501.00003: On Hand Mills)' in said
    assert "keep one here and open an issue for each of the others" in said


def test_two_identifiers_of_one_work_make_one_entry(world: World) -> None:
    world.services.dois["10.1234/mills"] = {
        "DOI": "10.1234/mills",
        "title": "A Study of Stone Mills",
        "author": [{"given": "Ada", "family": "Example"}],
        "container-title": "Journal of Bread",
        "issued": {"date-parts": [[2025, 3]]},
    }
    world.answer(world.issue(add_body(Work="2501.00001 (10.1234/mills)")))
    entry = world.file(BRANCH, ENTRY)
    assert 'arxiv: "2501.00001"' in entry
    assert "doi: 10.1234/mills" in entry
    assert "venue: Journal of Bread" in entry


def test_two_proposals_never_get_the_same_id(world: World) -> None:
    world.answer(world.issue(add_body()))
    world.services.knows("2501.00007", title="A Study of Hand Mills", published="2025-01-05T00:00:00Z")
    world.answer(world.issue(add_body(Work="2501.00007")))
    assert world.branches == [BRANCH, f"{BRANCH}b", "main"]


def test_commits_by_others_are_never_overwritten(world: World) -> None:
    number = world.issue(add_body())
    world.answer(number)
    world.git("fetch", "--quiet", "origin", cwd=world.root)
    world.git("checkout", "--quiet", BRANCH, cwd=world.root)
    (world.root / ENTRY).write_text((world.root / ENTRY).read_text() + "remarks: better\n")
    world.git("commit", "--quiet", "-am", "By hand", cwd=world.root)
    world.git("push", "--quiet", "origin", BRANCH, cwd=world.root)
    world.git("checkout", "--quiet", "main", cwd=world.root)
    before = world.sha(BRANCH)
    world.edit(number, add_body(What_it_does_there="something else"))
    assert world.sha(BRANCH) == before
    assert "The pull request #2 has commits by others" in world.said(number)


def test_a_branch_by_others_is_not_overwritten(world: World) -> None:
    world.git("checkout", "--quiet", "-b", BRANCH, cwd=world.root)
    world.git("commit", "--quiet", "--allow-empty", "-m", "Mine", cwd=world.root)
    world.git("push", "--quiet", "origin", BRANCH, cwd=world.root)
    world.git("checkout", "--quiet", "main", cwd=world.root)
    before = world.sha(BRANCH)
    number = world.issue(add_body())
    world.answer(number)
    assert world.sha(BRANCH) == before
    assert "The branch `add/example2025study` has commits by others" in world.said(number)


MAINTAINER = {"login": "mia-baker", "id": 11, "type": "User"}


def said_in_review(world: World, kind: str, **fields: object) -> None:
    """Add a comment or a review to the pull request #2."""
    said = {"id": 1, "body": "Hm.", "user": MAINTAINER, "author_association": "MEMBER", **fields}
    if kind == "comment":
        world.host.comments[2] = {**said, "issue": 2}
    elif kind == "review":
        world.host.reviews[2] = [said]
    else:
        world.host.review_comments[2] = [said]


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_a_pull_request_does_not_change_after_a_maintainer_has_commented(
    world: World, association: str
) -> None:
    number = world.issue(add_body())
    world.answer(number)
    before, ours = world.sha(BRANCH), deepcopy(world.host.comments)
    for kind in ("comment", "review", "line"):
        said_in_review(world, kind, author_association=association)
        done = world.edit(number, add_body(What_it_does_there="something else"))
        assert done == "#1: not changed, pull request #2 has comments by a maintainer\n", kind
        assert world.sha(BRANCH) == before, kind
        assert "Please comment there." in world.said(number), kind
        assert "something else" not in world.host.pulls[2]["body"], kind
        world.host.comments = deepcopy(ours)
        world.host.reviews.clear()
        world.host.review_comments.clear()


@pytest.mark.parametrize(
    "fields",
    [
        {"author_association": "CONTRIBUTOR"},
        {"author_association": "NONE", "user": None},
        {"user": {**MAINTAINER, "type": "Bot"}},
        {"user": BOT},
    ],
)
def test_comments_of_others_do_not_stop_updates(world: World, fields: dict[str, object]) -> None:
    number = world.issue(add_body())
    world.answer(number)
    for kind in ("comment", "review", "line"):
        said_in_review(world, kind, **fields)
    world.edit(number, add_body(What_it_does_there="something else"))
    assert "something else" in world.file(BRANCH, ENTRY)


def test_an_unchanged_issue_is_answered_as_before_after_a_review(world: World) -> None:
    number = world.issue(add_body())
    world.answer(number)
    said_in_review(world, "review")
    assert world.answer(number, "edited") == f"#1: {ENTRY} is proposed in #2\n"


def test_an_issue_is_answered_even_if_checks_cannot_be_started(world: World) -> None:
    def refuse(call: Call) -> Reply | None:
        if not call.path.endswith("dispatches"):
            world.host.next.append(refuse)
            return None
        return Reply(403, {"message": "Resource not accessible by integration"})

    world.host.next.append(refuse)
    number = world.issue(add_body())
    world.answer(number)
    assert world.said(number).startswith("<!-- survey:issue -->\nThank you!")


def test_without_the_right_to_open_pull_requests_the_comment_says_what_to_do(world: World) -> None:
    world.host.pulls_allowed = False
    number = world.issue(add_body())
    world.answer(number)
    assert BRANCH in world.branches
    assert f"(https://git.example/bakers/survey/compare/main...{BRANCH}?expand=1)" in world.said(number)


def test_a_refused_push_is_answered_and_fails_the_run(world: World) -> None:
    hook = world.remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    number = world.issue(add_body())
    said = world.answer(number, code=1)
    assert "protected" in said
    assert "it is not your fault" in world.said(number)
    assert world.host.pulls == {}


@pytest.mark.parametrize("left", [None, "{", '{"found": {"2501.00001": {"works": [{"titel": "x"}]}}}'])
def test_what_the_look_up_left_is_checked_and_an_error_is_answered(world: World, left: str | None) -> None:
    number = world.issue(add_body())
    found = world.folder / "found.json"
    if left:
        found.write_text(left)
    event = str(world.event(number))
    said = world.survey("bot", "issue", "--event", event, "--found", str(found), code=1).stderr
    assert ("1 invalid value" if left else "No such file") in said
    assert "it is not your fault" in world.said(number)


def test_errors_on_the_main_branch_are_answered_and_fail_the_run(world: World) -> None:
    (world.root / "taxonomy.yaml").write_text("nodes: 3\n")
    world.git("commit", "--quiet", "-am", "Break it", cwd=world.root)
    world.git("push", "--quiet", "origin", "main", cwd=world.root)
    number = world.issue(add_body())
    world.answer(number, code=1)
    assert "it is not your fault" in world.said(number)


def test_transient_errors_of_the_host_are_retried(world: World) -> None:
    world.host.next = [Reply(503), Reply(429, headers={"Retry-After": "0"})]
    world.answer(world.issue(add_body()))
    assert len(world.host.pulls) == 1


def test_a_comment_by_others_with_our_marker_is_not_changed(world: World) -> None:
    number = world.issue(add_body())
    stranger = {"login": "eve", "id": 666, "type": "User"}
    world.host.comment(number, "<!-- survey:issue -->\nclick here", stranger)
    world.answer(number)
    theirs, ours = world.host.comments_on(number)
    assert theirs.endswith("click here")
    assert "Thank you!" in ours


def test_our_comment_is_found_on_the_second_page(world: World) -> None:
    world.host.page = 1
    number = world.issue(add_body())
    world.host.comment(number, "First!", {"login": "eve", "id": 666, "type": "User"})
    world.answer(number)
    world.edit(number, add_body(What_it_does_there="grinds well"))
    assert len(world.host.comments_on(number)) == 2


def test_a_pull_request_by_others_with_our_marker_is_not_changed(world: World) -> None:
    stranger = {"login": "eve", "id": 666, "type": "User"}
    world.host.pull("main", "Mine", "<!-- survey:issue:2 -->\n", stranger, "eve/survey")
    number = world.issue(add_body())
    assert number == 2
    before = world.sha("main")
    world.answer(number)
    assert world.sha("main") == before
    assert BRANCH in world.branches


@pytest.mark.parametrize("change", [{"state": "closed"}, {"pull_request": {"url": "x"}}, {"labels": []}])
def test_other_issues_are_not_answered(world: World, change: dict[str, object]) -> None:
    number = world.issue(add_body())
    world.host.issues[number].update(change)
    world.answer(number)
    assert world.host.written() == []
    assert world.branches == ["main"]


def test_the_token_is_shown_nowhere(world: World) -> None:
    number = world.issue(add_body())
    said = world.answer(number)
    everything = said + json.dumps([call.data for call in world.host.calls]) + world.said(number)
    everything += world.git("log", "--format=%B", "--all") + (world.root / ".git/config").read_text()
    assert TOKEN not in everything


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"issue": 1}', "\x00", "[" * 100_000])
def test_a_file_without_an_event_is_refused(world: World, content: str) -> None:
    path = world.folder / "bad.json"
    path.write_text(content)
    result = world.survey("bot", "issue", "--event", str(path), "--found", str(path), code=1)
    assert result.stderr.startswith("survey: ")
    assert world.host.calls == []


# --- corrections ----------------------------------------


def test_a_correction_of_one_field_becomes_a_pull_request(world: World) -> None:
    body = correct_body(
        Work="https://survey.example/works/roe2019bread/", What_is_wrong="venue", Correct_value="Crumbs"
    )
    number = world.issue(body, "correct-work")
    world.answer(number)
    branch = "fix/roe2019bread-1"
    changed = world.git("diff", "main", branch, "--", "entries")
    assert "+venue: Crumbs" in changed
    assert changed.count("\n+") == 2  # the line, and the name of the file
    assert (
        world.host.pulls[2]["title"]
        == "Correct venue: Bread | A (Review)(https: //example.org) of `Ovens` for $5 or $6"
    )
    assert "its page" in world.host.pulls[2]["body"]
    assert "changes from" in world.said(number)


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("title", "Bread: again", '+title: "Bread: again"'),
        ("authors", "Rea Roe\nZoe Zed", "+authors: [Rea Roe, Zoe Zed]"),
        ("year", "2020", "+year: 2020"),
        ("code link", "https://example.org/new", "+  code: https://example.org/new"),
        ("genre", "Recipe", "+genre: recipe"),
        ("languages", "Norwegian, German, High", '+languages: ["no", de]'),
        ("names", "Oven book\nOB", "+names: [Oven book, OB]"),
        ("summary", "Compares ovens.", "+summary: Compares ovens."),
    ],
)
def test_fields_that_the_bot_can_correct(world: World, field: str, value: str, line: str) -> None:
    body = correct_body(Work="roe2019bread", What_is_wrong=field, Correct_value=value)
    world.answer(world.issue(body, "correct-work"))
    assert line in world.git("diff", "main", "fix/roe2019bread-1").split("\n")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("year", "MMXX", "is not a year"),
        ("published", "yesterday", "is not a date"),
        ("arxiv", "2106.00001", "doe2021knead"),
        ("doi", "nonsense", "DOI"),
        ("code link", "ftp://example.org", "http"),
        ("title", "two\nlines", "must be one line"),
        ("genre", "poem", 'unknown genre "poem"'),
        ("genre", "recipe, overview", "only one value"),
        ("no such field", "x", "is not a field"),
    ],
)
def test_corrections_that_make_an_error_are_refused(
    world: World, field: str, value: str, reason: str
) -> None:
    body = correct_body(Work="roe2019bread", What_is_wrong=field, Correct_value=value)
    number = world.issue(body, "correct-work")
    world.answer(number)
    assert reason in world.said(number)
    assert world.branches == ["main"]


@pytest.mark.parametrize("field", ["tags, notes or statements", "something else"])
def test_other_corrections_are_left_to_a_maintainer(world: World, field: str) -> None:
    body = correct_body(Work="roe2019bread", What_is_wrong=field, Correct_value="it is about ovens")
    number = world.issue(body, "correct-work")
    world.answer(number)
    assert world.branches == ["main"]
    assert {"name": "needs-maintainer"} in world.host.issues[number]["labels"]
    assert "https://git.example/bakers/survey/edit/main/entries/roe2019bread.yaml" in world.said(number)


def test_a_dead_link_with_its_new_address_becomes_a_pull_request(world: World) -> None:
    body = dead_body(
        Work="doe2021knead", Dead_address="https://example.org/code/", New_address="https://example.org/c2"
    )
    world.answer(world.issue(body, "dead-link"))
    assert "+  code: https://example.org/c2" in world.git("diff", "main", "fix/doe2021knead-1")


def test_a_dead_link_without_a_new_address_is_left_to_a_maintainer(world: World) -> None:
    number = world.issue(dead_body(Work="doe2021knead", Dead_address="https://example.org/code"), "dead-link")
    world.answer(number)
    assert "its code link has no new address" in world.said(number)
    assert world.branches == ["main"]


def test_a_dead_link_that_the_entry_does_not_have_is_refused(world: World) -> None:
    number = world.issue(
        dead_body(Work="doe2021knead", Dead_address="https://example.org/other"), "dead-link"
    )
    world.answer(number)
    assert "does not have this link" in world.said(number)


# --- hostile ----------------------------------------

HOSTILE_WORKS = [
    "$(touch pwned)",
    "`touch pwned`; touch pwned && touch pwned | touch pwned",
    "--upload-pack=touch pwned",
    "../../../../etc/passwd",
    "/etc/passwd.bib",
    "entries/../taxonomy.yaml.bib",
    'x"\ntitle: injected\ntags: [stone]',
    "!!python/object/apply:os.system [touch pwned]",
    "&a [*a, *a]",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a\u202etxt.exe",
    "nul\x00byte",
    "half \ud800 a character",
    "bell\x07 and escape\x1b[2J",
    "x" * 30_000,
    "@everyone look: #1 [skip ci] Closes #2, fixes GH-3, resolves bakers/survey#4",
    "0123456789abcdef0123456789abcdef01234567 closes https://git.example/bakers/survey/issues/5",
]
# What the host looks for in texts, and in the titles that become commit messages.
REFERENCE = re.compile(r"(?<!\w)@\w|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b|://", re.IGNORECASE | re.ASCII)


def prose(element: Element) -> Iterator[str]:
    """The runs of text that are not code, in which the host looks for references."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag != "code":
            yield from prose(child)


@pytest.mark.parametrize("work", HOSTILE_WORKS)
def test_hostile_works_are_refused_or_kept_as_plain_data(world: World, work: str) -> None:
    number = world.issue(add_body(Work=work, Authors="Ann Evil", Year="2024"))
    world.answer(number)
    assert not list(world.folder.rglob("pwned"))
    assert set(world.git("log", "--all", "--format=", "--name-only").split()) <= {
        *world.git("ls-tree", "-r", "--name-only", "main").split(),
        *(f"entries/{branch.removeprefix('add/')}.yaml" for branch in world.branches),
    }
    for branch in set(world.branches) - {"main"}:
        assert branch.removeprefix("add/").isalnum()
        message = world.git("log", "-1", "--format=%B", branch)
        assert message.split("\n")[0] == f"Add {branch.removeprefix('add/')}"
        assert "skip ci" not in message
        world.git("fetch", "--quiet", "origin", cwd=world.root)
        world.git("checkout", "--quiet", branch, cwd=world.root)
        assert (
            world.survey("check", f"{world.root}/entries/{branch.removeprefix('add/')}.yaml").exit_code == 0
        )
    ours = ["@ann-baker", f"#{number}", *(f"#{pull}" for pull in world.host.pulls)]
    for text in (world.said(number), *(pull["body"] for pull in world.host.pulls.values())):
        shown = page(text)
        assert shown.tags() <= {
            "p",
            "span",
            "strong",
            "code",
            "pre",
            "ul",
            "li",
            "input",
            "details",
            "summary",
        }
        for run in prose(shown):
            assert not REFERENCE.search(re.sub("|".join(map(re.escape, ours)), "", run))
    for pull in world.host.pulls.values():
        assert not REFERENCE.search(pull["title"])
        assert "[skip ci]" not in pull["title"] + pull["body"]


@pytest.mark.parametrize(
    "work", ["../../../etc/passwd", "..", "", "taxonomy", "-rf", "roe2019bread.yaml/../x", "x" * 1_500]
)
def test_hostile_ids_name_no_file(world: World, work: str) -> None:
    body = correct_body(Work=work or " ", What_is_wrong="venue", Correct_value="X")
    number = world.issue(body, "correct-work")
    world.answer(number)
    assert world.branches == ["main"]
    assert "ork" in world.said(number)


def test_a_megabyte_of_text_is_refused_at_once(world: World) -> None:
    number = world.issue(add_body(What_it_does_there="a" * 1_000_000))
    world.answer(number)
    assert "more than 65,536 characters" in world.said(number)


def test_headings_in_answers_do_not_answer_other_questions(world: World) -> None:
    number = world.issue(add_body(Authors="Ann\n\n### Venue\n\nMine"))
    world.answer(number)
    plain = world.said(number).replace("\\", "")
    assert 'the line "### Venue" appears 2 times' in plain
    assert world.branches == ["main"]


def test_a_text_without_the_headings_is_refused(world: World) -> None:
    number = world.issue("please add my paper")
    world.answer(number)
    assert "open a new issue with the form" in world.said(number)


def test_an_account_with_an_invalid_name_is_not_credited(world: World) -> None:
    user = {"login": "x\nCo-authored-by: y <y@example.org>", "id": 5, "type": "User"}
    world.answer(world.issue(add_body(), user=user))
    assert "Co-authored-by" not in world.git("log", "-1", "--format=%B", BRANCH)
    assert "where somebody suggests" in world.host.pulls[2]["body"]


def test_hooks_of_the_checkout_do_not_run(world: World) -> None:
    hook = world.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ntouch pwned\nexit 1\n")
    hook.chmod(0o755)
    world.answer(world.issue(add_body()))
    assert BRANCH in world.branches
    assert (
        subprocess.run(["find", str(world.folder), "-name", "pwned"], capture_output=True, check=True).stdout
        == b""
    )
    assert BOT["login"] == world.host.pulls[2]["user"]["login"]
