"""What tests of all parts share."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from living_survey import KnowledgeBase
from tests.site.building import ROOT, built, own_knowledge

# Builds keep nothing in the folder of the person who runs the tests; the processes of a run share one.
CACHES = None if "PYTEST_XDIST_WORKER" in os.environ else tempfile.TemporaryDirectory()
if CACHES:
    os.environ["XDG_CACHE_HOME"] = CACHES.name
BROWSER_TESTS = {"browser", "contribute", "scripts"}
# Without these, a Chromium started by root does not run, and any other one calls its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# How long an example takes depends on what else the machine does.
# HYPOTHESIS_PROFILE=thorough tries many times as many.
settings.register_profile("survey", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "survey"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser"):
            folder = item.path.relative_to(ROOT / "tests").parts[0]
            assert folder in BROWSER_TESTS, f".ci/test.sh does not run the browser tests in {folder}"


def pytest_collection_finish() -> None:
    """Let the collector look less often, and never through what was imported: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish() -> None:
    gc.unfreeze()
    if CACHES:
        CACHES.cleanup()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is rendered now into the golden files, to be looked at with git diff",
    )


@pytest.fixture
def assert_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file, or with --update-golden write it there."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path.name}: see --update-golden"

    return compare


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return own_knowledge()


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site as it is now."""
    return built(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = ROOT / ".venv" / "browser"
    if not executable.is_file():
        pytest.fail("no browser is set up: run `make browser`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable.read_text().strip(), args=FLAGS)
        yield chromium
        chromium.close()
