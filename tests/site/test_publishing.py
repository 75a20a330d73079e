"""A site is replaced when the new one is complete, and not otherwise."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import pytest

from living_survey.loading.build_cache import BuildCache
from living_survey.rendering.pieces import Content, Made
from living_survey.web import parallel
from living_survey.web.kept_files import SiteFiles
from living_survey.web.publishing import NewSite, written_files
from tests.site.building import build, clean_environment, started_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = 60
# As small as can be: most tests build it several times.
TAXONOMY = """
schema: 2
tree:
  - id: bread
    title: Bread
    topics: [{id: dough, title: Dough}, {id: storage, title: Storage}]
"""
ENTRY = "title: Kneading\nauthors: [Jane Doe]\nyear: 2021\ntags: [dough]\n"
SETTINGS = """
site_name: Bread
site_url: https://bread.test/
docs_dir: site_src/pages
theme: {name: material}
plugins: [survey]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey with its site, to be copied."""
    folder = tmp_path_factory.mktemp("built") / "a survey"
    for name in ("entries", "site_src/pages"):
        (folder / name).mkdir(parents=True)
    (folder / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    (folder / "entries/doe2021knead.yaml").write_text(ENTRY, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    result = build(folder / "site", root=folder)
    assert result.returncode == 0, result.stderr
    assert left_over(folder / "site") == []
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A survey whose site is built."""
    return shutil.copytree(built, tmp_path / "a survey")


def content(site: Path) -> dict[str, bytes]:
    return {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def left_over(site: Path) -> list[Path]:
    return list(site.parent.glob(f".{site.name}-*"))


def test_a_site_has_only_files_that_it_uses(project: Path) -> None:
    site = project / "site"
    names = [path for path in content(site) if path.endswith((".map", ".gz")) or "lunr" in path]
    assert names == []
    assert not list((site / "assets/javascripts").glob("workers"))
    assert not list((site / "pagefind").glob("*ui*"))
    assert (site / "pagefind/pagefind.js").is_file()


def test_killed_builds_leave_a_whole_site(project: Path, tmp_path: Path) -> None:
    site = project / "site"
    before = content(site)
    entry = project / "entries/doe2021knead.yaml"
    entry.write_text(
        entry.read_text(encoding="utf-8").replace("year: 2021", "year: 2020", 1), encoding="utf-8"
    )
    started = time.monotonic()
    assert build(tmp_path / "after", root=project).returncode == 0
    duration = time.monotonic() - started
    after = content(tmp_path / "after")
    chance = random.Random(0)
    for part in (0.5, 0.9, chance.random()):
        killed = started_build(site, project)
        time.sleep(duration * part)
        killed.send(signal.SIGKILL)
        killed.wait()
        assert content(site) in (before, after)
        assert len(left_over(site)) <= 1
    assert build(site, root=project).returncode == 0
    assert content(site) == after
    assert left_over(site) == []


def test_a_build_that_fails_leaves_the_old_site_whole(project: Path) -> None:
    site = project / "site"
    before = content(site)
    pages, templates = project / "site_src/pages", project / "site_src/templates/pages"
    templates.mkdir(parents=True)
    broken = {
        templates / "work.html.j2": "{{ nothing }}",
        pages / "new.md": "[no such page](none.md)",  # a warning, which fails a strict build at its end
        project / "entries/doe2021knead.yaml": "title: [",
    }
    for file, text in broken.items():
        old = file.read_text(encoding="utf-8") if file.exists() else None
        file.write_text(text, encoding="utf-8")
        result = build(site, root=project)
        assert result.returncode != 0, file
        assert "Traceback" not in result.stderr
        assert content(site) == before, file
        assert left_over(site) == [], file
        if old is None:
            file.unlink()
        else:
            file.write_text(old, encoding="utf-8")


def test_a_full_disk_leaves_the_old_site_whole(project: Path) -> None:
    site = project / "site"
    before = content(site)
    limited = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)],
        cwd=project,
        env=clean_environment(),
        # A file that is larger cannot be written: the bundles of scripts are smaller, the theme is not.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        capture_output=True,
        check=False,
    )
    assert limited.returncode != 0
    assert b"File too large; the site is as it was before this build" in limited.stderr
    assert b"Traceback" not in limited.stderr
    assert content(site) == before
    assert left_over(site) == []


def test_a_place_that_cannot_be_written_is_named(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = build(tmp_path / "file/site", root=project)
    assert result.returncode != 0
    assert f"{tmp_path / 'file'}: " in result.stderr
    assert "--site-dir" in result.stderr
    assert "Traceback" not in result.stderr


def test_two_builds_at_once_do_not_mix(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(project, other)
    (other / "entries/roe2020salt.yaml").write_text(
        "title: Salt\nauthors: [Jane Roe]\nyear: 2020\ntags: [{node: storage, note: salt keeps}]\n", "utf-8"
    )
    assert build(other / "site", root=other).returncode == 0
    expected = [content(source / "site") for source in (project, other)]
    assert expected[0] != expected[1]
    site = tmp_path / "site"
    builds = [started_build(site, source) for source in (project, other)]
    assert [one.wait() for one in builds] == [0, 0]
    assert content(site) in expected
    assert left_over(site) == []


def test_many_publications_at_once_and_killed_ones_never_mix(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with publishers(site, ("one", "two", "three")) as processes:
        chance = random.Random(1)
        for _ in range(KILLS):
            time.sleep(chance.random() / 20)
            victim = chance.randrange(len(processes))
            kill(processes[victim])
            processes[victim] = publisher(f"again {victim}", site)
    NewSite(site).discard()  # puts back what a killed build had taken away
    texts = {file.read_text(encoding="utf-8") for file in site.iterdir()}
    assert len(texts) == 1
    assert len(list(site.iterdir())) == 20
    assert left_over(site) == []


def publisher(name: str, site: Path) -> int:
    """The number of a new process, a copy of this one, that publishes again and again."""
    child = os.fork()
    if child == 0:
        try:
            publish_again_and_again(name, site)
        finally:
            os._exit(1)
    return child


def publish_again_and_again(name: str, site: Path) -> None:
    for number in count():
        new = NewSite(site)
        new.folder.mkdir()
        for file in range(20):
            (new.folder / f"{file}.html").write_text(f"{name} {number}")
        new.publish()


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


@contextmanager
def publishers(site: Path, names: tuple[str, ...]) -> Iterator[list[int]]:
    """Processes that publish again and again, killed at the end."""
    processes = [publisher(name, site) for name in names]
    try:
        yield processes
    finally:
        for process in processes:
            kill(process)


def test_an_abandoned_folder_is_deleted_and_one_in_use_is_not(tmp_path: Path) -> None:
    first = NewSite(tmp_path / "site")
    first.folder.mkdir()
    second = NewSite(tmp_path / "site")
    assert first.folder.is_dir()
    second.discard()
    (tmp_path / ".site-abandoned/new").mkdir(parents=True)
    NewSite(tmp_path / "site").discard()
    assert not (tmp_path / ".site-abandoned").exists()
    first.publish()
    assert (tmp_path / "site").is_dir()


def test_a_process_that_is_killed_while_it_deletes_the_old_site_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        (tmp_path / f"site/works/{number}").mkdir(parents=True)
    new = NewSite(tmp_path / "site")
    new.folder.mkdir()
    (new.folder / "index.html").touch()
    first, rmtree, killed = os.getpid(), shutil.rmtree, tmp_path / "killed"

    def delete(folder: Path, *, ignore_errors: bool) -> None:
        if os.getpid() != first:
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        while not killed.exists():
            time.sleep(0.01)
        rmtree(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", delete)
    monkeypatch.setattr(parallel, "_processes", lambda _: 2)
    new.publish()
    killed.unlink()
    assert [path.name for path in tmp_path.rglob("*")] == ["site", "index.html"]


def test_a_site_that_is_a_link_is_replaced_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    new = NewSite(tmp_path / "site")
    new.folder.mkdir()
    (new.folder / "index.html").touch()
    new.publish()
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real/index.html").is_file()


def test_files_are_written_below_a_folder_and_listed(tmp_path: Path) -> None:
    files = SiteFiles(tmp_path / "new", None, BuildCache(tmp_path / "cache.sqlite"))
    written: list[tuple[str, Content]] = [
        ("data/works/b.json", b"{}\n"),
        ("feed.xml", "<é/>"),
        ("data/a.bib", Made(bytes, [])),
    ]
    files.write_all(written, lambda *_: b"")
    assert written_files(tmp_path / "new") == ["data/a.bib", "data/works/b.json", "feed.xml"]
    assert written_files(tmp_path / "new", "data") == ["data/a.bib", "data/works/b.json"]
    assert (tmp_path / "new/feed.xml").read_bytes() == "<é/>".encode()
    assert written_files(tmp_path / "none") == []


def test_a_file_of_the_docs_folder_takes_precedence_over_a_data_file(project: Path, tmp_path: Path) -> None:
    own = project / "site_src/pages/data/works.bib"
    own.parent.mkdir()
    own.write_text("% our own\n", encoding="utf-8")
    (project / "site_src/pages/files.md").write_text("[All](data/works.ris), [ours](data/works.bib)\n")
    result = build(tmp_path / "site", root=project)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "site/data/works.bib").read_text(encoding="utf-8") == "% our own\n"
