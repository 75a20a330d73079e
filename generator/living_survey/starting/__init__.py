"""New surveys: a complete repository out of a title and the lists that people have already.

- `lists`: works of several files, each work once;
- `taxonomy`: the first `taxonomy.yaml`, with topics from headings, keywords or columns;
- `program`: what the survey installs the program from;
- `repository`: all other files, from the templates in `repository/`;
- `start` puts them together in a folder that appears when it is complete.
"""

from living_survey.starting.program import Program
from living_survey.starting.starting import CannotStartError, Started, start

__all__ = ["CannotStartError", "Program", "Started", "start"]
