"""The issue forms: what they ask, as the host's form files have it.

Source: https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import yaml

from generator.knowledge.work import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.knowledge import Node, Taxonomy

FOLDER = ".github/ISSUE_TEMPLATE"
CORRECTABLE = ("title", "authors", "year", "published", "venue", "arxiv", "doi", "kind")
LINK_FIELDS = ("code", "project", "dataset")
BY_HAND = ("tags or notes", "something else")
HEADER = "# Made by `survey bot forms` from taxonomy.yaml; change generator/hosting/forms.py instead.\n"


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


ADD = Label("add-work", "0e8a16", "A work to be added, from the form; answered by a pull request")
CORRECT = Label("correct-work", "fbca04", "A mistake in an entry, from the form")
DEAD_LINK = Label("dead-link", "d93f0b", "A link that leads nowhere, from the form")
BY_PERSON = Label("needs-maintainer", "5319e7", "Clear, but nothing that a program should decide")
LINKS = Label("links", "bfd4f2", "The standing report of the link check")
LABELS = (ADD, CORRECT, DEAD_LINK, BY_PERSON, LINKS)


def place(node: Node) -> str:
    """A node as it stands in a list of options: its way down from the area, and its id in parentheses."""
    way = [above for above in node.ancestors if above.level != "direction"] + [node]
    areas = [step for step in way if step.level == "area"]
    shown = areas[-1:] + [step for step in way if step.level != "area"]
    return f"{' > '.join(step.short for step in shown)} ({node.id})"


def forms(taxonomy: Taxonomy) -> Mapping[str, Form]:
    """All forms, by the name of their label."""
    places = tuple(place(node) for node in taxonomy if node.level != "direction")
    return {form.label.name: form for form in (_add(places), _correct(), _dead_link())}


def _add(places: tuple[str, ...]) -> Form:
    return Form(
        name="Add a work",
        label=ADD,
        about="A paper, dataset, benchmark or model that is missing here. Three answers are enough.",
        title="Add: ",
        intro=(
            "A program turns your answers into an entry and opens a pull request that names you as its "
            "co-author; you need not know how. It answers here within some minutes. If something is wrong "
            "it says what, and **editing this issue tries again**."
        ),
        fields=(
            Field(
                "work",
                "Work",
                "textarea",
                "An arXiv identifier or address, a DOI, or one BibTeX entry. Else its title.",
                "2304.14108",
                required=True,
            ),
            Field(
                "place",
                "Main place",
                "dropdown",
                "Where it is listed in full: an approach if one fits, else its topic.",
                required=True,
                options=places,
            ),
            Field(
                "note",
                "Why it stands there",
                help="One phrase of your own that starts with a verb. Not the abstract, and no praise.",
                placeholder="drops image-text pairs that a small model scores low",
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
                "Why it stands in the other places",
                "textarea",
                "A line each: the name in parentheses, a colon, and the phrase.",
                "node-id: rewrites captions with a language model",
            ),
            Field("code", "Code", help="Address of its source code.", placeholder="https://"),
            Field("project", "Project page", placeholder="https://"),
            Field("dataset", "Data", help="Where its data can be had.", placeholder="https://"),
            Field(
                "kind",
                "Kind",
                "dropdown",
                "Its main contribution; guessed from the title if you leave it out.",
                options=get_args(Kind),
            ),
            Field(
                "authors",
                "Authors",
                "textarea",
                "Only for a title without identifier: all authors, a line each, given name first.",
            ),
            Field("year", "Year", help="Only for a title without identifier.", placeholder="2025"),
            Field(
                "venue",
                "Venue",
                help="If you know a better one than the identifier tells.",
                placeholder="CVPR",
            ),
        ),
    )


def _correct() -> Form:
    return Form(
        name="Correct a work",
        label=CORRECT,
        about="A title, name, date, address or tag that is wrong.",
        title="Correct: ",
        intro=(
            "One mistake an issue. If it is one field of an entry, a program opens the pull request; all "
            "else waits for a maintainer."
        ),
        fields=(
            Field(
                "work",
                "Work",
                help="The address of its page here, or its id.",
                placeholder="doe2025cleaner",
                required=True,
            ),
            Field(
                "field",
                "What is wrong",
                "dropdown",
                required=True,
                options=(*CORRECTABLE, *(f"{name} link" for name in LINK_FIELDS), *BY_HAND),
            ),
            Field(
                "right",
                "What it should say",
                "textarea",
                "The new value and nothing else; authors a line each. What and why, if it is something else.",
                required=True,
            ),
            Field(
                "source",
                "Where one can see it",
                "textarea",
                "The paper, its page, a section of the survey.",
                required=True,
            ),
        ),
    )


def _dead_link() -> Form:
    return Form(
        name="Report a dead link",
        label=DEAD_LINK,
        about="A link of an entry that leads nowhere, or somewhere else.",
        title="Dead link: ",
        intro="With a new address, a program opens the pull request.",
        fields=(
            Field(
                "work",
                "Work",
                help="The address of its page here, or its id.",
                placeholder="doe2025cleaner",
                required=True,
            ),
            Field("dead", "Dead address", placeholder="https://", required=True),
            Field("alive", "New address", help="If you know where it has gone; an archived copy also helps."),
        ),
    )
