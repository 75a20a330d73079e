"""The forms say what the parser reads, and fit the taxonomy."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.hosting.answers import RefusedError, read_answers
from generator.hosting.forms import CORRECTABLE, LABELS, Form, forms, place
from generator.knowledge.work import WorkEntry
from generator.loading import load
from generator.loading.inspection import read_vocabulary

ROOT = Path(__file__).parents[2]
BREAD = ROOT / "tests/rendering/fixture"


@pytest.fixture(scope="module")
def bread() -> dict[str, Form]:
    return dict(forms(load(BREAD).taxonomy))


def test_the_forms_of_the_repository_are_up_to_date() -> None:
    taxonomy = read_vocabulary(ROOT)[0].taxonomy
    assert taxonomy
    for form in forms(taxonomy).values():
        assert (ROOT / form.path).read_text(encoding="utf-8") == form.text()


def test_a_form_offers_all_places_but_directions(bread: dict[str, Form]) -> None:
    data = yaml.safe_load(bread["add-work"].text())
    options = next(field for field in data["body"] if field.get("id") == "place")["attributes"]["options"]
    assert options[:4] == [
        "Wheat: Old & New (wheat)",
        "Spelt (spelt)",
        "Spelt > Milling (milling)",
        "Spelt > Milling > Stone *Mills* (stone)",
    ]
    assert (
        len(options) == len(set(options)) == sum(node.level != "direction" for node in load(BREAD).taxonomy)
    )


def test_options_do_not_depend_on_this_survey() -> None:
    assert [place(node) for node in load(BREAD).taxonomy if node.id == "sourdough"] == [
        "Sourdough 🥖 (sourdough)"
    ]


def test_issues_of_a_form_carry_a_label_that_is_made(bread: dict[str, Form]) -> None:
    assert set(bread) <= {label.name for label in LABELS}
    for name, form in bread.items():
        assert yaml.safe_load(form.text())["labels"] == [name]


def test_correctable_fields_are_fields() -> None:
    assert set(CORRECTABLE) <= set(WorkEntry.model_fields)


def body(form: Form, answers: dict[str, str], end: str = "\n") -> str:
    text = "\n\n".join(
        f"### {field.label}\n\n{answers.get(field.id) or '_No response_'}" for field in form.fields
    )
    return text.replace("\n", end)


ANSWER = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1, max_size=80
).map(str.strip)
ANSWERS = st.fixed_dictionaries({"work": ANSWER, "dead": ANSWER, "alive": ANSWER})


@given(answers=ANSWERS, end=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read(bread: dict[str, Form], answers: dict[str, str], end: str) -> None:
    form = bread["dead-link"]
    try:
        read = read_answers(form, body(form, answers, end))
    except RefusedError:
        assert not (answers["work"] and answers["dead"]) or "_No response_" in answers.values()
    else:
        assert read == {name: "" if answer == "_No response_" else answer for name, answer in answers.items()}


@given(text=st.text(max_size=400))
def test_any_text_is_read_or_refused(bread: dict[str, Form], text: str) -> None:
    for form in bread.values():
        with pytest.raises(RefusedError) as caught:
            read_answers(form, text)
        assert caught.value.reasons


def test_an_option_that_nobody_chose_is_empty(bread: dict[str, Form]) -> None:
    form = bread["add-work"]
    read = read_answers(form, body(form, {"work": "None", "place": "a", "note": "b", "kind": "None"}))
    assert (read["work"], read["kind"]) == ("None", "")


def test_headings_in_another_order_are_refused(bread: dict[str, Form]) -> None:
    form = bread["dead-link"]
    blocks = body(form, {"work": "a", "dead": "b"}).split("\n\n### ")
    text = "### " + "\n\n### ".join([blocks[1], blocks[0].removeprefix("### "), blocks[2]])
    with pytest.raises(RefusedError, match="not in the order"):
        read_answers(form, text)
