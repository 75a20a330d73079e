"""Pages load small files that are named by their content, each where it is used, and run no other scripts."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from living_survey.web.bundling import bundled
from living_survey.web.finishing import finished
from living_survey.web.texts import translation
from tests.site.building import ROOT, build

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

HASHED = re.compile(r"assets/(?:[\w]+/)*\w+-[0-9a-z]{8}\.(?:css|js)")
PAGE = '<head><meta charset="utf-8"></head><script>theme()</script><p><script>{}</script></p>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "survey"
    shutil.copytree(ROOT / "tests/bakery", folder)
    (folder / "site_src/pages/assets").mkdir(parents=True)
    return folder


def settings(project: Path, more: str = "", theme: str = "") -> MkDocsConfig:
    file = project / "mkdocs.yml"
    file.write_text(
        "site_name: Bread\ndocs_dir: site_src/pages\nplugins: [survey]\n"
        f"theme: {{name: material, font: false{theme}}}\n{more}",
        encoding="utf-8",
    )
    return load_config(str(file))


def test_pages_load_what_their_content_uses(project: Path) -> None:
    assets = bundled(settings(project), ":root { --area: red }")
    plain, explorer = assets.loads("<p>Text"), assets.loads('<div id="explore">')
    assert len(plain.styles) == len(plain.scripts) == 1
    assert explorer.styles[:1] == plain.styles
    assert [path.rpartition("-")[0] for path in explorer.scripts] == ["assets/search", "assets/explore/main"]
    assert b"--area:red" in assets.files[plain.styles[0]]
    for path in (*explorer.styles, *explorer.scripts, *explorer.imported, assets.search):
        assert HASHED.fullmatch(path)
        assert path in assets.files


def test_a_name_changes_with_the_content_only(project: Path) -> None:
    config = settings(project)
    before = bundled(config, "")
    assert bundled(config, "").files == before.files
    own = project / "site_src/pages/assets/survey.css"
    own.write_text("body { color: green }", encoding="utf-8")
    after = bundled(config, "")
    assert after.files[after.loads().styles[0]] == b"body{color:green}"
    assert after.files.keys() - before.files.keys() == {after.loads().styles[0]}


def test_a_translation_replaces_the_texts_of_scripts(project: Path) -> None:
    file = project / "site_src" / "texts.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        'No matches: Keine Treffer\n"{0} works": {one: "{0} Werk", other: "{0} Werke"}\n', encoding="utf-8"
    )
    published = b"".join(content for path, content in bundled(settings(project), "").files.items())
    assert b"Keine Treffer" in published
    assert b"{0} Werke" in published
    for wrong, message in (
        ("No macthes: x", "did you mean 'No matches'"),
        ('"{0} selected": "{1} gewählt"', "not a text with the same values"),
        ("- x", "must be a mapping"),
        ("{", "not valid YAML"),
    ):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(PluginError, match=message):
            translation(project)


def test_a_script_that_is_not_valid_is_reported_with_its_place(project: Path) -> None:
    (project / "site_src/pages/assets/tables.js").write_text("\nlet = ;", encoding="utf-8")
    with pytest.raises(PluginError, match=r"assets/tables\.js:2"):
        bundled(settings(project), "")


@pytest.mark.parametrize(
    ("more", "theme", "is_needed"),
    [
        ("", "", False),
        ("", ", features: [navigation.tabs]", False),
        ("", ", features: [navigation.instant]", True),
        ("extra_javascript: [own.js]\n", "", True),
        ("extra: {consent: {title: Cookies}}\n", "", True),
    ],
)
def test_the_script_of_the_theme_is_loaded_where_ours_does_less(
    project: Path, more: str, theme: str, *, is_needed: bool
) -> None:
    assets = bundled(settings(project, more, theme), "")
    assert assets.loads("<p>", is_generated=True).is_theme_needed is is_needed
    assert assets.loads("<p>").is_theme_needed


def test_sources_are_not_published(project: Path, tmp_path: Path) -> None:
    settings(project)
    (project / "site_src/pages/assets/survey.css").write_text("body { color: green }", encoding="utf-8")
    site = tmp_path / "site"
    result = build(site, root=project)
    assert result.returncode == 0, result.stderr
    own = [
        path.relative_to(site).as_posix()
        for path in (site / "assets").rglob("*.*s")
        if not path.is_relative_to(site / "assets/javascripts")
    ]
    assert [path for path in own if not HASHED.fullmatch(path) and "stylesheets" not in path] == []
    page = (site / "works/doe2021knead/index.html").read_text(encoding="utf-8")
    assert "assets/javascripts/bundle" not in page
    assert "assets/javascripts/bundle" in (site / "404.html").read_text(encoding="utf-8")


def test_indentation_goes_where_white_space_does_not_count(project: Path) -> None:
    config = settings(project)
    written = "<ul>\n  <li>\n\n    of the survey\n</ul>"
    verbatim = "<pre>\n\n  kept </pre><textarea>\n  kept\n</textarea><script>\n  kept()\n</script>"
    document = f"<html>\n\n  <body>  \n    <p>a\n      b</p>{verbatim}\n    {written}\n\t</body>\n\n</html>"
    expected = f"<html>\n<body>\n<p>a\nb</p>{verbatim}\n{written}\n</body>\n</html>"
    assert finished(document, config, "", written, "not there") == expected


def test_a_policy_allows_the_scripts_of_the_theme_and_none_in_content(project: Path) -> None:
    config = settings(project, "extra_css: ['https://other.test/a.css', own.css]\n")
    written = "<p><script>bad()</script></p>"
    document = PAGE.format("bad()")
    policy = finished(document, config, written)
    assert policy.count("'sha256-") == 1
    assert finished(document, config).count("'sha256-") == 2
    assert "style-src 'self' https://other.test;" in policy
    assert "default-src 'none'; script-src 'self' " in policy
    assert "script-src 'self' 'unsafe" not in policy
