"""Issue forms, and the answers read from their issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from living_survey.hosting.answers import RefusedError, read_answers
from living_survey.hosting.forms import CORRECTABLE, LABELS, Form, forms
from living_survey.knowledge.work import Work
from living_survey.loading import load
from living_survey.rendering.contribute import node_option
from tests.bakery import BAKERY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bread() -> dict[str, Form]:
    return dict(forms(load(BAKERY)))


def test_a_form_offers_all_nodes_except_directions(bread: dict[str, Form]) -> None:
    data = yaml.safe_load(bread["add-work"].text())
    options = next(field for field in data["body"] if field.get("id") == "place")["attributes"]["options"]
    assert options[:4] == [
        "Wheat: Old & New (wheat)",
        "Spelt (spelt)",
        "Spelt > Milling (milling)",
        "Spelt > Milling > Stone *Mills* (stone)",
    ]
    assert (
        len(options) == len(set(options)) == sum(node.level != "direction" for node in load(BAKERY).taxonomy)
    )


def test_options_do_not_depend_on_this_survey() -> None:
    assert [node_option(node) for node in load(BAKERY).taxonomy if node.id == "sourdough"] == [
        "Sourdough 🥖 (sourdough)"
    ]


def questions(form: Form) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in yaml.safe_load(form.text())["body"] if "id" in item}


def test_a_form_asks_for_facets_of_the_whole_work(bread: dict[str, Form]) -> None:
    asked = questions(bread["add-work"])
    assert asked["facet_genre"]["attributes"]["options"] == ["Article", "Recipe", "Overview", "Software"]
    assert "Derived from the title" in asked["facet_genre"]["attributes"]["description"]
    assert asked["facet_languages"]["attributes"] == {
        "label": "Languages",
        "description": "The languages of its instructions.",
        "multiple": True,
        "options": ["English", "German, High", "Norwegian"],
    }
    assert [name for name in asked if name.startswith("facet_")] == ["facet_genre", "facet_languages"]
    assert not any("validations" in asked[name] for name in ("facet_genre", "facet_languages"))


def test_a_form_asks_for_statements_by_the_declared_relations(bread: dict[str, Form]) -> None:
    attributes = questions(bread["add-work"])["stated"]["attributes"]
    assert "`acts_at` takes steps; `improves` takes qualities; `measures` takes qualities" in str(attributes)
    assert attributes["placeholder"] == "node-id: {acts_at: knead, improves: crumb}"


LICENCE = """  - id: licence
    title: Work
    plural: Licences
    required: true
    many: false
    values:
      - {id: free, title: Free}
      - {id: none, title: None}
      - {id: other, title: Free}
"""


def test_a_form_asks_for_an_added_facet(tmp_path: Path) -> None:
    """Required, since its value cannot be derived; labels and options are distinct, as the host requires."""
    taxonomy = (BAKERY / "taxonomy.yaml").read_text().replace("facets:\n", f"facets:\n{LICENCE}")
    (tmp_path / "taxonomy.yaml").write_text(taxonomy)
    entry = (BAKERY / "entries/park2023rollers.yaml").read_text()
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries/park2023rollers.yaml").write_text(f"{entry}licence: free\n")
    (tmp_path / "entries/miller2020crumb.yaml").write_text(
        (BAKERY / "entries/miller2020crumb.yaml").read_text() + "licence: none\n"
    )
    made = forms(load(tmp_path))
    asked = questions(made["add-work"])["facet_licence"]
    assert asked["validations"] == {"required": True}
    assert asked["attributes"] == {
        "label": "Work (licence)",
        "options": ["Free (free)", "None (none)", "Free (other)"],
    }
    assert "licence" in questions(made["correct-work"])["field"]["attributes"]["options"]


def test_forms_set_a_label_that_is_created(bread: dict[str, Form]) -> None:
    assert set(bread) <= {label.name for label in LABELS}
    for name, form in bread.items():
        assert yaml.safe_load(form.text())["labels"] == [name]


def test_correctable_fields_are_fields() -> None:
    assert set(CORRECTABLE) <= set(Work.model_fields)


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


def test_an_unanswered_dropdown_is_empty(bread: dict[str, Form]) -> None:
    form = bread["add-work"]
    read = read_answers(form, body(form, {"work": "None", "place": "a", "note": "b", "facet_genre": "None"}))
    assert (read["work"], read["facet_genre"]) == ("None", "")


def test_headings_in_another_order_are_refused(bread: dict[str, Form]) -> None:
    form = bread["dead-link"]
    blocks = body(form, {"work": "a", "dead": "b"}).split("\n\n### ")
    text = "### " + "\n\n### ".join([blocks[1], blocks[0].removeprefix("### "), blocks[2]])
    with pytest.raises(RefusedError, match="not in the order"):
        read_answers(form, text)
