"""Made-up knowledge bases of any size, as like the real one as chance makes them."""

from __future__ import annotations

import random
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from living_survey import load
from living_survey.knowledge.text import fold
from living_survey.loading.canonical import format_entry

if TYPE_CHECKING:
    from living_survey import KnowledgeBase, Work

ROOT = Path(__file__).parents[1]
FIRST_DAY = date(2019, 1, 1)
DAYS = 2500
SYLLABLES = [
    consonant + vowel + end for consonant in "bdfgklmnprstvz" for vowel in "aeiou" for end in ("", "n", "r")
]


def synthetic_knowledge(root: Path, works: int, seed: int = 0) -> None:
    """Write a knowledge base of that many works: the real taxonomy, and entries made of real parts.

    The same seed gives the same bytes. The works that the taxonomy names are the real ones. Authors, words of
    titles, notes, nodes, venues and kinds are drawn from the real entries, so that their number, length and
    popularity are as they are there. Raises `ValueError` for fewer works than the taxonomy names.
    """
    real = load(ROOT)
    entries = root / "entries"
    entries.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "taxonomy.yaml", root)
    words = set(re.findall(r"[a-z0-9]+", (ROOT / "taxonomy.yaml").read_text(encoding="utf-8")))
    named = [work.id for work in real if work.id in words]
    if works < len(named):
        raise ValueError(f"the taxonomy names {len(named)} works; there cannot be fewer")
    for work_id in named:
        shutil.copy(ROOT / "entries" / f"{work_id}.yaml", entries)
    maker = _Maker(real, random.Random(seed))
    for number in range(works - len(named)):
        work_id, text = maker.entry(number)
        (entries / f"{work_id}.yaml").write_text(text, encoding="utf-8")


class _Maker:
    def __init__(self, real: KnowledgeBase, chance: random.Random) -> None:
        self.chance = chance
        self.works = list(real)
        self.taken = {work.arxiv for work in self.works}
        self.own = {"names", "survey", "upstream", *(table.id for table in real.tables.values())}
        self.authors = sorted(name for name in real.authors if re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", name))
        self.titles = [work.title.split(": ")[-1].split() for work in self.works]

    def entry(self, number: int) -> tuple[str, str]:
        """The id and the text of an entry, in canonical form."""
        like: Work = self.chance.choice(self.works)
        name = self._name(number)
        day = FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))
        # Five digits a month are enough for a hundred thousand works, and none exists twice.
        while (arxiv := f"{day:%y%m}.{number % 99_999 + 1:05}") in self.taken:
            day += timedelta(days=31)
        count = min(len(like.authors), 60)
        authors = self.chance.sample(self.authors, count)
        # What a work is and does is that of the work it is like, but for what only one work can have.
        fields = like.model_dump(mode="json", exclude_defaults=True, exclude={"id", "doi", *self.own})
        entry: dict[str, object] = fields | {
            "title": f"{name}: {self._title()}",
            "authors": authors,
            "year": day.year,
            "published": day,
            "venue": "arXiv",
            "arxiv": arxiv,
            "arxiv_category": "cs.CV",
            "links": {"code": f"https://github.com/synthetic/{name.lower()}"} if like.links.code else {},
            "added": date(2026, 1, 1),
        }
        kept = {key: value for key, value in entry.items() if value}
        work_id = f"{fold(authors[0].split()[-1])}{day.year}{name.lower()}"
        return work_id, format_entry(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False))

    def _name(self, number: int) -> str:
        """A name that no other work has: the number in syllables."""
        base = len(SYLLABLES)
        digits = [number % base, number // base % base, number // base**2 % base]
        return "".join(SYLLABLES[digit] for digit in digits).capitalize()

    def _title(self) -> str:
        """Words of two real titles."""
        first, second = self.chance.sample(self.titles, 2)
        return " ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])
