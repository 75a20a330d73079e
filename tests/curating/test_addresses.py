"""Published addresses lead somewhere for ever."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from living_survey.curating.changes import ChangeSet
from living_survey.curating.ids import rename_node, rename_work
from living_survey.hosting.releases import last_release, lost_addresses
from living_survey.loading import load
from living_survey.rendering.exports.api import data_files
from living_survey.rendering.redirects import redirect_files
from living_survey.rendering.site_context import SiteContext

BEES = Path(__file__).parents[1] / "beekeeping"
SITE = SiteContext("Bees & cities", "", "https://bees.example.org/", "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A survey that was released."""
    root = tmp_path / "bees"
    shutil.copytree(BEES, root)
    who = ("-c", "user.name=A", "-c", "user.email=a@b.org")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "x"], [*who, "tag", "v1"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def lost(root: Path) -> list[str]:
    release = last_release(root)
    assert release is not None
    return [str(problem) for problem in lost_addresses(load(root), release)]


def test_a_renamed_file_of_a_release_is_reported(root: Path) -> None:
    (root / "entries/green2024trees.yaml").rename(root / "entries/green2024city.yaml")
    (root / "taxonomy.yaml").write_text(
        (root / "taxonomy.yaml").read_text().replace("{id: feeding,", "{id: food,")
    )
    entry = root / "entries/green2024city.yaml"
    entry.write_text(entry.read_text().replace("- feeding", "- food"))
    assert lost(root) == [
        (
            'entries/green2024trees.yaml:1:1: the work "green2024trees" of the release v1 is gone '
            "(write formerly: [green2024trees] at what replaces it) [id-gone]"
        ),
        (
            'taxonomy.yaml:1:1: the node "feeding" of the release v1 is gone '
            "(write formerly: [feeding] at what replaces it) [id-gone]"
        ),
    ]
    entry.write_text(f"{entry.read_text()}formerly: [green2024trees]\n")
    assert len(lost(root)) == 1


def test_a_removed_work_says_why(root: Path) -> None:
    (root / "entries/green2024trees.yaml").unlink()
    with (root / "taxonomy.yaml").open("a") as file:
        file.write("removed:\n  green2024trees: retracted by <its> authors\n")
    assert lost(root) == []
    (page,) = [content for _, content in redirect_files(load(root), SITE)]
    assert "retracted by &lt;its&gt; authors" in page
    assert "noindex" in page


def test_without_a_release_nothing_is_compared(tmp_path: Path) -> None:
    assert last_release(tmp_path) is None


def test_former_addresses_lead_to_the_new_ones(root: Path) -> None:
    rename_work(changes := ChangeSet(root), load(root), "green2024trees", "green2024city")
    changes.write()
    rename_node(changes := ChangeSet(root), load(root), "forage", "plants")
    changes.write()
    kb = load(root)
    pages = dict(redirect_files(kb, SITE))
    assert list(pages) == ["works/green2024trees/index.html", "topics/forage/index.html"]
    work = pages["works/green2024trees/index.html"]
    assert '<link rel="canonical" href="https://bees.example.org/works/green2024city/">' in work
    assert '<meta http-equiv="refresh" content="0; url=../../works/green2024city/">' in work
    assert '<a href="../../works/green2024city/">Which trees feed a city&#x27;s bees</a>' in work
    assert '<meta name="robots" content="noindex">' in work
    assert """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri""" in work
    feeds = {path: content for path, content in data_files(kb, SITE) if path.startswith("feeds/")}
    assert feeds["feeds/forage.xml"] == feeds["feeds/plants.xml"]
