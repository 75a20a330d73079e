"""What readers type: forms of words, words of questions, synonyms, and other words for pages."""

from __future__ import annotations

from pydantic import Field

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Text
from living_survey.knowledge.text import STOP_WORDS

ENDINGS = {
    "ations": "", "ation": "", "ating": "", "ated": "", "ates": "", "ators": "", "ator": "", "ate": "",
    "tures": "", "ture": "", "ioning": "", "ioned": "", "ions": "", "ion": "", "ings": "", "ing": "",
    "ies": "y", "ness": "", "ses": "s", "es": "", "ed": "", "e": "", "s": "",
}  # fmt: skip
"""Endings of words, the longest first, with what takes their place to get the stem."""
SHORTEST_STEM = 3
UNSTEMMED = ("ss", "us", "is")
"""A final s after these letters is not an ending."""

NOISE = STOP_WORDS | {"al", "et", "vs", "versus"}
"""Words that are left out of a query if another word is left."""
QUESTION_WORDS = NOISE | frozenset(
    [
        "about", "all", "any", "be", "been", "better", "best", "by", "could", "deal", "deals", "did",
        "does", "during", "find", "give", "handle", "has", "have", "help", "helps", "i", "improve",
        "improves", "improving", "into", "its", "list", "me", "most", "new", "our", "paper", "papers",
        "recent", "should", "show", "some", "than", "that", "their", "them", "there", "these", "they",
        "this", "use", "used", "using", "was", "we", "were", "where", "which", "who", "why", "will",
        "work", "works", "would",
    ]
)  # fmt: skip
"""Words of questions, which are not what is looked for."""

SPELLINGS = (
    ("dataset", "data set"),
    ("license", "licence"),
    ("licensing", "licencing"),
    ("labeling", "labelling"),
    ("modeling", "modelling"),
    ("behavior", "behaviour"),
    ("color", "colour"),
)
"""Spellings of the same word."""


class Shortcut(Model):
    """A page or an action that is found by words that its title does not have."""

    address: Text = Field(description="From the root of the site.", examples=["contribute/"])
    title: Text
    words: tuple[Text, ...] = Field(min_length=1, description="What people type who look for it.")


SHORTCUTS = (
    Shortcut(
        address="contribute/",
        title="Add or correct a work",
        words=(
            "add a work", "add a paper", "add paper", "submit", "submit a paper", "suggest a paper",
            "contribute", "report an error", "correction", "edit",
        ),
    ),
    Shortcut(
        address="cite/",
        title="Cite the survey",
        words=("cite", "citation", "how to cite", "cite this survey", "reference"),
    ),
    Shortcut(
        address="data/",
        title="Download the data",
        words=("download", "export", "export csv", "export bibtex", "bibtex", "csv", "json", "api"),
    ),
    Shortcut(
        address="feed.xml",
        title="Feed of new works",
        words=("rss", "rss feed", "atom", "atom feed", "feed", "subscribe", "news", "updates"),
    ),
    Shortcut(
        address="explore/?list=1",
        title="My reading list",
        words=("reading list", "my list", "bookmarks", "saved works", "favourites", "favorites"),
    ),
)  # fmt: skip
"""Pages and actions that every survey has."""


class Example(Model):
    """A question that the site answers, for the home page."""

    question: Text
    address: Text = Field(
        description="Where the answer is, from the root of the site.", examples=["explore/?q=mixture"]
    )


class SearchSpec(Model):
    """How the search reads queries."""

    synonyms: tuple[tuple[Text, ...], ...] = Field(
        default=(),
        description="Groups of words or phrases that mean the same: each finds the others.",
        examples=[[["DPO", "direct preference optimization"]]],
    )
    shortcuts: tuple[Shortcut, ...] = Field(
        default=(), description="Pages that are also found by words that their titles do not have."
    )
    examples: tuple[Example, ...] = Field(
        default=(), description="Questions on the home page, each with the page that answers it."
    )


def stem(word: str) -> str:
    """A folded word without its ending, so that `mixing` and `mixture` are the same.

    Only the first of `ENDINGS` that leaves enough of the word is taken off; the stem need not be a word.
    """
    for ending, instead in ENDINGS.items():
        if not word.endswith(ending) or len(word) - len(ending) < SHORTEST_STEM:
            continue
        if ending != "s" or not word.endswith(UNSTEMMED):
            return word.removesuffix(ending) + instead
    return word
