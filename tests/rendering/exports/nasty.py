"""Works whose texts are meant to break the syntax of every format."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from living_survey.knowledge import TaxonomyFile, Work
from living_survey.knowledge.work import entry_model
from tests.rendering.survey_of_bread import TAXONOMY

FRAGMENTS = [
    *"{}\\$&%#_^~\"'`<>|-,;:=+@()[]*!?./ \t\né∞Łñß中🥖“”’–—",
    "and", "others", "{\\", "}}", "\\}", "\\textbf{", "%\n", "--", "``", "''", "?`", "@misc{x,", "title = {",
    ",\n}", "GPT-4V", "\r\n", "\nER  - ", "\r\nTY  - JOUR", "TI  - ", "=1+1", "+cmd", "-2", "@SUM", "'", "'=",
    '", "', "\u2028", "\u0085", "\x02", "\x03", "</title>", "<!--", "]]>", "&amp;", "&#0;", "\x0b", "\ufffe",
    "\u202e", "A", "a", "and and", " et al.", "y", "von", "Jr.",
]  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = (
    st.one_of(
        st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=10).map("".join),
        st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6).map(" ".join),
        st.text(CHARACTERS, min_size=1, max_size=40),
    )
    .map(lambda text: text[:200])
    .filter(lambda text: any(character.isprintable() and not character.isspace() for character in text))
)
MODEL = entry_model(TaxonomyFile.model_validate(TAXONOMY))
ADDRESSES = TEXTS.map(lambda text: f"https://example.org/{text}")


def work(**fields: Any) -> Work:  # noqa: ANN401 - fields as YAML has them
    facts: dict[str, Any] = {
        "id": "doe2024nasty",
        "title": "A Title",
        "authors": ["Jane Doe"],
        "year": 2024,
        "kind": "paper",
        "tags": ["some-node"],
    }
    return MODEL.model_validate(facts | fields)


WORKS = st.builds(
    work,
    title=TEXTS,
    authors=st.lists(TEXTS, min_size=1, max_size=4),
    venue=st.none() | TEXTS | st.sampled_from(["arXiv", "NeurIPS", "TPAMI", "GitHub", "Some blog"]),
    arxiv=st.none() | st.just("2404.00001"),
    doi=st.none() | TEXTS.map(lambda text: f"10.1000/{text}"),
    kind=st.sampled_from(["paper", "report", "blog", "survey"]),
    published=st.none() | st.dates(),
    links=st.fixed_dictionaries({}, optional={"project": ADDRESSES, "code": ADDRESSES}),
    remarks=st.none() | TEXTS,
    added=st.none() | st.dates(),
)
