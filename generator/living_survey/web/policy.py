"""The Content-Security-Policy of pages: scripts of the site and the theme run, and no others."""

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


def with_policy(document: str, config: MkDocsConfig, *written: str) -> str:
    """A document with its policy.

    `written` are parts of the document that do not come from the theme. Scripts in these do not run.
    """
    theme = document
    for part in written:
        theme = theme.replace(part, "", 1)
    hashes = dict.fromkeys(map(_hash, _INLINE_SCRIPT.findall(theme)))
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
    return document.replace(
        _CHARSET, f'{_CHARSET}\n      <meta http-equiv="Content-Security-Policy" content="{policy}">', 1
    )


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _hosts(addresses: Iterable[str]) -> list[str]:
    """The other hosts that settings name."""
    parts = map(urlsplit, addresses)
    return list(dict.fromkeys(f"{part.scheme or 'https'}://{part.netloc}" for part in parts if part.netloc))
