"""A survey of beekeeping in cities, with its own facets, but without a paper, questions or a roadmap."""

from pathlib import Path

BEEKEEPING = Path(__file__).parent
