"""Works, topics and facts out of the lists that people keep."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from living_survey import load
from living_survey.knowledge.text import normalized_title
from living_survey.loading.inspection import inspect
from living_survey.rendering.bibtex import bibtex
from tests.starting.conftest import SHAPES
from tests.starting.invented import TREE, awesome_list, badge_tables, bibliography, works
from tests.starting.measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from living_survey import KnowledgeBase
    from tests.starting.conftest import Start
    from tests.starting.invented import Invented

# How many works the lists show without all authors or without a year: some have no names, some "et al.".
DRAFTS = {
    "plain.md": 60,
    "bullets.md": 15,
    "badges.md": 60,
    "table.md": 12,
    "nested.html": 0,
    "references.bib": 0,
    "works.csv": 0,
}


def titles() -> set[str]:
    with (SHAPES / "works.csv").open(encoding="utf-8", newline="") as file:
        return {normalized_title(row["title"]) for row in csv.DictReader(file)}


def tree_of(kb: KnowledgeBase) -> dict[str, list[str]]:
    """The titles of areas with those of their topics."""
    return {area.title: [topic.title for topic in area.children] for area in kb.taxonomy.roots[0].children}


@pytest.mark.parametrize("shape", DRAFTS)
def test_the_same_works_in_any_shape_give_the_same_survey(shape: str, begin: Start) -> None:
    started = begin(SHAPES / shape)
    assert (started.works, started.left_out) == (60, [])
    assert all(one.endswith('below the heading "News": StarterKit') for one in started.unread)
    kb = load(started.folder)
    assert {normalized_title(work.title) for work in kb} == titles()
    assert [len(topics) for topics in tree_of(kb).values()] == [3, 3, 2, 2]
    assert inspect(started.folder).problems == ()
    assert started.drafts == sum(work.draft for work in kb) == DRAFTS[shape]


@pytest.mark.parametrize(
    ("number", "suffix", "text"),
    [(200, ".bib", bibliography), (150, ".md", awesome_list), (120, ".md", badge_tables)],
    ids=["bibliography", "awesome list", "tables with badges"],
)
def test_lists_of_other_shapes_are_recognised(
    number: int, suffix: str, text: Callable[[Iterable[Invented]], str], begin: Start
) -> None:
    listed = works(number)
    started = begin(text(listed), suffix=suffix)
    kb = load(started.folder)
    measured = measure(listed, kb)
    assert len(measured.recognised) == number
    assert measured.invented == measured.missed == []
    assert measured.wrong == {}
    assert tree_of(kb) == {area: list(topics) for area, topics in TREE.items()}


def test_a_work_of_several_lists_has_one_entry_with_all_their_facts(begin: Start, tmp_path: Path) -> None:
    bib = tmp_path / "works.bib"
    bib.write_text(
        "@article{a, title={Guard Shifts of Drones}, author={Ada Quist and Lars Benali}, year=2020,"
        " journal={Apidologie}, doi={10.5555/bees.1}}",
        encoding="utf-8",
    )
    markdown = (
        "## Colonies\n- [Guard shifts of drones](https://doi.org/10.5555/bees.1) [[code](https://github.com/a/b)]\n"
        "- [Queens at Rest](https://arxiv.org/abs/2001.00001)\n"
        "## Methods\n- [Guard shifts of drones](https://doi.org/10.5555/bees.1)\n"
    )
    started = begin(markdown, bib)
    assert (started.works, started.drafts, started.repeated) == (2, 1, 2)
    work = load(started.folder)["quist2020guard"]
    assert work.authors == ("Ada Quist", "Lars Benali")
    assert work.links.code == "https://github.com/a/b"
    assert [tag.node for tag in work.tags] == ["colonies", "methods"]


def test_works_below_no_heading_have_a_topic(begin: Start) -> None:
    kb = load(begin("- [Queens at Rest](https://arxiv.org/abs/2001.00001)\n").folder)
    assert [node.title for node in kb.taxonomy.topics()] == ["Other"]


def test_frequent_keywords_become_topics_one_below_the_other(begin: Start) -> None:
    entries = "".join(
        f"@misc{{k{number}, title={{Loaf {number}}}, author={{A. Quist}}, year=2020, keywords={{{words}}}}}\n"
        for number, words in enumerate(["bread, rye"] * 3 + ["bread, spelt"] * 4 + ["ovens"] * 3 + ["once"])
    )
    kb = load(begin(entries, suffix=".bib").folder)
    bread = kb.taxonomy["bread"]
    assert [node.id for node in bread.children] == ["rye", "spelt"]
    assert [kb.count(kb.taxonomy[node]) for node in ("bread", "spelt", "ovens", "other")] == [7, 4, 3, 1]
    assert all(node.level == "topic" for node in (*bread.children, kb.taxonomy["ovens"]))


def test_a_fact_that_no_entry_can_have_is_left_out_and_named(begin: Start) -> None:
    started = begin(
        "title,authors,year,venue,arxiv,project\n"
        "Brood Temperature,Ada Quist,2012,Apidologie,1213.01813,\n"
        "Dance Angles,Lars Benali,2003,Apidologie,,https://intranet.local/x\n",
        suffix=".csv",
    )
    assert started.works == 2
    kb = load(started.folder)
    assert kb["quist2012brood"].arxiv is None
    assert kb["benali2003dance"].links.project is None
    assert 'list0.csv:2: "1213.01813" is not an arXiv identifier' in started.inconsistencies[0]
    assert 'list0.csv:3: "Dance Angles": links.project is left out:' in started.left_out[0]


def test_titles_without_a_latin_letter_get_an_entry_too(begin: Start) -> None:
    entry = "@misc{{k{0}, title={{蜜蜂{0}}}, author={{王伟 and 李娜}}, year=2020}}\n"
    kb = load(begin(entry.format(1) + entry.format(2), suffix=".bib").folder)
    assert sorted(work.title for work in kb) == ["蜜蜂1", "蜜蜂2"]


# --- kinds of works and venues ------------------------------------------------------------------------------

BIBLIOGRAPHY = """
@article{a, title={Wings above the Roofs}, author={Ada Quist}, year=2021, journal={Apidologie}, volume=3,
  keywords={health}}
@inproceedings{b, title={Hives that Report}, author={Bo Reyes}, year=2022,
  booktitle={Proceedings of the 2nd Conference on Hives (HIVES)}}
@inproceedings{c, title={Nectar by the Hour}, author={Cy Lamb}, year=2022, booktitle={Apiary Days}}
@book{d, title={The Rooftop Almanac}, author={Di Osei}, year=2019, publisher={Meadow Press}}
@phdthesis{e, title={Foraging in Towns}, author={Ed Lund}, year=2020, school={University of Bern}}
@techreport{f, title={Honey in Numbers}, author={Flo Maas}, year=2018, institution={FAO}}
"""


def test_entries_are_exported_as_the_types_that_they_came_from(begin: Start, tmp_path: Path) -> None:
    source = tmp_path / "works.bib"
    source.write_text(BIBLIOGRAPHY, encoding="utf-8")
    started = begin(source)
    written = {work.title: bibtex(work) for work in load(started.folder)}
    types = {title: text.partition("{")[0] for title, text in written.items()}
    assert types == {
        "Wings above the Roofs": "@article",
        "Hives that Report": "@inproceedings",
        "Nectar by the Hour": "@inproceedings",
        "The Rooftop Almanac": "@book",
        "Foraging in Towns": "@phdthesis",
        "Honey in Numbers": "@techreport",
    }
    assert "series = {HIVES}" in written["Hives that Report"]
    assert "booktitle = {Conference on Hives}" in written["Hives that Report"]
    assert "publisher = {Meadow Press}" in written["The Rooftop Almanac"]
    assert f"{source}: not kept: volume" in started.lines()


def test_a_keyword_finds_the_topic_of_a_heading(begin: Start, tmp_path: Path) -> None:
    source = tmp_path / "works.bib"
    source.write_text(BIBLIOGRAPHY, encoding="utf-8")
    started = begin("## Health\n- [Mites in Winter](https://arxiv.org/abs/2101.00001)\n", source)
    kb = load(started.folder)
    assert {work.title for work in kb.works(node="health")} == {"Mites in Winter", "Wings above the Roofs"}
    assert started.unplaced == len(kb.works(node="other")) == 5
    assert any(line.startswith("5 works in the topic Other: ") for line in started.lines())


def test_a_heading_may_state_the_kind_of_its_works(begin: Start) -> None:
    started = begin("## Datasets\n- [Sounds of Hives](https://arxiv.org/abs/2101.00001)\n")
    [entry] = (started.folder / "entries").glob("*.yaml")
    assert "kind: dataset" in entry.read_text(encoding="utf-8").splitlines()
