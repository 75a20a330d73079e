"""What tests of all parts share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from living_survey import KnowledgeBase, load
from tests.site.building import ROOT, built

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
settings.register_profile("survey", deadline=None)
settings.load_profile("survey")


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
    """The knowledge base of this repository; nobody can change it."""
    return load(ROOT)


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
