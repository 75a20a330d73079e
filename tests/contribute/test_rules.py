"""What the form says of an entry is what `survey check` and the JSON Schema say of it."""

from __future__ import annotations

import copy
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from living_survey.loading.rules import ALL_RULES, EntryRule
from living_survey.loading.rules.bibliography import fault_of_name, fault_of_url
from living_survey.rendering.contribute import entry_as_written
from living_survey.sources.drafts import problems_of
from tests.contribute.test_yaml import written_by_python
from tests.loading.strategies import TRICKY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey import KnowledgeBase
    from living_survey.loading.rules.registry import Vocabulary
    from tests.contribute.conftest import Call

pytestmark = pytest.mark.browser

IS_VALID = """({ Validator }, data, entries) => {
  const validator = new Validator(data.schema);
  return entries.map((entry) => validator.faults(entry).length === 0);
}"""
CODES = """async ({ problemsOf }, data, entries) => {
  const { Taxonomy } = await import("/assets/contribute/taxonomy.js");
  const { Facets } = await import("/assets/contribute/facets.js");
  const tree = new Taxonomy(data.nodes);
  const facets = new Facets(data.facets, data.fields);
  return entries.map(([id, entry]) => problemsOf(entry, id, tree, facets).map((problem) => problem.code));
}"""
# The rules about single entries that the form checks while somebody types.
IN_THE_FORM = {
    "arxiv-id",
    "arxiv-version",
    "doi",
    "year-before-preprint",
    "published-after-preprint",
    "published-before-preprint",
    "year-before-published",
    "bad-url",
    "author-name",
    "author-twice",
    "tag-twice",
    "tag-implied",
    "tag-rejected",
    "untidy-text",
    "repeated-item",
    "unknown-value",
    "empty-statement",
    "unpaired-values",
    "id-form",
    "id-author",
    "id-year",
}
ELSEWHERE = {
    "id-in-file": "the form writes no id into the file",
    "unknown-node": "the JSON Schema lists the nodes",
    "tag-too-broad": "the JSON Schema lists the nodes that can be tags",
    "unknown-section": "only maintainers write sections",
    "survey-reference": "only maintainers write numbers of references",
    "null-value": "the form writes no key without a value",
    "draft-without-tag": "the form asks for a topic of every work",
    "venue-name": "the form writes the short name of a venue",
    "unsorted": "only maintainers write sections and numbers of references",
}
VALUES: tuple[Any, ...] = (
    *TRICKY,
    None,
    True,
    0,
    7,
    2023,
    2101,
    1.5,
    [],
    ["x"],
    {},
    {"node": "data-filter"},
    "data-filter",
    "2024-02-30",
    "2024-02-29",
    "2304.14108v2",
    "2304.1410",
    "1512.03385",
    "hep-th/9901001",
    "math.GT/0309136",
    "10.1/x",
    "10.1145/3580305.3599256",
    "https://example.org/a?b#c",
    "ftp://example.org",
    "http://user@example.org",
    "x" * 301,
    "é" * 5001,
    "scaling-up",
    "paper",
    "papers",
    "understanding",
    ["understanding", "reasoning"],
    {"node": "data-filter", "enhances": "reasoning"},
    {"section": "3.1", "acts_at": "pretrain"},
)


def mutated(draw: random.Random, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with one to three values replaced, dropped, doubled, renamed or added somewhere in it."""
    entry = copy.deepcopy(entry)
    for _ in range(draw.randint(1, 3)):
        place: Any = entry
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw.choice(keys)
            if isinstance(place[key], (dict, list)) and place[key] and draw.random() < 0.6:
                place = place[key]
                continue
            change = draw.choice(["replace", "replace", "drop", "add"])
            if change == "replace":
                place[key] = copy.deepcopy(draw.choice(VALUES))
            elif change == "drop":
                del place[key]
            elif isinstance(place, list):
                place.append(copy.deepcopy(draw.choice([*VALUES, place[0]])))
            else:
                place[draw.choice(["note", "venu", "acts_at", "enhances", "statements", "doi"])] = (
                    copy.deepcopy(draw.choice(VALUES))
                )
            break
    return entry


def test_every_rule_about_an_entry_is_in_the_form_or_has_a_reason_not_to_be() -> None:
    rules = {code for code, rule in ALL_RULES.items() if isinstance(rule, EntryRule)}
    assert rules == IN_THE_FORM | ELSEWHERE.keys()
    assert not IN_THE_FORM & ELSEWHERE.keys()


def test_the_schema_has_the_same_verdict(kb: KnowledgeBase, schema: Mapping[str, Any], call: Call) -> None:
    draw = random.Random(11)
    entries = [entry_as_written(kb, work) for work in kb]
    entries += [mutated(draw, draw.choice(entries)) for _ in range(400)]
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    expected = [validator.is_valid(entry) for entry in entries]
    assert 40 < expected[len(kb) :].count(True) < 360
    found = call("contribute/schema.js", IS_VALID, entries)
    assert [
        entry for entry, mine, theirs in zip(entries, found, expected, strict=True) if mine != theirs
    ] == []


def odd_entries(kb: KnowledgeBase, count: int) -> list[tuple[str, dict[str, Any]]]:
    """Entries with what people get wrong, and ids that fit or do not."""
    draw = random.Random(3)
    works = list(kb)
    odd: dict[str, tuple[Any, ...]] = {
        "year": (2019, 2021, 2022, 2023, 2024, 2025),
        "published": ("2019-01-31", "2022-12-31", "2023-04-27", "2024-06-01", "2026-01-01"),
        "venue": ("arXiv", "ARXIV", "NeurIPS", " CVPR", "ICLR  2024"),
        "arxiv": (
            "2304.14108",
            "2304.14108v2",
            "2313.00001",
            "0704.0001",
            "1412.12345",
            "1501.00000",
            "abc/0101001",
            "cs.CL/0112017",
            "https://arxiv.org/abs/2304.14108",
        ),
        "doi": ("10.1109/TPAMI.2025.3576835", "doi:10.1/x", "10.1109/a b", "10.12345.6/x<y"),
        "links": tuple({"code": url} for url in URLS),
        "authors": (
            ["Lovelace, Ada"],
            ["Ada Lovelace", "ada lovelace"],
            ["Ada Lovelace et al."],
            ["A. Turing*"],
            ["Gemini Team"],
            ["李 华"],
            ["ADA LOVELACE"],
            ["Ada Lovelace and Alan Turing"],
            ['J{\\"o}rg Doe'],
            ["Martin King, Jr."],
            ["Vincent van Gogh 2"],
            ["Zhang Wei "],
        ),
        "title": (" A Title", "A  Title", "Tab\tTitle", "Fine Title"),
        "tags": (
            ["data-filter", "data-filter"],
            ["data-filter", "filter-logits"],
            ["scaling", {"node": "data-filter", "note": "x "}],
            ["eval-generation", "filter-logits"],
            [
                {
                    "node": "data-filter",
                    "acts_at": ["pretrain", "finetune"],
                    "enhances": ["reasoning", "retrieval"],
                }
            ],
            [{"node": "data-filter", "enhances": "reasoning", "evaluates": ["retrieval", "nothing"]}],
            [
                {
                    "node": "data-filter",
                    "statements": [{"note": "x"}, {"acts_at": "pretrain"}, {"acts_at": "never"}],
                }
            ],
        ),
        "upstream": ({"rejected": [{"node": "data-filter", "why": "it is about something else"}]},),
        "statements": ([{"section": "3.1.1"}], [{"section": "3.1.1", "draws_on": ["assessment", "magic"]}]),
        "acts_at": ("pretrain", ["pretrain", "eval"], "boil"),
        "draws_on": (["assessment", "generation"], ["assessment"]),
        "kind": ("paper", "poem"),
        "names": (["Bake"], ["Bake", "Bake"], ["Bake "]),
        "modalities": (["text"], ["text", "smell"], ["text", "image"]),
        "remarks": ("two people named Ada Lovelace", "line\nbreak"),
    }
    entries = []
    for _ in range(count):
        work = draw.choice(works)
        entry = entry_as_written(kb, work)
        for name in draw.sample(sorted(odd), draw.randint(1, 4)):
            entry[name] = draw.choice(odd[name])
        entries.append(
            (draw.choice([work.id, work.id, "doe2023title", "Doe", "lovelace2023fine", "x2019"]), entry)
        )
    return entries


URLS = (
    "https://example.com",
    "http://example.com:8080/x",
    "https://example.com:99999",
    "https://exa mple.com",
    "ftp://example.com",
    "javascript:alert(1)",
    "www.example.com",
    "https:/example.com",
    "https://user:pw@example.com",
    "https://localhost/x",
    "https://a.local",
    "https://10.0.0.1",
    "https://8.8.8.8/x",
    "https://172.20.1.1",
    "https://[::1]/",
    "https://[2606:4700::1111]/",
    "https://",
    "https://x",
    "https://münchen.de/ü",
    "HTTPS://EXAMPLE.COM",
    "https://example.com\\x",
    "mailto:a@example.org",
    "https://a..b",
    "https://192.168.0.1.",
    "https://ex_ample.com",
    "https://-a.com",
    "https://a.com?x@y",
    "https://127.0.0.1:80",
    "https://1.2.3",
    "",
    "//example.com",
    "https://a.com:x",
)
NAMES = (
    "Ada Lovelace",
    "Lovelace, Ada",
    "Ada Lovelace, Jr.",
    "Ada and Bob",
    "et al.",
    "Ada Lovelace et al",
    "others",
    "...",
    "Ada*",
    "Ada Lovelace1",
    "ADA LOVELACE",
    "AL",
    "BLIP Team",
    "Jürgen Müller",
    "李华",
    "O’Neil D'Arc",
    "A; B",
    "A & B",
    "A et B",
    "{Ada}",
    "Ada &amp; Bob",
    "J.-P. Serre",
    "Ada Lovelace²",
    "X AI",
    "NVIDIA",
    "JÖRG DOE",
    "A, B, C",
)


def test_the_rules_find_the_same(kb: KnowledgeBase, vocabulary: Vocabulary, call: Call) -> None:
    entries = [*((work.id, entry_as_written(kb, work)) for work in list(kb)[::4]), *odd_entries(kb, 350)]
    found = call("contribute/rules.js", CODES, entries)
    different = []
    seen: set[str] = set()
    for (work_id, entry), codes in zip(entries, found, strict=True):
        problems = problems_of(work_id, written_by_python(entry), vocabulary)
        expected = {problem.code for problem in problems} & IN_THE_FORM
        seen |= expected
        if set(codes) != expected:
            different.append((work_id, sorted(set(codes) ^ expected), entry))
    assert different == []
    assert seen == IN_THE_FORM


def sentence(fault: tuple[str, str] | None) -> str | None:
    return fault and f"{fault[0][0].upper()}{fault[0][1:]}{': ' if fault[1] else ''}{fault[1]}."


def test_addresses_and_names_have_the_same_faults(call: Call) -> None:
    draw = random.Random(8)
    for texts, function, name in ((URLS, fault_of_url, "faultOfUrl"), (NAMES, fault_of_name, "faultOfName")):
        altered = [*texts, *(spoiled(draw, draw.choice(texts)) for _ in range(2000))]
        found = call("contribute/rules.js", f"(m, _, texts) => texts.map(m.{name})", altered)
        expected = [sentence(function(text)) for text in altered]
        assert [
            (text, mine, theirs)
            for text, mine, theirs in zip(altered, found, expected, strict=True)
            if mine != theirs
        ] == []


def spoiled(draw: random.Random, text: str) -> str:
    """A text with letters left out and others put in."""
    letters = list(text)
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(letters) + 1)
        if draw.random() < 0.4 and at < len(letters):
            del letters[at]
        else:
            letters.insert(at, draw.choice("aZé .,:;/@?#[]\\%-_'12²&*李"))
    return "".join(letters)


def test_every_message_is_a_sentence(kb: KnowledgeBase, call: Call) -> None:
    draw = random.Random(5)
    entries = [mutated(draw, entry_as_written(kb, draw.choice(list(kb)))) for _ in range(150)]
    explain = """async ({ explained }, data, entries) => {
      const { Validator } = await import("/assets/contribute/schema.js");
      const { Facets } = await import("/assets/contribute/facets.js");
      const validator = new Validator(data.schema);
      const facets = new Facets(data.facets, data.fields);
      const problems = entries.flatMap((entry) => explained(validator.faults(entry), facets));
      return problems.map(({ message }) => message);
    }"""
    messages = set(call("contribute/rules.js", explain, entries))
    assert len(messages) > 8
    assert [message for message in messages if not re.fullmatch(r"[A-Z].*[.]", message)] == []
    assert [message for message in messages if "undefined" in message or "[object" in message] == []
