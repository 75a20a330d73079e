"""What this project uses of the theme Material is listed in one file, and is what the theme still has."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import material
import pytest
import yaml

from tests.site.building import ROOT

PACKAGE = ROOT / "generator/living_survey"
LISTED = PACKAGE / "web/material.yaml"
THEME = Path(material.__file__).parent / "templates"
TEXTS = {".css", ".html", ".j2", ".js", ".md", ".py", ".yml"}
CONFIGURATIONS = (ROOT / "mkdocs.yml", PACKAGE / "starting/repository/mkdocs.yml")
# A template names an icon whole; a configuration names it below its key.
ICON = re.compile(r"\b(?:fontawesome/\w+|material|octicons|simple)/[a-z0-9-]+")
PATTERNS = {
    "classes": re.compile(r"(?<![\w-])md-[a-z][a-z0-9_-]*"),
    "properties": re.compile(r"--md-[a-z0-9-]*[a-z0-9]"),
    "attributes": re.compile(r"data-md-[a-z-]*[a-z]"),
    # Streams of events that the theme's script offers to others, and its other global names.
    "script": re.compile(
        r"\b(?:alert|component|document|keyboard|location|progress|target|viewport)\$|__md_\w+"
    ),
}


@cache
def listed() -> dict[str, Any]:
    found = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@cache
def sources() -> str:
    """All that the package and this site's own files say."""
    paths = [
        ROOT / "mkdocs.yml",
        *(path for root in (PACKAGE, ROOT / "site_src") for path in root.rglob("*.*")),
    ]
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(paths) if path.suffix in TEXTS and path.is_file()
    )


@cache
def used() -> dict[str, set[str]]:
    """What is used of the theme, by kind."""
    own = PACKAGE / "web/theme"
    templates = {
        path.relative_to(own).as_posix(): path.read_text(encoding="utf-8") for path in own.rglob("*.html")
    }
    configurations = [path.read_text(encoding="utf-8") for path in CONFIGURATIONS]
    themes = [theme_in(text) for text in configurations]
    markup = "".join(templates.values())
    names = {*templates, *re.findall(r'{%-? extends "([^"]+)"', markup)}
    return {kind: set(pattern.findall(sources())) for kind, pattern in PATTERNS.items()} | {
        "templates": {name for name in names if (THEME / name).is_file()},
        "blocks": set(re.findall(r"{%-? block (\w+)", markup)),
        "icons": set(ICON.findall(markup + "".join(configurations))),
        "options": {key for theme in themes for key in theme if key != "name"},
        "features": {feature for theme in themes for feature in theme.get("features", ())},
        "extra": set(re.findall(r'config\.extra(?:\[|\.setdefault\()"((?!survey_)\w+)"', sources())),
    }


def theme_in(configuration: str) -> dict[str, Any]:
    """The options of the theme; tags of MkDocs and marks of the template are left out."""
    found = yaml.safe_load(re.sub(r"!ENV|\[\[.*?\]\]", "", configuration))["theme"]
    assert isinstance(found, dict)
    return found


def test_what_is_used_of_the_theme_is_what_is_listed() -> None:
    assert listed().keys() == used().keys()
    for kind, names in listed().items():
        assert names == sorted(set(names)), f"{kind}: in order, each once"
        more, less = used()[kind] - set(names), set(names) - used()[kind]
        assert not more, f"{kind} of the theme that {LISTED.name} does not list: use less of it, or list them"
        assert not less, f"{kind} that {LISTED.name} lists and nothing uses"


@pytest.mark.parametrize(
    ("kinds", "files"),
    [
        (("attributes", "classes", "properties"), ("*.css", "*.html")),
        (("blocks", "extra"), ("*.html",)),
        (("features", "script"), ("*.html", "*.js")),
    ],
)
def test_the_installed_theme_has_what_is_listed(kinds: tuple[str, ...], files: tuple[str, ...]) -> None:
    paths = (path for pattern in files for path in THEME.rglob(pattern) if path.is_file())
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    assert [name for kind in kinds for name in listed()[kind] if name not in text] == []


def test_the_installed_theme_has_the_templates_and_icons() -> None:
    names = [*listed()["templates"], *(f".icons/{name}.svg" for name in listed()["icons"])]
    assert [name for name in names if not (THEME / name).is_file()] == []
