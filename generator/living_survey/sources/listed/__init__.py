"""Works in the lists that people keep: awesome lists and paper lists in Markdown or HTML.

Lists have no common format: titles are linked, bold, quoted or plain; names, venues and links come before
or after them, in cells of tables, in badges, or on lines of their own. The steps from text to works, each in
its modules, look at each place by itself instead of expecting a format:

- `markup`: Markdown or HTML as one tree of elements;
- `segments`, `units`: an item, a row or a line as words with their links and emphasis;
- `titles`, `citations`, `people`, `venues`, `addresses`: which words are the title, names, a venue, an
  identifier;
- `rows`, `columns`: tables, with the columns in any order;
- `reading`, `headings`, `blocks`: headings, nesting, what belongs together, what is not a work;
- `inconsistencies`: works that are listed twice, and tables that disagree with lists.
"""

from living_survey.sources.listed.reading import ReadList, read_list
from living_survey.sources.listed.works import ListedWork

__all__ = ["ListedWork", "ReadList", "read_list"]
