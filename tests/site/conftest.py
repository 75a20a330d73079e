"""The pages of the built site, read once."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from tests.site.html_facts import Document, read_html

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def pages(built_site: Path) -> dict[str, Document]:
    """All pages by their address."""
    gc.disable()  # it would look through millions of elements again and again
    found = {
        file.parent.relative_to(built_site).as_posix(): read_html(file)
        for file in built_site.rglob("index.html")
    }
    gc.freeze()
    gc.enable()
    return found
