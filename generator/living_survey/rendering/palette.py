"""The colours of the taxonomy as a style sheet: a class and a custom property for each area."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.knowledge import Taxonomy


def palette_css(taxonomy: Taxonomy) -> str:
    """A class `.area-ID` that sets `--area` for each coloured area; `:root` has `--area-1` and so on."""
    coloured = [node for node in taxonomy if node.entry.color]
    root = "".join(f"  --area-{number}: {node.color};\n" for number, node in enumerate(coloured, start=1))
    classes = "".join(f".area-{node.id} {{ --area: {node.color}; }}\n" for node in coloured)
    return f":root {{\n{root}}}\n\n{classes}"
