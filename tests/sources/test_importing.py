"""Lists, tables and bibliographies of others as entries."""

from __future__ import annotations

import json
import shutil
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey import load
from living_survey.knowledge.text import normalized_title
from living_survey.knowledge.venues import WELL_KNOWN
from living_survey.rendering.exports import FORMATS
from living_survey.sources.adding import EntryBuilder
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.drafts import TagDraft
from living_survey.sources.facet_fields import facet_fields
from living_survey.sources.files import SUFFIXES, CannotReadError, read_file, read_text
from living_survey.sources.import_report import SECTIONS, as_json, as_text, counts
from living_survey.sources.importing import BadMappingError, Imported, Importer, read_mapping
from living_survey.sources.mapping import Labels
from living_survey.sources.services import Services
from living_survey.sources.tables import ColumnError, read_table
from tests.bakery import BAKERY

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase
    from tests.sources.conftest import Fixtures

SECONDS = 5
LIST = """# Awesome Loaves

## Milling
- **Rolling Rye into Fine Flour**, Ada Example, Ben Sample, BreadConf 2024.
  [[arXiv](https://arxiv.org/abs/2401.00001)] [[code](https://github.com/a/rye)]
- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)

### Stone Mills
- [Grinding by Hand at Home](https://doi.org/10.1000/xyz), Cy Test et al.

## Sour Doughs
- [A Starter for Every Season](https://example.org/starter.pdf)
"""


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EntryBuilder:
    root = tmp_path / "bakery"
    shutil.copytree(BAKERY, root)
    monkeypatch.chdir(root)
    return open_builder(root)


def open_builder(root: Path) -> EntryBuilder:
    return EntryBuilder(root, load(root), date(2026, 11, 23))


def run(
    builder: EntryBuilder,
    *files: tuple[str, str],
    client: Services | None = None,
    tags: tuple[str, ...] = (),
    mapping: dict[str, str] | None = None,
    write: bool = True,
) -> Imported:
    found = {}
    for name, text in files:
        Path(name).write_text(text, encoding="utf-8")
        found[name] = read_file(Path(name))
    labels = Labels(builder.kb.taxonomy, mapping or {})
    given = tuple(TagDraft(tag) for tag in tags)
    return Importer(builder, labels, client, given, write).run(found)


def titles(result: Imported) -> list[str]:
    return [new.found.draft.title or "" for new in result.new]


# --- lists ---------------------------------------------------------------------------------------------


def test_a_list_becomes_entries_tagged_by_its_headings(builder: EntryBuilder) -> None:
    result = run(builder, ("list.md", LIST), tags=("surveys",))
    assert counts(result)["not_written"] == 0
    kb = load(builder.root)
    work = kb["example2024rolling"]
    assert (work.authors, work.year, work.venue) == (("Ada Example", "Ben Sample"), 2024, "BreadConf")
    assert (work.arxiv, work.links.code) == ("2401.00001", "https://github.com/a/rye")
    assert [tag.node for tag in work.tags] == ["milling", "surveys"]
    assert [tag.node for tag in kb["grinding-by-hand-at-home"].tags] == ["stone", "surveys"]


def test_what_a_list_does_not_show_makes_a_draft(builder: EntryBuilder) -> None:
    result = run(builder, ("list.md", LIST), tags=("surveys",))
    assert {new.entry: new.missing for new in result.new} == {
        "example2024rolling": (),
        "grinding-oats-without-dust": ("authors",),
        "grinding-by-hand-at-home": ("year",),
        "a-starter-for-every-season": ("authors", "year"),
    }
    kb = load(builder.root)
    assert [work.id for work in kb if work.draft] == [
        "a-starter-for-every-season",
        "grinding-by-hand-at-home",
        "grinding-oats-without-dust",
    ]
    assert kb["grinding-oats-without-dust"].year == 2024
    assert kb["a-starter-for-every-season"].links.project == "https://example.org/starter.pdf"


def test_a_work_without_a_topic_is_not_written_but_a_mapping_takes_it(builder: EntryBuilder) -> None:
    result = run(builder, ("list.md", LIST), mapping={})
    (not_written,) = result.not_written
    assert not_written.found.draft.title == "A Starter for Every Season"
    assert "has no topic" in not_written.reasons
    (label,) = result.unknown_labels
    assert (label.path, label.line, label.works, label.nearest) == (("Sour Doughs",), 12, 1, "sourdough")
    mapping = read_mapping(str(label), builder)
    again = run(builder, ("list.md", LIST), mapping=mapping)
    assert titles(again) == ["A Starter for Every Season"]
    assert len(again.matched) == 3


def test_services_complete_what_a_list_does_not_show(builder: EntryBuilder, all_of: Fixtures) -> None:
    services, settings, _, clock = all_of
    services.knows("2401.00001", title="Rolling Rye into Fine Flour", authors=("Ada Example", "Ben Sample"))
    services.knows("2401.00002", title="Grinding Oats Without Dust", authors=("Di Doe",))
    result = run(builder, ("list.md", LIST), client=Services(settings, clock), tags=("surveys",))
    kb = load(builder.root)
    assert kb["doe2024grinding"].title == "Grinding Oats Without Dust"
    assert kb["doe2024grinding"].arxiv_category == "cs.CV"
    assert [one.ids for one in services.requests if one.ids] == [["2401.00002"]]
    reasons = {new.entry: new.reason for new in result.drafts}
    assert reasons["a-starter-for-every-season"] == "no arXiv identifier or DOI"


def test_a_record_with_another_title_completes_nothing(builder: EntryBuilder, all_of: Fixtures) -> None:
    services, settings, _, clock = all_of
    services.knows("2401.00002", title="Quantum Chromodynamics on a Lattice")
    text = "## Milling\n- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)\n"
    result = run(builder, ("list.md", text), client=Services(settings, clock))
    (draft,) = result.drafts
    assert "Quantum Chromodynamics" in draft.reason
    assert "correct the identifier or the title" in draft.reason
    assert load(builder.root)[draft.entry].title == "Grinding Oats without Dust"


def test_an_html_page_is_read_as_a_list(builder: EntryBuilder) -> None:
    page = "<h2>Milling</h2><ul><li><a href='https://arxiv.org/abs/2401.00002'>Grinding Oats without Dust</a>"
    assert titles(run(builder, ("page.html", page))) == ["Grinding Oats without Dust"]
    assert titles(run(builder, ("page.htm", page.replace("Oats", "Barley").replace("2401", "2402")))) == [
        "Grinding Barley without Dust"
    ]


def test_the_badges_of_a_work_are_its_tags_and_win_over_headings(builder: EntryBuilder) -> None:
    badge = "![](https://img.shields.io/badge/Storage-f1db9d)"
    text = f"## Milling\n- [Keeping Flour Dry in Winter](https://arxiv.org/abs/2401.00004) {badge}\n"
    (new,) = run(builder, ("list.md", text)).new
    assert [tag.node for tag in new.found.draft.tags] == ["storage"]


def test_a_column_of_topics_tells_the_tags(builder: EntryBuilder) -> None:
    text = (
        "| Title | Topic |\n|-|-|\n"
        "| [Keeping Flour Dry in Winter](https://arxiv.org/abs/2401.00004) | Storage, Rollers |\n"
    )
    (new,) = run(builder, ("list.md", text)).new
    assert [tag.node for tag in new.found.draft.tags] == ["storage", "rollers"]


def test_a_tag_implies_those_above_it(builder: EntryBuilder) -> None:
    text = (
        "## Milling\n- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)\n"
        "### Rollers\n- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)\n"
    )
    (new,) = run(builder, ("list.md", text)).new
    assert [tag.node for tag in new.found.draft.tags] == ["rollers"]


# --- several places and files --------------------------------------------------------------------------


def test_files_complete_each_other(builder: EntryBuilder) -> None:
    bib = (
        "@article{x, title={Grinding {Oats} without Dust}, author={Doe, Di}, journal={BreadConf}, year=2024}"
    )
    result = run(builder, ("list.md", LIST), ("refs.bib", bib), tags=("surveys",))
    assert result.files == {"list.md": 4, "refs.bib": 1}
    work = load(builder.root)["doe2024grinding"]
    assert (work.authors, work.venue, work.arxiv) == (("Di Doe",), "BreadConf", "2401.00002")
    assert [tag.node for tag in work.tags] == ["milling", "surveys"]


def test_a_file_completes_drafts_that_were_written_before(builder: EntryBuilder) -> None:
    run(builder, ("list.md", LIST), tags=("surveys",))
    bib = (
        "@article{x, title={Grinding {Oats} without Dust}, author={Doe, Di}, journal={BreadConf}, year=2024}"
    )
    again = open_builder(builder.root)
    (completed,) = run(again, ("refs.bib", bib)).completed
    assert completed.entry == "doe2024grinding"
    work = load(builder.root)["doe2024grinding"]
    assert (work.authors, work.venue, work.draft) == (("Di Doe",), "BreadConf", False)
    assert [tag.node for tag in work.tags] == ["milling", "surveys"]


def test_one_identifier_of_two_works_is_an_inconsistency(builder: EntryBuilder) -> None:
    text = (
        "## Milling\n- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)\n"
        "- [Shaping Baguettes with Robots](https://arxiv.org/abs/2401.00002)\n"
    )
    result = run(builder, ("list.md", text))
    assert titles(result) == ["Grinding Oats without Dust", "Shaping Baguettes with Robots"]
    (note,) = result.inconsistencies
    assert str(note) == (
        'list.md:3: "Shaping Baguettes with Robots" has the same arXiv identifier as '
        '"Grinding Oats without Dust" (line 2)'
    )
    kb = load(builder.root)
    assert kb["shaping-baguettes-with-robots"].arxiv is None


def test_a_short_name_with_the_same_identifier_is_a_name_of_the_work(builder: EntryBuilder) -> None:
    text = (
        "## Milling\n- [OatMill](https://arxiv.org/abs/2401.00002)\n"
        "- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)\n"
    )
    (new,) = run(builder, ("list.md", text)).new
    work = load(builder.root)[new.entry]
    assert (work.title, work.names) == ("Grinding Oats without Dust", ("OatMill",))


def test_a_second_import_matches_everything(builder: EntryBuilder) -> None:
    run(builder, ("list.md", LIST), tags=("surveys",))
    again = run(open_builder(builder.root), ("list.md", LIST), tags=("surveys",))
    assert again.new == []
    assert len(again.matched) == 4
    assert again.differing == []


# --- works with an entry -------------------------------------------------------------------------------


def test_what_a_file_says_differently_is_reported(builder: EntryBuilder) -> None:
    text = """## Storage
- **Rollers: Why?!** Jin Park, Ada Example. OvenConf 2023. [[arXiv](https://arxiv.org/abs/2305.00001)] [[code](https://github.com/a/b)]
"""
    (matched,) = run(builder, ("list.md", text)).matched
    assert matched.entry == "park2023rollers"
    assert matched.differences == (
        "arxiv 2305.00001, none in the entry",
        "venue OvenConf, BreadConf in the entry",
        "code https://github.com/a/b, none in the entry",
    )
    (matched,) = run(builder, ("list.md", text.replace("Storage", "Sourdough"))).matched
    assert "no tag sourdough in the entry" in matched.differences


def test_a_tag_below_or_a_rejected_one_is_no_difference(builder: EntryBuilder) -> None:
    text = "## Milling\n- [Rollers: Why?!](https://example.org/paper.pdf)\n"
    assert run(builder, ("list.md", text)).differing == []


# --- BibTeX --------------------------------------------------------------------------------------------


def test_keywords_of_bibtex_become_tags(builder: EntryBuilder) -> None:
    text = """
@article{x, title={A New Work of Mine}, author={Example, Ada}, year=2024, keywords={hand mills, other}}
@article{z, title={A Work without Tag}, author={Example, Ada}, year=2024}
@article{broken, title={Never closed
@article{u, author={Nobody}}
"""
    mapping = read_mapping("other: Storage\n", builder)
    result = run(builder, ("refs.bib", text), mapping=mapping)
    assert [(new.entry, [tag.node for tag in new.found.draft.tags]) for new in result.new] == [
        ("example2024new", ["hand-mills", "storage"])
    ]
    assert [one.found.line for one in result.not_written] == [3]
    assert [one.line for one in result.unread] == [4, 5]


def test_authors_that_end_in_others_make_a_draft(builder: EntryBuilder) -> None:
    text = "@article{x, title={A New Work}, author={Example, Ada and others}, year=2024}"
    (new,) = run(builder, ("refs.bib", text), tags=("surveys",)).new
    assert (new.entry, new.missing) == ("example2024new", ("further authors",))
    assert load(builder.root)["example2024new"].authors == ("Ada Example",)


def test_a_keyword_of_one_word_is_no_tag_unless_it_is_an_id(builder: EntryBuilder) -> None:
    text = (
        "@article{x, title={A New Work}, author={Example, Ada}, year=2024, keywords={Storage, stone, mills}}"
    )
    (new,) = run(builder, ("refs.bib", text)).new
    assert [tag.node for tag in new.found.draft.tags] == ["storage", "stone"]


def test_the_year_of_a_preprint_is_that_of_its_identifier(builder: EntryBuilder) -> None:
    text = "@misc{x, title={A New Work}, author={Example, Ada}, year=2025, eprint={2401.00001}}"
    (new,) = run(builder, ("refs.bib", text), tags=("surveys",)).new
    assert (new.found.draft.year, new.found.draft.venue) == (2024, "arXiv")


def test_what_is_exported_as_bibtex_is_read_back_as_the_same_facts(kb: KnowledgeBase) -> None:
    text = FORMATS["bibtex"].render(kb, tuple(kb)).decode()
    found = read_bibtex(text)
    assert found.notes == []
    read = {item.key: item.draft for item in found.drafts}
    for work in kb:
        draft = read[work.id]
        assert normalized_title(draft.title or "") == normalized_title(work.title)
        venue = WELL_KNOWN.canonical(work.venue) if work.venue else None
        assert (draft.authors, draft.year, draft.venue) == (work.authors, work.year, venue)
        assert (draft.arxiv, draft.doi) == (work.arxiv, work.doi)


# --- tables --------------------------------------------------------------------------------------------


def test_a_table_is_read_by_its_columns() -> None:
    text = (
        "Work;Who;When;Tags;arXiv\n"
        'A Tabled Work;"Ada Example; Ben Sample"; 2024;Data Acquisition;2401.00001v2\n'
        '"Two\nLines";Ada;;nowhere;what\n'
        ";Nobody;2020;;\n"
        "Too Many Cells;A;2020;;;extra\n"
    )
    found = read_table(text, {"title": "work", "authors": "Who", "year": "When"})
    first = found.works[0]
    assert first.draft.authors == ("Ada Example", "Ben Sample")
    assert (first.draft.title, first.draft.year, first.draft.arxiv) == ("A Tabled Work", 2024, "2401.00001")
    assert first.labels == (("Data Acquisition",),)
    assert [(work.draft.title, work.line) for work in found.works] == [
        ("A Tabled Work", 2),
        ("Two Lines", 3),
        ("Too Many Cells", 6),
    ]
    assert [str(note) for note in found.notes] == [
        'line 3: "what" is not an arXiv identifier',
        "line 6: the row has 6 cells for 5 columns: extra",
    ]
    assert [str(one) for one in found.unread] == ["line 5: row without a title: Nobody | 2020"]


def test_columns_have_other_usual_names() -> None:
    text = (
        "Paper,Author(s),Conference,Date,Link,Category,Topic\n"
        "A Tabled Work,Ada Example et al.,ICML,2023-05,http://arxiv.org/pdf/2301.00001,Dough,Rye; Spelt\n"
    )
    (work,) = read_table(text, {"authors": "Author(s)"}).works
    assert (work.draft.title, work.draft.authors, work.draft.draft) == (
        "A Tabled Work",
        ("Ada Example",),
        True,
    )
    assert (work.draft.venue, work.draft.year, work.draft.arxiv) == ("ICML", 2023, "2301.00001")
    assert work.labels == (("Dough", "Rye"), ("Dough", "Spelt"))


@pytest.mark.parametrize(
    ("text", "named", "reason"),
    [
        ("title,b\n1,2\n", {"title": "Nope"}, 'unknown column "Nope"; the columns are title, b'),
        ("title,b\n1,2\n", {"tittle": "title"}, "unknown field tittle"),
        ("a,b\n1,2\n", {}, r"no column is called title; name one: title=... \(a, b\)"),
        ("", {}, "no column is called title"),
    ],
)
def test_a_column_that_does_not_exist_is_refused(text: str, named: dict[str, str], reason: str) -> None:
    with pytest.raises(ColumnError, match=reason):
        read_table(text, named)


def test_a_table_has_columns_for_declared_facets() -> None:
    facets = facet_fields(load(BAKERY).facets.values())
    text = "title,genre,Tongue\nA Loaf,Recipe,en; no\nB Loaf,poem,\nC Loaf,,\n"
    found = read_table(text, {"languages": "Tongue"}, facets)
    assert [work.draft.facets for work in found.works] == [
        {"genre": "recipe", "languages": ["en", "no"]},
        {},
        {},
    ]
    (note,) = found.notes
    assert note.line == 3
    assert 'unknown genre "poem"' in note.message


# --- reports -------------------------------------------------------------------------------------------

EVERYTHING = """## Milling
- [Rolling Rye into Fine Flour](https://arxiv.org/abs/2401.00001), Ada Example, Ben Sample, BreadConf 2024
- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)
- [Grinding Oats without Dust](https://arxiv.org/abs/2401.00002)
- [Rollers: Why?!](https://arxiv.org/abs/2305.00001)
- [paper](https://arxiv.org/abs/2305.00009)

## Sour Doughs
- [A Starter for Every Season](https://arxiv.org/abs/2305.00002)
"""


def test_a_report_has_every_part_with_its_number_and_changes_nothing(builder: EntryBuilder) -> None:
    before = sorted(path.name for path in (builder.root / "entries").iterdir())
    result = run(builder, ("list.md", EVERYTHING), write=False)
    assert sorted(path.name for path in (builder.root / "entries").iterdir()) == before
    text = as_text(result, SECTIONS, is_written=False)
    for part in (
        "new entries (1):\n  list.md:2: entries/example2024rolling.yaml: Rolling Rye into Fine Flour\n",
        "(1):\n  list.md:3: entries/grinding-oats-without-dust.yaml: Grinding Oats without Dust: lacks auth",
        "not written (1):\n  list.md:9: A Starter for Every Season: has no topic\n",
        "differences from entries (1):\n  list.md:5: entries/park2023rollers.yaml: arxiv 2305.00001, none",
        "inconsistencies in the files (1):\n  list.md:4: ",
        "not read as works (1):\n  list.md:6: no title was found",
        '(1):\n  "Sour Doughs": sourdough  # 1 work, list.md:9\n',
        "works: 5; with an entry: 1 (differing: 1); to write: 1 and 1 draft; drafts completed: 0; ",
    ):
        assert part in text
    data = json.loads(as_json(result))
    assert data["counts"] == {
        "files": 1,
        "works": 5,
        "matched": 1,
        "entries": 1,
        "drafts": 1,
        "completed": 0,
        "not_written": 1,
        "differences": 1,
        "inconsistencies": 1,
        "unread": 1,
        "labels": 1,
    }
    assert data["drafts"][0] == {
        "file": "list.md",
        "line": 3,
        "title": "Grinding Oats without Dust",
        "id": "grinding-oats-without-dust",
        "missing": ["authors"],
        "reason": "",
    }


def test_a_report_shows_control_characters_of_a_file_as_escapes(builder: EntryBuilder) -> None:
    text = "## Milling\n- [Grinding \u202eOats without Dust](https://arxiv.org/abs/2401.00002)\n"
    assert "\u202e" not in as_text(run(builder, ("list.md", text)), SECTIONS, is_written=True)


# --- mappings and files --------------------------------------------------------------------------------


def test_a_mapping_of_labels_must_name_nodes(builder: EntryBuilder) -> None:
    with pytest.raises(BadMappingError, match="did you mean"):
        read_mapping("x: storrage", builder)
    with pytest.raises(BadMappingError, match="not YAML: line 1"):
        read_mapping("x: [", builder)
    with pytest.raises(BadMappingError, match="lines of"):
        read_mapping("- x", builder)
    assert read_mapping("# nothing\n", builder) == {}


def test_a_label_may_be_mapped_by_its_path(builder: EntryBuilder) -> None:
    text = (
        "# Dough\n## Tests\n- [One Title of Dough](https://arxiv.org/abs/2401.00001)\n"
        "# Ovens\n## Tests\n- [Two Titles of Ovens](https://arxiv.org/abs/2401.00002)\n"
    )
    mapping = read_mapping('"Dough > Tests": sourdough\nTests: surveys\n', builder)
    tags = [new.found.draft.tags[0].node for new in run(builder, ("list.md", text), mapping=mapping).new]
    assert tags == ["sourdough", "surveys"]


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotReadError, match="No such file"):
        read_file(tmp_path / "missing.bib")
    with pytest.raises(CannotReadError, match=r"must end in \.bib, \.md"):
        read_file(tmp_path / "list.rst")


def test_lines_that_are_not_utf8_are_read_as_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_bytes(b"title,authors\nOn Cr\xe8me Br\xfbl\xe9e,Zo\xeb Tester\nOn Cr\xc3\xa8me,Ada Example\n")
    found = read_file(path)
    assert [work.draft.title for work in found.works] == ["On Crème Brûlée", "On Crème"]
    assert [note.line for note in found.notes] == [2]
    path.write_bytes("title\nOn Crème\n".encode("utf-16"))
    assert [work.draft.title for work in read_file(path).works] == ["On Crème"]


@given(raw=st.binary(max_size=300), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_are_a_file_or_refused(
    raw: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(raw)
    try:
        found = read_file(path)
    except ColumnError:
        assert suffix == ".csv"
    else:
        assert all(work.file == str(path) and work.line > 0 for work in found.works)


HOSTILE = {
    "a line of a megabyte": "x" * 1_000_000,
    "control characters": "\0\x1b[31m- [A Title of Three Words](https://arxiv.org/abs/2401.00001)\0",
    "open brackets": "[" * 50_000,
    "broken addresses": "- [A Title of Three Words](https://[) \n" * 2_000,
    "nested lists": "<ul><li>" * 20_000,
    "nested items": "- " * 20_000,
    "open entries": "@misc{a,title={" * 2_000,
    "open quotes": '"' * 50_001,
    "many columns": f"{'|a' * 5_000}\n{'|-' * 5_000}\n{'|b' * 5_000}",
    "many cells": f"title{',b' * 50_000}\na{',b' * 50_000}",
    "false line numbers": f"<span data-line='{'9' * 6_000}'>x</span>",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_in_seconds(text: str, suffix: str) -> None:
    start = time.process_time()
    try:
        found = read_text(text, suffix)
    except ColumnError:
        assert suffix == ".csv"
    else:
        lines = [work.line for work in found.works] + [note.line for note in found.notes]
        assert all(line > 0 for line in [*lines, *(one.line for one in found.unread)])
    assert time.process_time() - start < SECONDS


def test_a_hundred_thousand_rows_are_read_in_seconds() -> None:
    text = "title,authors,year,doi,tags\n" + "".join(
        f"A Title of the Work {number},Ada Example; Ben Sample,2024,10.1000/{number},Milling\n"
        for number in range(100_000)
    )
    start = time.process_time()
    assert len(read_table(text).works) == 100_000
    assert time.process_time() - start < 2 * SECONDS


@given(st.text(max_size=400), st.sampled_from([suffix for suffix in SUFFIXES if suffix != ".csv"]))
def test_any_text_is_read(text: str, suffix: str) -> None:
    read_text(text, suffix)
