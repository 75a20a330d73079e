from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from living_survey.rendering.exports import FORMATS, NotFoundError, select

if TYPE_CHECKING:
    from living_survey import KnowledgeBase

ROOT = Path(__file__).parents[3]
DIGESTS = """
from hashlib import sha256
from living_survey import load
from living_survey.rendering.exports.api import data_files
from living_survey.rendering.site_context import SiteContext
site = SiteContext("Name", "About", "https://survey.example/", "https://code.example/")
for path, content in data_files(load("tests/bakery"), site):
    print(path, sha256(content).hexdigest())
"""


def test_other_processes_and_hash_seeds_give_the_same_bytes() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", DIGESTS],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert first == second


def test_everything_is_selected_if_nothing_is_named(kb: KnowledgeBase) -> None:
    assert select(kb) == tuple(kb)


def test_nodes_and_ids_are_added_up_in_the_order_of_ids(kb: KnowledgeBase) -> None:
    found = select(kb, nodes=["dough", "ovens"], ids=["low2024scale"])
    wanted = {known.id for node in ("dough", "ovens") for known in kb.works(node=node)}
    assert [known.id for known in found] == sorted(wanted | {"low2024scale"})


def test_an_unknown_node_or_work_is_named(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFoundError, match='unknown taxonomy node "doug"'):
        select(kb, nodes=["doug"])
    with pytest.raises(NotFoundError, match='unknown work "nobody1999nothing"'):
        select(kb, ids=["nobody1999nothing"])


@pytest.mark.parametrize("name", FORMATS)
def test_no_works_make_a_file_of_every_format(kb: KnowledgeBase, name: str) -> None:
    assert isinstance(FORMATS[name].render(kb, ()), bytes)


def test_the_reading_list_names_every_work_once_under_its_topic(kb: KnowledgeBase) -> None:
    text = FORMATS["markdown"].render(kb, tuple(kb)).decode()
    assert len(re.findall(r"^- ", text, re.MULTILINE)) == len(kb)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert "\n- [A title to find](https://arxiv.org/abs/2411.01234). Ada Findable" in text
    assert "A summary to find." in text
    assert "Folds." in text
