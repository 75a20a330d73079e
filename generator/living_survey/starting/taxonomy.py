"""The first `taxonomy.yaml` of a survey."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from living_survey.knowledge.text import slug
from living_survey.loading.canonical import quoted_if_needed
from living_survey.sources.outline import LONGEST_ID
from living_survey.sources.venue_kinds import declaration
from living_survey.starting.colors import area_colors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from living_survey.knowledge.venues import Venue
    from living_survey.sources.outline import Outline, Topic

KEYS = {"area": "areas", "topic": "topics", "approach": "approaches"}

INTRODUCTION = """\
# The tree that works are placed in, and the facets that they are described by.
#
# Entries name the places by their ids, and so do addresses of the site: an id stays when a title changes. An
# area has areas or topics below it, a topic may have approaches (`approaches:`). Each of them can also have
#
#   short: One to four words, for menus
#   about: What it is about, in a sentence or two.
#   belongs: What kind of work is tagged here.
#   not_here: What is not, and where it goes instead.
#
# `survey check` says what is wrong, with its line.

schema: 2

tree:
"""

FACETS = """
# Facets are what works can be found by besides the tree. A new one is one item of this list: pages, the
# Explorer and exports follow, and after `make generate` the forms and the README, too. This one gives
# entries a line such as `kind: dataset`; another could be:
#
#   - id: language
#     title: Language
#     plural: Languages
#     relations:
#       - {id: is_in, key: languages, verb: is in, plural: are in}
#     values:
#       - {id: en, title: English}
#       - {id: es, title: Spanish}
facets:
  - id: kind
    title: Kind
    plural: Kinds
    about: The main contribution of a work.
    many: false
    required: true
    shown: [filter, form, work]
    relations:
      - {id: is_a, key: kind, verb: is a, plural: are}
    values:
      - {id: paper, title: Paper}
      - {id: survey, title: Survey, suggested_by: [survey, review, overview]}
      - id: dataset
        title: Dataset
        schema_org: Dataset
        suggested_by: [dataset, datasets, data set, data sets, corpus, corpora]
        record_types: [dataset]
      - {id: software, title: Software, schema_org: SoftwareSourceCode, record_types: [software]}
      - id: book
        title: Book
        publication: book
        schema_org: Book
        record_types: [book, monograph, edited-book]
      - id: thesis
        title: Thesis
        publication: thesis
        schema_org: Thesis
        record_types: [phdthesis, mastersthesis, thesis, dissertation]
      - id: report
        title: Report
        publication: report
        schema_org: Report
        record_types: [techreport, report]
      - id: web
        title: Web page
        publication: web
        schema_org: WebPage
        record_types: [online, www, webpage]
"""


VENUES = """
# Venues that the program does not know, or whose names do not tell what they are: conference, journal,
# preprint, software or web. Citations depend on it.
#
#   - {short: SenSys, full: ACM Conference on Embedded Networked Sensor Systems, kind: conference}
"""


def taxonomy_text(title: str, outline: Outline, venues: Sequence[Venue] = ()) -> str:
    """The text of `taxonomy.yaml` with the topics of an outline, the upper ones with colours, and venues."""
    taken = {topic.id for topic in outline}
    own = slug(title)[:LONGEST_ID].strip("-") or "survey"
    root = next(
        name for name in chain([own], (f"{own}-{number}" for number in count(2))) if name not in taken
    )
    lines = [f"  - id: {root}", f"    title: {_scalar(title)}", "    short: All topics"]
    lines += _nodes(outline.roots, "    ", area_colors())
    declared = [f"  {declaration(venue)}" for venue in venues]
    return INTRODUCTION + "\n".join(lines) + "\n" + FACETS + VENUES + _list("venues", declared)


def _list(key: str, items: Sequence[str]) -> str:
    return "\n".join([f"{key}:", *items, ""]) if items else f"{key}: []\n"


def _nodes(topics: Iterable[Topic], indent: str, colors: Iterator[str] | None = None) -> Iterator[str]:
    topics = tuple(topics)
    for level, key in KEYS.items():
        here = [topic for topic in topics if topic.level == level]
        if here:
            yield f"{indent}{key}:"
        for topic in here:
            yield f"{indent}- id: {topic.id}"
            yield f"{indent}  title: {_scalar(topic.title)}"
            if colors:
                yield f'{indent}  color: "{next(colors)}"'
            yield from _nodes(topic.children, f"{indent}  ")


def _scalar(text: str) -> str:
    return quoted_if_needed(" ".join(text.split()), in_brackets=False)
