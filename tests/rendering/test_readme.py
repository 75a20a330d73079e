import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import TemplateError

from generator import KnowledgeBase, load
from generator.rendering.markdown import Anchors, text
from generator.rendering.readme import render_readme
from generator.rendering.readme_changes import summary_of_changes
from tests.rendering.github import Element, page

ROOT = Path(__file__).parents[2]
FIXTURE = Path(__file__).parent / "fixture"
TEMPLATE = "site_src/templates/README.md.j2"
SHOWN_WHOLE_BY_GITHUB = 500_000


@pytest.fixture(scope="module")
def fixture() -> KnowledgeBase:
    return load(FIXTURE)


@pytest.fixture(scope="module")
def fixture_template() -> str:
    return (FIXTURE / TEMPLATE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template() -> str:
    return (ROOT / TEMPLATE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def readme(kb: KnowledgeBase, template: str) -> str:
    return render_readme(kb, template)


@pytest.fixture(scope="module")
def shown(readme: str) -> Element:
    return page(readme)


def anchors(document: Element) -> list[str]:
    """Of headings as GitHub makes them, and of works as the list sets them."""
    made = Anchors()
    headings = document.all("h1", "h2", "h3", "h4", "h5", "h6")
    # The title stands outside the template's numbered headings, and no other has its anchor.
    return [made.next(heading.text) for heading in headings] + [
        anchor.attributes["id"] or "" for anchor in document.all("a") if "id" in anchor.attributes
    ]


def pointers(document: Element) -> list[str]:
    links = [anchor.attributes.get("href") or "" for anchor in document.all("a")]
    return [link.removeprefix("#") for link in links if link.startswith("#")]


# --- a survey of something else ----------------------------------------------------------------------------


def test_the_golden_readme(
    fixture: KnowledgeBase, fixture_template: str, assert_golden: Callable[[Path, str], None]
) -> None:
    assert_golden(FIXTURE / "README.md", render_readme(fixture, fixture_template))


def test_anchors_of_the_golden_readme_resolve(fixture: KnowledgeBase, fixture_template: str) -> None:
    document = page(render_readme(fixture, fixture_template))
    assert set(pointers(document)) <= set(anchors(document))


def test_titles_and_notes_show_literally(fixture: KnowledgeBase, fixture_template: str) -> None:
    document = page(render_readme(fixture, fixture_template))
    shown = document.text
    for work in fixture:
        assert " ".join(work.title.split()) in shown
        assert not work.tags[0].note or " ".join(work.tags[0].note.split()) in shown
    assert "script" not in document.tags()
    assert "Dough|100" in [cell.text for cell in document.all("td")]


def test_the_template_of_this_survey_leaves_out_what_another_lacks(
    fixture: KnowledgeBase, template: str
) -> None:
    document = page(render_readme(fixture, template))
    assert set(pointers(document)) <= set(anchors(document))
    assert "Nothing Here" not in document.text


def test_mistakes_of_a_template_are_template_errors(fixture: KnowledgeBase) -> None:
    for mistake in ("{{ missing }}", "{% if %}", "{{ readme.missing() }}"):
        with pytest.raises(TemplateError):
            render_readme(fixture, mistake)


# --- the survey itself -------------------------------------------------------------------------------------


def test_the_readme_is_up_to_date(readme: str) -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8") == readme, "run: survey readme"


def test_github_shows_the_readme_whole(readme: str) -> None:
    assert len(readme.encode()) < SHOWN_WHOLE_BY_GITHUB


def test_every_work_has_its_line_once(kb: KnowledgeBase, shown: Element) -> None:
    ids = [anchor.attributes["id"] for anchor in shown.all("a") if "id" in anchor.attributes]
    assert sorted(filter(None, ids)) == sorted(f"w-{work.id}" for work in kb)


def test_a_work_line_says_what_the_entry_says(kb: KnowledgeBase, shown: Element) -> None:
    lines = {}
    for item in shown.all("li"):
        first = [a for a in item.all("a") if "id" in a.attributes]
        if len(first) == 1:
            lines[first[0].attributes["id"]] = item
    for work in kb:
        line = lines[f"w-{work.id}"]
        assert work.title in line.text
        assert str(work.year) in line.text
        assert (work.venue or "") in line.text
        assert (work.tags[0].note or "") in line.text
        leads_to = {a.attributes.get("href") for a in line.all("a")}
        assert {work.url, work.pdf_url, *(url for _, url in work.links.items())} - {None} <= leads_to


def test_every_tag_of_every_work_is_in_the_list(kb: KnowledgeBase, readme: str) -> None:
    pointed = sum(line.count("][w-") for line in readme.splitlines() if line.startswith("Also here: "))
    assert len(kb) + pointed == sum(len(work.tags) for work in kb)


def test_every_anchor_resolves_and_none_is_there_twice(shown: Element) -> None:
    found = anchors(shown)
    assert set(pointers(shown)) <= set(found)
    assert [anchor for anchor, times in Counter(found).items() if times > 1] == []


def test_counts_are_those_of_the_knowledge(kb: KnowledgeBase, readme: str) -> None:
    overview = readme.partition("## Taxonomy at a Glance")[2].partition("\n## ")[0]
    counted = re.findall(r"^ *- \[([^\]]+)\]\[[^\]]*\] - ([\d,]+) works?", overview, re.MULTILINE)
    nodes = [node for node in kb.taxonomy if node.level != "approach" and kb.count(node)]
    assert counted == [(text(node.short), f"{kb.count(node):,}") for node in nodes]


def test_approaches_are_newest_first(kb: KnowledgeBase, readme: str) -> None:
    order = re.findall(r'<a id="w-([^"]+)"></a>', readme)
    for node in kb.taxonomy:
        here = [work for work in kb.tagged(node) if kb.primary_node(work) is node]
        ids = {work.id for work in here}
        assert [work_id for work_id in order if work_id in ids] == [work.id for work in kb.newest(here)]


def test_tables_have_all_rows(kb: KnowledgeBase, shown: Element) -> None:
    surveys, datasets = shown.all("table")
    assert len(surveys.all("tr")) == 1 + len(kb.related_surveys)
    assert len(datasets.all("tr")) == 1 + len(kb.datasets)
    assert {len(row.all("td")) for row in datasets.all("tr")} == {0, 8}


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


def test_nothing_is_empty(readme: str) -> None:
    assert "None" not in re.findall(r"\bNone\b", readme)
    assert "[]()" not in readme
    assert not re.search(r"\n{3,}| \n|: *\n- |\(\)", readme)


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
