"""The index of the site-wide search box, made by Pagefind from the built pages."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

if TYPE_CHECKING:
    from pathlib import Path

# Lists of other works would make every page that names a work a hit for its title.
NOT_SEARCHED = ".works, .crumbs, .prevnext, .headerlink, .paper__actions, .paper__foot, .letters, pre, svg"


def build_index(site: Path) -> None:
    """Write Pagefind's index into `pagefind/` of a built site.

    Raises `PluginError` with what Pagefind says if it fails.
    """
    options = ["--site", str(site), "--exclude-selectors", NOT_SEARCHED, "--quiet"]
    command = [sys.executable, "-m", "pagefind", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode != 0:
        message = f"Pagefind could not index the site:\n{done.stdout}{done.stderr}"
        raise PluginError(message)
