"""The Explorer finds and counts what the Python API does, for hundreds of random questions."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import pytest

from benchmarks.explorer.corpus import write_explorer
from living_survey.knowledge import NOT_STATED
from living_survey.knowledge.search import stem
from living_survey.knowledge.text import fold, words
from tests.browser.looking import serve
from tests.explorer.oracle import BIBLIOGRAPHIC, FREE_TEXT, Asked, Oracle
from tests.explorer.survey_of_gardens import garden_kb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from playwright.sync_api import Page

    from living_survey import KnowledgeBase

GARDEN, REAL = "gardens", "this survey"
COMBINATIONS = {GARDEN: 100, REAL: 15}
QUERIES = {GARDEN: 50, REAL: 15}
FIRST = 12  # works that are rendered at once
COUNTED = {GARDEN: 30, REAL: 3}
"""The numbers of so many values of a facet are compared."""


class Answer(TypedDict):
    """What the page shows."""

    status: str
    works: list[str]
    matches: list[list[str]]
    """Of each work the nodes that it is shown with as the reason."""
    counts: dict[str, dict[str, int]]


# The rows below a node are made when it is opened.
OPEN_TREE = """() => {
  let closed;
  while ((closed = document.querySelector(".facet__branch[aria-expanded=false]"))) closed.click();
}"""

# Goes from address to address as the back button does, and reads the page; of long lists the first works.
ASK = """async (addresses) => {
  const page = document.getElementById("explore");
  return addresses.map((address) => {
    history.replaceState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
    const status = document.querySelector("[role=status]").textContent;
    if (parseInt(status.replace(",", "")) <= 60) dispatchEvent(new Event("beforeprint"));
    const counts = {};
    for (const group of page.querySelectorAll(".facet")) {
      const rows = [...group.querySelectorAll(".facet__choice")];
      const key = group.className.replace(/.*facet--/, "");
      counts[key] = Object.fromEntries(rows.map((row) => {
        const count = row.querySelector(".facet__count").textContent.replace(",", "");
        return [row.querySelector("input").value, Number(count)];
      }));
    }
    return {
      status,
      works: [...page.querySelectorAll("[data-work]")].map((work) => work.dataset.work),
      matches: [...page.querySelectorAll("[data-work]")].map((work) => {
        return [...work.querySelectorAll(".result__place .chip")].map((chip) => chip.dataset.value);
      }),
      counts,
    };
  });
}"""


@pytest.fixture(scope="module", params=[GARDEN, REAL])
def survey(request: pytest.FixtureRequest) -> str:
    """The survey that is explored."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def oracle(survey: str, kb: KnowledgeBase) -> Oracle:
    return Oracle(garden_kb(150) if survey == GARDEN else kb)


@pytest.fixture(scope="module")
def site_url(oracle: Oracle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Explorer alone, instead of the whole site."""
    folder = tmp_path_factory.mktemp("explorer")
    write_explorer(oracle.kb, folder, exports=False)
    with serve(folder) as address:
        yield address


@pytest.fixture
def explorer(page: Page) -> Page:
    page.goto("explore/")
    page.locator("#explore[data-indexed]").wait_for()
    page.evaluate(OPEN_TREE)
    return page


def ask(page: Page, asked: Sequence[Asked]) -> list[Answer]:
    answers: list[Answer] = page.evaluate(ASK, [f"{one.address}&sort=title" for one in asked])
    return answers


def by_title(kb: KnowledgeBase, found: Iterable[str]) -> list[str]:
    newest = {work.id: place for place, work in enumerate(kb.newest())}
    return sorted(found, key=lambda work_id: (fold(kb[work_id].title), newest[work_id]))


def test_random_combinations_of_filters_give_the_works_and_counts_of_the_api(
    explorer: Page, oracle: Oracle, survey: str
) -> None:
    chance = random.Random(20261123)
    combinations = COMBINATIONS[survey]
    asked = [random_filters(chance, oracle) for _ in range(combinations)]
    for one, answer in zip(asked, ask(explorer, asked), strict=True):
        expected = oracle.works(one)
        assert answer["works"] == by_title(oracle.kb, expected)[: max(FIRST, len(answer["works"]))], one
        assert answer["status"] == f"{len(expected):,} of {len(oracle.kb):,} works", one
        for facet in oracle.facets:
            every = answer["counts"][facet]
            compared = chance.sample(sorted(every), min(len(every), COUNTED[survey]))
            shown = {value: every[value] for value in compared}
            assert shown == oracle.counts(one, facet, shown), (one, facet)
    found = [len(oracle.works(one)) for one in asked]
    assert sum(count > 0 for count in found) > combinations / 3
    assert (
        sum(count > 0 for one, count in zip(asked, found, strict=True) if one.approaches) > combinations / 8
    )
    assert sum(count > 0 for one, count in zip(asked, found, strict=True) if one.relation) > combinations / 20


def test_each_work_is_shown_with_a_tag_at_which_it_meets_what_is_asked(
    explorer: Page, oracle: Oracle, survey: str
) -> None:
    chance = random.Random(8)
    asked = [random_filters(chance, oracle) for _ in range(COMBINATIONS[survey])]
    seen = 0
    for one, answer in zip(asked, ask(explorer, asked), strict=True):
        for work_id, nodes in zip(answer["works"], answer["matches"], strict=True):
            for node in nodes:
                assert work_id in oracle.works(replace(one, include={**one.include, "node": [node]})), one
                seen += 1
            if one.include.get("node"):
                needed = len(one.include["node"]) if one.match_all else 1
                assert len(nodes) == needed, one
    assert seen > len(asked)


def test_random_queries_give_the_works_of_a_search_without_an_index(
    explorer: Page, oracle: Oracle, survey: str
) -> None:
    chance = random.Random(8)
    asked = [Asked(q=random_query(chance, oracle.kb)) for _ in range(QUERIES[survey])]
    for one, answer in zip(asked, ask(explorer, asked), strict=True):
        expected = by_title(oracle.kb, oracle.search(one.q))
        assert answer["works"] == expected[: max(FIRST, len(answer["works"]))], one.q
        assert answer["status"] == f"{len(expected):,} of {len(oracle.kb):,} works", one.q
    assert sum(len(oracle.search(one.q)) > 0 for one in asked) > len(asked) / 3


def test_all_values_of_all_short_facets_are_shown(explorer: Page, oracle: Oracle) -> None:
    [answer] = ask(explorer, [Asked()])
    assert set(answer["counts"]) == set(oracle.facets)
    for facet in set(oracle.facets) - set(FREE_TEXT):
        values = set(oracle.values(facet))
        # What every work states is not offered as not stated.
        always = {NOT_STATED} if facet in oracle.declared and not oracle.kb.unstated(facet) else set()
        assert set(answer["counts"][facet]) == values - always


def test_text_is_folded_letter_for_letter_as_in_python(explorer: Page, oracle: Oracle) -> None:
    letters = [chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable()]
    samples = [work.title for work in oracle.kb] + list(oracle.kb.authors) + [f"a{one}b" for one in letters]
    samples += [
        "ﬁne—tuning",
        "Ångström",
        "İstanbul",
        "straße",
        "x\u200by",
        "क्षेत्र",
        "한국어",
        "\uff12\uff10\uff12\uff14",
        "e\u0301\u0345",
    ]
    folded = explorer.evaluate(
        """async (texts) => {
          const module = new URL("../assets/common/fold.js", document.baseURI);
          const { fold, stem, words } = await import(module.href);
          return texts.map((text) => [fold(text), words(text), words(text).map(stem)]);
        }""",
        samples,
    )
    assert folded == [[fold(one), words(one), [stem(word) for word in words(one)]] for one in samples]


def random_filters(chance: random.Random, oracle: Oracle) -> Asked:
    """Some filters around a work that exists, so that something is found more often than not."""
    work = chance.choice(list(oracle.kb))
    relations = [
        one.id for facet in oracle.declared.values() if facet.of_statements for one in facet.relations
    ]
    asked = Asked(match_all=chance.random() < 0.3, approaches=chance.random() < 0.5)
    if chance.random() < 0.3:
        asked.relation = chance.choice(relations)
    # What is asked of statements is asked more often than when and where a work was published.
    likely = [facet for facet in oracle.facets if facet not in BIBLIOGRAPHIC] * 2 + oracle.bibliographic
    for facet in dict.fromkeys(chance.sample(likely, chance.randint(1, 4))):
        values = oracle.values(facet)
        fitting = [value for value in values if work.id in oracle.having(facet, value)]
        several = chance.sample(fitting or values, 1) + chance.sample(values, chance.randint(0, 2))
        asked.include[facet] = list(dict.fromkeys(several))
    for facet in chance.sample(oracle.facets, chance.randint(0, 2)):
        rest = [value for value in oracle.values(facet) if value not in asked.include.get(facet, [])]
        asked.exclude[facet] = chance.sample(rest, min(len(rest), chance.randint(1, 2)))
    if chance.random() < 0.2:
        years = sorted(chance.sample(sorted(oracle.kb.years), 2))
        asked.include["year"] = [f"{years[0]}-{years[1]}"]
        asked.exclude.pop("year", None)
    if chance.random() < 0.3:
        asked.q = chance.choice(words(work.title))[: chance.randint(2, 9)]
    return asked


def random_query(chance: random.Random, kb: KnowledgeBase) -> str:
    work = chance.choice(list(kb))
    texts = [work.title, *work.authors, *(tag.note for tag in work.tags if tag.note)]
    return " ".join(
        random_term(chance, chance.choice(texts), work.title) for _ in range(chance.randint(1, 3))
    )


def random_term(chance: random.Random, text: str, title: str) -> str:
    parts = text.split()
    word = chance.choice(parts)
    at = chance.randint(0, len(parts) - 1)
    phrase = " ".join(parts[at : at + chance.randint(1, 3)])
    return chance.choice(
        [
            word,
            word[: chance.randint(1, len(word))],
            f'"{phrase}"',
            chance.choice(["-video", "-bench", "-synthetic", '-"large language"']),
            chance.choice(
                ["author:wang", "venue:neurips", "topic:evaluation", "year:2023-2024", "title:data"]
            ),
            misspelled(chance, word),
            misspelled(chance, chance.choice(title.split())),
            word.upper().replace("-", chance.choice(["", " ", "\u2011"])),
            f"{chance.choice(['author', 'title', 'topic', 'other'])}:{word}",
        ]
    )


def misspelled(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word))
    letter = chance.choice("aeionrst")
    edits = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ]
    return chance.choice(edits)
