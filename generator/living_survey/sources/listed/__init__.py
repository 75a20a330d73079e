"""Works in the lists that people keep: awesome lists and paper lists in Markdown or HTML.

Lists have no common format: titles are linked, bold, quoted or plain; names, venues and links are before
or behind them, in cells of tables, in badges, or on lines of their own. So the way from text to works has
steps, each in a module, which decide by what they see rather than by the format of a list:

- `markup`: Markdown or HTML becomes one tree of elements;
- `segments`, `units`: an item, a row or a line becomes words with their links and emphasis;
- `titles`, `citations`, `people`, `venues`, `addresses`: which words are the title, names, a venue, an
  identifier;
- `rows`: tables, with the columns in any order;
- `reading`, `headings`: headings, nesting, what belongs together, what is no work.
"""

from living_survey.sources.listed.reading import ReadList, Unread, read_list
from living_survey.sources.listed.works import ListedWork

__all__ = ["ListedWork", "ReadList", "Unread", "read_list"]
