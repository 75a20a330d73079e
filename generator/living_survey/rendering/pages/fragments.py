"""The template tag `cached`: a piece of a page that is the same wherever it is shown is rendered once.

    {% cached "chip", node.id, root %}<a ...>{{ node.short }}</a>{% endcached %}

The values after the tag are the key: all that the piece depends on, apart from the knowledge base. Pieces are
kept by the view of one build (`fragments` of the variable `view`); without a view, nothing is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.ext import Extension

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.parser import Parser
    from jinja2.runtime import Context
    from markupsafe import Markup

Fragments = dict[tuple[object, ...], "Markup"]


class CachedExtension(Extension):
    """Adds the tag."""

    tags = {"cached"}  # noqa: RUF012 - Jinja2's own type

    def parse(self, parser: Parser) -> nodes.Node:
        """Make the body the block of a call to `_once`."""
        line = next(parser.stream).lineno
        key = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            key.append(parser.parse_expression())
        body = parser.parse_statements(("name:endcached",), drop_needle=True)
        call = self.call_method("_once", [nodes.ContextReference(), *key])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    @staticmethod
    def _once(context: Context, *key: object, caller: Callable[[], Markup]) -> Markup:
        view = context.get("view")
        if view is None:
            return caller()
        fragments: Fragments = view.fragments
        found = fragments.get(key)
        if found is None:
            found = fragments[key] = caller()
        return found
