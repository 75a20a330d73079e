"""What is done to a page last: its Content-Security-Policy is added, and the theme's indentation removed.

With the policy, scripts of the site and of the theme run, and no others.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig

_CHARSET = '<meta charset="utf-8">'  # must be among the first 1,024 bytes, so the policy comes after it
# The theme's inline scripts have no attributes; those with a type are data.
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Indentation is an eighth of a page of a work. It is left where white space may count.
_VERBATIM = re.compile(r"(<(?P<tag>pre|textarea|script|style)\b.*?</(?P=tag)>)", re.DOTALL)
_INDENTATION = re.compile(r"[ \t]*\n\s*")


def finished(document: str, config: MkDocsConfig, *written: str) -> str:
    """A document with its policy, and without empty lines and indentation.

    `written` are parts of the document that do not come from the theme. They stay as they are, and scripts in
    them do not run.
    """
    marked = [(part, f"\0{place}\0") for place, part in enumerate(written) if part]
    for part, mark in marked:
        document = document.replace(part, mark, 1)
    document = _without_indentation(document)
    hashes = dict.fromkeys(map(_hash, _INLINE_SCRIPT.findall(document)))
    scripts = _hosts(str(script) for script in config.extra_javascript)
    directives = {
        "default-src": ["'none'"],
        # The index of the texts of pages is searched with WebAssembly, in a worker.
        "script-src": ["'self'", "'wasm-unsafe-eval'", *hashes, *scripts],
        "worker-src": ["'self'"],
        "connect-src": ["'self'"],
        "style-src": ["'self'", *_hosts(config.extra_css)],
        "style-src-attr": ["'unsafe-inline'"],  # widths in charts, alignment in tables
        "img-src": ["'self'", "data:"],  # icons of the theme, charts that are saved
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
    document = document.replace(
        _CHARSET, f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1
    )
    for part, mark in reversed(marked):
        document = document.replace(mark, part, 1)
    return document


def _without_indentation(document: str) -> str:
    pieces = _VERBATIM.split(document)  # every third is verbatim, and followed by the name of its tag
    pieces[::3] = [_INDENTATION.sub("\n", piece) for piece in pieces[::3]]
    del pieces[2::3]
    return "".join(pieces)


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _hosts(addresses: Iterable[str]) -> list[str]:
    """The other hosts that settings name."""
    parts = map(urlsplit, addresses)
    return list(dict.fromkeys(f"{part.scheme or 'https'}://{part.netloc}" for part in parts if part.netloc))
