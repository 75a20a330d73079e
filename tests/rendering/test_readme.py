import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from jinja2 import TemplateError

from generator import load
from generator.knowledge import Facet, KnowledgeBase, TaxonomyFile
from generator.knowledge.work import entry_model
from generator.rendering.markdown import Anchors, text
from generator.rendering.readme import render_readme
from generator.rendering.readme_changes import summary_of_changes
from tests.rendering.github import Element, page
from tests.rendering.survey_of_bread import small_kb

ROOT = Path(__file__).parents[2]
FIXTURE = Path(__file__).parent / "fixture"
TEMPLATE = "site_src/templates/README.md.j2"


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return load(FIXTURE)


@pytest.fixture(scope="module")
def golden_template() -> str:
    return (FIXTURE / TEMPLATE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template() -> str:
    """The template of this repository; nothing in it may need this repository's survey."""
    return (ROOT / TEMPLATE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def readme(bread: KnowledgeBase, template: str) -> str:
    return render_readme(bread, template)


@pytest.fixture(scope="module")
def shown(readme: str) -> Element:
    return page(readme)


def anchors(document: Element) -> list[str]:
    """Of headings as GitHub makes them, and of works as the list sets them."""
    made = Anchors()
    headings = document.all("h1", "h2", "h3", "h4", "h5", "h6")
    # The title is outside the template's numbered headings, and no other has its anchor.
    return [made.next(heading.text) for heading in headings] + [
        anchor.attributes["id"] or "" for anchor in document.all("a") if "id" in anchor.attributes
    ]


def pointers(document: Element) -> list[str]:
    links = [anchor.attributes.get("href") or "" for anchor in document.all("a")]
    return [link.removeprefix("#") for link in links if link.startswith("#")]


def changed(file: TaxonomyFile, **changes: object) -> TaxonomyFile:
    """A taxonomy file with other parts; what was derived from the old ones is forgotten."""
    new = file.model_copy(update=changes)
    new.__dict__.pop("relations", None)
    return new


# --- the golden file ---------------------------------------------------------------------------------------


def test_the_golden_readme(
    bread: KnowledgeBase, golden_template: str, assert_golden: Callable[[Path, str], None]
) -> None:
    assert_golden(FIXTURE / "README.md", render_readme(bread, golden_template))


def test_anchors_of_the_golden_readme_resolve(bread: KnowledgeBase, golden_template: str) -> None:
    document = page(render_readme(bread, golden_template))
    assert set(pointers(document)) <= set(anchors(document))


def test_titles_and_notes_show_literally(bread: KnowledgeBase, golden_template: str) -> None:
    document = page(render_readme(bread, golden_template))
    shown = document.text
    for work in bread:
        assert " ".join(work.title.split()) in shown
        assert not work.tags[0].note or " ".join(work.tags[0].note.split()) in shown
    assert "script" not in document.tags()
    assert "Dough|100" in [cell.text for cell in document.all("td")]


def test_mistakes_of_a_template_are_template_errors(bread: KnowledgeBase) -> None:
    for mistake in ("{{ missing }}", "{% if %}", "{{ readme.missing() }}"):
        with pytest.raises(TemplateError):
            render_readme(bread, mistake)


# --- works -------------------------------------------------------------------------------------------------


def test_every_work_has_its_line_once(bread: KnowledgeBase, shown: Element) -> None:
    ids = [anchor.attributes["id"] for anchor in shown.all("a") if "id" in anchor.attributes]
    assert sorted(filter(None, ids)) == sorted(f"w-{work.id}" for work in bread)


def test_a_work_line_shows_what_the_entry_states(bread: KnowledgeBase, shown: Element) -> None:
    lines = {}
    for item in shown.all("li"):
        first = [a for a in item.all("a") if "id" in a.attributes]
        if len(first) == 1:
            lines[first[0].attributes["id"]] = item
    for work in bread:
        line = lines[f"w-{work.id}"]
        assert " ".join(work.title.split()) in line.text
        assert str(work.year) in line.text
        assert (work.venue or "") in line.text
        assert (work.tags[0].note or "") in line.text
        leads_to = {unquote(a.attributes.get("href") or "") for a in line.all("a")}
        assert {url for _, url in work.links.items()} <= leads_to


def test_a_summary_comes_before_a_note(bread: KnowledgeBase, template: str) -> None:
    summed_up = bread["park2023rollers"].model_copy(update={"summary": "Rolls grain evenly."})
    others = [work for work in bread if work.id != summed_up.id]
    readme = render_readme(KnowledgeBase(bread.file, [summed_up, *others]), template)
    assert "BreadConf 2023: Rolls grain evenly.\n" in readme
    assert "BreadConf 2023: rolls.\n" in render_readme(bread, template)


def test_every_tag_of_every_work_is_in_the_list(bread: KnowledgeBase, readme: str) -> None:
    pointed = sum(line.count("][w-") for line in readme.splitlines() if line.startswith("Also here: "))
    assert len(bread) + pointed == sum(len(work.tags) for work in bread)


def test_works_of_a_node_are_newest_first(bread: KnowledgeBase, readme: str) -> None:
    order = re.findall(r'<a id="w-([^"]+)"></a>', readme)
    for node in bread.taxonomy:
        here = [work for work in bread.tagged(node) if bread.primary_node(work) is node]
        ids = {work.id for work in here}
        assert [work_id for work_id in order if work_id in ids] == [work.id for work in bread.newest(here)]


# --- the parts of the document -----------------------------------------------------------------------------


def test_every_anchor_resolves_and_none_is_there_twice(shown: Element) -> None:
    found = anchors(shown)
    assert set(pointers(shown)) <= set(found)
    assert [anchor for anchor, times in Counter(found).items() if times > 1] == []


def test_counts_are_those_of_the_knowledge(bread: KnowledgeBase, readme: str) -> None:
    overview = readme.partition("## Taxonomy at a Glance")[2].partition("\n## ")[0]
    counted = re.findall(r"^ *- \[([^\]]+)\]\[[^\]]*\] - ([\d,]+) works?", overview, re.MULTILINE)
    nodes = [node for node in bread.taxonomy if node.level != "approach" and bread.count(node)]
    assert counted == [(text(node.short), f"{bread.count(node):,}") for node in nodes]


def test_facets_are_counted_by_what_works_state_themselves(template: str) -> None:
    lines = render_readme(small_kb(), template).splitlines()
    assert "- Stages - Proofing 1, Cooling 1, not stated 3." in lines
    assert "- Qualities that works enhance - Keeping 1, not stated 4." in lines
    assert not any(line.startswith("- Kinds") for line in lines), "the facet is not shown in the README"


def test_a_facet_that_the_program_does_not_know_is_counted(bread: KnowledgeBase, template: str) -> None:
    values = [{"id": "de", "title": "German"}, {"id": "en", "title": "English"}]
    language = Facet.model_validate(
        {"id": "language", "title": "Language", "plural": "Languages", "values": values}
    )
    file = changed(bread.file, facets=(*bread.file.facets, language))
    model = entry_model(file)
    works = [
        model.model_validate({**work.model_dump(exclude_unset=True), "language": ["en"]})
        if work.year > 2020
        else work
        for work in bread
    ]
    readme = render_readme(KnowledgeBase(file, works), template)
    assert "- Languages - English 3, not stated 3." in readme.splitlines()


def test_tables_have_all_rows_and_the_columns_that_are_shown(bread: KnowledgeBase, shown: Element) -> None:
    for table, kind in zip(shown.all("table"), bread.tables.values(), strict=True):
        assert [cell.text for cell in table.all("th")] == ["#", *(column.title for column in kind.shown)]
        assert len(table.all("tr")) == 1 + len(bread.rows(kind.id))
        assert {len(row.all("td")) for row in table.all("tr")} == {0, 1 + len(kind.shown)}


def test_parts_that_a_survey_lacks_are_left_out(bread: KnowledgeBase, template: str) -> None:
    nothing: dict[str, object] = dict.fromkeys(("questions", "tables", "facets", "statements"), ())
    bare = KnowledgeBase(changed(bread.file, survey=None, **nothing), bread)
    document = page(render_readme(bare, template))
    assert set(pointers(document)) <= set(anchors(document))
    headings = [heading.text for heading in document.all("h2")]
    assert headings == [
        "Contents", "Taxonomy at a Glance", "Flour", "Fermentation",
        "How to Contribute", "How to Build and Test",
    ]  # fmt: skip
    assert "Nothing Here" not in document.text
    assert_nothing_is_empty(render_readme(bare, template))


def test_nothing_is_empty(readme: str) -> None:
    assert_nothing_is_empty(readme)


def assert_nothing_is_empty(readme: str) -> None:
    assert not re.search(r"\bNone\b", readme)
    assert "[]()" not in readme
    assert not re.search(r"\n{3,}| \n|: *\n- |\(\)", readme)


def test_only_known_tags_are_in_the_page(shown: Element) -> None:
    assert shown.tags() <= {
        "a", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre", "span", "strong",
        "table", "tbody", "td", "th", "thead", "tr", "ul",
    }  # fmt: skip
    assert all(
        (a.attributes.get("href") or "#").startswith(
            ("https://", "http://", "#", "entries", "CONTRIBUTING.md")
        )
        for a in shown.all("a")
    )


# --- what --check says -------------------------------------------------------------------------------------


def test_the_summary_names_sections_works_and_lines() -> None:
    old = '# T\n\n## A\n\n- <a id="w-one"></a>[One](x) - a.\n- <a id="w-two"></a>[Two](x) - a.\n\n## B\n'
    new = '# T\n\n## A\n\n- <a id="w-one"></a>[One](x) - b.\n- <a id="w-new"></a>[New](x) - a.\n\n## C\n'
    summary = summary_of_changes(old, new).splitlines()
    assert summary[:3] == ["lines: +3 -3", "sections: +C, -B, ~A", "works: +new, -two, ~one"]
    assert '-- <a id="w-two"></a>[Two](x) - a.' in summary


def test_a_long_summary_is_cut() -> None:
    summary = summary_of_changes("", "".join(f"# {'x' * 300} {number}\n" for number in range(50)))
    assert "and 38 more" in summary
    assert summary.splitlines()[-1].endswith("lines more")
    assert max(map(len, summary.splitlines()[2:])) < 170
