"""Random texts, entries and files for property tests."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ENTRIES = sorted((ROOT / "entries").glob("*.yaml"))
EXAMPLES = [
    path.read_text(encoding="utf-8")
    for folder in ("base", "migration/before", "migration/after")
    for path in sorted((Path(__file__).parent / folder / "entries").glob("*.yaml"))
]
TAXONOMIES = {
    folder: (Path(__file__).parent / folder / "taxonomy.yaml").read_text(encoding="utf-8")
    for folder in ("base", "migration/after")
}

OTHER_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Characters that end a line in YAML 1.1 only."""

# Texts that are difficult for YAML, Markdown and people.
TRICKY = (
    "a: b", "# no comment", "- x", "a #b", "[x", "{x}", "*a", "&a", "!a", "|", ">", "'", '"', "it's",
    '"x" y', "%a",
    "@a", "`a`", "?", "? a", ":", "::", "a:", "yes", "no", "null", "~", "1", "1.50", "1e3", "0x1f",
    "1_000", "2023",
    "2023-01-02", "2304.14108", ".inf", "<<", "=", "---", "--- a", "...", "a\\b", "\\n", "é", "中文",
    "😀", "a,b",
    " lead", "trail ", "two  spaces", "tab\there", "line\nbreak", "\n", "x\n\ny\n", "\x7f", "\u0085",
    "\u2028",
    "\ufeff", "1:30", "on", "#", "-", "--", "a: #", "<p>", "$x$", "word " * 40, "0" * 30,
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
    st.text("ab:#-,[]{}\"' \n", max_size=12),
)
scalars: st.SearchStrategy[object] = st.one_of(
    texts, st.integers(-5, 3000), st.booleans(), st.dates().map(str), st.floats(allow_nan=False, width=32)
)
KEYS = (
    "title", "authors", "year", "published", "arxiv", "kind", "modalities", "links", "tags", "node",
    "by", "note", "effect", "statements", "acts_at", "enhances", "flours", "loaves", "row", "steps",
    "relations", "section", "survey", "refs", "sections", "upstream", "rejected", "why", "remarks",
    "other", "key with space", "1", "a:b",
)  # fmt: skip
keys = st.one_of(st.sampled_from(KEYS), texts.filter(bool))
trees: st.SearchStrategy[object] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=25,
)
mappings = st.dictionaries(keys, trees, min_size=1, max_size=8)


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    """A mapping as YAML in one of the styles that people and programs write."""
    style = draw(st.sampled_from([None, None, None, "'", '"', "|", ">"]))
    tree = draw(mappings)
    return str(
        yaml.dump(
            # A number in quotes would need a tag to stay one.
            as_texts(tree) if style else tree,
            Dumper=yaml.SafeDumper,
            default_flow_style=draw(st.sampled_from([True, False, None])),
            default_style=style,
            indent=draw(st.integers(2, 6)),
            width=draw(st.sampled_from([20, 80, 1000])),
            allow_unicode=draw(st.booleans()),
            sort_keys=False,
        )
    )


def as_texts(tree: object) -> object:
    if isinstance(tree, dict):
        return {key: as_texts(value) for key, value in tree.items()}
    return [as_texts(item) for item in tree] if isinstance(tree, list) else str(tree)


@st.composite
def edited_entries(draw: st.DrawFn) -> str:
    """A real entry with a few lines deleted, doubled, swapped, indented or cut into."""
    return draw(edited(draw(st.sampled_from(EXAMPLES))))


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """A text with a few lines changed."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        column = draw(st.integers(0, len(lines[at])))
        change = draw(st.sampled_from(["delete", "double", "swap", "indent", "insert", "cut"]))
        if change == "delete":
            lines[at : at + 1] = lines[at : at + 1] if len(lines) == 1 else []
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "indent":
            lines[at] = " " * draw(st.integers(1, 3)) + lines[at]
        elif change == "insert":
            lines[at] = lines[at][:column] + draw(st.sampled_from(TRICKY)) + lines[at][column:]
        else:
            lines[at] = lines[at][:column]
    return "\n".join(lines)


# Words that mean something in taxonomies, in models of the program or in Python.
NASTY_IDS = (
    "copy", "json", "model_config", "model_fields", "id", "node", "title", "tags", "self", "where", "links",
    "statements", "survey", "not-stated", "tree", "kind", "flours", "loaves", "acts_at", "quality", "row",
    "cell", "values", "section", "named", "rows", "year", "schema", "__class__", "3d", "a-b", "a_b", "=", "",
    "dough", "ovens", "mixing", "text", "facet", "works", "entry", "approach", "doe2023words",
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """A text of YAML with a few of its values replaced, repeated, taken out or put elsewhere."""
    tree = yaml.load(text, Loader=yaml.CSafeLoader)
    for _ in range(draw(st.integers(1, 4))):
        places = list(places_in(tree))
        holder, key = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["nasty", "nasty", "random", "delete", "elsewhere", "nest"]))
        if change == "nasty":
            holder[key] = draw(st.sampled_from(NASTY_IDS))
        elif change == "random":
            holder[key] = draw(trees)
        elif change == "elsewhere":
            other, its_key = draw(st.sampled_from(places))
            holder[key] = copy.deepcopy(other[its_key])
        elif change == "nest":
            holder[key] = draw(st.sampled_from([[holder[key]], {"id": holder[key]}]))
        elif isinstance(holder, list) or len(holder) > 1:
            del holder[key]
    return str(yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True))


def places_in(tree: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - raw YAML
    """Every value inside a tree, as what holds it and its key or position."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree) if isinstance(tree, list) else 0)
    for key in keys:
        yield tree, key
        yield from places_in(tree[key])
