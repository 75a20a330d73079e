"""Lists, tables and bibliographies of others as entries."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey import load
from living_survey.knowledge.text import normalized_title
from living_survey.loading.inspection import read_vocabulary
from living_survey.rendering.exports import FORMATS
from living_survey.sources.adding import Desk
from living_survey.sources.awesome import badge_tag, read_awesome
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.facet_fields import facet_fields
from living_survey.sources.importing import (
    CannotImportError,
    Imported,
    import_works,
    read_keywords,
    read_works,
)
from living_survey.sources.outside import Outside
from living_survey.sources.tables import ColumnError, read_table
from tests.bakery import BAKERY

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase
    from tests.sources.conftest import Fixtures

REPOSITORY = Path(__file__).parents[2]
BADGE = "![](https://img.shields.io/badge/{}-f1db9d)"
ACQUISITION = BADGE.format("Data4Model--Scaling--Up--Acquisition")
FILTER = BADGE.format("Model4Data--Synthesis--Filter")
ETHIC = BADGE.format("Data4Model--Usability--Ethic--Privacy&IP")
UNKNOWN = BADGE.format("Data4Model--Nowhere")

UPSTREAM = f"""# Awesome Things [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)
Welcome to the list, see [survey](https://arxiv.org/abs/2407.08583).

- [Paper list](#paper-list)

## Candidate Tags
| Section Title | Tag |
|-------|-------|
|Data Acquisition|{ACQUISITION}|

## Paper List
| Title | Tags |
|-------|-------|
|DataComp: In search of the next generation of multimodal datasets|{ACQUISITION}{FILTER} {UNKNOWN}|
|A Wholly New Work on Filtering|{FILTER}|3.2.2|
|In the Table Only, Says the Test|{ETHIC}||
|An Escaped \\| Pipe in a Title|{FILTER}|
|A Wholly New Work on Filtering|{FILTER}|
|A Work without Any Tag at All||

<details>
<summary>Sec. 3.1.1  Data Acquisition</summary>

{ACQUISITION}

- DataComp: In search of the next generation of multimodal datasets
- Somewhere: A Title that is DoubledSomewhere: A Title that is Doubled
- Time Is a Title with a Stray Pipe|
</details>

<details>
<summary>Sec. 5.3  Model as a Data Filter</summary>

{FILTER}
- A Wholly New Work on Filterin
- An Escaped | Pipe in a Title
- An Escaped | Pipe in a Title
</details>
"""

BULLETS = """# Papers

## Data Acquisition
- **A Bold Title of a New Paper**, `arXiv, 2401.00001`, [arxiv](http://arxiv.org/abs/2401.00001v1), [pdf](http://arxiv.org/pdf/2401.00001v1.pdf)
* [A Linked Title of a New Paper](https://doi.org/10.1000/xyz) ([code](https://github.com/a/b)) ![Star](https://img.shields.io/github/stars/a/b.svg?style=social)
1. A Plain Title with the Link Behind [[Paper]](https://arxiv.org/abs/2401.00003) [[Data]](https://example.org/data)
- [Short](https://example.org)

```
- A Title in a Code Block is Not a Paper
```
"""


@pytest.fixture
def desk(kb: KnowledgeBase, tmp_path: Path) -> Desk:
    (tmp_path / "entries").mkdir()
    return Desk(tmp_path, kb, read_vocabulary(REPOSITORY)[0], date(2026, 11, 23))


def run(desk: Desk, name: str, text: str, outside: Outside | None = None, **options: object) -> Imported:
    path = desk.root / name
    path.write_text(text)
    keywords = options.get("keywords", {})
    columns = options.get("columns", {})
    found, notes = read_works(path, desk, kind=path.suffix, keywords=keywords, columns=columns)  # type: ignore[arg-type]
    return import_works(found, notes, desk, outside=outside, write=not options.get("report"))


def test_badges_are_read_as_shields_writes_them() -> None:
    assert badge_tag("https://img.shields.io/badge/Data4Model--Up--X-f1db9d") == "Data4Model-Up-X"
    assert (
        badge_tag("https://img.shields.io/badge/label-some_text%20here-blue.svg?style=flat")
        == "label-some text here"
    )
    assert badge_tag("https://img.shields.io/badge/a__b-red") == "a_b"
    assert badge_tag("https://awesome.re/badge.svg") is None


def test_every_inconsistency_of_a_list_is_reported() -> None:
    notes = [str(note) for note in read_awesome(UPSTREAM).notes]

    def said(*parts: str) -> bool:
        return any(all(part in note for part in parts) for note in notes)

    assert said("line 15", "3 cells for 2 columns: 3.2.2")
    assert said("line 16", "3 cells for 2 columns: (empty)")
    assert said("line 18", '"A Wholly New Work on Filtering" is in the table already, at line 15')
    assert said("line 19", '"A Work without Any Tag at All" has no tag')
    assert said("In the Table Only", "in the table but in no list")
    assert said("Somewhere: A Title that is Doubled", "stands twice in a row")
    assert said("Somewhere: A Title that is Doubled", "in a list but not in the table")
    assert said('a stray "|"')
    assert said(
        '"A Wholly New Work on Filterin"', "not in the table", 'line 15 has "A Wholly New Work on Filtering"'
    )
    assert said("DataComp", "has the tag Model4Data-Synthesis-Filter but is not listed under it")
    assert said('"An Escaped | Pipe in a Title" is listed under "Sec. 5.3 Model as a Data Filter" already')
    assert not said("Data Acquisition|")


def test_works_that_are_here_are_matched_and_their_tags_compared(desk: Desk) -> None:
    result = run(desk, "list.md", UPSTREAM, report=True)
    assert ("gadre2023datacomp") in [work for _, _, work in result.matched]
    text = "\n".join(result.lines("list.md", report=True))
    assert 'the tag "Data4Model-Nowhere" maps to no node' in text
    assert '"In the Table Only, Says the Test" is not written: lacks authors, year' in text
    assert not list((desk.root / "entries").iterdir())


def test_tags_of_a_list_become_tags_of_its_works(desk: Desk) -> None:
    path = desk.root / "list.md"
    path.write_text(UPSTREAM)
    found, _ = read_works(path, desk, kind=".md", keywords={}, columns={})
    tags = {draft.title: [tag.node for tag in draft.tags] for _, draft in found}
    (node,) = tags["A Wholly New Work on Filtering"]
    assert "Model4Data--Synthesis--Filter" in desk.kb.taxonomy[node].entry.aliases
    assert "data-acquisition" in tags["Somewhere: A Title that is Doubled"]
    assert tags["In the Table Only, Says the Test"]
    assert tags["An Escaped | Pipe in a Title"]


def test_bullets_with_links_in_several_positions_are_completed_from_arxiv(
    desk: Desk, all_of: Fixtures
) -> None:
    services, settings, _, clock = all_of
    services.knows("2401.00001", "2401.00003", authors=("Ada Example",))
    result = run(desk, "list.md", BULLETS, Outside(settings, clock))
    assert [path for _, path in result.written] == [
        "entries/example2024study.yaml",
        "entries/example2024studyb.yaml",
    ]
    assert len(services.requests) == 1
    text = (desk.root / "entries" / "example2024studyb.yaml").read_text()
    assert "dataset: https://example.org/data" in text
    assert "- data-acquisition" in text
    assert [line for line, _ in result.incomplete] == [5]
    assert "A Linked Title of a New Paper" in result.incomplete[0][1]


def test_bibtex_is_imported_with_keywords_as_tags(desk: Desk) -> None:
    keywords = read_keywords("Quality filtering: filter-logits\nacq: Data Acquisition\n", desk)
    text = """
@article{x, title={A New Work of Mine}, author={Example, Ada}, year=2024, keywords={quality filtering, other}}
@article{y, title={DataComp: In Search of the Next Generation of Multimodal Datasets}, author={X}, year=2023}
@article{z, title={A Work without Tag}, author={Example, Ada}, year=2024}
"""
    result = run(desk, "refs.bib", text, keywords=keywords)
    assert [path for _, path in result.written] == ["entries/example2024new.yaml"]
    assert [(line, work) for line, _, work in result.matched] == [(3, "gadre2023datacomp")]
    assert "lacks tags" in result.incomplete[0][1]
    assert any('"other"' in note.message for note in result.notes)


def test_a_second_import_matches_everything(desk: Desk) -> None:
    text = "@article{x, title={A New Work}, author={Example, Ada}, year=2024, keywords={Data Acquisition}}"
    assert len(run(desk, "refs.bib", text).written) == 1
    assert len(run(desk, "refs.bib", text).matched) == 1


def test_a_table_is_read_by_its_columns() -> None:
    text = (
        "Paper;Who;When;Tags;arXiv\n"
        "A Tabled Work;Ada Example; 2024;Data Acquisition;2401.00001v2\n"
        '"Two\nLines";Ada;;nowhere;what\n'
        ";Nobody;2020;;\n"
        "Too Many Cells;A;2020;;;extra\n"
    )
    text = text.replace("Ada Example; 2024", '"Ada Example; Ben Sample";2024')
    drafts, notes = read_table(
        text,
        {"title": "paper", "authors": "Who", "year": "When"},
        {"data acquisition": "data-acquisition"},
        {},
    )
    first = drafts[0][1]
    assert (first.title, first.authors, first.year, first.arxiv) == (
        "A Tabled Work",
        ("Ada Example", "Ben Sample"),
        2024,
        "2401.00001",
    )
    assert [tag.node for tag in first.tags] == ["data-acquisition"]
    said = "\n".join(map(str, notes))
    for part in ('"what" is not a preprint', '"nowhere" maps to no node', "no title", "1 cells more"):
        assert part in said
    with pytest.raises(ColumnError, match='no column "Nope"'):
        read_table(text, {"title": "Nope"}, {}, {})
    with pytest.raises(ColumnError, match="no field"):
        read_table(text, {"tittle": "Paper"}, {}, {})
    with pytest.raises(ColumnError, match="no column holds titles"):
        read_table("a,b\n1,2\n", {}, {}, {})


def test_a_table_has_columns_for_declared_facets() -> None:
    facets = facet_fields(load(BAKERY).facets.values())
    text = "title,genre,Tongue\nA Loaf,Recipe,en; no\nB Loaf,poem,\nC Loaf,,\n"
    drafts, notes = read_table(text, {"languages": "Tongue"}, {}, facets)
    assert [draft.facets for _, draft in drafts] == [{"genre": "recipe", "languages": ["en", "no"]}, {}, {}]
    assert [note.line for note in notes] == [3]
    assert 'unknown genre "poem"' in notes[0].message


def test_a_keyword_of_one_word_is_no_tag_unless_it_is_an_id(desk: Desk) -> None:
    text = (
        "@article{x, title={A New Work}, author={Example, Ada}, year=2024,"
        " keywords={quality, visual, packing}}"
    )
    path = desk.root / "refs.bib"
    path.write_text(text, encoding="utf-8")
    [(_, draft)], _ = read_works(path, desk, kind=".bib", keywords={}, columns={})
    assert {tag.node for tag in draft.tags} <= {"packing"}


def test_a_mapping_of_keywords_must_name_nodes(desk: Desk) -> None:
    with pytest.raises(CannotImportError, match="did you mean"):
        read_keywords("x: data-acquistion", desk)
    with pytest.raises(CannotImportError, match="cannot be read"):
        read_keywords("x: [", desk)


@given(st.text(max_size=300))
def test_any_text_is_a_list_or_nothing(text: str) -> None:
    read_awesome(text)


@given(
    st.lists(
        st.sampled_from(
            ["|", "[", "](", ")", "![", "**", "<", "details>", "- ", "#", "\n", "word ", "https://a.b/"]
        ),
        max_size=60,
    )
)
def test_any_heap_of_markdown_is_a_list_or_nothing(parts: list[str]) -> None:
    read_awesome("".join(parts))


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    with contextlib.suppress(ColumnError):
        read_table(text, {}, {}, {})


def test_a_huge_line_of_brackets_does_not_take_long() -> None:
    for heap in ("[" * 4_900, "![" * 2_400, "[a](" * 1_200, "**a" * 1_600, "<a" * 2_400, "`_*" * 1_600):
        read_awesome(f"- {heap}\n| {heap} |\n")
    assert "left out" in str(read_awesome("- " + "x" * 6_000).notes[0])


def test_what_is_exported_as_bibtex_is_read_back_as_the_same_facts(kb: KnowledgeBase) -> None:
    text = FORMATS["bibtex"].render(kb, tuple(kb)).decode()
    found = read_bibtex(text)
    assert found.notes == []
    read = {item.key: item.draft for item in found.drafts}
    for work in kb:
        draft = read[work.id]
        assert normalized_title(draft.title or "") == normalized_title(work.title)
        assert (draft.authors, draft.year, draft.venue) == (work.authors, work.year, work.venue)
        assert (draft.arxiv, draft.doi) == (work.arxiv, work.doi)
