"""Stamped pages are those that MkDocs would have written, and a page that fails stops the build."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import PluginError

from living_survey.web import parallel
from tests.site.building import ROOT, build

if TYPE_CHECKING:
    from pathlib import Path

MANY = 70
"""More works of a topic than its page has room for."""
HOSTILE = '<b>&amp; surveymark {{ 7 * 7 }} "quoted" $1 \\1 </script> “Bread”'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bakery with a hostile title, and a page that links a work."""
    folder = tmp_path_factory.mktemp("stamped survey")
    shutil.copytree(ROOT / "tests/bakery", folder, dirs_exist_ok=True)
    pages = folder / "site_src/pages"
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "about.md").write_text("# About\n\nSee [a work](works/doe2021knead.md).\n", encoding="utf-8")
    entry = folder / "entries/doe2021knead.yaml"
    quoted = HOSTILE.replace("'", "''")
    text, changed = re.subn(r"^title: .*", lambda _: f"title: '{quoted}'", entry.read_text(encoding="utf-8"))
    assert changed == 1
    entry.write_text(text, encoding="utf-8")
    for number in range(MANY):
        title = f"{number * 7919:x} {number * 104729:x} {number * 1299709:x}"
        (folder / f"entries/doe2021w{number}.yaml").write_text(
            f"title: '{title}'\nauthors: [Ann Doe {number}]\nyear: 2021\ngenre: recipe\nlanguages: [en]\n"
            "tags: [{node: stone, by: [survey], acts_at: bake}]\n",
            encoding="utf-8",
        )
    return folder


def settings(project: Path, plugin: str) -> None:
    (project / "mkdocs.yml").write_text(
        "site_name: Bread & <i>more</i>\nsite_url: https://bread.test/\nrepo_url: https://git.test/bread\n"
        f"docs_dir: site_src/pages\ntheme: {{name: material}}\nplugins: [{plugin}]\n",
        encoding="utf-8",
    )


def files(site: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    # Pagefind numbers what it writes by what it reads, and MkDocs lists pages in its own order.
    return {name: text for name, text in found.items() if not name.startswith(("pagefind/", "sitemap.xml"))}


def addresses(site: Path) -> list[str]:
    return sorted(re.findall("<loc>(.*)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8")))


def test_stamped_pages_are_those_of_mkdocs(project: Path, tmp_path: Path) -> None:
    built = {}
    for name, plugin in {"stamped": "survey", "plain": "{survey: {stamped: false}}"}.items():
        settings(project, plugin)
        result = build(tmp_path / name, root=project)
        assert result.returncode == 0, result.stderr
        built[name] = files(tmp_path / name)
    assert built["stamped"].keys() == built["plain"].keys()
    assert "works/doe2021knead/index.html" in built["stamped"]
    assert any(re.fullmatch("topics/.*/2/index.html", name) for name in built["stamped"])
    assert [name for name, text in built["stamped"].items() if text != built["plain"][name]] == []
    assert addresses(tmp_path / "stamped") == addresses(tmp_path / "plain")


def test_another_plugin_that_works_on_pages_sees_those_of_works(project: Path, tmp_path: Path) -> None:
    (project / "hook.py").write_text(
        "def on_post_page(output, **_):\n    return output.replace('</body>', '<!-- seen --></body>')\n",
        encoding="utf-8",
    )
    settings(project, "survey")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("hooks: [hook.py]\n")
    result = build(tmp_path / "site", root=project)
    assert result.returncode == 0, result.stderr
    for page in (tmp_path / "site").rglob("index.html"):
        assert "<!-- seen -->" in page.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_a_failure_in_another_process_is_raised_with_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_processes", lambda _: 2)

    def work(number: int) -> None:
        if number == 3:
            raise PluginError("the page works/bad.md cannot be rendered")
        (tmp_path / str(number)).touch()

    parallel.in_parallel([0, 2, 4], work)
    assert {path.name for path in tmp_path.iterdir()} == {"0", "2", "4"}
    with pytest.raises(PluginError, match=r"works/bad\.md"):
        parallel.in_parallel([0, 3, 4], work)


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_a_few_large_items_are_done_once_each_in_several_processes(tmp_path: Path) -> None:
    def work(name: str) -> None:
        with (tmp_path / name).open("x"):
            pass

    parallel.in_parallel(["a", "b", "c"], work, size=parallel.FEWEST)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "c"}
