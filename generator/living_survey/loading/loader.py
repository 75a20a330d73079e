"""Loading a knowledge base from a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.loading.inspection import inspect

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase
    from living_survey.loading.problems import Problem


class InvalidKnowledgeError(Exception):
    """The files have errors, which are in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Store the problems; the message lists them, one a line."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
        """The errors of the files, sorted by place."""


def load(root: Path | str = ".") -> KnowledgeBase:
    """Load the knowledge base in a folder (`taxonomy.yaml` and `entries/`).

    Raises `InvalidKnowledgeError` if any file has an error; warnings do not stop it.
    """
    inspection = inspect(root)
    if inspection.knowledge is None:
        raise InvalidKnowledgeError(inspection.errors)
    return inspection.knowledge
