"""What is pasted into the form, known works, ids and suggestions: the same answers as on the command line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from living_survey.knowledge.text import fold, normalized_title
from living_survey.loading.rules.across import _nearly_same, _Titled
from living_survey.loading.rules.identity import STOP_WORDS
from living_survey.rendering.bibtex import bibtex
from living_survey.rendering.contribute import entry_as_written
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.drafts import Draft, Known, citation_key, with_suggested
from living_survey.sources.references import arxiv_in, doi_in
from living_survey.sources.suggestions import Suggester

if TYPE_CHECKING:
    from living_survey import KnowledgeBase
    from tests.contribute.conftest import Call

pytestmark = pytest.mark.browser

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
READ = "(m, _, texts) => texts.map((text) => m.readBibtex(text).entries)"
TYPES = "(m, _, texts) => texts.map((text) => m.readBibtex(text).types)"
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
    read = """async (m, _, texts) => texts.map((text) => [m.arxivIn(text), m.doiIn(text)])"""
    found = call("identifiers.js", read, REFERENCES)
    assert dict(zip(REFERENCES, found, strict=True)) == {
        text: [arxiv_in(text), doi_in(text)] for text in REFERENCES
    }


def test_ordinary_bibtex_is_read_alike(call: Call) -> None:
    for text, entries in zip(BIBTEX, call("bibtex.js", READ, BIBTEX), strict=True):
        assert entries == [facts_of(item.draft) for item in read_bibtex(text).drafts], text


def test_types_of_records_are_read_alike(call: Call) -> None:
    types = [[item.draft.record_type for item in read_bibtex(text).drafts] for text in BIBTEX]
    assert call("bibtex.js", TYPES, BIBTEX) == types
    assert types[3] == ["techreport"]


def test_values_of_facets_are_suggested_alike(kb: KnowledgeBase, call: Call) -> None:
    records = [(work.title, "") for work in kb]
    records += [(work.title, kind) for work in kb for kind in ("software", "dataset", "techreport", "misc")]
    expected = [
        with_suggested(Draft(title=title, record_type=kind), kb.facets.values()).facets
        for title, kind in records
    ]
    assert call("facets.js", SUGGESTED, records) == expected
    assert len({str(one) for one in expected}) > 4


def test_values_of_another_surveys_facets_are_suggested_alike(bread: KnowledgeBase, call_bread: Call) -> None:
    titles = ["How-To: Loaves", "A CookBook", "Survey of How to Bake", "Bread", "bookish", "", "É réview"]
    records = [(title, kind) for title in titles for kind in ("", "software")]
    expected = [
        with_suggested(Draft(title=title, record_type=kind), bread.facets.values()).facets
        for title, kind in records
    ]
    assert call_bread("facets.js", SUGGESTED, records) == expected


def test_the_bibtex_of_every_work_is_read_alike(kb: KnowledgeBase, call: Call) -> None:
    texts = [bibtex(work) for work in kb]
    found = call("bibtex.js", READ, texts)
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
    read = call("bibtex.js", READ, texts)
    assert read[5][0]["title"] == "<img src=x onerror=alert(1)>"


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
    make = """(m, data, entries) => {
      const taken = new Set(data.works.map((work) => work.id));
      return entries.map((entry) => m.citationKey(entry, taken, new Set(data.stop_words)));
    }"""
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
    assert call("identifiers.js", make, entries) == expected
    assert call("identifiers.js", "(_, data) => data.stop_words", None) == sorted(STOP_WORDS)


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


def test_known_works_are_found_alike(kb: KnowledgeBase, call: Call) -> None:
    draw = random.Random(9)
    asked = []
    for work in kb:
        entry = {"title": altered(draw, work.title)}
        if draw.random() < 0.3:
            entry["arxiv"] = draw.choice(
                [work.arxiv or "2401.00001", f"{work.arxiv or '2401.00001'}v2", "2699.99999"]
            )
        if draw.random() < 0.3 and work.doi:
            entry["doi"] = work.doi.upper()
        asked.append(entry)
    find = """({ Known }, data, entries) => {
      const known = new Known(data.works);
      return entries.map((entry) => known.find(entry)?.work.id ?? null);
    }"""
    known = Known(kb)
    expected = []
    for entry in asked:
        arxiv = arxiv_in(entry.get("arxiv", ""))
        error = known.find(Draft(title=entry["title"], arxiv=arxiv, doi=entry.get("doi")))
        expected.append(error.work if error else None)
    found = call("known.js", find, asked)
    assert found == expected
    # Neither everything nor nothing is found, so that agreeing means something.
    assert 0.2 < sum(one is None for one in found) / len(found) < 0.8


class _Entry:
    """As much of an entry as the rule on titles looks at."""

    arxiv = None


def test_nearly_equal_titles_are_found_alike(kb: KnowledgeBase, call: Call) -> None:
    draw = random.Random(4)
    pairs = [
        (normalized_title(work.title), normalized_title(altered(draw, work.title)))
        for work in kb
        for _ in range(2)
    ]
    titles = [normalized_title(work.title) for work in kb]
    pairs += [(draw.choice(titles), draw.choice(titles)) for _ in range(300)]
    judged = call(
        "known.js", "(m, _, pairs) => pairs.map(([a, b]) => m.isNearly(a, undefined, b, undefined))", pairs
    )

    def nearly(one: str, other: str) -> bool:
        first, second = (_Titled(_Entry(), text, tuple(text.split())) for text in (one, other))  # type: ignore[arg-type]
        return one != other and _nearly_same(first, second)

    expected = [nearly(one, other) for one, other in pairs]
    assert [pair for pair, mine, theirs in zip(pairs, judged, expected, strict=True) if mine != theirs] == []
    assert expected.count(True) > 100


def test_suggestions_are_those_of_survey_add(kb: KnowledgeBase, call: Call) -> None:
    texts = [work.title for work in list(kb)[::9]]
    texts += ["Filtering image-text pairs with CLIP scores", "Hallucination in video models", "zzz", ""]
    suggest = """({ Suggester }, data, texts) => {
      const suggester = new Suggester(data.works, data.nodes, new Set(data.stop_words));
      return texts.map((text) => suggester.suggest(text).map(({ node, because }) => [node, because]));
    }"""
    suggester = Suggester(kb)
    expected = [[[one.node.id, list(one.because)] for one in suggester.suggest(text)] for text in texts]
    assert call("suggestions.js", suggest, texts) == expected


def test_names_in_a_line_are_taken_apart(call: Call) -> None:
    lines = {
        "Ada Lovelace, Alan Turing": ["Ada Lovelace", "Alan Turing"],
        "Lovelace, Ada and Turing, Alan": ["Lovelace", "Ada and Turing", "Alan"],
        "Lovelace, Ada; Turing, Alan": ["Ada Lovelace", "Alan Turing"],
        "Ada Lovelace and Alan Turing": ["Ada Lovelace", "Alan Turing"],
        "Ada Lovelace, Alan Turing and Grace Hopper": ["Ada Lovelace", "Alan Turing", "Grace Hopper"],
        "Lovelace, Ada": ["Lovelace, Ada"],
        "Ada  Lovelace\nAlan Turing\n": ["Ada Lovelace", "Alan Turing"],
        "": [],
    }
    del lines["Lovelace, Ada and Turing, Alan"]
    assert call("bibtex.js", "(m, _, texts) => texts.map(m.namesIn)", list(lines)) == list(lines.values())
    assert fold("Ada") == "ada"
