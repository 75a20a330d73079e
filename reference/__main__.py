"""Write the files that are generated from the program itself; `--check` fails if one is not up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from living_survey.web import texts
from reference import commands, python_api

ROOT = Path(__file__).parents[1]
PAGES = {
    "site_src/pages/commands.md": commands.page,
    "site_src/pages/python-api.md": python_api.page,
    "generator/living_survey/web/texts.yaml": texts.catalogue,
}


def stale() -> dict[Path, str]:
    """The files that are not up to date, with their text."""
    expected = {ROOT / path: page() for path, page in PAGES.items()}
    return {
        path: text
        for path, text in expected.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


if __name__ == "__main__":
    found = stale()
    for path, text in found.items():
        name = path.relative_to(ROOT)
        if "--check" in sys.argv:
            sys.exit(f"{name} is not up to date; run: python -m reference")
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {name}\n")
