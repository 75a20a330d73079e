"""`survey serve` shows what a build would write, follows its files, and gives away nothing else."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import time
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from living_survey.web.live_knowledge import LiveKnowledge
from living_survey.web.live_site import LiveSite
from tests.cli.running import start_as, survey
from tests.site.building import ROOT, build, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADDRESS = "https://bread.test/"
SETTINGS = f"""
site_name: Bread
site_url: {ADDRESS}
repo_url: https://git.test/bread
docs_dir: site_src/pages
theme: {{name: material}}
plugins: [survey]
markdown_extensions: [tables]
"""
WORK = "doe2021knead"
UP_WITHIN = 60


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return new_project(tmp_path)


def new_project(parent: Path) -> Path:
    folder = parent / "a survey"
    shutil.copytree(ROOT / "tests/bakery", folder)
    pages = folder / "site_src/pages"
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "about.md").write_text(f"# About us\n\nSee [a work](works/{WORK}.md).\n", encoding="utf-8")
    (pages / "picture.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_served_is_what_a_build_writes(project: Path, tmp_path: Path) -> None:
    built = tmp_path / "site"
    result = build(built, root=project)
    assert result.returncode == 0, result.stderr
    knowledge = LiveKnowledge(project)
    knowledge.load()
    assert knowledge.knowledge is not None
    site = LiveSite(project / "mkdocs.yml", ADDRESS, knowledge.knowledge)
    different = []
    for file in (path for path in built.rglob("*") if path.is_file()):
        name = file.relative_to(built).as_posix()
        if name.startswith(("pagefind/", "search/")) or name == "sitemap.xml":
            continue
        if file.name == "index.html":
            page = site.page(name.removesuffix("index.html"))
            content = page.encode() if page is not None else None
        else:
            content = site.file(name)
        if content != file.read_bytes():
            different.append(name)
    assert different == []


def test_only_what_changed_is_read_again_and_gives_what_loading_gives(project: Path) -> None:
    live = LiveKnowledge(project)
    live.load()
    before = live.knowledge
    assert before is not None
    entry = project / f"entries/{WORK}.yaml"
    replace(entry, "Kneads dough", "Folds dough")
    replace(project / "taxonomy.yaml", "title: Storage", "title: Keeping")
    live.update({f"entries/{WORK}.yaml", "taxonomy.yaml"})
    after = live.knowledge
    assert after is not None
    assert live.problems == ()
    assert after[WORK].summary == "Folds dough, waits, and then bakes bread."
    assert after.taxonomy["storage"].title == "Keeping"
    assert after["roe2019bread"] is before["roe2019bread"]
    fresh = LiveKnowledge(project)
    fresh.load()
    assert fresh.knowledge is not None
    assert [work.model_dump() for work in fresh.knowledge] == [work.model_dump() for work in after]
    assert fresh.knowledge.file == after.file


def test_entries_that_are_added_renamed_and_deleted_are_followed(project: Path) -> None:
    live = LiveKnowledge(project)
    live.load()
    entries = project / "entries"
    (entries / "roe2019bread.yaml").rename(entries / "roe2019loaf.yaml")
    (entries / "li2022starter.yaml").unlink()
    live.update({f"entries/{name}.yaml" for name in ("roe2019bread", "roe2019loaf", "li2022starter")})
    assert live.knowledge is not None
    assert {"roe2019bread", "roe2019loaf", "li2022starter"} & {work.id for work in live.knowledge} == {
        "roe2019loaf"
    }


def test_drafts_decisions_and_releases_stay_when_an_entry_is_saved(project: Path) -> None:
    (project / "entries/draft2026salt.yaml").write_text("title: Salt\ndraft: true\ngenre: recipe\n", "utf-8")
    (project / "discovery.yaml").write_text(
        "papers:\n  arxiv:2601.00001: {title: Crust, shown: 2026-01-02}\n",
        "utf-8",
    )
    (project / "releases").mkdir()
    release = project / "releases/1.0.0.yaml"
    release.write_text("version: 1.0.0\ndate: 2026-01-02\nworks: 3\n", "utf-8")
    live = LiveKnowledge(project)
    live.load()
    assert live.problems == ()
    replace(project / f"entries/{WORK}.yaml", "Kneads dough", "Folds dough")
    live.update({f"entries/{WORK}.yaml"})
    assert live.knowledge is not None
    assert live.knowledge[WORK].summary == "Folds dough, waits, and then bakes bread."
    assert [work.id for work in live.knowledge.unplaced] == ["draft2026salt"]
    assert list(live.knowledge.discovery.papers) == ["arxiv:2601.00001"]
    assert [one.version for one in live.knowledge.releases] == ["1.0.0"]
    replace(release, "1.0.0", "1.0.1")
    live.update({"releases/1.0.0.yaml"})
    assert live.knowledge is not None
    assert [one.version for one in live.knowledge.releases] == ["1.0.1"]


def test_a_broken_file_counts_as_it_was_until_it_is_mended(project: Path) -> None:
    live = LiveKnowledge(project)
    live.load()
    entry, taxonomy = project / f"entries/{WORK}.yaml", project / "taxonomy.yaml"
    replace(entry, "year: 2021", "year: soon")
    replace(taxonomy, "tree:", "tree: [")
    live.update({f"entries/{WORK}.yaml", "taxonomy.yaml"})
    assert live.knowledge is not None
    assert live.knowledge[WORK].year == 2021
    assert {problem.path for problem in live.problems} == {f"entries/{WORK}.yaml", "taxonomy.yaml"}
    replace(entry, "year: soon", "year: 2020")
    live.update({f"entries/{WORK}.yaml"})
    assert live.knowledge[WORK].year == 2020
    assert {problem.path for problem in live.problems} == {"taxonomy.yaml"}
    replace(taxonomy, "tree: [", "tree:")
    live.update({"taxonomy.yaml"})
    assert live.problems == ()


def test_a_taxonomy_that_declares_other_names_is_checked_against_all_entries(project: Path) -> None:
    live = LiveKnowledge(project)
    live.load()
    replace(project / "taxonomy.yaml", "id: sourdough", "id: leaven")
    live.update({"taxonomy.yaml"})
    assert any("sourdough" in problem.message for problem in live.problems)
    replace(project / "taxonomy.yaml", "id: leaven", "id: sourdough")
    live.update({"taxonomy.yaml"})
    assert live.problems == ()


class Served:
    """A survey that is served by the command, and what its terminal shows."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.terminal = root.parent / "stderr"
        self.terminal.touch()
        self.process = start_as(["serve", "--port", "0"], root, clean_environment(), root.parent)
        found = self.wait_for(r"Serving on (http://127\.0\.0\.1:(\d+)/)")
        self.address, self.port = found[1], int(found[2])

    def wait_for(self, pattern: str) -> re.Match[str]:
        until = time.monotonic() + UP_WITHIN
        while not (found := re.search(pattern, self.terminal.read_text(encoding="utf-8"))):
            assert time.monotonic() < until, self.terminal.read_text(encoding="utf-8")
            assert not self.process.has_ended, self.terminal.read_text(encoding="utf-8")
            time.sleep(0.02)
        return found

    def get(self, path: str) -> str:
        with urlopen(self.address + path, timeout=UP_WITHIN) as answer:
            return str(answer.read(), "utf-8")

    def wait_until_loaded(self) -> None:
        until = time.monotonic() + UP_WITHIN
        while self.status("/") == 503:
            assert time.monotonic() < until
            time.sleep(0.02)

    def status(self, target: str, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=UP_WITHIN)
        try:
            connection.request("GET", target, headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def wait_for_change(self, save: Path, old: str, new: str, page: str) -> str:
        """Save a change, and return a page as it is when browsers are told to reload it."""
        version = re.search(r"\?since=(\d+)", self.get(page))
        assert version
        with urlopen(f"{self.address}-/changes?since={version[1]}", timeout=UP_WITHIN) as events:
            replace(save, old, new)
            while events.readline() != b"data: changed\n":
                pass
        return self.get(page)


@pytest.fixture
def served(project: Path) -> Iterator[Served]:
    yield from serve(project)


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served survey for all tests that change none of its files."""
    yield from serve(new_project(tmp_path_factory.mktemp("unchanged")))


def serve(project: Path) -> Iterator[Served]:
    server = Served(project)
    try:
        server.wait_until_loaded()
        yield server
    finally:
        server.process.send(signal.SIGTERM)
        server.process.wait()


def test_saved_files_show_when_browsers_are_told(served: Served) -> None:
    root = served.root
    entry, settings = root / f"entries/{WORK}.yaml", root / "mkdocs.yml"
    assert "Folds" in served.wait_for_change(entry, "Kneads dough", "Folds dough", f"works/{WORK}/")
    assert "Keeping" in served.wait_for_change(
        root / "taxonomy.yaml", "title: Storage", "title: Keeping", "topics/storage/"
    )
    assert "About them" in served.wait_for_change(root / "site_src/pages/about.md", "us", "them", "about/")
    assert "New name" in served.wait_for_change(settings, "site_name: Bread", "site_name: New name", "")
    assert "<svg>new</svg>" in served.wait_for_change(
        root / "site_src/pages/picture.svg", "<svg/>", "<svg>new</svg>", "about/"
    ) + served.get("picture.svg")


def test_an_added_entry_and_page_show_everywhere(served: Served) -> None:
    (served.root / "site_src/pages/new.md").write_text("# A new page\n", encoding="utf-8")
    (served.root / "entries/roe2020salt.yaml").write_text(
        "title: Salt\nauthors: [Jane Roe]\nyear: 2020\ngenre: recipe\n"
        "tags:\n  - node: storage\n    note: salt keeps\n",
        "utf-8",
    )
    until = time.monotonic() + UP_WITHIN
    while served.status("/works/roe2020salt/") != 200 or served.status("/new/") != 200:
        assert time.monotonic() < until, served.terminal.read_text(encoding="utf-8")
        time.sleep(0.05)
    assert "works/roe2020salt/" in served.get("topics/storage/")
    assert "A new page" in served.get("about/")


def test_broken_settings_are_reported_and_the_last_good_site_stays(served: Served) -> None:
    settings = served.root / "mkdocs.yml"
    page = served.wait_for_change(settings, "plugins: [survey]", "plugins: [nothing]", "about/")
    assert "About us" in page
    assert "survey-problems" in page
    assert "nothing" in served.wait_for(r"mkdocs\.yml: .*nothing.*")[0]
    page = served.wait_for_change(settings, "plugins: [nothing]", "plugins: [survey]", "about/")
    assert "survey-problems" not in page


def test_a_page_that_cannot_be_rendered_says_why(served: Served) -> None:
    templates = served.root / "site_src/templates/pages"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "years.html.j2").write_text("{{ no_such_name }}", encoding="utf-8")
    until = time.monotonic() + UP_WITHIN
    while served.status("/years/") != 500:
        assert time.monotonic() < until
        time.sleep(0.05)
    with pytest.raises(HTTPError) as error:
        served.get("years/")
    assert "no_such_name" in error.value.read().decode()
    assert served.status("/about/") == 200


@pytest.mark.parametrize(
    "target",
    [
        "/../mkdocs.yml", "/%2e%2e/mkdocs.yml", "/..%2fmkdocs.yml", "//etc/passwd", "/mkdocs.yml",
        "/assets/../../mkdocs.yml", "/assets/..%5c..%5cmkdocs.yml", "/works/%2e%2e/%2e%2e/taxonomy.yaml",
        "/about.md", "/works/../about", "/%00", "/-/nothing", "/works/nobody2020nothing/",
    ],
)  # fmt: skip
def test_nothing_outside_the_site_is_served(unchanged: Served, target: str) -> None:
    assert unchanged.status(target) == 404


def test_a_page_of_another_site_cannot_read_it(unchanged: Served) -> None:
    assert unchanged.status("/", Host="evil.test") == 403
    assert unchanged.status("/", Host=f"localhost:{unchanged.port}") == 200


def test_an_address_without_its_last_slash_leads_to_the_page(unchanged: Served) -> None:
    request = Request(f"{unchanged.address}works/{WORK}")
    with urlopen(request, timeout=UP_WITHIN) as answer:
        assert answer.url == f"{unchanged.address}works/{WORK}/"


def test_a_port_in_use_is_reported(unchanged: Served) -> None:
    second = survey("serve", "--port", str(unchanged.port), cwd=unchanged.root)
    assert second.returncode == 1
    assert f"127.0.0.1:{unchanged.port}: " in second.stderr
    assert "--port" in second.stderr
