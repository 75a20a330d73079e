"""The form's modules, called one by one in a browser and compared with what Python says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from living_survey.loading import load
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.rules.identity import STOP_WORDS
from living_survey.loading.schema import canonical_form, entry_schema
from living_survey.rendering.contribute import EntryRules, FormData, form_data
from living_survey.rendering.site_context import SiteContext
from tests.bakery import BAKERY
from tests.browser.looking import serve
from tests.site.building import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from living_survey import KnowledgeBase
    from living_survey.loading.rules.registry import Vocabulary

Call = Callable[..., Any]
SITE = SiteContext("A survey", "", "", "https://git.example/survey", "main")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT)[0]


@pytest.fixture(scope="session")
def rules(vocabulary: Vocabulary) -> EntryRules:
    assert vocabulary.file is not None
    return EntryRules(entry_schema(vocabulary.file), canonical_form(), STOP_WORDS)


@pytest.fixture(scope="session")
def data(kb: KnowledgeBase, rules: EntryRules) -> FormData:
    return form_data(kb, SITE, rules)


@pytest.fixture(scope="session")
def bread() -> KnowledgeBase:
    """A small survey with facets, relations and a table of its own."""
    return load(BAKERY)


@pytest.fixture(scope="session")
def bread_vocabulary() -> Vocabulary:
    return read_vocabulary(BAKERY)[0]


@pytest.fixture(scope="session")
def bread_data(bread: KnowledgeBase, bread_vocabulary: Vocabulary) -> FormData:
    assert bread_vocabulary.file is not None
    rules = EntryRules(entry_schema(bread_vocabulary.file), canonical_form(), STOP_WORDS)
    return form_data(bread, SITE, rules)


@pytest.fixture(scope="session")
def call(browser: Browser, data: FormData) -> Iterator[Call]:
    """`call("yaml.js", "(m, data, x) => ...", x)`: a function of a module, the form's data and a value."""
    yield from calling(browser, data)


@pytest.fixture(scope="session")
def call_bread(browser: Browser, bread_data: FormData) -> Iterator[Call]:
    """The same with the form's data of the small survey."""
    yield from calling(browser, bread_data)


def calling(browser: Browser, data: FormData) -> Iterator[Call]:
    with serve(ROOT / "generator/living_survey/web") as address:
        page = browser.new_page()
        page.goto(f"{address}assets/contribute/text.js")
        page.evaluate("data => { globalThis.formData = data; }", data)

        def in_browser(module: str, function: str, value: object = None) -> Any:  # noqa: ANN401 - any JSON
            path = f"/assets/contribute/{module}"
            script = f"async ([path, value]) => ({function})(await import(path), globalThis.formData, value)"
            return page.evaluate(script, [path, value])

        yield in_browser
        page.close()


class TextDates(yaml.CSafeLoader):
    """Reads dates as text, as JSON has none."""


TextDates.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)
