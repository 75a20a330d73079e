"""Rewriting entries and taxonomy of format 1 in format 2, without losing a fact or a comment.

Format 1 had five fixed facets: kind, modality, stage, capability and role. In an entry `relations` had the
statements of the survey about the work, by section only, and `stages` the stages that its data serve. In
format 2 `taxonomy.yaml` declares facets and tables, and a tag has the statements about the work at its node.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Any

from living_survey.knowledge.survey import SCHEMA
from living_survey.knowledge.taxonomy import LEVEL_KEYS
from living_survey.loading import files
from living_survey.loading.canonical import CannotFormatError, format_entry, quoted_if_needed
from living_survey.loading.comments import find_comments
from living_survey.loading.problems import shortened
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, YamlError, parse, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TOP_LEVEL_KEY = re.compile(r"""^["']?([a-z_]+)["']?:(?=\s)""", re.MULTILINE)
_KINDS = ("paper", "dataset", "benchmark", "model", "survey", "tool", "report", "blog")
_OF_CAPABILITIES = ("enhances", "evaluates", "draws_on")


class CannotMigrateError(Exception):
    """Files that cannot be rewritten; the message has a line for each, with the reason."""


@dataclass(frozen=True)
class Migrated:
    """A file before and after."""

    name: str
    path: Path
    before: str
    after: str


def migrate(root: Path) -> list[Migrated]:
    """The files of a knowledge base to change; empty if it is in format 2. Nothing is written.

    Raises `CannotMigrateError` if a file cannot be read as format 1, and `OSError`.
    """
    path = root / files.TAXONOMY
    text = _read(root, path, files.TAXONOMY, files.MAX_TAXONOMY_BYTES)
    tree = _mapping(text, files.TAXONOMY)
    if version := tree.get("schema"):
        if version.value() != SCHEMA:
            raise CannotMigrateError(f"{files.TAXONOMY}: not a format that this program can migrate")
        return []
    try:
        places = _Places(tree.value())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CannotMigrateError(f"{files.TAXONOMY}: not in format 1; correct it first") from error
    changed, faults, has_datasets = [], [], False
    for name, entry in files.entry_files(root):
        if entry.suffix == files.ENTRY_SUFFIX:
            try:
                before = _read(root, entry, name, files.MAX_ENTRY_BYTES)
                changed.append(Migrated(name, entry, before, migrated_entry(before, places, name)))
            except CannotMigrateError as error:
                faults.append(str(error))
            else:
                has_datasets = has_datasets or "datasets" in _mapping(before, name).values
    if faults:
        raise CannotMigrateError("\n".join(faults))
    # The taxonomy comes last: a run that was cut short can be repeated.
    after = _migrated_taxonomy(text, tree, has_datasets=has_datasets)
    changed.append(Migrated(files.TAXONOMY, path, text, after))
    return [one for one in changed if one.before != one.after]


def write(changed: Iterable[Migrated]) -> None:
    """Write the migrated files in their order."""
    for one in changed:
        replace_file(one.path, one.after)


def _read(root: Path, path: Path, name: str, limit: int) -> str:
    raw, problem = files.read_bytes(root, path, name, limit)
    text, problems = (None, [problem]) if raw is None else files.decode(raw, name)
    if text is None or problems:
        raise CannotMigrateError(str(problems[0]))
    return text if text.endswith("\n") else f"{text}\n"


def _mapping(text: str, name: str) -> Mapping:
    try:
        tree = parse(text)
    except YamlError as error:
        raise CannotMigrateError(f"{name}:{error.line}:{error.column}: {error.message}") from error
    if not isinstance(tree, Mapping):
        raise CannotMigrateError(f'{name}: expected lines of "key: value"')
    return tree


# --- entries -----------------------------------------------------------------------------------------------


class _Places:
    """The tag of a work to which a statement of format 1 belongs, and the relation that it states."""

    def __init__(self, taxonomy: Any) -> None:  # noqa: ANN401 - raw YAML
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

    def _walk(self, node: Any, above: tuple[str, ...], level: str, topic: str | None) -> None:  # noqa: ANN401
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
        """The first node that is the subject of a section of the survey."""
        return next((node for node in nodes if section in self.sections.get(node, ())), None)

    def relation_at(self, node: str | None) -> str:
        """The relation of statements about the node's capabilities, else the one that its role suggests."""
        if node is None:
            return "enhances"
        here = {node, *self.above.get(node, ())}
        topic = self.topic.get(node, node)
        below_topic = {one for one, its_topic in self.topic.items() if its_topic == topic}
        for near in (here, below_topic):
            for kind, nodes in self.relations:
                if not near.isdisjoint(nodes):
                    return kind
        return "enhances" if here.isdisjoint(self.role_nodes) else "draws_on"


def migrated_entry(text: str, places: _Places, name: str) -> str:
    """The canonical text of an entry in format 2. Raises `CannotMigrateError`."""
    try:
        return format_entry(text, partial(_move_statements, places=places))
    except YamlError as error:
        raise CannotMigrateError(f"{name}:{error.line}:{error.column}: {error.message}") from error
    except CannotFormatError as error:
        line, column = error.place
        raise CannotMigrateError(f"{name}:{line}:{column}: {error}") from error


def _move_statements(entry: Mapping, places: _Places) -> None:
    """Move the content of `relations` and `stages` to its place in format 2.

    Moved values keep their lines, by which the writer finds the comments about them.
    """
    relations, stages, tags = entry.get("relations"), entry.get("stages"), entry.get("tags")
    items = tags.items if isinstance(tags, Sequence) else []
    nodes = [_node_of(item) for item in items]
    if isinstance(relations, Sequence):
        key = _taken(entry, "relations")
        for relation in relations.items:
            if not isinstance(relation, Mapping):
                raise CannotFormatError("not a relation of format 1", (relation.line, relation.column))
            section = _text(relation.get("section"))
            node = places.tag_for(nodes, section)
            where = entry if node is None else _spelled_out(items, nodes.index(node))
            of_capability = places.relation_at(node or places.tag_for(places.above, section))
            # The first one takes over the comments about the key.
            place = key if relation is relations.items[0] else relation
            _append(where, place, _statement(relation, of_capability))
    if isinstance(stages, Sequence):
        key = _taken(entry, "stages")
        where = _spelled_out(items, 0) if len(items) == 1 else entry
        _set(where, "acts_at", key, stages.items[0] if len(stages.items) == 1 else stages)


def _node_of(tag: Tree) -> str:
    return _text(tag.get("node") if isinstance(tag, Mapping) else tag)


def _text(node: Tree | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _taken(mapping: Mapping, name: str) -> Scalar:
    """Remove a key from a mapping and return it."""
    del mapping.values[name]
    return mapping.keys.pop(name)


def _set(mapping: Mapping, name: str, place: Tree, value: Tree) -> None:
    mapping.keys[name] = Scalar(name, place.line, place.column, plain=True)
    mapping.values[name] = value


def _spelled_out(tags: list[Tree], position: int) -> Mapping:
    """A tag as a mapping, also where it was written as a bare id."""
    tag = tags[position]
    if isinstance(tag, Mapping):
        return tag
    spelled_out = Mapping(tag.line, tag.column)
    _set(spelled_out, "node", tag, tag)
    tags[position] = spelled_out
    return spelled_out


def _append(where: Mapping, place: Tree, statement: Mapping) -> None:
    statements = where.get("statements")
    if not isinstance(statements, Sequence):
        statements = Sequence(place.line, place.column)
        _set(where, "statements", place, statements)
    statements.items.append(statement)


def _statement(relation: Mapping, of_capability: str) -> Mapping:
    names = {"stage": "acts_at", "capability": of_capability, "wording": "note"}
    found = Mapping(relation.line, relation.column, relation.flow)
    for name, key in relation.keys.items():
        _set(found, names.get(name, name), key, relation.values[name])
    return found


# --- the taxonomy ------------------------------------------------------------------------------------------


def _migrated_taxonomy(text: str, old: Mapping, *, has_datasets: bool) -> str:
    """The text of the taxonomy with its blocks in their places of format 2; each keeps its comments."""
    head, blocks = _blocks(text)
    given = {key for key in blocks if isinstance(value := old.get(key), Sequence) and value.items}
    parts = [head, "schema: 2\n"]
    for key, block in blocks.items():
        if key == "questions":
            parts.append(_questions(block))
        elif key not in _MOVED:
            parts.append(block)
    parts.append("facets:\n" + "".join(_facets(blocks, given)))
    if "relations" in given:
        parts.append(_renamed(blocks["relations"], {"relations": "statements", "role": "serves_as"}))
    parts.append(CYCLE if {"capabilities", "roles"} <= given else "")
    tables = DATASETS if has_datasets else ""
    if "related_surveys" in given:
        tables += RELATED_SURVEYS + _inside(blocks["related_surveys"], "rows", {})
    parts.append(f"tables:\n{tables}" if tables else "")
    result = "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())
    _check_that_all_is_there(text, result)
    return result


def _blocks(text: str) -> tuple[str, dict[str, str]]:
    """The text before the first key, and the text of each key with the comments above it."""
    starts = [(match.start(), match[1]) for match in _TOP_LEVEL_KEY.finditer(text)]
    cuts = [_with_comments(text, start) for start, _ in starts[1:]]
    ends = [*cuts, len(text)]
    begins = [starts[0][0] if starts else len(text), *cuts]
    blocks = {key: text[begin:end] for (_, key), begin, end in zip(starts, begins, ends, strict=True)}
    return text[: begins[0]], blocks


def _with_comments(text: str, start: int) -> int:
    """The offset of the first comment line directly above an offset."""
    lines = _lines(text[:start])
    while lines and lines[-1].startswith("#"):
        start -= len(lines.pop())
    return start


def _lines(text: str) -> list[str]:
    """The lines of a text with their line feeds."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _renamed(block: str, names: dict[str, str]) -> str:
    """A block with the key that it starts with, and keys of its items, renamed."""
    tree = parse(block)
    if not isinstance(tree, Mapping):
        return block
    keys = list(tree.keys.values())
    for value in tree.values.values():
        for item in value.items if isinstance(value, Sequence) else ():
            keys += item.keys.values() if isinstance(item, Mapping) else ()
    return _edited(block, [(key, names[key.text]) for key in keys if key.text in names])


def _edited(text: str, edits: list[tuple[Scalar, str]]) -> str:
    """A text with some words replaced."""
    lines = _lines(text)
    for word, new in sorted(edits, key=lambda edit: (edit[0].line, edit[0].column), reverse=True):
        line, start = lines[word.line - 1], word.column - 1
        quotes = 2 * line[start:].startswith(("'", '"'))
        lines[word.line - 1] = line[:start] + new + line[start + len(word.text) + quotes :]
    return "".join(lines)


def _inside(block: str, name: str, names: dict[str, str]) -> str:
    """A block as the value of a key of a facet or table: comments first, lines indented below them."""
    block = _renamed(block, names)
    key = _TOP_LEVEL_KEY.search(block)
    above, below = (block[: key.start()], block[key.end() :]) if key else ("", block)
    first, *lines = below.split("\n")
    item = next((line for line in lines if line.lstrip().startswith("-")), "")
    shift = 6 - (len(item) - len(item.lstrip()))
    moved = [" " * (len(line) - len(line.lstrip()) + shift) + line.lstrip() if line else "" for line in lines]
    body = "\n".join((f"    {name}:{first}", *moved)).rstrip("\n")
    return indent(above, " " * 4) + body + "\n"


def _facets(blocks: dict[str, str], given: set[str]) -> Iterator[str]:
    yield KIND
    if "modalities" in given:
        yield MODALITY + _inside(blocks["modalities"], "values", {})
    names = {"kind": "group", "note": "remark"}
    if "stages" in given:
        yield STAGE + _inside(blocks["stages"], "values", names)
    if "capabilities" in given:
        yield CAPABILITY + _inside(blocks["capabilities"], "values", names)
    if "roles" in given:
        groups = _inside(blocks["role_groups"], "groups", {}) if "role_groups" in given else ""
        yield ROLE + groups + _inside(blocks["roles"], "values", {})


def _questions(block: str) -> str:
    """The questions with the ids of facets, and the matrices that format 1 drew for them."""
    tree = parse(block)
    questions = tree.get("questions") if isinstance(tree, Mapping) else None
    edits: list[tuple[Scalar, str]] = []
    for question in questions.items if isinstance(questions, Sequence) else ():
        asked = question.get("answers_with") if isinstance(question, Mapping) else None
        if isinstance(question, Mapping) and isinstance(asked, Sequence):
            words = [one for one in asked.items if isinstance(one, Scalar)]
            edits += [(word, _FACET_IDS.get(word.text, word.text)) for word in words]
            key = question.keys["answers_with"]
            matrices = _matrices({word.text for word in words}, key.column - 1, flow=question.flow)
            edits.append((key, f"{matrices}answers_with"))
    return _edited(block, edits)


def _matrices(asked: set[str], column: int, *, flow: bool) -> str:
    """The matrices of a question, as text before another of its keys."""
    relations = ["draws_on"] if "roles" in asked else ["acts_at"] if "stages" in asked else []
    relations += ["enhances", "evaluates"] if "capabilities" in asked and "roles" not in asked else []
    if not relations:
        return ""
    written = [_matrix(one, flow=flow) for one in relations]
    if flow:
        return "matrices: [" + ", ".join("{" + ", ".join(lines) + "}" for lines in written) + "], "
    lines = [f"{'    ' if at else '  - '}{line}" for matrix in written for at, line in enumerate(matrix)]
    return f"\n{' ' * column}".join(["matrices:", *lines, ""])


def _matrix(relation: str, *, flow: bool) -> list[str]:
    fields = {
        "relation": relation,
        **({"rows": "role"} if relation == "draws_on" else {}),
        **MATRICES[relation],
    }
    return [f"{key}: {quoted_if_needed(value, in_brackets=flow)}" for key, value in fields.items()]


def _check_that_all_is_there(before: str, after: str) -> None:
    """Raise `CannotMigrateError` if a value or comment of the taxonomy is missing in the new text."""
    try:
        old, new = parse(before), parse(after)
    except YamlError as error:
        raise CannotMigrateError(f"{files.TAXONOMY}: cannot be rewritten: {error.message}") from error
    lost = Counter(_scalars(old)) - Counter(_scalars(new))
    lost += Counter(one.text for one in find_comments(before)) - Counter(
        one.text for one in find_comments(after)
    )
    words = [word for word in lost if word not in _FACET_IDS]
    words += _MOVED.intersection(new.values) if isinstance(new, Mapping) else []
    if words:
        raise CannotMigrateError(
            f"{files.TAXONOMY}: cannot be rewritten without losing: {shortened(words[0])}"
        )


def _scalars(tree: Tree | None) -> list[str]:
    return [node.text for node in walk(tree) if isinstance(node, Scalar)] if tree else []


_MOVED = frozenset(
    {"stages", "capabilities", "role_groups", "roles", "modalities", "relations", "related_surveys"}
)
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
