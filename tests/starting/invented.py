"""Works on bees that nobody wrote, and lists of them in the shapes of lists that people keep."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import cycle, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TREE = {
    "Colonies": ("Division of Labour", "Swarming", "Communication"),
    "Health": ("Mites and Parasites", "Viruses", "Nutrition"),
    "Foraging": ("Navigation", "Flower Choice"),
    "Methods": ("Tracking", "Acoustic Monitoring", "Simulation"),
}
VENUES = ("Apidologie", "PNAS", "Behavioral Ecology", "PLOS ONE", "Journal of Apicultural Research", "ICRA")
GIVEN = (
    "Ada",
    "Bruno",
    "Chiara",
    "Dmitri",
    "Elif",
    "Fatou",
    "Goran",
    "Hana",
    "Ines",
    "Jorge",
    "Kirsten",
    "Lars",
)
FAMILY = (
    "Almqvist", "Benali", "Castellanos", "Dürr", "Eskola", "Fontanelli", "Grünfeld", "Hoxha", "Ibáñez",
    "Jansky", "Kowalczyk", "Lindholm", "Müllner", "Nakamori", "Okafor", "Péreira", "Quist", "Rønning",
    "Sørby", "Tanaka",
)  # fmt: skip
TOPICS = [(area, topic) for area, topics in TREE.items() for topic in topics]
SUBJECTS = (
    "Honeybees",
    "Bumblebees",
    "Stingless Bees",
    "Nurse Bees",
    "Foragers",
    "Drones",
    "Queens",
    "Hives",
)
FINDINGS = (
    "{subject} Adjust {matter} to the Weather",
    "How Do {subject} Keep {matter} Stable?",
    "{matter} in {subject}: A Field Study over Six Summers",
    "On the Cost of {matter} for {subject}",
    "Estimating {matter} of {subject} from Sparse Counts",
)
MATTERS = ("Brood Temperature", "Pollen Stores", "Dance Angles", "Wax Production", "Guard Shifts")


@dataclass(frozen=True)
class Invented:
    """A work with all that a list may say of it."""

    title: str
    authors: tuple[str, ...]
    year: int
    venue: str
    area: str
    topic: str
    arxiv: str = ""
    doi: str = ""
    page: str = ""
    code: str = ""

    @property
    def address(self) -> str:
        """Where it can be read."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else self.page


def works(number: int) -> list[Invented]:
    """So many works, the same ones each time, the topics in turn."""
    chance = random.Random(number)
    titles = [
        finding.format(subject=subject, matter=matter)
        for finding, subject, matter in product(FINDINGS, SUBJECTS, MATTERS)
    ]
    chance.shuffle(titles)
    return [
        _work(chance, at, title, *topic)
        for at, title, topic in zip(range(number), titles, cycle(TOPICS), strict=False)
    ]


def _work(chance: random.Random, at: int, title: str, area: str, topic: str) -> Invented:
    people = tuple(
        f"{chance.choice(GIVEN)} {name}" for name in chance.sample(FAMILY, k=chance.choice((1, 2, 2, 3, 4)))
    )
    year = chance.randint(2012, 2024)
    identifier = {
        0: {"arxiv": f"{year % 100:02d}{chance.randint(1, 12):02d}.{'0' * (year >= 2015)}{1000 + at}"},
        1: {"doi": f"10.5555/bees.{year}.{at:03d}"},
        2: {"page": f"https://papers.example.org/bees/{at:03d}.pdf"},
    }[at % 3]
    code = f"https://github.com/example/bees-{at:03d}" if at % 4 == 0 else ""
    return Invented(title, people, year, chance.choice(VENUES), area, topic, code=code, **identifier)


def by_topic(some: Iterable[Invented]) -> Iterator[tuple[str, str, list[Invented]]]:
    """The works of each topic, in the order of the tree."""
    some = list(some)
    for area, topic in TOPICS:
        yield area, topic, [work for work in some if work.topic == topic]


# --- a bibliography ----------------------------------------------------------------------------------------

_LATEX = {"ü": '{\\"u}', "ñ": "{\\~n}", "á": "{\\'a}", "é": "{\\'e}", "ø": "{\\o}"}


def bibliography(some: Iterable[Invented]) -> str:
    """As reference managers and people write BibTeX, one after the other in one file."""
    parts = ["% Encoding: UTF-8\n\n@string{pnas = {PNAS}}\n@preamble{ {\\providecommand{\\BIBYu}{Yu} } }\n"]
    for at, work in enumerate(some):
        fields = _fields(work, at)
        kind = "inproceedings" if work.venue == "ICRA" else "article"
        if at % 5 == 4:
            body = "".join(f'\t{name.upper()} = "{value}",\n' for name, value in fields)
        else:
            body = "".join(f"  {name:<9} = {{{value}}},\n" for name, value in fields)
        body = body.replace("{PNAS}", "pnas").replace('"PNAS"', "pnas")
        parts.append(f"@{kind.title() if at % 7 == 3 else kind}{{bee{at:03d},\n{body}}}\n")
    parts.append("@comment{jabref-meta: databaseType:bibtex;}\n")
    return "\n".join(parts)


def _fields(work: Invented, at: int) -> Iterator[tuple[str, str]]:
    title = work.title.replace("Honeybees", "{Honeybees}") if at % 3 else f"{{{work.title}}}"
    yield "title", title
    names = [" ".join(reversed(name.rsplit(" ", 1))) if at % 2 else name for name in work.authors]
    names = [name.replace(" ", ", ", 1) for name in names] if at % 2 else names
    yield "author", "".join(_LATEX.get(letter, letter) for letter in " and ".join(names))
    if at % 6 == 5:
        yield "date", f"{work.year}-05-03"
    else:
        yield "year", str(work.year)
    yield ("booktitle" if work.venue == "ICRA" else "journal"), work.venue
    if work.arxiv:
        yield "eprint", work.arxiv
        yield "archivePrefix", "arXiv"
    elif work.doi:
        yield "doi", f"https://doi.org/{work.doi}" if at % 4 == 1 else work.doi
    else:
        yield "url", work.page
    yield "keywords", (", " if at % 2 else "; ").join((work.area, work.topic))
    yield "abstract", "We look at bees, 95\\% of them in summer, and count."


# --- an awesome list ---------------------------------------------------------------------------------------


def awesome_list(some: Iterable[Invented]) -> str:
    """Bullets below headings and sub-headings, with what else such lists have around them."""
    lines = [
        "# 🐝 Awesome Bees [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)",
        "",
        "A curated list of papers on bees. :honeybee: Pull requests are welcome!",
        "",
        "## News",
        "- [2024/03] We gave a talk at the [beekeepers' meeting](https://meeting.example.org).",
        "- [2023/11] The list has moved.",
        "",
        "## Contents",
        *(f"- [{area}](#{area.lower()})" for area in TREE),
        "",
    ]
    shown = ""
    for number, (area, topic, here) in enumerate(by_topic(some)):
        if area != shown:
            lines += [f"## {list(TREE).index(area) + 1}. {area}", "", f"What is known of {area.lower()}.", ""]
            shown = area
        lines += [f"### 🌼 {topic}", "", *(_bullet(work, number) for work in here), ""]
    lines += [
        "## Contributing",
        "",
        "- Read the [guidelines](CONTRIBUTING.md) first.",
        "",
        "## License",
        "",
        "CC0",
    ]
    return "\n".join(lines) + "\n"


def _bullet(work: Invented, number: int) -> str:
    people = ", ".join(work.authors)
    code = f" [[Code]({work.code})]" if work.code else ""
    if number % 3 == 0:
        return f"- **{work.title}.** [[Paper]({work.address})]{code}<br>*{people}.* {work.venue} {work.year}."
    if number % 3 == 1:
        return f"* [{work.title}]({work.address}), {people}. *{work.venue}*, {work.year}.{code}"
    return f"- ({work.venue} {work.year}) [{work.title}]({work.address}){code}"


# --- tables with badges ------------------------------------------------------------------------------------


def badge_tables(some: Iterable[Invented]) -> str:
    """A table for each area, with titles, names and badges in one cell and links in another."""
    lines = ["# Papers on Bees", "", "| Badge | Meaning |", "|:--|:--|", "| Star | stars of the code |", ""]
    shown = ""
    for area, topic, here in by_topic(some):
        if area != shown:
            lines += [f"## {area}", ""]
            shown = area
        lines += [f"### {topic}", "", "| Title & Authors | Introduction | Links |", "|:----|:----:|:---:|"]
        lines += [*map(_row, here), ""]
    return "\n".join(lines)


def _row(work: Invented) -> str:
    venue = work.venue.replace(" ", "_")
    badges = f"[![Publish](https://img.shields.io/badge/{venue}-{work.year}-blue)]()"
    links = f"[Paper]({work.address})"
    if work.code:
        name = work.code.removeprefix("https://github.com/")
        stars = f"https://img.shields.io/github/stars/{name}.svg?style=social&label=Star"
        badges += f" [![Star]({stars})]({work.code})"
        links = f"[Github]({work.code}) <br> {links}"
    picture = '<img width="200" src="figures/bee.png">'
    return f"|{badges} <br> [{work.title}]({work.address}) <br> {', '.join(work.authors)}|{picture}|{links}|"
