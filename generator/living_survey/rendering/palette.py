"""The colours of the taxonomy as a style sheet: one class an area, one custom property each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.knowledge import Taxonomy


def palette_css(taxonomy: Taxonomy) -> str:
    """A class `.area-ID` for each area with a colour, which sets `--area`; `:root` has `--area-1` ... too."""
    coloured = [node for node in taxonomy if node.entry.color]
    root = "".join(f"  --area-{number}: {node.color};\n" for number, node in enumerate(coloured, start=1))
    classes = "".join(f".area-{node.id} {{ --area: {node.color}; }}\n" for node in coloured)
    return f":root {{\n{root}}}\n\n{classes}"
