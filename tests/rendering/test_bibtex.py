from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pybtex.database
import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from living_survey import load
from living_survey.rendering.bibtex import bibtex, protected_title
from living_survey.rendering.citation import Authors, publication
from living_survey.rendering.exports import bibliography
from living_survey.rendering.latex import latex
from tests.rendering.exports.complete import complete_kb
from tests.rendering.exports.nasty import TEXTS, WORKS, work

if TYPE_CHECKING:
    from living_survey import Work

ROOT = Path(__file__).parents[2]
QUOTES = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u02c6": "^",
        "\u02d9": "\u00b7",
        "\u00a0": " ",
    }
)
# Letters that a reader of LaTeX gets back; for rarer ones LaTeX and its readers know several spellings.
LETTERS = st.characters(max_codepoint=0x17E, exclude_categories=["Cc", "Cf", "Sk", "So", "No"])


@pytest.fixture(scope="module")
def works() -> list[Work]:
    """Works of small surveys with names and titles of many forms."""
    return [*complete_kb(), *load(ROOT / "tests" / "bakery")]


@pytest.fixture(scope="module")
def whole(works: list[Work]) -> str:
    return bibliography(map(bibtex, works)).decode()


def read(code: str) -> str:
    """What LaTeX shows."""
    return plain(LatexNodes2Text(math_mode="text", strict_latex_spaces=True).latex_to_text(code))


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(QUOTES).split())


def field(name: str, entry: str) -> str:
    found = re.search(rf"^  {name} = (.*),$", entry, re.MULTILINE)
    return found[1] if found else ""


def test_pybtex_reads_the_same_facts(works: list[Work], whole: str) -> None:
    entries = pybtex.database.parse_string(whole, "bibtex").entries
    assert list(entries) == [known.id for known in works]
    for known in works:
        entry = entries[known.id]
        assert read(entry.fields["title"]) == plain(known.title)
        assert entry.fields["year"] == str(known.year)
        assert entry.fields.get("eprint") == known.arxiv
        assert entry.fields.get("doi") == known.doi
        assert entry.fields.get("url") == known.url
        assert entry.fields["keywords"].split(", ") == [tag.node for tag in known.tags]
        authors = Authors.of(known)
        assert [parts(author) for author in entry.persons["author"]] == [
            *(
                (name.given, name.particle, name.literal or name.family, name.suffix)
                for name in authors.names
            ),
            *[("", "", "others", "")] * authors.has_others,
        ]


def parts(name: pybtex.database.Person) -> tuple[str, ...]:
    groups = (name.first_names + name.middle_names, name.prelast_names, name.last_names, name.lineage_names)
    return tuple(read(" ".join(group)) for group in groups)


def test_bibtexparser_reads_the_same_facts(works: list[Work], whole: str) -> None:
    library = parse_string(whole)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [known.id for known in works]
    for known, entry in zip(works, library.entries, strict=True):
        assert read(entry["title"]) == plain(known.title)
        authors = Authors.of(known)
        assert len(entry["author"].split(" and ")) == len(authors.names) + authors.has_others
        assert entry["year"] == str(known.year)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"venue": "TPAMI"}, "article"),
        ({"venue": "IEEE Transactions on Artificial Intelligence"}, "article"),
        ({"venue": "Proceedings of the VLDB Endowment"}, "article"),
        ({"venue": "Apidologie"}, "article"),
        ({"venue": "SenSys"}, "inproceedings"),
        ({"venue": "NeurIPS"}, "inproceedings"),
        ({"venue": "Findings of ACL"}, "inproceedings"),
        ({"venue": "ICLR", "kind": "report"}, "inproceedings"),
        ({"venue": "bioRxiv"}, "misc"),
        ({"venue": "Proceedings of the IEEE/CVF Conference on Computer Vision"}, "inproceedings"),
        ({"venue": "arXiv", "arxiv": "2404.00001"}, "misc"),
        ({"arxiv": "2404.00001"}, "misc"),
        ({"venue": "OpenAI blog"}, "misc"),
        ({"venue": "OpenAI", "kind": "report"}, "techreport"),
        ({"kind": "report"}, "misc"),
        ({"venue": "OpenAI", "kind": "blog"}, "misc"),
    ],
)
def test_the_entry_type_follows_the_venue_and_the_facets(facts: dict[str, str], kind: str) -> None:
    assert bibtex(work(**facts)).startswith(f"@{kind}{{doe2024nasty,\n")


def test_a_preprint_is_cited_by_its_eprint_and_month() -> None:
    entry = bibtex(
        work(venue="arXiv", arxiv="2404.00001", arxiv_category="cs.CV", published="2024-03-31", year=2024)
    )
    assert field("eprint", entry) == "{2404.00001}"
    assert field("archiveprefix", entry) == "{arXiv}"
    assert field("primaryclass", entry) == "{cs.CV}"
    assert field("month", entry) == "mar"


def test_a_paper_does_not_get_the_month_of_its_preprint() -> None:
    entry = bibtex(work(venue="NeurIPS", arxiv="2404.00001", published="2024-04-01"))
    assert field("booktitle", entry) == "{Advances in Neural Information Processing Systems}"
    assert not field("month", entry)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (
            {"venue": "CVPR"},
            {
                "booktitle": "{IEEE/CVF Conference on Computer Vision and Pattern Recognition}",
                "series": "{CVPR}",
            },
        ),
        (
            {"venue": "Findings of ACL"},
            {
                "booktitle": "{Findings of the Association for Computational Linguistics: ACL}",
                "series": "{Findings of ACL}",
            },
        ),
        ({"venue": "TMLR"}, {"journal": "{Transactions on Machine Learning Research}", "series": ""}),
        ({"venue": "Nature"}, {"journal": "{Nature}"}),
        ({"venue": "Some Conference"}, {"booktitle": "{Some Conference}", "series": ""}),
        ({"venue": "OpenAI", "kind": "report"}, {"institution": "{OpenAI}"}),
        ({"venue": "bioRxiv"}, {"howpublished": "{bioRxiv}"}),
        ({"venue": "arXiv", "arxiv": "2404.00001"}, {"howpublished": ""}),
    ],
)
def test_a_venue_has_its_full_name_in_the_field_of_its_kind(
    facts: dict[str, str], fields: dict[str, str]
) -> None:
    entry = bibtex(work(**facts))
    assert {name: field(name, entry) for name in fields} == fields


@pytest.mark.parametrize(
    ("facts", "written"),
    [
        ({"authors": ["Jane Doe"], "draft": True}, "{Doe, Jane and others}"),
        ({"authors": ["Jane Doe", "others"]}, "{Doe, Jane and others}"),
        ({"authors": ["Jane Doe", "et al."]}, "{Doe, Jane and others}"),
        ({"authors": ["Jane Doe"], "draft": True, "year": None}, "{Doe, Jane}"),
        ({"authors": ["others"]}, ""),
        ({"authors": [], "draft": True}, ""),
    ],
)
def test_authors_that_are_left_out_are_others(facts: dict[str, object], written: str) -> None:
    assert field("author", bibtex(work(**facts))) == written


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("Jane Mary Doe", "{Doe, Jane Mary}"),
        ("OpenAI", "{{OpenAI}}"),
        ("Gemini Team", "{{Gemini Team}}"),
        ("Leandro von Werra", "{von Werra, Leandro}"),
        ("Diego de Las Casas", "{de Las Casas, Diego}"),
        ("Blaise Agüera y Arcas", r"{{Ag{\"u}era y Arcas}, Blaise}"),
        ("Robert Tarjan Jr.", "{Tarjan, Jr., Robert}"),
        ("Łukasz Kaiser", r"{Kaiser, {\L}ukasz}"),
        ("Barnes and Noble, Inc.", "{{Barnes and Noble, Inc.}}"),
    ],
)
def test_names_come_in_parts(author: str, written: str) -> None:
    assert field("author", bibtex(work(authors=[author]))) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("DataComp: In search of the next generation", "{DataComp}: In search of the next generation"),
        ("Visual Instruction Tuning", "Visual Instruction Tuning"),
        ("A Survey of LLMs (VLMs)", "A Survey of {LLMs} ({VLMs})"),
        ("Data-Juicer: A System", "{Data-Juicer}: A System"),
        ("Is GPT-4 a Good Data Analyst?", "Is {GPT-4} a Good Data Analyst?"),
        ("Learning from the Chinese web with few labels", "Learning from the {Chinese} web with few labels"),
        ("Vision & Language", r"Vision \& Language"),
        ('No "Zero-Shot"', r"No {\textquotedblleft}Zero-Shot{\textquotedblright}"),
    ],
)
def test_titles_keep_the_capitals_that_matter(title: str, written: str) -> None:
    assert protected_title(title) == written


@given(st.text(LETTERS, min_size=1))
@settings(deadline=None)
@example("a--b''c``d,,e")
@example("50% of $x_1^2 {\\frac} #1 ~ & <b>|`'")
@example('say "this" and "that", 5" wide')
def test_latex_shows_the_text(text: str) -> None:
    assert read(latex(text)) == plain(text)


@given(TEXTS)
@settings(deadline=None)
def test_titles_show_the_text(title: str) -> None:
    once = re.sub(r"[\x02\x03]", "", title)
    assert read(protected_title(title)) == read(latex(once))


@given(WORKS)
@settings(max_examples=200, deadline=None)
@example(work(authors=['", "and and\x02\x0b{']))
def test_nothing_in_a_text_ends_its_field(nasty: Work) -> None:
    code = bibtex(nasty)
    assert code.count("{") == code.count("}")
    assert "\n\n" not in code
    names = [line.split(" = ")[0].strip() for line in code.splitlines()[1:-1]]
    (entry,) = pybtex.database.parse_string(code, "bibtex").entries.values()
    authors = Authors.of(nasty)
    assert sorted(names) == sorted([*entry.fields, *entry.persons])
    assert len(entry.persons.get("author", [])) == len(authors.names) + authors.has_others
    library = parse_string(code)
    assert not library.failed_blocks
    assert [found.key for found in library.entries[0].fields] == names


LATEX = r"""\documentclass{article}\usepackage[T1]{fontenc}\usepackage{url}
\begin{document}\nocite{*}\bibliographystyle{plain}\bibliography{works}\end{document}
"""
BIBLATEX = r"""\documentclass{article}\usepackage[T1]{fontenc}\usepackage[backend=biber]{biblatex}
\addbibresource{works.bib}\begin{document}\nocite{*}\printbibliography\end{document}
"""
NASTY = [
    work(id="a2024a", title="50% of $x_1^2 {\\frac} #1 ~ & <b>|`'\"", authors=["A {B} C%"], venue="A & B_c"),
    work(
        id="a2024b",
        title="}{",
        authors=["}{", "Ümit Ğ"],
        links={"project": "https://x.example/%7Ea_b#c&d{}\\"},
    ),
    work(id="a2024c", title="Adapt-∞: \\end{document}", authors=["x and y"], doi="10.1000/a_b#c%20&<d>"),
]


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX here")
def test_latex_knows_every_command_that_stands_for_a_character(tmp_path: Path) -> None:
    letters = (
        chr(code) for code in range(0xA0, 0x30000) if unicodedata.category(chr(code)) not in "Cs Cn Co"
    )
    written = [latex(f"a{letter}b") for letter in letters]
    commands = [code for code in written if "\\" in code and code.isascii()]
    assert len(commands) > 500
    lines = "".join(f"\\setbox0\\hbox{{{code}}}\n\n" for code in commands)
    (tmp_path / "all.tex").write_text(LATEX.replace(r"\nocite", lines + r"\nocite"))
    assert "\n!" not in run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-draftmode", "all")


@pytest.mark.skipif(not (shutil.which("bibtex") and shutil.which("pdflatex")), reason="no LaTeX here")
def test_bibtex_and_latex_take_all_works(tmp_path: Path, works: list[Work]) -> None:
    (tmp_path / "works.bib").write_bytes(bibliography(map(bibtex, [*NASTY, *works])))
    (tmp_path / "all.tex").write_text(LATEX)
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "all")
    assert "Warning" not in run(tmp_path, "bibtex", "all")
    assert "\n!" not in run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-draftmode", "all")


@pytest.mark.skipif(not (shutil.which("biber") and shutil.which("pdflatex")), reason="no biber here")
def test_biber_and_latex_take_works_of_every_type(tmp_path: Path, works: list[Work]) -> None:
    chosen = {(publication(known), known.publication): known for known in works}
    (tmp_path / "works.bib").write_bytes(bibliography(map(bibtex, [*NASTY, *chosen.values()])))
    (tmp_path / "all.tex").write_text(BIBLATEX)
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "all")
    assert not re.search("WARN|ERROR", run(tmp_path, "biber", "all"))
    assert "\n!" not in run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-draftmode", "all")
