"""The form's modules, called one by one in a browser and compared with what Python says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from living_survey.loading import load
from living_survey.loading.inspection import read_vocabulary
from living_survey.loading.schema import entry_schema
from living_survey.rendering.contribute import FormData, form_data
from living_survey.rendering.site_context import SiteContext
from living_survey.web.constants import write_constants
from tests.bakery import BAKERY
from tests.browser.looking import serve
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

    from living_survey import KnowledgeBase
    from living_survey.loading.rules.registry import Vocabulary

Call = Callable[..., Any]
SITE = SiteContext("A survey", "", "", "https://git.example/survey", "main")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT)[0]


@pytest.fixture(scope="session")
def schema(vocabulary: Vocabulary) -> Mapping[str, Any]:
    assert vocabulary.file is not None
    return entry_schema(vocabulary.file)


@pytest.fixture(scope="session")
def data(kb: KnowledgeBase, schema: Mapping[str, Any]) -> FormData:
    return form_data(kb, SITE, schema)


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
    return form_data(bread, SITE, entry_schema(bread_vocabulary.file))


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts of the site, those that are generated included."""
    folder = tmp_path_factory.mktemp("scripts")
    shutil.copytree(ROOT / "generator/living_survey/web/assets", folder / "assets")
    write_constants(folder)
    return folder


@pytest.fixture(scope="session")
def call(browser: Browser, scripts: Path, data: FormData) -> Iterator[Call]:
    """`call("contribute/yaml.js", "(m, data, x) => ...", x)`: a module, the form's data and a value."""
    yield from calling(browser, scripts, data)


@pytest.fixture(scope="session")
def call_bread(browser: Browser, scripts: Path, bread_data: FormData) -> Iterator[Call]:
    """The same with the form's data of the small survey."""
    yield from calling(browser, scripts, bread_data)


def calling(browser: Browser, scripts: Path, data: FormData) -> Iterator[Call]:
    with serve(scripts) as address:
        page = browser.new_page()
        page.goto(f"{address}assets/contribute/text.js")
        page.evaluate("data => { globalThis.formData = data; }", data)

        def in_browser(module: str, function: str, value: object = None) -> Any:  # noqa: ANN401 - any JSON
            path = f"/assets/{module}"
            script = f"async ([path, value]) => ({function})(await import(path), globalThis.formData, value)"
            return page.evaluate(script, [path, value])

        yield in_browser
        page.close()


class TextDates(yaml.CSafeLoader):
    """Reads dates as text, as JSON has none."""


TextDates.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)
