"""The issue forms: their questions, as the host's form files have them.

Source: https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import yaml

from living_survey.sources.facet_fields import facet_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from living_survey.knowledge import KnowledgeBase, Node
    from living_survey.knowledge.facets import Facet
    from living_survey.sources.facet_fields import FacetField

FOLDER = ".github/ISSUE_TEMPLATE"
LISTS = ("names", "authors")
CORRECTABLE = ("title", *LISTS, "year", "published", "venue", "arxiv", "doi", "summary")
LINK_FIELDS = ("code", "project", "dataset")
BY_HAND = ("tags, notes or statements", "something else")
HEADER = "# Made by `survey bot forms` from taxonomy.yaml; change living_survey/hosting/forms.py instead.\n"
FACET = "facet_"
"""What the ids of questions about facets start with, so that they differ from all others."""
_RESERVED_OPTION = "none"  # the host refuses it


@dataclass(frozen=True)
class Field:
    """One question; its `id` is the name by which addresses of the form fill it, and never changes."""

    id: str
    label: str
    kind: Literal["input", "textarea", "dropdown"] = "input"
    help: str = ""
    placeholder: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    multiple: bool = False

    @property
    def many_lines(self) -> bool:
        """Whether an answer may have several lines."""
        return self.kind == "textarea"

    def as_data(self) -> dict[str, Any]:
        """The question in the host's schema."""
        attributes: dict[str, Any] = {"label": self.label}
        attributes |= {"description": self.help} if self.help else {}
        attributes |= {"placeholder": self.placeholder} if self.placeholder else {}
        attributes |= {"multiple": True} if self.multiple else {}
        attributes |= {"options": list(self.options)} if self.options else {}
        data: dict[str, Any] = {"type": self.kind, "id": self.id, "attributes": attributes}
        return data | ({"validations": {"required": True}} if self.required else {})


@dataclass(frozen=True)
class Label:
    """A label by which a form's issues are known."""

    name: str
    color: str
    description: str


@dataclass(frozen=True)
class Form:
    """A form; its issues carry its label."""

    name: str
    label: Label
    about: str
    title: str
    intro: str
    fields: tuple[Field, ...] = field(repr=False)

    @property
    def path(self) -> str:
        """The file that the host reads."""
        return f"{FOLDER}/{self.label.name}.yml"

    def text(self) -> str:
        """The file's content."""
        data = {
            "name": self.name,
            "description": self.about,
            "title": self.title,
            "labels": [self.label.name],
            "body": [
                {"type": "markdown", "attributes": {"value": self.intro}},
                *(question.as_data() for question in self.fields),
            ],
        }
        return HEADER + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


ADD = Label("add-work", "0e8a16", "A work to be added, from the form; a program opens a pull request")
CORRECT = Label("correct-work", "fbca04", "A mistake in an entry, from the form")
DEAD_LINK = Label("dead-link", "d93f0b", "A link that does not work, from the form")
BY_PERSON = Label("needs-maintainer", "5319e7", "Clear, but left to a maintainer")
LINKS = Label("links", "bfd4f2", "The report of the link check")
LABELS = (ADD, CORRECT, DEAD_LINK, BY_PERSON, LINKS)


def place(node: Node) -> str:
    """A node in a list of options: its path from the area down, and its id in parentheses."""
    way = [above for above in node.ancestors if above.level != "direction"] + [node]
    areas = [step for step in way if step.level == "area"]
    shown = areas[-1:] + [step for step in way if step.level != "area"]
    return f"{' > '.join(step.short for step in shown)} ({node.id})"


def forms(kb: KnowledgeBase) -> Mapping[str, Form]:
    """All forms, by the name of their label."""
    places = tuple(place(node) for node in kb.taxonomy if node.level != "direction")
    facets = tuple(kb.facets.values())
    return {form.label.name: form for form in (_add(places, facets), _correct(facets), _dead_link())}


def asked_facets(facets: Iterable[Facet]) -> dict[str, FacetField]:
    """The fields for facets that the form "Add a work" has questions for, by the ids of the questions."""
    return {
        f"{FACET}{key}": one for key, one in facet_fields(facet for facet in facets if facet.in_forms).items()
    }


def stated_keys(facets: Iterable[Facet]) -> dict[str, Facet]:
    """The keys by which a tag states values of facets, with the facets."""
    return {
        relation.key: facet
        for facet in facets
        if "tag" in facet.stated and "form" in facet.shown
        for relation in facet.relations
    }


def _add(places: tuple[str, ...], facets: tuple[Facet, ...]) -> Form:
    built_in = (*_WORK, *_places(places), *_stated(facets), *_LINKS, *_BIBLIOGRAPHY)
    labels = Counter(question.label for question in built_in)
    about_facets = []
    for name, one in asked_facets(facets).items():
        about_facets.append(_facet(name, one, is_taken=labels[one.label] > 0))
        labels[one.label] += 1
    return Form(
        name="Add a work",
        label=ADD,
        about="A work that is missing here. Three answers are enough.",
        title="Add: ",
        intro=(
            "A program turns your answers into an entry and opens a pull request that names you as "
            "co-author. It replies here within a few minutes. If something is wrong, it tells you what, and "
            "**editing this issue runs it again**."
        ),
        fields=(
            *_WORK,
            *_places(places),
            *_stated(facets),
            *_LINKS,
            *about_facets,
            *_BIBLIOGRAPHY,
        ),
    )


_WORK = (
    Field(
        "work",
        "Work",
        "textarea",
        "An arXiv identifier or address, a DOI, or one BibTeX entry; otherwise its title.",
        "2304.14108",
        required=True,
    ),
)
_LINKS = (
    Field("code", "Code", help="Address of its source code.", placeholder="https://"),
    Field("project", "Project page", placeholder="https://"),
    Field("dataset", "Data", help="Where its data are available.", placeholder="https://"),
)
_BIBLIOGRAPHY = (
    Field(
        "names",
        "Short names",
        "textarea",
        "Of the work, its model, data set or benchmark; one per line.",
    ),
    Field(
        "summary",
        "Summary",
        help="What the work does, in one sentence of your own, at most 30 words.",
    ),
    Field(
        "authors",
        "Authors",
        "textarea",
        "Only for a title without identifier: all authors, one per line, given name first.",
    ),
    Field("year", "Year", help="Only for a title without identifier.", placeholder="2025"),
    Field("venue", "Venue", help="If it is a better one than the identifier gives.", placeholder="CVPR"),
)


def _places(places: tuple[str, ...]) -> tuple[Field, ...]:
    return (
        Field(
            "place",
            "Main place",
            "dropdown",
            "Where it is listed in full: an approach if one fits, otherwise its topic.",
            required=True,
            options=places,
        ),
        Field(
            "note",
            "What it does there",
            help="One phrase of your own that starts with a verb; not the abstract, no praise.",
            placeholder="compares three methods on the same data",
            required=True,
        ),
        Field(
            "other_places",
            "Other places",
            "dropdown",
            "If it belongs there as much.",
            options=places,
            multiple=True,
        ),
        Field(
            "other_notes",
            "What it does in the other places",
            "textarea",
            "One line each: the name in parentheses, a colon, and the phrase.",
            "node-id: measures how long each method takes",
        ),
    )


def _stated(facets: tuple[Facet, ...]) -> tuple[Field, ...]:
    """The question for what a work does at its places, if there are facets to state."""
    keys = stated_keys(facets)
    if not keys:
        return ()
    listed = "; ".join(f"`{key}` takes {facet.plural.lower()}" for key, facet in keys.items())
    example = ", ".join(f"{key}: {facet.values[0].id}" for key, facet in list(keys.items())[:2])
    return (
        Field(
            "stated",
            "Statements",
            "textarea",
            "Optional. One line for each place, or for each set of values that belong together: the name in "
            f"parentheses, a colon, and the values in braces. {listed}, by their ids; `effect` takes a "
            "result with its number.",
            f"node-id: {{{example}}}",
        ),
    )


def _facet(name: str, one: FacetField, *, is_taken: bool) -> Field:
    about = one.facet.about or ""
    is_guessed = any(value.suggested_by or value.record_types for value in one.facet.values)
    if is_guessed and one.facet.required:
        about = f"{about} Derived from the title if you leave it empty.".strip()
    return Field(
        name,
        f"{one.label} ({one.key})" if is_taken else one.label,
        "dropdown",
        about,
        required=one.facet.required and not is_guessed,
        options=tuple(_options(one.facet)),
        multiple=one.facet.many,
    )


def _options(facet: Facet) -> list[str]:
    """The titles of the values, which must differ; with the id where they do not."""
    titles = Counter(value.title for value in facet.values)
    return [
        value.title
        if titles[value.title] == 1 and value.title.lower() != _RESERVED_OPTION
        else f"{value.title} ({value.id})"
        for value in facet.values
    ]


def _correct(facets: tuple[Facet, ...]) -> Form:
    keys = tuple(one.key for one in asked_facets(facets).values())
    links = tuple(f"{name} link" for name in LINK_FIELDS)
    return Form(
        name="Correct a work",
        label=CORRECT,
        about="A title, name, date, address, value or tag that is wrong.",
        title="Correct: ",
        intro=(
            "One correction per issue. If it is one field of an entry, a program opens the pull request; "
            "everything else goes to a maintainer."
        ),
        fields=(
            _THE_WORK,
            Field(
                "field",
                "What is wrong",
                "dropdown",
                required=True,
                options=(*CORRECTABLE, *keys, *links, *BY_HAND),
            ),
            Field(
                "right",
                "Correct value",
                "textarea",
                "Only the new value; authors, names and several values one per line. For something else: "
                "what is wrong, and why.",
                required=True,
            ),
            Field(
                "source",
                "Source",
                "textarea",
                "Where this can be checked: the paper, its page, a section of the survey.",
                required=True,
            ),
        ),
    )


def _dead_link() -> Form:
    return Form(
        name="Report a dead link",
        label=DEAD_LINK,
        about="A link of an entry that does not work, or leads to something else.",
        title="Dead link: ",
        intro="If you give a new address, a program opens the pull request.",
        fields=(
            _THE_WORK,
            Field("dead", "Dead address", placeholder="https://", required=True),
            Field("alive", "New address", help="If there is one; an archived copy also helps."),
        ),
    )


_THE_WORK = Field(
    "work",
    "Work",
    help="The address of its page here, or its id.",
    placeholder="doe2025cleaner",
    required=True,
)
