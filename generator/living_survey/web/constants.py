"""What the site's scripts share with the program: word lists, tables, limits, patterns and faults of texts.

All of it is written once, in Python, and emitted as ES modules when the site is built.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pylatexenc.latex2text import get_default_latex_context_db

from living_survey.knowledge import duplicates, identifiers, people, search, similarity, text, venues
from living_survey.knowledge.statements import NOT_STATED
from living_survey.loading import canonical
from living_survey.loading.problems import Severity
from living_survey.loading.rules import ALL_RULES, identity
from living_survey.loading.rules.bibliography import NAME_FAULTS, URL_FAULTS
from living_survey.loading.schema import canonical_form
from living_survey.rendering.latex import ACCENTS
from living_survey.sources import bibtex, drafts
from living_survey.web.javascript import Whole, module

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CATALOGUE_MODULE = "assets/common/catalogue.js"
_TIE = "\u0361"


def constant_modules() -> Iterator[tuple[str, str]]:
    """Each module with its path from the root of the site."""
    yield "assets/common/constants.js", module(common_constants())
    yield CATALOGUE_MODULE, catalogue_module({})
    yield "assets/contribute/constants.js", module(form_constants())


def catalogue_module(translated: Mapping[str, object]) -> str:
    """The translations of the texts of scripts."""
    return module({"TEXTS": translated})


def common_constants() -> dict[str, object]:
    """What every search needs: folding, and identifiers as people type them."""
    return {
        "FOLDED_LETTERS": text.FOLDED_LETTERS,
        "ENDINGS": search.ENDINGS,
        "SHORTEST_STEM": search.SHORTEST_STEM,
        "UNSTEMMED": search.UNSTEMMED,
        "NOISE": search.NOISE,
        "QUESTION_WORDS": search.QUESTION_WORDS,
        "NOT_STATED": NOT_STATED,
        "NEW_STYLE": Whole(identifiers.NEW_STYLE),
        "OLD_STYLE": Whole(identifiers.OLD_STYLE),
        "NEW_STYLE_FAULTS": identifiers.NEW_STYLE_FAULTS,
        "OLD_STYLE_FAULTS": identifiers.OLD_STYLE_FAULTS,
        "ARXIV_FORM": identifiers.ARXIV_FORM,
        "ARXIV_HOSTS": identifiers.ARXIV_HOSTS,
        "ARXIV_PATH": Whole(identifiers.ARXIV_PATH),
        "ARXIV_PREFIX": identifiers.ARXIV_PREFIX,
        "ARXIV_DOI": Whole(identifiers.ARXIV_DOI),
        "DOI": Whole(identifiers.DOI),
        "DOI_PREFIX": identifiers.DOI_PREFIX,
        "ACL_DOI": Whole(identifiers.ACL_DOI),
        "ACL_HOSTS": identifiers.ACL_HOSTS,
        "ACL_PATH": Whole(identifiers.ACL_PATH),
        "OPENREVIEW_HOST": identifiers.OPENREVIEW_HOST,
        "OPENREVIEW_PATHS": identifiers.OPENREVIEW_PATHS,
    }


def form_constants() -> dict[str, object]:
    """What the contribution form needs to read, check and write an entry."""
    return {
        "SPACES": re.compile(r"\s+"),
        "NOT_SPACE": re.compile(r"\S"),
        "WARNINGS": {code for code, rule in ALL_RULES.items() if rule.severity is Severity.WARNING},
        "NAME_FAULTS": NAME_FAULTS,
        "URL_FAULTS": URL_FAULTS,
        "CITATION_KEY": Whole(identifiers.CITATION_KEY),
        "TITLE_ID": Whole(identity.TITLE_ID),
        "LONGEST_NAME": identifiers.LONGEST_NAME,
        "LONGEST_WORD": identifiers.LONGEST_WORD,
        "KEY_SUFFIXES": drafts.SUFFIXES,
        "STOP_WORDS": text.STOP_WORDS,
        "NAME_SUFFIXES": people.SUFFIXES,
        "GROUP_WORDS": people.GROUP_WORDS,
        "SMALL_WORDS_OF_GROUPS": people.SMALL_WORDS_OF_GROUPS,
        "DUPLICATES": {
            "NEAR": duplicates.NEAR,
            "NEAR_AFTER_OTHER_NAME": duplicates.NEAR_AFTER_OTHER_NAME,
            "NEARLY_EQUAL": duplicates.NEARLY_EQUAL,
            "SAME_TEAM": duplicates.SAME_TEAM,
            "LONG": duplicates.LONG,
            "MOST_COMPARED": duplicates.MOST_COMPARED,
            "NUMBER": duplicates.NUMBER,
        },
        "TOKENS": {
            "ADDRESS_OR_COMMAND": similarity.ADDRESS_OR_COMMAND,
            "NUMBERS": similarity.NUMBERS,
            "NUMBER": similarity.NUMBER,
            "INSIDE_WORD": similarity.INSIDE_WORD,
            "PLURAL": similarity.PLURAL,
        },
        "VENUES": {
            "PREPRINT": venues.PREPRINT,
            "FEW": venues.FEW,
            "FINDINGS": venues.FINDINGS,
            "WORKSHOPS": venues.WORKSHOPS,
            "SMALL_WORDS": venues.SMALL_WORDS,
            "OF_EDITIONS": venues.OF_EDITIONS,
            "SPONSORS": venues.SPONSORS,
            "ABBREVIATIONS": venues.ABBREVIATIONS,
            "OTHER_EVENTS": venues.OTHER_EVENTS,
            "PREPRINT_WORDS": venues.PREPRINT_WORDS,
            "SIDE_EVENTS": venues.SIDE_EVENTS,
            "WORD": venues.WORD,
            "EDITION": Whole(venues.EDITION),
            "YEAR": venues.YEAR,
            "IN_BRACKETS": venues.IN_BRACKETS,
            "BETWEEN_PARTS": venues.BETWEEN_PARTS,
        },
        "MONTHS": bibtex.MONTHS,
        "VENUE_FIELDS": bibtex.VENUE_FIELDS,
        "ARXIV_CATEGORY": Whole(bibtex.ARXIV_CATEGORY),
        "CODE_HOST": bibtex.CODE_HOST,
        "TEX_ACCENTS": {command: mark for mark, command in ACCENTS.items()} | {"t": _TIE},
        "TEX_LETTERS": _tex_letters(),
        "LAYOUT": dict(canonical_form()),
        "PLAIN": Whole(canonical.PLAIN),
        "AMBIGUOUS": canonical.AMBIGUOUS,
        "FLOW_SIGN": canonical.FLOW_SIGN,
        "UNFOLDABLE": canonical.UNFOLDABLE,
        "UNPRINTABLE": canonical.UNPRINTABLE,
        "TYPED": _typed(),
    }


def _tex_letters() -> dict[str, str]:
    """The commands that TeX has for single characters, as `sources.latex` reads them."""
    database = get_default_latex_context_db()
    commands = (command for name in database.categories() for command in database.d[name]["macros"].values())
    return {
        command.macroname: command.simplify_repl
        for command in commands
        if isinstance(command.simplify_repl, str) and len(command.simplify_repl) == 1
    }


def _typed() -> list[Whole]:
    """What PyYAML reads as something other than text if it has no quotes."""
    resolvers = (found for several in yaml.SafeLoader.yaml_implicit_resolvers.values() for found in several)
    patterns = {pattern.pattern: pattern for _, pattern in resolvers}
    return [Whole(pattern) for _, pattern in sorted(patterns.items())]


def write_constants(folder: Path) -> None:
    """Write the modules below a folder, as the site has them below its root."""
    for path, source in constant_modules():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(source, encoding="utf-8")


if __name__ == "__main__":
    write_constants(Path(sys.argv[1]))
