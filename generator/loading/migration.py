"""Entries and taxonomy of format 1 are rewritten in format 2, without losing a fact or a comment.

Format 1 knew five facets by name: kind, modality, stage, capability and role. An entry said in `relations`
what the survey states of the work, by section only, and in `stages` which stages its data serve. Format 2
declares facets and tables in `taxonomy.yaml`, and a tag says what the work does there.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError as RuamelError

from generator.knowledge.taxonomy import LEVEL_KEYS
from generator.loading import files
from generator.loading.canonical import CannotFormatError, format_entry
from generator.loading.comments import find_comments
from generator.loading.writing import replace_file
from generator.loading.yaml_tree import YamlError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_TOP_LEVEL_KEY = re.compile(r"^([a-z_]+):.*\n", re.MULTILINE)
_KINDS = ("paper", "dataset", "benchmark", "model", "survey", "tool", "report", "blog")
_OF_CAPABILITIES = ("enhances", "evaluates", "draws_on")


class CannotMigrateError(Exception):
    """The files cannot be rewritten; the message says which and why."""


@dataclass(frozen=True)
class Migrated:
    """A file before and after."""

    path: Path
    before: str
    after: str


def migrate(root: Path) -> list[Migrated]:
    """The files of a knowledge base in format 2; none if it is in that format. Nothing is written.

    Raises `CannotMigrateError` if a file cannot be read as format 1, and `OSError`.
    """
    path = root / files.TAXONOMY
    text = path.read_text(encoding="utf-8")
    if re.search(r"^schema:", text, re.MULTILINE):
        return []
    old = _loaded(text, files.TAXONOMY)
    places = _Places(old)
    changed = []
    has_datasets = False
    for relative, entry in files.entry_files(root):
        if entry.suffix == files.ENTRY_SUFFIX:
            before = entry.read_text(encoding="utf-8")
            has_datasets = has_datasets or re.search(r"^datasets:", before, re.MULTILINE) is not None
            changed.append(Migrated(entry, before, migrated_entry(before, places, relative)))
    # The taxonomy comes last: a run that was cut short can be repeated.
    changed.append(Migrated(path, text, _migrated_taxonomy(text, has_datasets=has_datasets)))
    return [one for one in changed if one.before != one.after]


def write(changed: Iterable[Migrated]) -> None:
    """Write the migrated files in their order."""
    for one in changed:
        replace_file(one.path, one.after)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.allow_duplicate_keys = False
    return yaml


def _loaded(text: str, path: str) -> Any:  # noqa: ANN401 - raw YAML
    try:
        document = _yaml().load(text)
    except (RuamelError, RecursionError) as error:
        raise CannotMigrateError(f"{path}: {error}") from error
    if not isinstance(document, dict):
        raise CannotMigrateError(f'{path}: not lines of "key: value"')
    return document


# --- entries -----------------------------------------------------------------------------------------------


class _Places:
    """Which tag of a work a statement of format 1 belongs to, and which relation it states."""

    def __init__(self, taxonomy: Mapping[str, Any]) -> None:
        self.above: dict[str, tuple[str, ...]] = {}
        self.topic: dict[str, str] = {}
        self.sections: dict[str, set[str]] = {}
        for root in taxonomy.get("tree") or ():
            self._walk(root, (), "direction", None)
        role_nodes = {role["id"]: role["nodes"] for role in taxonomy.get("roles") or ()}
        self.relations: list[tuple[str, frozenset[str]]] = [
            (kind, frozenset(one.get("nodes") or role_nodes.get(one.get("role"), ())))
            for one in taxonomy.get("relations") or ()
            for kind in _OF_CAPABILITIES
            if kind in one
        ]
        self.role_nodes = {node for nodes in role_nodes.values() for node in nodes}

    def _walk(self, node: Mapping[str, Any], above: tuple[str, ...], level: str, topic: str | None) -> None:
        node_id = node["id"]
        topic = node_id if level == "topic" else topic
        self.above[node_id] = above
        self.topic[node_id] = topic or node_id
        own = {str(node[key]) for key in ("section", "discussion") if node.get(key)}
        inherited = self.sections.get(topic, set()) if topic and topic != node_id else set()
        self.sections[node_id] = own | inherited
        path = (*above, node_id) if level != "direction" else above
        for key, below in LEVEL_KEYS.items():
            for child in node.get(key) or ():
                self._walk(child, path, below, topic)

    def tag_for(self, nodes: Iterable[str], section: str) -> str | None:
        """The first node that the section of the survey treats."""
        return next((node for node in nodes if section in self.sections.get(node, ())), None)

    def relation_at(self, node: str) -> str:
        """The relation that statements about the node's capabilities have; else what its role suggests."""
        here = {node, *self.above.get(node, ())}
        topic = self.topic.get(node, node)
        below_topic = {one for one, its_topic in self.topic.items() if its_topic == topic}
        for near in (here, below_topic):
            for kind, nodes in self.relations:
                if not near.isdisjoint(nodes):
                    return kind
        return "enhances" if here.isdisjoint(self.role_nodes) else "draws_on"


def migrated_entry(text: str, places: _Places, path: str) -> str:
    """The canonical text of an entry in format 2. Raises `CannotMigrateError`."""
    document = _loaded(text, path)
    relations, stages = document.pop("relations", None) or (), document.pop("stages", None) or ()
    tags = document.get("tags")
    if (relations or stages) and isinstance(tags, list):
        nodes = [str(tag.get("node") if isinstance(tag, dict) else tag) for tag in tags]
        for relation in relations:
            node = places.tag_for(nodes, str(relation.get("section")))
            where = document if node is None else _spelled_out(tags, nodes.index(node))
            where.setdefault("statements", CommentedSeq()).append(_statement(relation, node, places))
        if stages:
            where = _spelled_out(tags, 0) if len(tags) == 1 else document
            where["acts_at"] = stages[0] if len(stages) == 1 else stages
    written = io.StringIO()
    try:
        _yaml().dump(document, written)
        result = written.getvalue()
        before, after = _comments(text), _comments(result)
        lost = [comment for comment in before if comment not in after]
        return format_entry("".join(f"{comment}\n" for comment in lost) + result)
    except (RuamelError, YamlError, CannotFormatError, RecursionError) as error:
        raise CannotMigrateError(f"{path}: {error}") from error


def _spelled_out(tags: Any, position: int) -> Any:  # noqa: ANN401 - raw YAML
    """A tag as a mapping, also where it was written as a bare id."""
    if not isinstance(tags[position], dict):
        tags[position] = CommentedMap(node=tags[position])
    return tags[position]


def _statement(relation: Mapping[str, Any], node: str | None, places: _Places) -> CommentedMap:
    found = CommentedMap(section=relation["section"])
    if relation.get("stage"):
        found["acts_at"] = relation["stage"]
    if relation.get("capability"):
        found[places.relation_at(node) if node else "enhances"] = relation["capability"]
    if relation.get("wording"):
        found["note"] = relation["wording"]
    return found


def _comments(text: str) -> list[str]:
    return [comment.text for comment in find_comments(text.replace("\r\n", "\n"))]


# --- the taxonomy ------------------------------------------------------------------------------------------


def _migrated_taxonomy(text: str, *, has_datasets: bool) -> str:
    """The text of the taxonomy with its blocks where format 2 has them; each keeps its comments."""
    head, blocks = _blocks(text)
    facets = "facets:\n" + "".join(_facets(blocks))
    tables = "".join(_tables(blocks, has_datasets=has_datasets))
    cycle = CYCLE if "capabilities" in blocks and "roles" in blocks else ""
    moved = {"stages", "capabilities", "role_groups", "roles", "modalities", "relations", "related_surveys"}
    parts = [head, "schema: 2\n"]
    for key, block in blocks.items():
        if key == "questions":
            parts.append(_questions(block))
        elif key not in moved:
            parts.append(block)
    statements = blocks.get("relations", "")
    statements = re.sub(r"^relations:", "statements:", statements, flags=re.MULTILINE)
    statements = re.sub(r"(^\s+(?:- )?|[{,] *)role: ", r"\1serves_as: ", statements, flags=re.MULTILINE)
    parts += [facets, statements, cycle, f"tables:\n{tables}" if tables else ""]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())


def _blocks(text: str) -> tuple[str, dict[str, str]]:
    """What is before the first key, and the text of each key with the comments above it."""
    starts = [(match.start(), match[1]) for match in _TOP_LEVEL_KEY.finditer(text)]
    cuts = [_with_comments(text, start) for start, _ in starts[1:]]
    ends = [*cuts, len(text)]
    begins = [starts[0][0] if starts else len(text), *cuts]
    blocks = {key: text[begin:end] for (_, key), begin, end in zip(starts, begins, ends, strict=True)}
    return text[: begins[0]], blocks


def _with_comments(text: str, start: int) -> int:
    """Where the comment lines directly above a place begin."""
    lines = text[:start].splitlines(keepends=True)
    while lines and lines[-1].startswith("#"):
        start -= len(lines.pop())
    return start


def _values(block: str, *, group: str = "kind") -> str:
    """The items of a block of format 1 as values of a facet, indented as those are."""
    comments = "".join(line for line in block.splitlines(keepends=True) if line.startswith("#"))
    items = "".join(
        line
        for line in block.splitlines(keepends=True)
        if not line.startswith("#") and not _TOP_LEVEL_KEY.match(line)
    )
    items = dedent(items)
    items = re.sub(rf"(^\s*(?:- )?|[{{,] *){group}: ", r"\1group: ", items, flags=re.MULTILINE)
    items = re.sub(r"(^\s*(?:- )?|[{,] *)note: ", r"\1remark: ", items, flags=re.MULTILINE)
    return indent(comments, " " * 4) + f"    values:\n{indent(items.strip(chr(10)), ' ' * 6)}\n"


def _facets(blocks: Mapping[str, str]) -> Iterator[str]:
    yield KIND
    if "modalities" in blocks:
        yield MODALITY + _values(blocks["modalities"])
    if "stages" in blocks:
        yield STAGE + _values(blocks["stages"])
    if "capabilities" in blocks:
        yield CAPABILITY + _values(blocks["capabilities"])
    if "roles" in blocks:
        groups = _values(blocks.get("role_groups", "")).replace("    values:", "    groups:", 1)
        yield ROLE + (groups if "role_groups" in blocks else "") + _values(blocks["roles"])


def _questions(block: str) -> str:
    """The questions with the ids of facets, and the matrices that format 1 drew for them."""
    comments = "".join(f"{line}\n" for line in block.splitlines() if line.startswith("#"))
    document = _yaml().load(block)
    for question in document["questions"]:
        asked = [str(word) for word in question.get("answers_with") or ()]
        question["answers_with"] = [_FACET_IDS[word] for word in asked]
        relations = (
            ["draws_on"]
            if "roles" in asked
            else [
                *(["acts_at"] if "stages" in asked else []),
                *(["enhances", "evaluates"] if "capabilities" in asked else []),
            ]
        )
        if relations:
            question["matrices"] = [
                {"relation": one, **({"rows": "role"} if one == "draws_on" else {}), **MATRICES[one]}
                for one in relations
            ]
    written = io.StringIO()
    yaml = _yaml()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    yaml.dump(document, written)
    kept = written.getvalue()
    return kept if comments in kept else comments + kept


def _tables(blocks: Mapping[str, str], *, has_datasets: bool) -> Iterator[str]:
    if has_datasets:
        yield DATASETS
    if "related_surveys" in blocks:
        yield RELATED_SURVEYS + _values(blocks["related_surveys"], group="-").replace("values:", "rows:", 1)


_FACET_IDS = {"stages": "stage", "capabilities": "capability", "roles": "role"}
MATRICES = {
    "acts_at": {
        "title": "Which approach acts at which stage",
        "caption": "Data approaches by topic, and the stages of a model's life at which they act",
        "head": "Approaches by topic",
    },
    "enhances": {
        "title": "Which approach enhances which capability",
        "caption": "Data approaches by topic, and the capabilities they enhance",
        "head": "Approaches by topic",
    },
    "evaluates": {
        "title": "Which benchmarks test which capability",
        "caption": "Evaluation data by topic, and the capabilities they test",
        "head": "Evaluation by topic",
    },
    "draws_on": {
        "title": "Which role draws on which capability",
        "caption": "Roles that models play for data with their approaches, and the capabilities they draw on",
        "head": "Roles and approaches",
    },
}
KIND = """\
  - id: kind
    title: Kind
    plural: Kinds
    about: The main contribution of a work.
    many: false
    required: true
    shown: [filter, form, work]
    relations:
      - {id: is_a, key: kind, verb: is a, plural: are}
    values:
""" + "".join(
    f"      - {{id: {kind}, title: {kind.capitalize()}"
    + {"blog": ", publication: web", "report": ", publication: report"}.get(kind, "")
    + "}\n"
    for kind in _KINDS
)
MODALITY = """\
  - id: modality
    title: Modality
    plural: Modalities
    about: The modalities that a work handles.
    relations:
      - {id: handles, key: modalities, verb: handles, plural: handle}
"""
STAGE = """\
  - id: stage
    title: Stage
    plural: Stages
    about: At which stage of a model's life data approaches act.
    stated: [entry, tag, approach]
    groups:
      - {id: stage, title: Stages}
      - {id: phase, title: Phases}
    relations:
      - {id: acts_at, verb: acts at, plural: act at}
"""
CAPABILITY = """\
  - id: capability
    title: Capability
    plural: Capabilities
    about: What a model can do, or a property one wants of it.
    stated: [entry, tag, approach]
    groups:
      - {id: ability, title: Abilities}
      - {id: property, title: Properties}
      - {id: trust, title: Trust}
      - {id: data-skill, title: Skills on data}
    relations:
      - {id: enhances, verb: enhances, plural: enhance}
      - {id: evaluates, verb: tests, plural: test}
      - {id: draws_on, verb: draws on, plural: draw on}
"""
ROLE = """\
  - id: role
    title: Role
    plural: Roles
    about: In which role a model can serve data.
    stated: [tree, approach]
    relations:
      - {id: serves_as, verb: serves as, plural: serve as}
"""
CYCLE = """\
cycle:
  title: Co-development cycle
  about: How data enhances what models can do, and models use what they can do on data.
  forward: enhances
  back: draws_on
  roles: role
  back_verb: is drawn on by
  closing_verb: works on data for
"""
DATASETS = """\
  - id: datasets
    title: Public datasets
    section: "Tab. 2"
    in_entries: true
    columns:
      - {id: dataset, title: Dataset, required: true}
      - {id: row, title: "#", type: number, required: true, hidden: true}
      - {id: modality, title: Modality, required: true, filter: true}
      - {id: sources, title: Sources, type: texts, required: true}
      - {id: sources_printed, title: Sources as printed, type: texts, hidden: true}
      - {id: uses_models_as_source, title: Models as source, type: truth, required: true, filter: true}
      - {id: stages, title: Stages, type: facet, relation: acts_at, required: true, filter: true}
      - {id: quantity, title: Quantity, type: quantity, required: true}
      - {id: objective, title: Objective, required: true}
      - {id: note, title: Note, hidden: true}
"""
RELATED_SURVEYS = """\
  - id: related-surveys
    title: Related surveys
    section: "Tab. 1"
    kind: survey
    columns:
      - {id: row, title: "#", type: number, hidden: true}
      - {id: modality, title: Modality}
      - {id: perspective, title: Perspective}
      - {id: taxonomy_basis, title: Taxonomy}
      - {id: highlights, title: Highlights}
      - {id: works, title: Surveys, type: works}
      - {id: ours, title: This survey, type: truth, hidden: true}
"""
