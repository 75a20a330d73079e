"""The pages that are generated from the program: up to date, complete, and with examples that work."""

from __future__ import annotations

import doctest
import inspect
import re
from typing import TYPE_CHECKING

import pytest

import living_survey
from living_survey.cli import COMMANDS
from reference import commands
from reference.__main__ import PAGES, stale
from tests.cli.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES = "GITHUB|HTTPS?|NO|OPENALEX|REQUESTS|SEMANTIC|SOURCE|SSL|SURVEY"
# Set for programs that are started, not read.
SET_ONLY = {"HTTP_PROXY", "HTTPS_PROXY"}


def page(name: str) -> str:
    return (ROOT / "site_src/pages" / name).read_text(encoding="utf-8")


def test_generated_pages_are_up_to_date() -> None:
    assert not stale(), "run: python -m reference"
    assert len(PAGES) == 3


def test_every_command_and_extra_is_described() -> None:
    text = page("commands.md")
    for name, command in COMMANDS.items():
        assert f"\n## survey {name}\n\n{command.help}\n" in text
    assert set(commands.EXTRAS) >= {command.extra for command in COMMANDS.values()} - {""}


def test_every_environment_variable_is_described() -> None:
    sources = [*(ROOT / "generator").rglob("*.py"), ROOT / "mkdocs.yml"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    read = set(re.findall(rf"[\"\[ ]((?:{PREFIXES})_[A-Z_]+)[\",]", text)) - SET_ONLY
    assert read == set(commands.ENVIRONMENT) - SET_ONLY


def documented() -> Iterator[tuple[str, object]]:
    """The objects that the page on the Python API describes."""
    yield "living_survey", living_survey
    for name in living_survey.__all__:
        yield name, getattr(living_survey, name)


@pytest.mark.parametrize(
    ("name", "described"), list(documented()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_examples_print_what_the_page_says(
    name: str, described: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "reference/example")
    examples = doctest.DocTestParser().get_doctest(inspect.getdoc(described) or "", {}, name, None, None)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=report.append)
    assert not report, "".join(report)


def test_the_package_shows_examples() -> None:
    assert page("python-api.md").count("```pycon\n>>> ") >= 5


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        living_survey.nothing  # type: ignore[attr-defined]  # noqa: B018 - asks for it
