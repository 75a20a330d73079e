"""Compiled templates, kept from one build to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from living_survey.loading.build_cache import BuildCache, program_digest

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Compiled templates; compiling all of them takes longer than reading a survey."""

    _KIND = "template"

    def __init__(self) -> None:
        self._cache = BuildCache.of(None)  # most templates are those of the package, whatever the survey
        self._known: dict[str, tuple[bytes, bytes]] | None = None

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what this program compiled from the same text, which the bucket checks."""
        if self._known is None:
            self._known = self._cache.all(self._KIND)
        program, content = self._known.get(bucket.key, (b"", b""))
        if program == program_digest():
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._cache.keep(self._KIND, [(bucket.key, program_digest(), bucket.bytecode_to_string())])
