"""A small survey of bread, in files as a project has them, for tests that need one of their own."""

from pathlib import Path

BAKERY = Path(__file__).parent
