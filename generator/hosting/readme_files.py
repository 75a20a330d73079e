"""README.md and lists/ as files of a repository, which its host shows: rendered, compared, written."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from generator.links.addresses import is_placeholder
from generator.loading.writing import replace_file
from generator.rendering.readme import LISTS, MARKER, README, TEMPLATES, render_readme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.knowledge import KnowledgeBase

TEMPLATE_FOLDER = "site_src/templates"
CONFIGURATION = "mkdocs.yml"


class NoTemplateError(Exception):
    """The template of the README cannot be read; its path."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it should be: its text now, and the one that it should have.

    None is for no such file, or none that can be read.
    """

    path: str
    before: str | None
    after: str | None

    def write(self, root: Path) -> None:
        """Write or remove the file; folders follow."""
        target = root / self.path
        if self.after is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, self.after)
            return
        target.unlink(missing_ok=True)
        with suppress(OSError):  # the folder is not empty
            target.parent.rmdir()


def changes(root: Path, kb: KnowledgeBase) -> list[Change]:
    """What to write and remove below a root: the README first, then lists by their paths.

    Raises `NoTemplateError` and `BadTemplateError`.
    """
    texts_found = {name: _read(root / TEMPLATE_FOLDER / name) for name in TEMPLATES}
    templates = {name: text for name, text in texts_found.items() if text is not None}
    if f"{README}.j2" not in templates:
        raise NoTemplateError(f"{TEMPLATE_FOLDER}/{README}.j2")
    texts = render_readme(kb, templates, site_address(root))
    found = [Change(path, _read(root / path), text) for path, text in texts.items()]
    found += [Change(path, text, None) for path, text in _generated_lists(root) if path not in texts]
    return sorted(
        (change for change in found if change.before != change.after),
        key=lambda change: (change.path != README, change.path),
    )


def write(root: Path, wanted: Sequence[Change]) -> list[str]:
    """Make changes; the paths of the files. At no time does the README lead to a list that is not there."""
    for change in sorted(wanted, key=lambda change: (change.after is None, change.path == README)):
        change.write(root)
    return [change.path for change in wanted]


def _generated_lists(root: Path) -> Iterator[tuple[str, str]]:
    """The lists that were generated once; others, written by hand, are left alone."""
    for folder, _, names in os.walk(root / LISTS):
        for name in sorted(names):
            path = Path(folder, name)
            text = _read(path) if path.suffix == ".md" else None
            if text is not None and text.startswith(MARKER):
                yield path.relative_to(root).as_posix(), text


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


# --- the address of the site -------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Reads configuration without making the objects that its tags ask for."""


def _default(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    """The last item of `!ENV [NAME, default]`: README.md must not depend on who generates it."""
    values = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else []
    return values[-1] if len(values) > 1 else None


_Loader.add_constructor("!ENV", _default)
_Loader.add_multi_constructor("", lambda *_: None)


def site_address(root: Path) -> str | None:
    """The `site_url` of mkdocs.yml without the environment; None for a placeholder such as *.example."""
    try:
        found = yaml.load((root / CONFIGURATION).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except (OSError, UnicodeError, yaml.YAMLError):
        return None
    address = found.get("site_url") if isinstance(found, dict) else None
    return address if isinstance(address, str) and address and not is_placeholder(address) else None
