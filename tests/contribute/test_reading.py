"""What is pasted into the form, known works, ids and suggestions: the same answers as on the command line."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from living_survey.knowledge.duplicates import Identity, KnownWorks
from living_survey.knowledge.identifiers import ArxivId, arxiv_in, doi_in, identifier_in
from living_survey.knowledge.people import Name, split_names
from living_survey.knowledge.suggesting import TagSuggester
from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.contribute import entry_as_written, known_works, suggestion_data
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.drafts import Draft, citation_key, with_suggested
from tests.site.building import ROOT

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from tests.contribute.conftest import Call

pytestmark = pytest.mark.browser

DUPLICATES = ROOT / "tests/knowledge/duplicates.json"

REFERENCES = (
    "2304.14108",
    "arXiv:2304.14108v3",
    "https://arxiv.org/abs/2304.14108v2",
    "http://www.arxiv.org/pdf/2304.14108.pdf",
    "https://arxiv.org/html/2304.14108v1/",
    "https://huggingface.co/papers/2304.14108",
    "10.48550/arXiv.2304.14108",
    "https://doi.org/10.48550/arXiv.2304.14108",
    "hep-th/9901001",
    "math.GT/0309136",
    "https://arxiv.org/abs/math/0309136",
    "2313.00001",
    "2304.1410",
    "10.1109/TPAMI.2025.3576835",
    "doi: 10.1109/TPAMI.2025.3576835",
    "https://doi.org/10.1109/TPAMI.2025.3576835",
    "https://dx.doi.org/10.1000/a%28b%29",
    "https://example.org/2304.14108",
    "A Title of a Paper",
    "",
    "@article{x,",
    "https://alphaxiv.org/overview/2304.14108",
    "https://aclanthology.org/2023.acl-long.1/",
    "https://www.aclweb.org/anthology/P19-1001.pdf",
    "10.18653/v1/2023.acl-long.1",
    "https://openreview.net/forum?id=AbC123",
    "https://openreview.net/pdf?id=AbC123",
    "https://openreview.net/about?id=AbC123",
    "https://arxiv.org/list/cs/new",
)
BIBTEX = (
    r"""@misc{gadre2023datacomp,
      title={DataComp: In search of the next generation of multimodal datasets},
      author={Samir Yitzhak Gadre and Gabriel Ilharco and
        J{\"o}rg M{\"u}ller and {\O}yvind {\AA}s and Erd\H{o}s, P\'al},
      year={2023}, eprint={2304.14108}, archivePrefix={arXiv}, primaryClass={cs.CV},
      url={https://arxiv.org/abs/2304.14108}, }""",
    r"""@string{nips = "Advances in Neural Information Processing Systems"}
    @comment{nothing}
    @inproceedings(key:1, title = "A {GAN} of {\'e}t{\'e}: 100\% \& more --- or less",
    author = "Doe, Jane and van der Berg, Jan and {The Big Team}
      and others", booktitle = nips # " 36", year = 2024, month = jun, day = 3,
    doi = {10.1145/3580305.3599256}, url = "https://github.com/a/b\_c")""",
    """@article{scholar, title={LLaVA-Next: Video {QA} Benchmark}, author={Li, Feng and Zhang, Renrui},
    journal={arXiv preprint arXiv:2407.07895}, year={2024}}""",
    """@techreport{r, title={A Report on {Data}}, author={King, Jr., Martin and Doe, Jr},
    institution={ACME}, date={2022-05-17},
    url={https://example.org/r}}""",
    """@InProceedings{Kim_2023_CVPR, author    = {Kim, A. and Lee, B.}, title     = {A Survey of {V}ideo
        Corpora}, booktitle = {Proceedings of the CVPR}, month = {June}, year = {2023}, pages = {1--10} }""",
    "@misc{notitle, author={A B}}",
    "@misc{broken, title={Never closed, author={A B}",
)
READ = """async (m, data, texts) => {
  const { Venues } = await import("/assets/contribute/venues.js");
  const venues = new Venues(data.known_venues);
  return texts.map((text) => m.readBibtex(text, venues));
}"""
SUGGESTED = """({ Facets }, data, records) => {
  const facets = new Facets(data.facets, data.fields);
  return records.map(([title, type]) => ({ ...facets.defaults, ...facets.suggested(title, type) }));
}"""
FACTS = ("title", "authors", "year", "published", "venue", "arxiv", "arxiv_category", "doi", "links")


def facts_of(draft: Draft) -> dict[str, Any]:
    facts = {name: getattr(draft, name) for name in FACTS if getattr(draft, name)}
    facts["authors"] = list(draft.authors)
    return facts | ({"published": draft.published.isoformat()} if draft.published else {})


def test_references_are_read_alike(call: Call) -> None:
    read = "(m, _, texts) => texts.map((text) => [m.arxivIn(text), m.doiIn(text), m.identifierIn(text)])"
    found = call("common/identifiers.js", read, REFERENCES)
    assert dict(zip(REFERENCES, found, strict=True)) == {
        text: [arxiv_in(text), doi_in(text), identifier_in(text)] for text in REFERENCES
    }


def test_arxiv_identifiers_are_read_alike_or_refused_for_the_same_reason(call: Call) -> None:
    draw = random.Random(6)
    months = [f"{draw.randrange(100):02d}{draw.randrange(14):02d}" for _ in range(3000)]
    numbers = ("0000", "00000", "0001", "1234", "01234", "12345", "123")
    archives = ("hep-th", "math", "math.GT", "abc")
    texts = [f"{month}.{draw.choice(numbers)}{draw.choice(['', 'v2', 'v0'])}" for month in months]
    texts += [f"{draw.choice(archives)}/{month}001{draw.choice(['', 'v2', 'v0'])}" for month in months]

    def read(text: str) -> object:
        try:
            found = ArxivId.parse(text)
        except ValueError as error:
            return str(error)
        return {name: getattr(found, name) for name in ("base", "year", "month", "version")}

    parsed = call("common/identifiers.js", "(m, _, texts) => texts.map(m.parseArxiv)", texts)
    assert dict(zip(texts, parsed, strict=True)) == {text: read(text) for text in texts}


def test_ordinary_bibtex_is_read_alike(call: Call) -> None:
    for text, read in zip(BIBTEX, call("contribute/bibtex.js", READ, BIBTEX), strict=True):
        assert read["entries"] == [facts_of(item.draft) for item in read_bibtex(text).drafts], text


def test_types_of_records_are_read_alike(call: Call) -> None:
    types = [[item.draft.record_type for item in read_bibtex(text).drafts] for text in BIBTEX]
    assert [read["types"] for read in call("contribute/bibtex.js", READ, BIBTEX)] == types
    assert types[3] == ["techreport"]


def test_values_of_facets_are_suggested_alike(kb: KnowledgeBase, call: Call) -> None:
    records = [(work.title, "") for work in kb]
    records += [(work.title, kind) for work in kb for kind in ("software", "dataset", "techreport", "misc")]
    expected = [
        with_suggested(Draft(title=title, record_type=kind), kb.facets.values()).facets
        for title, kind in records
    ]
    assert call("contribute/facets.js", SUGGESTED, records) == expected
    assert len({str(one) for one in expected}) > 4


def test_values_of_another_surveys_facets_are_suggested_alike(bread: KnowledgeBase, call_bread: Call) -> None:
    titles = ["How-To: Loaves", "A CookBook", "Survey of How to Bake", "Bread", "bookish", "", "É réview"]
    records = [(title, kind) for title in titles for kind in ("", "software")]
    expected = [
        with_suggested(Draft(title=title, record_type=kind), bread.facets.values()).facets
        for title, kind in records
    ]
    assert call_bread("contribute/facets.js", SUGGESTED, records) == expected


def test_the_bibtex_of_every_work_is_read_alike(kb: KnowledgeBase, call: Call) -> None:
    texts = [bibtex(work) for work in kb]
    found = [read["entries"] for read in call("contribute/bibtex.js", READ, texts)]
    expected = [[facts_of(item.draft) for item in read_bibtex(text).drafts] for text in texts]
    assert [(mine, theirs) for mine, theirs in zip(found, expected, strict=True) if mine != theirs] == []


def test_hostile_bibtex_ends_and_stays_text(call: Call) -> None:
    texts = [
        "@" * 5000,
        "@misc{" * 2000,
        "{" * 50000,
        '@misc{a, title="' + "{" * 20000,
        "@misc{a," + "b=" * 9000,
        "@misc{a, title = {<img src=x onerror=alert(1)>}, author={A B}}",
        "@misc{__proto__, __proto__={x}, title={T}}",
    ]
    read = call("contribute/bibtex.js", READ, texts)
    assert read[5]["entries"][0]["title"] == "<img src=x onerror=alert(1)>"


def test_ids_are_made_alike(kb: KnowledgeBase, call: Call) -> None:
    draw = random.Random(2)
    entries = [entry_as_written(kb, work) for work in kb]
    entries += [
        {
            "title": draw.choice(["The of", "GPT-4V(ision): A", "«Ünïted» Data", "100 Things", "数据", ""]),
            "authors": [
                draw.choice(
                    ["Gemini Team", "Łukasz Kaiser", "Martin King Jr.", "李华", "O’Neil", "van den Oord"]
                )
            ],
            "year": 2024,
        }
        for _ in range(60)
    ]
    taken = {work.id for work in kb}
    make = "(m, _, [entries, ids]) => entries.map((entry) => m.citationKey(entry, new Set(ids)))"
    expected = []
    for entry in entries:
        work = Draft(
            title=entry["title"],
            authors=tuple(entry["authors"]),
            year=entry["year"],
            arxiv=entry.get("arxiv"),
        )
        known = next((one for one in kb if one.title == entry["title"]), None)
        work.published = known.published if known else None
        expected.append(citation_key(work, taken))
    assert call("contribute/ids.js", make, [entries, sorted(taken)]) == expected


def altered(draw: random.Random, title: str) -> str:
    """A title as somebody else would write it: other case, a letter more, a word less, another number."""
    at = draw.randrange(len(title))
    return draw.choice(
        [
            title.upper(),
            title[:at] + title[at + 1 :],
            title[:at] + "x" + title[at:],
            title + " 2",
            title.replace(" ", "-"),
            " ".join(title.split()[1:]),
            f"{title}: Supplement",
            title.replace("a", "ä"),
            title.replace("s", "S."),
            title,
        ],
    )


def test_works_that_are_probably_the_same_are_found_alike(kb: KnowledgeBase, call: Call) -> None:
    draw = random.Random(9)
    asked = []
    for work in kb:
        entry: dict[str, Any] = {"title": altered(draw, work.title)}
        if draw.random() < 0.3:
            entry["arxiv"] = draw.choice([work.arxiv or "2401.00001", "2401.00002v2", "2699.99999"])
        if draw.random() < 0.3 and work.doi:
            entry["doi"] = work.doi.upper()
        if draw.random() < 0.5:
            entry["authors"] = list(draw.choice([work.authors, work.authors[1:], ("Ada Lovelace",)]))
        asked.append(entry)
    find = """async ({ Known }, _, [works, authors, entries]) => {
      const known = new Known(async () => works, async (id) => ({ authors: authors[id] }));
      const found = await Promise.all(entries.map((entry) => known.find(entry)));
      return found.map((matches) => matches.map(({ work, likeness }) => [work.id, likeness]));
    }"""
    known = KnownWorks(kb)
    expected = []
    for entry in asked:
        addresses = tuple(entry[name] for name in ("arxiv", "doi") if name in entry)
        identity = Identity(entry["title"], tuple(entry.get("authors", ())), addresses)
        expected.append([[match.id, match.likeness.value] for match in known.find(identity)])
    authors = {work.id: list(work.authors) for work in kb}
    found = call("contribute/known.js", find, [known_works(kb), authors, asked])
    assert [pair for pair in zip(asked, found, expected, strict=True) if pair[1] != pair[2]] == []
    kinds = {likeness for matches in expected for _, likeness in matches}
    assert {"arxiv", "doi", "title", "similar"} <= kinds


def test_pairs_have_the_likeness_that_both_languages_must_give(call: Call) -> None:
    pairs = json.loads(DUPLICATES.read_text(encoding="utf-8"))
    judge = """({ Identity }, _, pairs) => pairs.map(({ one, other }) => {
      const [first, second] = [Identity.of(one), Identity.of(other)];
      return [first.likeness(second), second.likeness(first)];
    })"""
    found = call("contribute/duplicates.js", judge, pairs)
    assert dict(zip([pair["why"] for pair in pairs], found, strict=True)) == {
        pair["why"]: [pair["likeness"]] * 2 for pair in pairs
    }


def test_suggestions_are_those_of_survey_add(kb: KnowledgeBase, call: Call) -> None:
    """But for weights that are too small or too exact for the form's file."""
    suggester = TagSuggester(kb)
    texts = [(work.title, work.summary or "") for work in list(kb)[::9]]
    texts += [
        ("2.5M Image-Text pairs: CLIPScores \\textbf{x}", "https://example.org/videos"),
        ("zzz", ""),
        ("", ""),
    ]
    suggest = """({ Suggester }, _, [data, texts]) => {
      const suggester = new Suggester(data);
      return texts.map(([title, text]) => suggester.suggest(title, text, 3));
    }"""
    found = call("contribute/suggestions.js", suggest, [suggestion_data(suggester), texts])
    expected = [suggester.suggest(title, text).nodes for title, text in texts]
    assert [len(nodes) for nodes in found] == [len(nodes) for nodes in expected]
    assert found[-2:] == [[], []]
    for mine, theirs in zip(found, expected, strict=True):
        assert [one["score"] for one in mine] == pytest.approx([one.score for one in theirs], abs=0.02)
    same = [
        [one["node"] for one in mine[:1]] == [one.node.id for one in theirs[:1]]
        for mine, theirs in zip(found, expected, strict=True)
    ]
    assert sum(same) > 0.97 * len(same)


NAMES = (
    "Ada Lovelace",
    "Lovelace, Ada",
    "van Dam, Jr., Jan",
    "Leandro von Werra",
    "José Ortega y Gasset",
    "Robert Tarjan Jr.",
    "Tarjan, Jr.",
    "Gemini Team",
    "Team Gemini, Google",
    "Meta AI",
    "Ai Li",
    "{Barnes and Noble}",
    "The Alan Turing Institute",
    "OpenAI",
    "de la Cruz, María",
    "李 华",
    "Ł. Kaiser",
    "A, B, C, D",
    "von",
    "",
)
LISTED = (
    "Ada Lovelace, Alan Turing",
    "Lovelace, Ada and Turing, Alan",
    "Lovelace, Ada; Turing, Alan",
    "Ada Lovelace and Alan Turing",
    "Ada Lovelace, Alan Turing and Grace Hopper",
    "Ada Lovelace, Alan Turing, and Grace Hopper",
    "Lovelace, Ada",
    "Ada  Lovelace\nAlan Turing\n",
    "Gemini Team; Jan van Dam",
    "",
)


def test_names_are_taken_apart_alike(call: Call) -> None:
    take = """(m, _, names) => names.map(m.parseName).map((name) => ({
      ...name, natural: m.printedName(name), key_word: m.keyWord(name), match_key: m.matchKey(name),
    }))"""
    parts = ("family", "given", "particle", "suffix", "literal", "natural", "key_word", "match_key")
    found = call("contribute/people.js", take, NAMES)
    assert dict(zip(NAMES, found, strict=True)) == {
        name: {part: getattr(Name.parse(name), part) for part in parts} for name in NAMES
    }


def test_names_typed_into_one_field_are_split_alike(call: Call) -> None:
    found = call("contribute/people.js", "(m, _, texts) => texts.map(m.splitNames)", LISTED)
    assert dict(zip(LISTED, found, strict=True)) == {text: split_names(text) for text in LISTED}


def written_otherwise(draw: random.Random, venue: str) -> str:
    """A venue as people, services and BibTeX files write it."""
    words = venue.split()
    return draw.choice(
        [
            venue.upper(),
            f"Proceedings of the {venue}",
            f"{venue} 2023",
            f"In {venue}'24",
            f"Findings of the {venue}",
            f"{venue} Workshops",
            f"{venue}W",
            f"2024 IEEE {venue} (XYZ)",
            f"{venue}, Vancouver, 2023, Proceedings, Part II",
            " ".join(word[:4] + "." if len(word) > 6 else word for word in words),
            " ".join(words[: max(1, len(words) - 1)]),
            f"ACM {venue}",
            f"Int'l Conf. on Vision ({venue})",
            f"{venue}: Datasets and Benchmarks Track",
            venue,
        ]
    )


def test_venues_get_the_same_short_form(kb: KnowledgeBase, call: Call) -> None:
    draw = random.Random(12)
    names = [name for venue in kb.file.known_venues for name in venue.names] + list(kb.venues)
    texts = [written_otherwise(draw, name) for name in names for _ in range(3)]
    shorten = """({ Venues }, data, texts) => {
      const venues = new Venues(data.known_venues);
      return texts.map((text) => venues.canonical(text));
    }"""
    found = call("contribute/venues.js", shorten, texts)
    expected = [kb.file.known_venues.canonical(text) for text in texts]
    assert [one for one in zip(texts, found, expected, strict=True) if one[1] != one[2]] == []
    assert sum(one != two for one, two in zip(texts, expected, strict=True)) > 400


def test_thousands_of_nested_accents_are_read(call: Call) -> None:
    texts = ["\\'" * 8000 + "e", "\\'{" * 8000 + "e" + "}" * 8000, "{" * 20000 + "x" + "}" * 20000]
    found = call("contribute/latex.js", "(m, _, texts) => texts.map(m.texToText)", texts)
    assert [text[0] for text in found] == ["é", "é", "x"]
