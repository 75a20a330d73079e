"""Which addresses a knowledge base has, and where each is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_survey.links.addresses import addresses_in, find_addresses, without_code

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "entries").mkdir()
    (tmp_path / "site_src/pages/deep").mkdir(parents=True)
    (tmp_path / "taxonomy.yaml").write_text("survey: {about: 'see https://survey.org/about'}\n")
    (tmp_path / "entries/doe2024data.yaml").write_text(
        'title: A\narxiv: "2401.00001"\ndoi: 10.1000/x\n'
        "links: {code: https://github.com/doe/data, project: https://doe.org/}\n"
        "remarks: moved from https://old.doe.org/data, in May\n"
    )
    (tmp_path / "README.md").write_text(
        "[A](https://arxiv.org/abs/2401.00001) [pdf](https://arxiv.org/pdf/2401.00001) "
        "[code](https://github.com/doe/data)\n[Host](https://host.org/a_(b))\n"
    )
    (tmp_path / "site_src/pages/deep/page.md").write_text("Text\n\n  <https://doe.org/> `https://no.org`\n")
    return tmp_path


def found(root: Path, *, derived: bool = False) -> dict[str, list[str]]:
    return {
        address.url: [f"{p.path}:{p.line}:{p.column} {p.what}" for p in address.places]
        for address in find_addresses(root, derived=derived)
    }


def test_every_address_with_its_places(root: Path) -> None:
    entry = "entries/doe2024data.yaml"
    assert found(root) == {
        "https://doe.org/": [f"{entry}:4:53 project link", "site_src/pages/deep/page.md:3:4 link"],
        "https://github.com/doe/data": [f"{entry}:4:15 code link"],
        "https://host.org/a_(b)": ["README.md:2:8 link"],
        "https://old.doe.org/data": [f"{entry}:5:10 link"],
        "https://survey.org/about": ["taxonomy.yaml:1:17 link"],
    }


def test_pages_of_identifiers_are_found_on_request(root: Path) -> None:
    with_derived = found(root, derived=True)
    assert with_derived["https://arxiv.org/abs/2401.00001"] == ["entries/doe2024data.yaml:2:8 arXiv page"]
    assert with_derived["https://doi.org/10.1000/x"] == ["entries/doe2024data.yaml:3:6 DOI"]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://a.org/x.", ["https://a.org/x"]),
        ("(https://a.org/x)", ["https://a.org/x"]),
        ("[a](https://a.org/x_(y)) b", ["https://a.org/x_(y)"]),
        ("[![b](https://a.org/b.svg)](https://a.org/c)", ["https://a.org/b.svg", "https://a.org/c"]),
        ("<https://a.org/?q=1&amp;r=2>", ["https://a.org/?q=1&r=2"]),
        ("**https://a.org/x**", ["https://a.org/x"]),
        ('<a href="https://a.org/x">', ["https://a.org/x"]),
        ("http:// https://", []),
        ("https://[::1", []),
        ("no address", []),
    ],
)
def test_addresses_in_a_text(text: str, urls: list[str]) -> None:
    assert [url for url, _ in addresses_in(text)] == urls


def test_code_and_comments_have_no_links() -> None:
    text = "a\n```sh\nhttps://a.org\n```\n``https://b.org`` <!-- https://c.org --> https://d.org\n"
    assert [url for url, _ in addresses_in(without_code(text))] == ["https://d.org"]


@given(st.text(st.sampled_from("`~<>-![]()*_. \nhttps://a.org"), max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    masked = without_code(text)
    assert len(masked) == len(text)
    for url, offset in addresses_in(masked):
        assert url
        assert masked[offset : offset + 4].lower() == "http"


def test_the_links_of_this_survey_are_found() -> None:
    addresses = find_addresses(ROOT)
    assert len(addresses) > 300
    assert all(place.path != "README.md" or "arxiv.org" not in a.url for a in addresses for place in a.places)
