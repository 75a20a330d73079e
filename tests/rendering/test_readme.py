"""README.md and lists/ as GitHub shows them."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest

from living_survey import load
from living_survey.knowledge import Facet, KnowledgeBase, TaxonomyFile
from living_survey.knowledge.work import entry_model
from living_survey.rendering.markdown import Anchors, text
from living_survey.rendering.readme import MARKER, BadTemplateError, render_readme
from living_survey.rendering.readme_changes import report_of_changes, summary_of_changes
from living_survey.rendering.site_context import SiteContext
from tests.bakery import BAKERY
from tests.rendering.github import Element, page
from tests.rendering.survey_of_bread import small_kb

GOLDEN = Path(__file__).parent / "readme"
OVERRIDES = GOLDEN / "templates"
SITE = "https://bread.test/"


def site_at(address: str = "") -> SiteContext:
    return SiteContext("All of *Bread*", "What is known of bread.", address, "")


def rendered(kb: KnowledgeBase, site_url: str = "") -> dict[str, str]:
    """By the packaged templates."""
    return render_readme(kb, site_at(site_url))


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return load(BAKERY)


@pytest.fixture(scope="module")
def files(bread: KnowledgeBase) -> dict[str, str]:
    return rendered(bread)


@pytest.fixture(scope="module")
def readme(files: dict[str, str]) -> str:
    return files["README.md"]


@pytest.fixture(scope="module")
def lists(files: dict[str, str]) -> str:
    return "".join(content for path, content in files.items() if path != "README.md")


def anchors(document: Element) -> list[str]:
    """The anchors of headings, as GitHub generates them, and of works, as the lists set them."""
    made = Anchors()
    headings = document.all("h1", "h2", "h3", "h4", "h5", "h6")
    return [made.next(heading.text) for heading in headings] + [
        anchor.attributes["id"] or "" for anchor in document.all("a") if "id" in anchor.attributes
    ]


def addresses(document: Element) -> list[str]:
    return [a.attributes["href"] or "" for a in document.all("a") if "href" in a.attributes]


def assert_links_resolve(files: Mapping[str, str]) -> None:
    """Every link to a generated file has a target, and an anchor there."""
    shown = {path: page(content) for path, content in files.items()}
    found = {path: set(anchors(document)) for path, document in shown.items()}
    for path, document in shown.items():
        for address in addresses(document):
            target, _, anchor = address.partition("#")
            if "://" in address:
                continue
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            if there in files or "lists/" in there or there == "README.md":
                assert there in files, (path, address)
                assert not anchor or unquote(anchor) in found[there], (path, address)


def changed(file: TaxonomyFile, **changes: object) -> TaxonomyFile:
    """A taxonomy file with other parts, without what was derived from the old ones."""
    new = file.model_copy(update=changes)
    new.__dict__.pop("relations", None)
    return new


# --- the golden files --------------------------------------------------------------------------------------


def test_the_golden_files(bread: KnowledgeBase, assert_golden: Callable[[Path, str], None]) -> None:
    golden = render_readme(bread, site_at(), OVERRIDES)
    for path, content in golden.items():
        assert_golden(GOLDEN / path, content)
    assert {path.relative_to(GOLDEN).as_posix() for path in (GOLDEN / "lists").rglob("*.md")} == {
        path for path in golden if path != "README.md"
    }


def test_links_of_the_golden_files_resolve(bread: KnowledgeBase) -> None:
    assert_links_resolve(render_readme(bread, site_at(), OVERRIDES))


def test_texts_of_entries_show_literally(bread: KnowledgeBase) -> None:
    documents = [page(content) for content in render_readme(bread, site_at(), OVERRIDES).values()]
    shown = " ".join(document.text for document in documents)
    for work in bread:
        assert " ".join(work.title.split()) in shown
        assert not work.summary or work.summary in shown
        assert not work.tags[0].note or " ".join(work.tags[0].note.split())[1:] in shown
    assert all("script" not in document.tags() for document in documents)
    assert "*Bin*|Box" in shown, "a name labels links"
    assert "Dough|100" in [cell.text for document in documents for cell in document.all("td")]


@pytest.mark.parametrize("name", ["README.md.j2", "list.md.j2", "table.md.j2"])
@pytest.mark.parametrize("mistake", ["{{ missing }}", "{% if %}", "{{ page.missing() }}"])
def test_mistakes_of_a_template_name_it(
    bread: KnowledgeBase, tmp_path: Path, name: str, mistake: str
) -> None:
    (tmp_path / name).write_text(mistake, encoding="utf-8")
    with pytest.raises(BadTemplateError) as error:
        render_readme(bread, site_at(), tmp_path)
    assert error.value.template == name


def test_an_override_may_change_one_block(bread: KnowledgeBase, tmp_path: Path) -> None:
    text = '{% extends "default/README.md.j2" %}{% block title %}# Ours\n{% endblock %}'
    (tmp_path / "README.md.j2").write_text(text, encoding="utf-8")
    ours = render_readme(bread, site_at(), tmp_path)["README.md"]
    assert ours.startswith("# Ours\n")
    first, rest = rendered(bread)["README.md"].split("\n", 1)
    assert first == "# All of \\*Bread\\*"
    assert ours.split("\n", 1)[1] == rest


# --- lists -------------------------------------------------------------------------------------------------


def test_there_is_a_list_for_each_area_and_for_directions_without_areas(files: dict[str, str]) -> None:
    assert list(files) == [
        "README.md",
        "lists/wheat.md",
        "lists/fermentation.md",
        "lists/doughs.md",
        "lists/other-surveys.md",
    ]
    assert all(content.startswith(MARKER) for path, content in files.items() if path != "README.md")


def test_every_work_has_its_line_once(bread: KnowledgeBase, lists: str) -> None:
    ids = re.findall(r'<a id="w-([^"]+)"></a>', lists)
    assert sorted(ids) == sorted(work.id for work in bread)


def test_a_work_line_shows_what_the_entry_states(bread: KnowledgeBase, files: dict[str, str]) -> None:
    lines = {}
    for content in files.values():
        for item in page(content).all("li"):
            first = [a for a in item.all("a") if "id" in a.attributes]
            if len(first) == 1:
                lines[first[0].attributes["id"]] = item
    for work in bread:
        line = lines[f"w-{work.id}"]
        assert " ".join(work.title.split()) in line.text
        assert str(work.year) in line.text
        assert (work.venue or "") in line.text
        assert (work.summary or "") in line.text
        [*why] = line.all("em")
        assert [one.text.rstrip(".") for one in why] == [
            f"{note[:1].upper()}{note[1:].rstrip('.')}" for note in [work.tags[0].note] if note
        ]
        assert {url for _, url in work.links.items()} <= set(map(unquote, addresses(line)))


def test_works_are_in_no_list_with_other_items(bread: KnowledgeBase) -> None:
    """Markdown makes one list of two that only a blank line parts."""
    tag = bread["park2023rollers"].tags[0].model_copy(update={"node": "wheat"})
    works = [work.model_copy(update={"tags": (tag, *work.tags)}) for work in bread]
    for content in rendered(KnowledgeBase(bread.file, works)).values():
        for one in page(content).all("ul"):
            items = [item.all("a")[:1] for item in one.children if not isinstance(item, str)]
            assert len({bool(first and "id" in first[0].attributes) for first in items}) == 1


def test_every_tag_of_every_work_is_in_the_lists(bread: KnowledgeBase, lists: str) -> None:
    pointed = sum(line.count("][w-") for line in lists.splitlines() if line.startswith("Also here: "))
    assert len(bread) + pointed == sum(len(work.tags) for work in bread)


def test_works_of_a_node_are_newest_first(bread: KnowledgeBase, lists: str) -> None:
    order = re.findall(r'<a id="w-([^"]+)"></a>', lists)
    for node in bread.taxonomy:
        here = [work for work in bread.tagged(node) if bread.primary_node(work) is node]
        ids = {work.id for work in here}
        assert [work_id for work_id in order if work_id in ids] == [work.id for work in bread.newest(here)]


def test_tables_have_all_rows_and_the_columns_that_are_shown(
    bread: KnowledgeBase, files: dict[str, str]
) -> None:
    for kind in bread.tables.values():
        [table] = page(files[f"lists/{kind.id}.md"]).all("table")
        assert [cell.text for cell in table.all("th")] == ["#", *(column.title for column in kind.shown)]
        assert len(table.all("tr")) == 1 + len(bread.rows(kind.id))
        assert {len(row.all("td")) for row in table.all("tr")} == {0, 1 + len(kind.shown)}


# --- the landing page --------------------------------------------------------------------------------------


def test_counts_are_those_of_the_knowledge(bread: KnowledgeBase, readme: str) -> None:
    overview = readme.partition("## Taxonomy at a Glance")[2].partition("\n## ")[0]
    counted = re.findall(r"^ *- \[([^\]]+)\]\[[^\]]*\] - ([\d,]+) works?", overview, re.MULTILINE)
    nodes = [node for node in bread.taxonomy if node.level != "approach" and bread.count(node)]
    assert counted == [(text(node.short), f"{bread.count(node):,}") for node in nodes]


def test_nodes_link_their_lists(readme: str) -> None:
    document = page(readme)
    leads_to = {a.text: a.attributes.get("href") for a in document.all("a")}
    assert leads_to["Milling"] == "lists/wheat.md#milling--sifting"
    assert leads_to["Surveys"] == "lists/fermentation.md#surveys"
    assert leads_to["Hand Mills"] == "lists/wheat.md#hand-mills"


def test_core_works_are_the_most_cited_and_the_newest_are_others(bread: KnowledgeBase) -> None:
    cited = ["2", "2.1", "3"]
    works = [
        work.model_copy(
            update={
                "id": f"{work.id}{number}",
                "title": f"Mill {number}",
                "tags": (work.tags[0].model_copy(update={"node": "stone", "note": None}),),
                "survey": bread["doe2021knead"].survey.model_copy(update={"sections": cited[:number]})  # type: ignore[union-attr]
                if number < 4
                else None,
            }
        )
        for work in [bread["doe2021knead"]]
        for number in range(12)
    ]
    no_mills = bread["park2023rollers"].model_copy(update={"tags": bread["park2023rollers"].tags[1:]})
    readme = rendered(KnowledgeBase(bread.file, [bread["miller2020crumb"], no_mills, *works]))["README.md"]
    milling = readme.partition("#### Milling")[2].partition("\n####")[0]
    core, _, newest = milling.partition("\nNewest:\n")
    assert re.findall(r"\[Mill (\d+)\]", core) == ["3", "2", "1", "0"]
    assert re.findall(r"\[Mill (\d+)\]", newest) == ["10", "11", "4", "5", "6"]
    assert "All of them: [12 works]" in newest


def test_without_citations_core_works_are_those_with_several_places(bread: KnowledgeBase) -> None:
    works = [work.model_copy(update={"survey": None}) for work in bread]
    readme = rendered(KnowledgeBase(bread.file, works))["README.md"]
    sourdough = readme.partition("#### Sourdough")[2].partition("\n####")[0]
    assert sourdough.count("\n- ") == 2
    assert "Newest:" not in sourdough
    assert "cite" not in readme.partition("## Core and Newest Works")[2].partition("\n###")[0]


def test_a_work_shows_its_summary_at_its_main_place_and_its_note_elsewhere(bread: KnowledgeBase) -> None:
    readme = rendered(bread)["README.md"]
    at_mills, _, in_storage = readme.partition("#### Storage")
    assert "Home 2021: Kneads " in at_mills
    assert "Granary 1999: Not shown, since it is not the first tag.\n" in at_mills
    assert "Granary 1999: Keeps " in in_storage
    assert "BreadConf 2023: Rolls.\n" in at_mills
    assert "BreadConf 2023.\n" in in_storage


def test_the_site_is_linked_if_its_address_is_known(bread: KnowledgeBase, readme: str) -> None:
    assert SITE not in readme
    assert SITE in addresses(page(rendered(bread, SITE)["README.md"]))


def test_facets_are_counted_by_what_works_state_themselves() -> None:
    lines = rendered(small_kb())["README.md"].splitlines()
    assert "- Stages - Proofing 1, Cooling 1, not stated 3." in lines
    assert "- Qualities that works enhance - Keeping 1, not stated 4." in lines
    assert not any(line.startswith("- Kinds") for line in lines), "the facet is not shown in the README"


def test_a_facet_that_the_program_does_not_know_is_counted(bread: KnowledgeBase) -> None:
    values = [{"id": "de", "title": "German"}, {"id": "en", "title": "English"}]
    language = Facet.model_validate(
        {"id": "language", "title": "Language", "plural": "Languages", "values": values}
    )
    file = changed(bread.file, facets=(*bread.file.facets, language))
    model = entry_model(file)
    works = [
        model.model_validate({**work.model_dump(exclude_unset=True), "language": ["en"]})
        if work.year and work.year > 2020
        else work
        for work in bread
    ]
    readme = rendered(KnowledgeBase(file, works))["README.md"]
    assert "- Languages - English 3, not stated 3." in readme.splitlines()


# --- all files ---------------------------------------------------------------------------------------------


def test_every_link_resolves_and_anchors_are_unique(files: dict[str, str]) -> None:
    assert_links_resolve(files)
    for path, content in files.items():
        found = anchors(page(content))
        assert [anchor for anchor, times in Counter(found).items() if times > 1] == [], path


def test_a_node_with_the_label_of_a_work_has_its_own_link(bread: KnowledgeBase) -> None:
    tree = bread.file.tree
    topic = tree[1].topics[0].model_copy(update={"id": "w-park2023rollers", "title": "Knead"})
    fermentation = tree[1].model_copy(update={"topics": (topic, *tree[1].topics)})
    work = bread["park2023rollers"]
    tag = work.tags[0].model_copy(update={"node": topic.id})
    works = [work.model_copy(update={"id": "park2024knead", "tags": (tag,)}), *bread]
    files = rendered(KnowledgeBase(changed(bread.file, tree=(tree[0], fermentation)), works))
    assert_links_resolve(files)
    leads_to = {a.text: a.attributes.get("href") for a in page(files["README.md"]).all("a")}
    assert leads_to["Knead"] != leads_to["Rollers 🥖"]


def test_parts_that_a_survey_does_not_have_are_left_out(bread: KnowledgeBase) -> None:
    nothing: dict[str, object] = dict.fromkeys(("questions", "tables", "facets", "statements"), ())
    empty = bread.file.tree[1].topics[0].model_copy(update={"id": "nothing-here", "title": "Nothing Here"})
    tree = (
        bread.file.tree[0],
        bread.file.tree[1].model_copy(update={"topics": (*bread.file.tree[1].topics, empty)}),
    )
    bare = KnowledgeBase(changed(bread.file, survey=None, tree=tree, **nothing), bread)
    files = rendered(bare)
    assert_links_resolve(files)
    document = page(files["README.md"])
    headings = [heading.text for heading in document.all("h2")]
    assert headings == [
        "Contents", "Taxonomy at a Glance", "Core and Newest Works", "How to Contribute",
        "How to Build and Test",
    ]  # fmt: skip
    assert "Nothing Here" not in document.text, "no work has the tag"
    for content in files.values():
        assert_nothing_is_empty(content)


def test_nothing_is_empty(files: dict[str, str]) -> None:
    for content in files.values():
        assert_nothing_is_empty(content)


def assert_nothing_is_empty(content: str) -> None:
    assert not re.search(r"\bNone\b", content)
    assert "[]()" not in content
    assert "**" not in re.sub(r"\*\*\S[^*\n]*\*\*", "", content)
    assert not re.search(r"\n{3,}| \n|: *\n- |\(\)", content)


def test_only_known_tags_are_in_the_files(files: dict[str, str]) -> None:
    for path, content in files.items():
        shown = page(content)
        assert shown.tags() <= {
            "a", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "img", "li", "p", "pre", "span",
            "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
        }, path  # fmt: skip
        assert all(re.match(r"https?://|#|\.\./|lists/|[a-z-]+\.md|entries|CONTRIBUTING", one)
                   for one in addresses(shown)), path  # fmt: skip


# --- what --check reports ----------------------------------------------------------------------------------


def test_the_summary_names_sections_works_and_lines() -> None:
    old = '# T\n\n## A\n\n- <a id="w-one"></a>[One](x) - a.\n- <a id="w-two"></a>[Two](x) - a.\n\n## B\n'
    new = '# T\n\n## A\n\n- <a id="w-one"></a>[One](x) - b.\n- <a id="w-new"></a>[New](x) - a.\n\n## C\n'
    summary = summary_of_changes(old, new).splitlines()
    assert summary[:3] == ["lines: +3 -3", "sections: +C, -B, ~A", "works: +new, -two, ~one"]
    assert '-- <a id="w-two"></a>[Two](x) - a.' in summary


def test_a_long_summary_is_cut() -> None:
    summary = summary_of_changes("", "".join(f"# {'x' * 300} {number}\n" for number in range(50)))
    assert "and 38 more" in summary
    assert summary.splitlines()[-1].endswith("more lines")
    assert max(map(len, summary.splitlines()[2:])) < 170


def test_a_report_names_every_file_and_shows_the_first_ones() -> None:
    changes = [(f"lists/{number}.md", "old\n", "new\n") for number in range(9)]
    report = list(report_of_changes([*changes, ("lists/x.md", None, "new\n"), ("lists/y.md", "old\n", None)]))
    assert report[:2] == ["lists/0.md is not up to date", "lines: +1 -1"]
    assert report.count("+new") == 6
    assert report[-4:] == [
        "lists/8.md is not up to date",
        "lists/x.md is missing",
        "lists/y.md is no longer generated",
        "run: survey readme",
    ]
