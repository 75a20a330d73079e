"""README.md and lists/ as files of the repository: rendered, compared, written."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from living_survey.links.addresses import is_placeholder
from living_survey.loading.writing import replace_file
from living_survey.rendering.readme import LISTS, MARKER, README, render_readme
from living_survey.rendering.site_context import SiteContext
from living_survey.rendering.templating import OVERRIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from living_survey.knowledge import KnowledgeBase

CONFIGURATION = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not up to date: its text, and the text that it should have.

    None stands for a file that does not exist or cannot be read.
    """

    path: str
    before: str | None
    after: str | None

    def write(self, root: Path) -> None:
        """Write or remove the file, and its folder if needed."""
        target = root / self.path
        if self.after is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, self.after)
            return
        target.unlink(missing_ok=True)
        with suppress(OSError):  # the folder is not empty
            target.parent.rmdir()


def changes(root: Path, kb: KnowledgeBase) -> list[Change]:
    """The files to write and remove below a root: the README first, then lists by path.

    Raises `BadTemplateError`.
    """
    texts = render_readme(kb, configured_site(root), root / OVERRIDES)
    found = [Change(path, _read(root / path), text) for path, text in texts.items()]
    found += [Change(path, text, None) for path, text in _generated_lists(root) if path not in texts]
    return sorted(
        (change for change in found if change.before != change.after),
        key=lambda change: (change.path != README, change.path),
    )


def write(root: Path, wanted: Sequence[Change]) -> list[str]:
    """Make changes; the paths of the files. The README never links to a list that does not exist."""
    for change in sorted(wanted, key=lambda change: (change.after is None, change.path == README)):
        change.write(root)
    return [change.path for change in wanted]


def _generated_lists(root: Path) -> Iterator[tuple[str, str]]:
    """The lists with the mark of generated files; others were written by hand."""
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


# --- the site in mkdocs.yml --------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Reads the configuration without creating the objects that its tags name."""


def _default(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    """The last item of `!ENV [NAME, default]`: README.md must not depend on who generates it."""
    values = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else []
    return values[-1] if len(values) > 1 else None


_Loader.add_constructor("!ENV", _default)
_Loader.add_multi_constructor("", lambda *_: None)


def configured_site(root: Path) -> SiteContext:
    """The site as described in mkdocs.yml; environment and placeholder addresses (*.example) are ignored."""
    try:
        found = yaml.load((root / CONFIGURATION).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except (OSError, UnicodeError, yaml.YAMLError):
        found = None
    options = found if isinstance(found, dict) else {}
    name, description, address, repository = (
        value if isinstance(value := options.get(key), str) else ""
        for key in ("site_name", "site_description", "site_url", "repo_url")
    )
    return SiteContext(
        name or root.resolve().name, description, "" if is_placeholder(address) else address, repository
    )
