"""What the last release of a survey had, so that no published address is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.hosting.checkout import Checkout, GitError
from living_survey.loading.documents import Document
from living_survey.loading.files import ENTRIES, TAXONOMY, entry_path, work_id_of
from living_survey.loading.rules.addresses import ID_GONE, gone
from living_survey.loading.rules.taxonomy import node_ids
from living_survey.loading.yaml_tree import Mapping, YamlError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase
    from living_survey.loading.problems import Problem


@dataclass(frozen=True)
class Release:
    """A tagged commit, with the ids of the works and the nodes that it published."""

    name: str
    works: frozenset[str]
    nodes: frozenset[str]


def last_release(root: Path) -> Release | None:
    """The newest tag before the current commit; None without git, a repository or a tag."""
    git = Checkout(root).git
    try:
        name = git("describe", "--tags", "--abbrev=0").strip()
        # Only an entry with tags has a page.
        listed = git("grep", "--name-only", "-z", "-e", "^tags:", name, "--", ENTRIES)
        taxonomy = git("show", f"{name}:./{TAXONOMY}")
    except GitError:
        return None
    paths = (path.removeprefix(f"{name}:") for path in listed.split("\0") if path)
    return Release(name, frozenset(map(work_id_of, paths)), frozenset(_nodes_in(taxonomy)))


def _nodes_in(taxonomy: str) -> Iterator[str]:
    try:
        tree = parse(taxonomy)
    except YamlError:
        return
    if isinstance(tree, Mapping):
        yield from (word for word, _ in node_ids(Document(TAXONOMY, tree)))


def lost_addresses(kb: KnowledgeBase, release: Release) -> Iterator[Problem]:
    """The ids of a release that lead nowhere now, as problems of the files that they were in."""
    works = (*kb, *kb.unplaced)
    known = {work.id for work in works}.union(kb.file.removed, *(work.formerly for work in works))
    for work_id, finding in gone(release.works, known, "work", release.name):
        yield ID_GONE.problem(entry_path(work_id), finding)
    nodes = {node.id for node in kb.taxonomy}.union(kb.former_nodes)
    for _, finding in gone(release.nodes, nodes, "node", release.name):
        yield ID_GONE.problem(TAXONOMY, finding)


def works_by_month(root: Path) -> dict[str, int]:
    """The number of entries after the last commit of each month, the latest first; empty without git."""
    git = Checkout(root).git
    try:
        commits = git("log", "--format=%H %cs", "--", ENTRIES).splitlines()
        last: dict[str, str] = {}
        for line in commits:
            commit, day = line.split()
            last.setdefault(day[:7], commit)
        return {
            month: git("ls-tree", "--name-only", commit, f"{ENTRIES}/").count("\n")
            for month, commit in last.items()
        }
    except GitError:
        return {}
