"""From a reference to an entry."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey import load
from living_survey.knowledge.duplicates import KnownWorks
from living_survey.knowledge.identifiers import arxiv_in, doi_in
from living_survey.knowledge.suggesting import TagSuggester
from living_survey.loading.characters import cleaned
from living_survey.loading.yaml_tree import read_mapping
from living_survey.sources import unfinished
from living_survey.sources.adding import EntryBuilder, Given, add_all, add_one, look_up
from living_survey.sources.bibtex import authors, read_bibtex
from living_survey.sources.drafts import Draft, TagDraft, citation_key, with_suggested
from living_survey.sources.facet_fields import field_named
from living_survey.sources.interview import Interview
from living_survey.sources.references import (
    ArxivReference,
    BibtexReference,
    DoiReference,
    PageReference,
    parse_reference,
)
from living_survey.sources.services import Services
from tests.bakery import BAKERY
from tests.sources.server import Reply
from tests.sources.test_refreshing import CROSSREF

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase
    from tests.sources.conftest import Fixtures


# --- references ----------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2404.04125",
        "2404.04125v3",
        "arXiv:2404.04125",
        "arxiv: 2404.04125v1",
        "https://arxiv.org/abs/2404.04125",
        "http://www.arxiv.org/pdf/2404.04125v2.pdf",
        "https://export.arxiv.org/abs/2404.04125?context=cs",
        "https://huggingface.co/papers/2404.04125",
        "10.48550/arXiv.2404.04125",
        "https://doi.org/10.48550/arxiv.2404.04125",
        "  2404.04125\n",
    ],
)
def test_a_preprint_is_recognised_in_all_its_forms(text: str) -> None:
    assert parse_reference(text) == ArxivReference("2404.04125")


@pytest.mark.parametrize(
    "text", ["10.1109/TEST.2024.1", "doi:10.1109/TEST.2024.1", "https://dx.doi.org/10.1109%2FTEST.2024.1"]
)
def test_a_doi_is_recognised_in_all_its_forms(text: str) -> None:
    assert parse_reference(text) == DoiReference("10.1109/TEST.2024.1")


@pytest.mark.parametrize(
    "text", ["", "hello", "2404.4125", "2413.00001", "https://example.org/abs/2404.04125", "nosuch.bib"]
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a reference|nosuch\.bib"):
        parse_reference(text)


def test_bibtex_is_a_reference_as_text_and_as_file(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text("@misc{a, title={A}}")
    assert parse_reference("@misc{a, title={A}}") == parse_reference(str(tmp_path / "x.bib"))
    assert isinstance(parse_reference("@misc{a}"), BibtexReference)


@given(st.text(max_size=60))
def test_any_text_is_a_reference_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        parse_reference(text)


@given(st.from_regex(r"10\.[0-9]{4,6}/[A-Za-z0-9.()_;/:-]{1,30}", fullmatch=True))
def test_a_doi_survives_every_way_to_write_it(doi: str) -> None:
    if arxiv_in(doi) is None:
        for text in (doi, f"doi:{doi}", f"https://doi.org/{doi}"):
            assert doi_in(text) == doi


@given(
    st.tuples(st.integers(15, 40), st.integers(1, 12), st.integers(1, 99999)).filter(
        lambda t: t[:2] >= (15, 1)
    ),
    st.sampled_from(["{}", "arXiv:{}", "{}v2", "https://arxiv.org/abs/{}", "https://arxiv.org/pdf/{}v1.pdf"]),
)
def test_an_arxiv_identifier_survives_every_way_to_write_it(parts: tuple[int, int, int], form: str) -> None:
    identifier = f"{parts[0]:02d}{parts[1]:02d}.{parts[2]:05d}"
    assert arxiv_in(form.format(identifier)) == identifier


# --- ids ----------------------------------------


def test_ids_are_made_by_the_rule_and_get_a_letter_where_taken() -> None:
    draft = Draft(title="A Müller-Made Thing", authors=("Jörg von Öhm Jr.",), year=2024)
    assert citation_key(draft, ()) == "ohm2024mullermade"
    assert citation_key(draft, {"ohm2024mullermade"}) == "ohm2024mullermadeb"
    assert citation_key(draft, {"ohm2024mullermade", "ohm2024mullermadeb"}) == "ohm2024mullermadec"
    assert citation_key(Draft(title="X", authors=("Gemini Team",), year=2024), ()) == "gemini2024x"
    assert citation_key(Draft(title="X", authors=("Ada B",), year=2025, arxiv="2411.00001"), ()) == "b2024x"
    assert citation_key(Draft(title="数据", authors=("Ada B",), year=2025), ()) is None


def test_ids_of_the_survey_follow_the_rule(kb: KnowledgeBase) -> None:
    different = 0
    for work in kb:
        draft = Draft(
            title=work.title, authors=work.authors, year=work.year, published=work.published, arxiv=work.arxiv
        )
        key = citation_key(draft, ())
        different += key is None or work.id.removesuffix("b") != key.removesuffix("b")
    assert different <= len(kb) * 0.08


# --- facets ----------------------------------------


@pytest.fixture(scope="module")
def bread() -> KnowledgeBase:
    return load(BAKERY)


@pytest.mark.parametrize(
    ("title", "record_type", "genre"),
    [
        ("A Survey of Bread", "", "overview"),
        ("How-To: Loaves", "", "recipe"),
        ("The BreadBook", "", "recipe"),
        ("Recipes: a Review", "", "overview"),  # the later value counts
        ("Surveys of Ovens", "", "article"),  # another word
        ("A Survey of Bread", "software", "software"),
        ("", "", "article"),
    ],
)
def test_title_and_record_suggest_values_as_the_taxonomy_declares(
    bread: KnowledgeBase, title: str, record_type: str, genre: str
) -> None:
    draft = Draft(title=title, record_type=record_type)
    assert with_suggested(draft, bread.facets.values()).facets == {"genre": genre}


def test_a_value_that_is_given_is_kept(bread: KnowledgeBase) -> None:
    draft = Draft(title="A Survey", facets={"languages": ["no"], "genre": "recipe"})
    kept = with_suggested(draft, bread.facets.values()).facets
    assert list(kept.items()) == [("genre", "recipe"), ("languages", ["no"])]


def test_a_draft_has_what_the_survey_declares(bread: KnowledgeBase, tmp_path: Path) -> None:
    builder = EntryBuilder(tmp_path, bread, date(2026, 11, 23))
    tag = replace(
        builder.tag("sourdough", "ferments"), stated={"acts_at": "bake", "improves": ["crumb", "taste"]}
    )
    draft = Draft(title="Loaves", authors=("A B",), year=2025, facets={"languages": ["no"]}, tags=(tag,))
    prepared = builder.prepare(draft)
    assert prepared.reasons() == []
    assert prepared.text == (
        "title: Loaves\nauthors: [A B]\nyear: 2025\n"
        'genre: article\nlanguages: ["no"]\n'
        "tags:\n  - node: sourdough\n    note: ferments\n    acts_at: bake\n    improves: [crumb, taste]\n"
        "added: 2026-11-23\n"
    )
    wrong = builder.prepare(replace(draft, facets={"languages": ["xx"]}))
    assert not wrong.ready
    assert 'unknown language "xx"' in wrong.reasons()[0]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("genre", "Recipe", ("genre", "recipe")),
        ("language", "en, NORWEGIAN", ("languages", ["en", "no"])),
        ("written_in", "German, High; en", ("languages", ["de", "en"])),
        ("languages", "german, high", ("languages", ["de"])),
        ("step", "Kneading", ("acts_at", ["knead"])),
        ("measures", "crust\ncrumb\ncrust", ("measures", ["crust", "crumb"])),
    ],
)
def test_values_are_read_by_id_or_title(
    bread: KnowledgeBase, name: str, text: str, found: tuple[str, object]
) -> None:
    field = field_named(name, bread.facets.values())
    assert (field.key, field.read(text)) == found


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("genre", "recipes", 'unknown genre "recipes" \\(did you mean "recipe"'),
        ("genre", "recipe, article", "only one value"),
        ("languages", "en,,de", 'unknown language ""'),
        ("quality", "crust", "has several fields: improves, measures"),
        ("languge", "en", 'did you mean "languages"'),
        ("baker", "miller", 'no facet "baker"'),
    ],
)
def test_a_value_that_does_not_exist_is_refused(
    bread: KnowledgeBase, name: str, text: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        field_named(name, bread.facets.values()).read(text)


# --- BibTeX ----------------------------------------

MESSY = r"""
This is a comment of the file.
@string{cvpr = "Conference on Vision ({CVPR})"}
@string(pub = {The Publisher})
@inproceedings{full,
  title     = {A {Study} of
               $\beta$-Data},
  author    = {Erd{\H o}s, Paul and {The Big Team} and van der Berg, Jr., Jan and Jane {\"O}hm and others},
  booktitle = cvpr # " 2024", month = jun, year = 2024, pages = "1--2",
  crossref  = {procs},
  doi = {https://doi.org/10.1109/X_1}, url = {https://github.com/a/b\_c},
  keywords = {Data Filtering; unheard of},
}
@proceedings{procs, title={Proceedings of It}, publisher=pub, year=2023}
@article{bad, title={never closed, author={x}
@misc{pre, title="Fine", author="A B", eprint={2401.00001v2}, archivePrefix={arXiv}, primaryClass={cs.CV}}
@article{pre2, title={Second}, author={A B}, journal={arXiv preprint arXiv:2402.00001}, year={2025}}
@misc{pre, title={Third}, author={C D}, date={2023-05-06}}
@misc{untitled, author={A B}}
"""


def test_real_world_bibtex_is_read_as_far_as_it_can_be() -> None:
    found = read_bibtex(MESSY)
    drafts = {item.draft.title: item.draft for item in found.drafts}
    assert list(drafts) == ["A Study of β-Data", "Fine", "Second", "Third"]
    full = drafts["A Study of β-Data"]
    assert full.authors == ("Paul Erdős", "The Big Team", "Jan van der Berg Jr.", "Jane Öhm")
    assert (full.year, full.venue, full.doi) == (2024, "CVPR", "10.1109/X_1")
    assert full.links == {"code": "https://github.com/a/b_c"}
    assert full.draft
    assert found.drafts[0].keywords == ("Data Filtering", "unheard of")
    assert (drafts["Fine"].arxiv, drafts["Fine"].venue, drafts["Fine"].year) == ("2401.00001", "arXiv", 2024)
    assert (drafts["Second"].arxiv, drafts["Second"].year) == ("2402.00001", 2025)
    assert drafts["Third"].published == date(2023, 5, 6)
    assert [note.message for note in found.notes] == [
        'the authors end in "and others"; the entry is a draft until all are known',
        'duplicate key "pre"; both entries are read',
    ]
    assert [(one.line, one.reason) for one in found.unread] == [
        (15, "not a BibTeX entry"),
        (19, "entry without a title"),
    ]


def test_authors_in_braces_are_one_name_and_others_are_said_to_be_cut() -> None:
    assert authors("{Barnes and Noble} and Ada Lovelace") == (["Barnes and Noble", "Ada Lovelace"], False)
    assert authors("Lovelace, Ada and others") == (["Ada Lovelace"], True)
    assert authors("") == ([], False)


@given(st.text(max_size=200))
def test_any_text_is_bibtex_or_notes(text: str) -> None:
    read_bibtex(text)


@given(st.text(alphabet='@{}"=,#\\ab1 \n$%&', max_size=120))
def test_any_heap_of_brackets_is_bibtex_or_notes(text: str) -> None:
    read_bibtex(f"@misc{{{text}\n@misc{{ok, title={{Fine}}}}")


# --- entries ----------------------------------------


@pytest.fixture(scope="module")
def suggester(kb: KnowledgeBase) -> TagSuggester:
    return TagSuggester(kb)


@pytest.fixture
def builder(kb: KnowledgeBase, suggester: TagSuggester, tmp_path: Path) -> EntryBuilder:
    (tmp_path / "entries").mkdir()
    made = EntryBuilder(tmp_path, kb, date(2026, 11, 23))
    made.__dict__["_suggester"] = suggester  # made once for all tests
    return made


@pytest.fixture
def client(all_of: Fixtures) -> Services:
    services, settings, _, clock = all_of
    services.knows(
        "2511.00001",
        title="MegaFilter: Filtering\n  Image-Text Pairs",
        authors=("Zoë Tester",),
        published="2025-11-01T00:00:00Z",
        updated="2025-11-03T00:00:00Z",
    )
    services.dois["10.1109/test.2024.1"] = CROSSREF
    return Services(settings, clock)


def test_several_references_are_looked_up_with_one_request_to_arxiv(
    client: Services, all_of: Fixtures
) -> None:
    services = all_of[0]
    services.knows("2511.00002")
    found = look_up(["2511.00001", "https://arxiv.org/abs/2511.00002v2", "2511.99999", "what?"], client)
    assert [len(item.drafts) for item in found] == [1, 1, 0, 0]
    assert found[2].reason == "arXiv does not know it"
    assert "not a reference" in found[3].reason
    assert [len(request.ids) for request in services.requests] == [3, 1]
    (publication,) = look_up(["doi:10.1109/TEST.2024.1"], client)[0].drafts
    assert publication.doi == "10.1109/TEST.2024.1"
    assert publication.title == "Made-Up Data & Models"


def test_an_entry_is_written_only_once_and_with_a_tag(builder: EntryBuilder, client: Services) -> None:
    (draft,) = look_up(["2511.00001"], client)[0].drafts
    refused = add_one(builder, draft, dry_run=False)
    assert not refused.done
    assert "has no topic" in refused.lines[0]
    assert "--tag" in refused.lines[1]
    draft.tags = (TagDraft("filter-logits", "scores pairs"),)
    assert add_one(builder, draft, dry_run=True).entry.startswith("# entries/tester2025megafilter.yaml\n")
    builder.known = KnownWorks(builder.kb)
    assert add_one(builder, draft, dry_run=False).done
    text = (builder.root / "entries" / "tester2025megafilter.yaml").read_text()
    assert 'title: "MegaFilter: Filtering Image-Text Pairs"' in text
    assert "added: 2026-11-23" in text
    again = add_one(builder, draft, dry_run=False)
    assert "is already in entries/tester2025megafilter.yaml (the same arXiv identifier)" in again.lines[0]


def test_a_duplicate_names_its_file(builder: EntryBuilder, kb: KnowledgeBase) -> None:
    title = kb["gadre2023datacomp"].title.upper() + "!"
    outcome = add_one(builder, Draft(title=title), dry_run=True)
    assert "is already in entries/gadre2023datacomp.yaml (the same title)" in outcome.lines[0]


def test_what_has_an_entry_is_not_looked_up(
    builder: EntryBuilder, client: Services, kb: KnowledgeBase, all_of: Fixtures
) -> None:
    services = all_of[0]
    known = next(work for work in kb if work.doi)
    references = ["https://arxiv.org/abs/2304.14108v3", f"https://doi.org/{known.doi}"]
    outcomes = add_all(builder, client, references, None, Given(), dry_run=True)
    assert not any(outcome.done for outcome in outcomes)
    assert "is already in entries/gadre2023datacomp.yaml" in outcomes[0].lines[0]
    assert f"is already in entries/{known.id}.yaml" in outcomes[1].lines[0]
    assert services.requests == []


def test_a_title_that_is_almost_another_is_pointed_out(builder: EntryBuilder, kb: KnowledgeBase) -> None:
    known = kb["gadre2023datacomp"]
    draft = Draft(title=known.title + "s", authors=known.authors[:2], year=2025)
    draft.tags = (TagDraft("filter-logits"),)
    prepared = builder.prepare(draft)
    assert prepared.nearly == "the title is nearly that of entries/gadre2023datacomp.yaml"
    assert prepared.ready
    assert builder.prepare(replace(draft, authors=("A B", "C D"))).nearly is None


def test_hostile_metadata_becomes_a_harmless_entry(builder: EntryBuilder) -> None:
    title = 'Evil: "title" # {no} [yaml] *x &y !!python\n- a: b \u202e'
    draft = Draft(title=title, authors=("../../etc/passwd",), year=2025, tags=(TagDraft("filter-logits"),))
    prepared = builder.prepare(draft)
    assert prepared.id == "etcpasswd2025evil"
    assert not prepared.ready or json.dumps(title)[1:10] in prepared.text


def test_tags_can_be_named_by_title_or_alias_and_a_slip_gets_a_hint(builder: EntryBuilder) -> None:
    assert builder.tag("Data Acquisition").node == "data-acquisition"
    assert builder.tag("Data4Model--Scaling--Up--Acquisition").node == "data-acquisition"
    with pytest.raises(ValueError, match='did you mean "data-acquisition"'):
        builder.tag("data-acquistion")


def test_suggestions_are_those_of_the_classifier(builder: EntryBuilder) -> None:
    found = builder.suggest(Draft(title="Filtering image-text pairs by their CLIP scores"))
    assert "filter-logits" in [one.node.id for one in found] or found[0].node.topic is not None
    assert len({(one.node.topic or one.node).id for one in found}) == len(found) == 5


# --- when services fail ----------------------------------------


def test_a_failing_service_loses_nothing(builder: EntryBuilder, all_of: Fixtures) -> None:
    services, settings, _, clock = all_of
    services.always = lambda _: Reply(b"", 503)
    given = Given.of(builder, ["filter-logits"], ["scores pairs"], code="https://github.com/a/b")
    (outcome,) = add_all(builder, Services(settings, clock), ["2511.00001"], None, given, dry_run=False)
    assert not outcome.done
    path = ".cache/unfinished/2511-00001.yaml"
    assert outcome.lines[1] == f"  what is known is in {path}; try again with: survey add {path}"
    services.always = None
    services.knows(
        "2511.00001", title="MegaFilter", authors=("Zoë Tester",), published="2025-11-01T00:00:00Z"
    )
    kept = str(builder.root / path)
    (outcome,) = add_all(builder, Services(settings, clock), [kept], None, Given(), dry_run=False)
    assert outcome.lines[-2] == "wrote entries/tester2025megafilter.yaml"
    text = (builder.root / "entries/tester2025megafilter.yaml").read_text()
    assert "  - node: filter-logits\n    note: scores pairs\n" in text
    assert "code: https://github.com/a/b" in text
    assert not (builder.root / path).exists()


def test_an_unfinished_work_can_be_added_by_hand(builder: EntryBuilder, client: Services) -> None:
    path = builder.root / unfinished.keep(
        builder.root, Draft(arxiv="2511.77777", tags=(TagDraft("filter-logits"),))
    )
    given = Given.of(builder, authors="Ada Example", year=2025, venue="Neural Information Processing Systems")
    (outcome,) = add_all(builder, client, [str(path)], "On Things", given, dry_run=False)
    assert outcome.done, outcome.lines
    text = (builder.root / "entries/example2025things.yaml").read_text()
    assert 'venue: NeurIPS\narxiv: "2511.77777"\n' in text


@given(
    st.builds(
        Draft,
        title=st.text(min_size=1).filter(cleaned),
        authors=st.lists(st.sampled_from(["Ada Lovelace", "Bo: Roe"])).map(tuple),
        year=st.one_of(st.none(), st.integers(1900, 2100)),
        links=st.dictionaries(st.sampled_from(["code", "project"]), st.just("https://a.org/#x")),
        facets=st.dictionaries(st.just("kind"), st.just("dataset")),
    )
)
def test_what_is_kept_is_read_again(tmp_path_factory: pytest.TempPathFactory, draft: Draft) -> None:
    root = tmp_path_factory.getbasetemp()
    assert unfinished.read(root / unfinished.keep(root, draft)) == draft


# --- pages of papers ----------------------------------------

PAGE = """<html><head><meta name="citation_title" content="Data &amp; Models">
<meta name="citation_author" content="Example, Ada"/><meta name="citation_author" content="Ben Sample">
<meta name="citation_publication_date" content="2025/04/24"><meta name="citation_conference_title"
content="The Thirteenth International Conference on Learning Representations"></head><body>x</body></html>"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://aclanthology.org/2024.acl-long.5/", DoiReference("10.18653/v1/2024.acl-long.5")),
        ("https://openreview.net/forum?id=abc", "openreview.net/forum?id=abc"),
        (
            "https://www.semanticscholar.org/paper/Some-Title/" + "a1" * 20,
            f"api.semanticscholar.org/graph/v1/paper/{'a1' * 20}?fields=externalIds",
        ),
        ("https://huggingface.co/datasets/a/b", "huggingface.co/api/datasets/a/b"),
        ("https://huggingface.co/a/b", "huggingface.co/api/models/a/b"),
    ],
)
def test_the_address_of_a_paper_is_understood(text: str, found: DoiReference | str) -> None:
    reference = parse_reference(text)
    asked = reference.asked.removeprefix("https://") if isinstance(reference, PageReference) else reference
    assert asked == found


def test_a_page_of_a_paper_is_read(all_of: Fixtures) -> None:
    services, settings, _, clock = all_of
    client = Services(replace(settings, pages=services.base), clock)
    services.next = [Reply(PAGE.encode(), headers={"Content-Type": "text/html; charset=utf-8"})]
    (found,) = look_up(["https://openreview.net/forum?id=abc"], client)
    (draft,) = found.drafts
    assert (draft.title, draft.authors) == ("Data & Models", ("Ada Example", "Ben Sample"))
    assert (draft.year, draft.venue, draft.published) == (2025, "ICLR", date(2025, 4, 24))
    assert draft.links == {"project": "https://openreview.net/forum?id=abc"}
    assert services.requests[0].path == "/openreview.net/forum"


def test_a_page_that_names_a_preprint_leads_to_it(client: Services, all_of: Fixtures) -> None:
    services = all_of[0]
    client.settings = replace(client.settings, pages=services.base)
    services.next = [Reply.json({"id": "a/b", "tags": ["task:x", "arxiv:2511.00001"]})]
    (found,) = look_up(["https://huggingface.co/datasets/a/b"], client)
    assert found.drafts[0].title == "MegaFilter: Filtering Image-Text Pairs"
    assert found.drafts[0].links == {"dataset": "https://huggingface.co/datasets/a/b"}


def test_what_the_address_of_a_page_tells_is_kept_where_the_page_does_not(all_of: Fixtures) -> None:
    services, settings, _, clock = all_of
    client = Services(replace(settings, pages=services.base), clock)
    address = "https://openaccess.thecvf.com/content/CVPR2024/html/Doe_Data_CVPR_2024_paper.html"
    (found,) = look_up([address], client)
    assert found.reason == "there is no such page"
    assert found.known == Draft(venue="CVPR", year=2024, links={"project": address})


# --- the conversation ----------------------------------------


def conversation(builder: EntryBuilder, client: Services, *answers: str) -> tuple[Interview, list[str]]:
    said: list[str] = []
    given = iter(answers)
    return Interview(builder, client, lambda _: next(given), said.append), said


def test_a_conversation_ends_in_an_entry(builder: EntryBuilder, client: Services) -> None:
    interview, said = conversation(
        builder, client, "2511.00001", "", "nonsense words", "logits", "1", "scores pairs", "", "y"
    )
    prepared = interview.run()
    assert prepared is not None
    assert prepared.draft.tags == (TagDraft("filter-logits", "scores pairs"),)
    assert "no matches" in said
    assert any("filter-logits" in line for line in said)


def test_each_answer_is_checked_at_once(builder: EntryBuilder, client: Services) -> None:
    interview, said = conversation(
        builder, client, "On Things", "Doe Ada et al.", "Ada Example, Ben Sample", "soon", "1492", "2024",
        "Neural Information Processing Systems", "book", "paper", "logits", "1", "", "", "y",
    )  # fmt: skip
    prepared = interview.run()
    assert prepared is not None
    assert (prepared.draft.authors, prepared.draft.year) == (("Ada Example", "Ben Sample"), 2024)
    assert prepared.draft.venue == "NeurIPS"
    assert '"soon" is not a year' in said
    assert any("1900" in line for line in said)
    assert any("et al" in line for line in said)


def test_a_conversation_goes_back(builder: EntryBuilder, client: Services) -> None:
    interview, _ = conversation(
        builder, client, "On Things", "Ada Example", "<", "Ben Sample", "2024", "<", "2025", "", "", "logits",
        "1", "", "", "y",
    )  # fmt: skip
    prepared = interview.run()
    assert prepared is not None
    assert (prepared.draft.authors, prepared.draft.year) == (("Ben Sample",), 2025)


def test_a_conversation_that_ends_early_knows_what_was_said(builder: EntryBuilder, client: Services) -> None:
    interview, _ = conversation(builder, client, "On Things", "Ada Example")
    with pytest.raises(StopIteration):
        interview.run()
    assert (interview.draft.title, interview.draft.authors) == ("On Things", ("Ada Example",))


@given(st.text(min_size=1).filter(cleaned))
def test_any_title_can_be_written(title: str) -> None:
    draft = Draft(title=title, authors=("Ada Lovelace",), year=2026, tags=(TagDraft("data-filter", title),))
    assert read_mapping(draft.text())["title"] == cleaned(title)


def test_invisible_characters_do_not_make_another_work(builder: EntryBuilder) -> None:
    title = "Multi\u00admodal\u200b Words\u202e"
    tags = (TagDraft("data-filter", "finds\u200b words"),)
    prepared = builder.prepare(Draft(title=title, authors=("Ada\u00a0Lovelace",), year=2026, tags=tags))
    assert prepared.ready
    assert not any(problem.code == "invisible-character" for problem in prepared.problems)
    assert prepared.id == "lovelace2026multimodal"
    builder.keep(prepared)
    duplicate = builder.prepare(
        Draft(title="Multimodal words", authors=("A. Lovelace",), year=2026, tags=tags)
    )
    assert duplicate.duplicate
