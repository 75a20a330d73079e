"""Works in lists of every usual shape; the lists are invented, in the shapes that real ones have."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from living_survey.knowledge.text import normalized_title
from living_survey.sources.bibtex import read_bibtex
from living_survey.sources.listed import ListedWork, ReadList, read_list
from living_survey.sources.listed.segments import badge_text

SHAPES = Path(__file__).parent
LISTS = ("plain.md", "bullets.md", "badges.md", "table.md", "nested.html")
WITH_AUTHORS = ("bullets.md", "table.md", "nested.html")
WITH_VENUES = ("bullets.md", "badges.md", "table.md", "nested.html")
SECONDS = 10
LONG = 250_000


def read(name: str) -> ReadList:
    return read_list((SHAPES / name).read_text(), is_html=name.endswith(".html"))


def one(text: str) -> ListedWork:
    (work,) = read_list(text).works
    return work


def titles(text: str, *, is_html: bool = False) -> list[str]:
    return [work.title for work in read_list(text, is_html=is_html).works]


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    with (SHAPES / "works.csv").open() as file:
        return list(csv.DictReader(file))


# --- six shapes of the same 60 works -----------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_every_shape_gives_the_same_sixty_titles(name: str, expected: list[dict[str, str]]) -> None:
    found = read(name)
    assert [work.title for work in found.works] == [work["title"] for work in expected]
    of_news = ['line 7: below the heading "News": StarterKit'] if name == "bullets.md" else []
    assert [str(one) for one in found.unread] == of_news
    assert found.inconsistencies == []


def test_bibtex_gives_the_same_sixty_works(expected: list[dict[str, str]]) -> None:
    drafts = [item.draft for item in read_bibtex((SHAPES / "references.bib").read_text()).drafts]
    assert [normalized_title(draft.title or "") for draft in drafts] == [
        normalized_title(work["title"]) for work in expected
    ]
    assert ["; ".join(draft.authors) for draft in drafts] == [work["authors"] for work in expected]
    assert [draft.arxiv or "" for draft in drafts] == [work["arxiv"] for work in expected]


@pytest.mark.parametrize("name", LISTS)
def test_identifiers_are_read_from_addresses_of_all_forms(name: str, expected: list[dict[str, str]]) -> None:
    works = read(name).works
    assert [work.arxiv or "" for work in works] == [work["arxiv"] for work in expected]
    assert [work.doi or "" for work in works] == [work["doi"] for work in expected]


@pytest.mark.parametrize("name", WITH_VENUES)
def test_links_are_kept_by_kind(name: str, expected: list[dict[str, str]]) -> None:
    for work, wanted in zip(read(name).works, expected, strict=True):
        links = {kind: wanted[kind] for kind in ("project", "code", "dataset") if wanted[kind]}
        assert work.links == links, work.title


@pytest.mark.parametrize("name", WITH_AUTHORS)
def test_authors_are_read_and_et_al_is_told_apart(name: str, expected: list[dict[str, str]]) -> None:
    for work, wanted in zip(read(name).works, expected, strict=True):
        authors = wanted["authors"].split("; ")
        assert list(work.authors) == (authors[:1] if work.more_authors else authors), work.title
    assert any(work.more_authors for work in read("bullets.md").works)


@pytest.mark.parametrize("name", WITH_VENUES)
def test_venues_and_years_are_read(name: str, expected: list[dict[str, str]]) -> None:
    works = read(name).works
    assert [work.venue for work in works] == [work["venue"] for work in expected]
    assert [work.year for work in works] == [int(work["year"]) for work in expected]


@pytest.mark.parametrize("name", ["plain.md", "bullets.md", "nested.html"])
def test_nested_headings_become_area_and_topic(name: str, expected: list[dict[str, str]]) -> None:
    assert [work.headings for work in read(name).works] == [
        (work["area"], work["topic"]) for work in expected
    ]


def test_badges_become_tags_and_a_column_is_kept(expected: list[dict[str, str]]) -> None:
    for badged, row, wanted in zip(read("badges.md").works, read("table.md").works, expected, strict=True):
        assert badged.badges == (f"{wanted['area']}-{wanted['topic']}",)
        assert badged.headings == row.headings == (wanted["area"],)
        assert row.columns == {"topic": wanted["topic"]}
        assert row.in_table
        assert not badged.in_table


# --- one unit ----------------------------------------------------------------------------------------------

PAPER = "[[paper](https://arxiv.org/abs/2101.99901)]"


@pytest.mark.parametrize(
    "line",
    [
        f"- A Rye Starter from Scratch {PAPER}",
        "- [A Rye Starter from Scratch](https://arxiv.org/abs/2101.99901)",
        f"- **A Rye Starter from Scratch.** {PAPER}",
        "1. [**A Rye Starter from Scratch**](https://arxiv.org/abs/2101.99901) 🔥",
        f'- "A Rye Starter from Scratch" [2021-01] {PAPER}',
        f"- **Starter**: “A Rye Starter from Scratch”, ICML, 2021 {PAPER}",
        f"- [2021/01] **A Rye Starter from Scratch.** *Ada Lovelace et al. arXiv.* {PAPER}",
        f"- (*ICML 2021*) A Rye Starter from Scratch {PAPER}",
        f"- A Rye Starter from Scratch, ICML 2021 {PAPER}",
        f"- A Rye Starter from Scratch (2021), A. Lovelace and C. Babbage. {PAPER}",
        f"- A Rye Starter from Scratch. _Ada Lovelace_. Front. Microbiol. 2021 {PAPER}",
        f"- Lovelace, A., & Babbage, C. (2021). A Rye Starter from Scratch. ICML. {PAPER}",
        f"- Ada Lovelace, Charles Babbage, A Rye Starter from Scratch, ICML 2021 {PAPER}",
        f"- Lovelace, Ada, Charles Babbage, and Grace Hopper, A Rye Starter from Scratch, ICML. {PAPER}",
        f"- Ada Lovelace and Charles Babbage, *A Rye Starter from Scratch*, ICML 2021 {PAPER}",
        f'**[3]** Lovelace, Ada, et al. "**A Rye Starter from Scratch**." arXiv (2021). {PAPER}',
        "- **2021-01** | A Rye Starter from Scratch | *Ada Lovelace* | [Nature](https://doi.org/10.5555/x)",
        "- :star: [A Rye Starter from Scratch](https://arxiv.org/abs/2101.99901) ([code](https://github.com/a/b))",
        "- A Rye Starter from Scratch https://arxiv.org/abs/2101.99901",
        f"- **A Rye Starter from Scratch**\n  - Ada Lovelace, Charles Babbage\n  - {PAPER}",
        f"1. **A Rye Starter from Scratch.**\n\n   *Ada Lovelace, Charles Babbage.* {PAPER}, 2021.1",
        "**A Rye Starter from Scratch**\n\n- Paper: https://x.org/1.pdf\n- Code: https://github.com/a/b",
        f"- Scratch {PAPER}\n  * Ada Lovelace, Charles Babbage, A Rye Starter from Scratch, ICML 2021.",
        "### [A Rye Starter from Scratch](https://x.org/1.pdf)\n*Ada Lovelace, Charles Babbage*",
        f"- **[RyeNet]** A Rye Starter from Scratch | **[ICML' 21]** | {PAPER}",
        f"- [[arXiv:2101.99901](https://arxiv.org/abs/2101.99901)] A Rye Starter from Scratch. {PAPER}",
        f"- ICML'21 A Rye Starter from Scratch {PAPER}",
        f"- 20210131 ICML-21 A Rye Starter from Scratch {PAPER}",
        f"- ICML 2021 workshop A Rye Starter from Scratch {PAPER}",
        "**[3]** Lovelace A, Babbage C. **A Rye Starter from Scratch**. ICML, 2021.",
        "**[4]** Ada Lovelace. **A Rye Starter from Scratch**. In Journal of Baking, 2021.",
        "[5] Ada Lovelace and Charles Babbage. 2021. A Rye Starter from Scratch. In Proceedings of ICML.",
        "##### • A Rye Starter from Scratch. [[PDF]](https://x.org/1.pdf)\n*[Ada](https://a.org), Rye Mill*",
        "| Name | Paper |\n|-|-|\n| **Rye** | [A Rye Starter from Scratch](https://x.org/1.pdf) |",
        "| | Title |\n|-|-|\n| ⭐ | **A Rye Starter from Scratch** |",
        "<dl><dt><a href='https://x.org/1.pdf'>A Rye Starter from Scratch</a></dt><dd>Ada Lovelace</dd></dl>",
    ],
)
def test_a_title_is_found_wherever_it_is(line: str) -> None:
    assert one(line).title == "A Rye Starter from Scratch"


@pytest.mark.parametrize(
    "title",
    [
        "A Multilingual, Multimodal, Multitask Evaluation of Bread",
        "Bread, Butter, and Models: A Survey",
        "Is Rye a Good Starter? A Preliminary Study",
        'No "Rise" without Warmth: Temperature Determines Volume',
        "Yeasts and Their Neighbours",
        "Look, Listen and Knead",
        "Smaller, Weaker, Yet Better",
        "Better Bread with Weight Keeping, Slow Baking, and Good Grain",
        "Bread Baking: “Flour”, Water, and Salt",
        "ICML 2021 Workshop on Bread: A Report",
        "You Only Knead Once",
        "From Grain to Crumb and Back",
        "M3Dough: Measuring 3D Structure (Almost) without Contact",
        "Dough Classification with 99.5% Accuracy: 1st Results",
        "Part I: Learning to Bake in 2020 Kitchens",
        "面包的科学：酸面团微生物综述",  # noqa: RUF001 - Chinese
    ],
)
def test_titles_with_commas_quotes_and_questions_are_whole(title: str) -> None:
    assert one(f"- [{title}](https://arxiv.org/abs/2101.99901)").title == title
    assert one(f"- **{title}.** *Ada Lovelace et al.* ICML 2021. {PAPER}").title == title.rstrip(".")
    assert one(f"- {title}. _Ada Lovelace et al._ arXiv 2021. {PAPER}").title == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('**"Fermentation at Scale"**', "Fermentation at Scale"),
        ("**”Fermentation at Scale“**", "Fermentation at Scale"),
        ("**Fermentation at Scale (ICML 2021)**", "Fermentation at Scale"),
        ("**[ICLR'22] Fermentation at Scale**", "Fermentation at Scale"),
        ("**M<sup>3</sup>: Fermentation at Scale**", "M3: Fermentation at Scale"),
        (r"**Fermentation at $\alpha$ Scale**", "Fermentation at \u03b1 Scale"),
        ("**Dough**: Fermentation at Scale", "Dough: Fermentation at Scale"),
        ("**Fermentation at Scale 🔥🔥**", "Fermentation at Scale"),
    ],
)
def test_quotes_tags_and_signs_are_no_part_of_a_title(written: str, title: str) -> None:
    assert one(f"- {written} {PAPER}").title == title


@pytest.mark.parametrize(
    ("words", "venue", "year"),
    [
        ("*Ada Lovelace et al.* ACL 2023 (Findings).", "ACL Findings", 2023),
        ("*Ada Lovelace* ICLR'24", "ICLR", 2024),
        ("*Ada Lovelace, Charles Babbage.* Preprint'25", "arXiv", 2025),
        ("*Ada Lovelace et al.* Food Microbiology 2021.", "Food Microbiology", 2021),
        ("`arXiv, 2021`", "arXiv", 2021),
        ("<ins>NeurIPS, 2022</ins>", "NeurIPS", 2022),
        ("(Oct., 2025 | CVPR 2026)", "CVPR", 2026),
        ("[2023/10]", None, 2023),
        ("![ICML](https://img.shields.io/badge/Conference-ICML'23-blue)", "ICML", 2023),
        ("", None, None),
    ],
)
def test_venue_and_year_are_read_beside_the_title(words: str, venue: str | None, year: int | None) -> None:
    work = one(f"- **Fermentation at Scale.** {words} {PAPER}")
    assert (work.venue, work.year) == (venue, year)


@pytest.mark.parametrize(
    ("date", "year"),
    [("2023-06-30", 2023), ("2017-06", 2017), ("22.07", 2022), ("06/30/2023", 2023), ("-", None)],
)
def test_a_column_of_dates_gives_the_year(date: str, year: int | None) -> None:
    table = f"| Date | Venue | Title |\n|-|-|-|\n| {date} | arXiv | **Fermentation at Scale** |"
    work = one(table)
    assert (work.venue, work.year) == ("arXiv", year)


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        (
            "Ada Lovelace, Charles Babbage and Grace Hopper",
            ("Ada Lovelace", "Charles Babbage", "Grace Hopper"),
        ),
        ("Lovelace, Ada and Babbage, Charles", ("Ada Lovelace", "Charles Babbage")),
        ("Lovelace, A., Babbage, C. & Hopper, G.", ("A. Lovelace", "C. Babbage", "G. Hopper")),
        ("Ada Lovelace; Charles Babbage; Grace Hopper", ("Ada Lovelace", "Charles Babbage", "Grace Hopper")),
        ("Ada Lovelace\\*, Charles Babbage†", ("Ada Lovelace", "Charles Babbage")),
        ("Jean-Luc de la Tour, Łukasz O'Neil", ("Jean-Luc de la Tour", "Łukasz O'Neil")),
        ("Ada Lovelace (University of Rye), Charles Babbage", ("Ada Lovelace", "Charles Babbage")),
        ("张三, 李四", ("张三", "李四")),
        ("A Steven Younger, Sepp Babbage", ("A Steven Younger", "Sepp Babbage")),
        ("Ju \u0308rgen Lovelace, Charles Babbage", ("J\u00fcrgen Lovelace", "Charles Babbage")),
    ],
)
def test_names_of_all_forms_are_read(names: str, authors: tuple[str, ...]) -> None:
    assert one(f"- **Fermentation at Scale.** *{names}* ICML 2021. {PAPER}").authors == authors


@pytest.mark.parametrize(
    ("address", "arxiv", "doi"),
    [
        ("https://arxiv.org/pdf/2101.99901v3.pdf", "2101.99901", None),
        ("https://arxiv.org/ftp/arxiv/papers/2101/2101.99901.pdf", "2101.99901", None),
        ("https://ar5iv.labs.arxiv.org/html/2101.99901", "2101.99901", None),
        ("https://huggingface.co/papers/2101.99901", "2101.99901", None),
        ("https://doi.org/10.48550/arXiv.2101.99901", "2101.99901", None),
        ("https://aclanthology.org/2023.acl-long.99/", None, "10.18653/v1/2023.acl-long.99"),
        ("https://aclanthology.org/2022.findings-emnlp.7.pdf", None, "10.18653/v1/2022.findings-emnlp.7"),
        ("https://aclanthology.org/2024.lrec-main.5/", None, None),
        ("https://aclanthology.org/P18-1031/", None, "10.18653/v1/P18-1031"),
        ("https://aclanthology.org/C18-1031/", None, None),
        ("https://dl.acm.org/doi/pdf/10.1145/99.100", None, "10.1145/99.100"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.999v2.full.pdf", None, "10.1101/2020.01.01.999"),
        ("https://www.frontiersin.org/articles/10.3389/fmicb.2021.99/full", None, "10.3389/fmicb.2021.99"),
        ("https://www.nature.com/articles/s41586-021-99999-1", None, "10.1038/s41586-021-99999-1"),
        ("https://openreview.net/forum?id=abc", None, None),
    ],
)  # fmt: skip
def test_addresses_of_papers_give_their_identifiers(address: str, arxiv: str | None, doi: str | None) -> None:
    work = one(f"- [Fermentation at Scale]({address})")
    assert (work.arxiv, work.doi) == (arxiv, doi)
    assert work.links == ({} if arxiv or doi else {"project": address})


@pytest.mark.parametrize(
    ("address", "venue", "year"),
    [
        ("https://openaccess.thecvf.com/content/CVPR2023/html/Doe_Title_CVPR_2023_paper.html", "CVPR", 2023),
        ("http://openaccess.thecvf.com/content_ICCV_2019/papers/Doe_Title_ICCV_2019_paper.pdf", "ICCV", 2019),
        (
            "https://openaccess.thecvf.com/content/ICCV2023W/X/html/Doe_Title_ICCVW_2023_paper.html",
            None,
            None,
        ),
        ("https://aclanthology.org/2023.acl-long.99/", "ACL", 2023),
        ("https://aclanthology.org/2022.findings-emnlp.7.pdf", "EMNLP Findings", 2022),
        ("https://www.aclweb.org/anthology/P09-1113.pdf", "ACL", 2009),
        ("https://aclanthology.org/C98-1031/", "COLING", 1998),
        ("https://aclanthology.org/W18-1031/", None, None),
        ("https://aclanthology.org/2024.scichat-1.5/", None, None),
    ],
)
def test_addresses_of_proceedings_give_venue_and_year(
    address: str, venue: str | None, year: int | None
) -> None:
    work = one(f"- [Fermentation at Scale]({address})")
    assert (work.venue, work.year) == (venue, year)
    named = one(f"- [Fermentation at Scale]({address}). ICML 2020.")
    assert (named.venue, named.year) == ("ICML", 2020)


def test_headings_of_venues_and_years_are_no_topics() -> None:
    text = f"""
# Dough
## 2023
- A Rye Starter from Scratch {PAPER}
## CVPR 2024
- Kneading with Two Hands {PAPER}
### Oral
#### [Shaping a Batard with Care](https://arxiv.org/abs/2101.99902)
## Nature
- Wild Yeast on Trees {PAPER}
"""
    assert [(work.headings, work.venue, work.year) for work in read_list(text).works] == [
        ((), None, 2023),
        ((), "CVPR", 2024),
        (("Oral",), "CVPR", 2024),
        (("Nature",), None, None),
    ]


@pytest.mark.parametrize(
    ("venue", "date", "year"),
    [
        ("ICML 2024", "2023-12-15", 2024),
        ("AAAI'26", "2025.11", 2026),
        ("ICML", "2021-01-15", None),
        ("ICML", "2022", 2022),
        ("arXiv", "2021-01-15", 2021),
        ("", "2021-01", 2021),
    ],
)
def test_the_date_of_a_preprint_is_not_the_year_of_its_venue(venue: str, date: str, year: int | None) -> None:
    work = one(f"| Date | Title | Venue |\n|-|-|-|\n| {date} | Fermentation at Scale {PAPER} | {venue} |")
    assert work.year == year


def test_badges_are_read_as_shields_writes_them() -> None:
    badge = "https://img.shields.io/badge/"
    assert badge_text(f"{badge}Data4Model--Up--X-f1db9d") == "Data4Model-Up-X"
    assert badge_text(f"{badge}label-some_text%20here-blue.svg?style=flat") == "label-some text here"
    assert badge_text(f"{badge}a__b-red") == "a_b"
    assert badge_text("https://img.shields.io/static/v1?label=Topic&message=Rye") == "Topic-Rye"
    assert badge_text("https://awesome.re/badge.svg") is None
    assert badge_text("https://[broken") is None


# --- what is no work ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "## News\n- [2024/05/01] [A Rye Starter from Scratch](https://arxiv.org/abs/2101.99901) is accepted",
        "## 📢 News\n### May\n- [A Rye Starter from Scratch](https://arxiv.org/abs/2101.99901)",
        "- [2024/05] R3 ([A Rye Starter](https://arxiv.org/abs/2101.99901)) has been accepted by ICML!",
        "## Contents\n- [Lactic Acid Bacteria and Yeasts](#lactic-acid-bacteria-and-yeasts)",
        "- [Network Pruning and Sparsity of Dough](pruning.md)",
        "## Citation\n```bibtex\n@article{x, title={A Rye Starter from Scratch}}\n```",
        "## Contributing\n1. Fork [the repository of the list](https://github.com/a/b).",
        "Please follow [the guide of the authors](https://example.org) and open a pull request.",
        "This list is organized according to our survey [A Rye Starter](https://arxiv.org/abs/2101.99901).",
        "[Follow us on Twitter](https://twitter.com/bakers)",
        "- [Awesome Sourdough Papers](https://github.com/a/awesome-sourdough)",
        "| Section | Contributors |\n|-|-|\n| The whole paper | Ada Lovelace, Charles Babbage |",
        "| Model | Accuracy |\n|-|-|\n| RyeNet | 99.1 |",
        "<!-- - [A Rye Starter from Scratch](https://arxiv.org/abs/2101.99901) -->",
    ],
)
def test_news_contents_and_remarks_are_no_works(text: str) -> None:
    assert titles(text) == []


def test_remarks_below_a_work_are_not_works() -> None:
    text = (
        f"- A Rye Starter from Scratch {PAPER}\n  - This Work Proposes a New Way of Feeding.\n\n## Cold\n"
        "[Cold Proofing for Bakers](https://arxiv.org/abs/2101.99902)\n\n"
        "- ColdProof: introduces Slow Dough, Fast Crust.\n"
    )
    assert titles(text) == ["A Rye Starter from Scratch", "Cold Proofing for Bakers"]


def test_works_below_a_table_of_contents_are_read() -> None:
    text = f"## Contents\n- [Yeasts](#yeasts)\n### Yeasts\n- A Rye Starter from Scratch {PAPER}"
    (work,) = read_list(text).works
    assert work.headings == ("Yeasts",)


# --- headings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "# List\n## 1. Yeasts\n### 1.1 🍞 Wild Yeasts\n{}\n## Other\n{}",
        "# List\n<h2>Yeasts</h2>\n\n**Wild Yeasts**\n\n{}\n## Other\n{}",
        "<details><summary>Sec. 3.1 Yeasts</summary>\n\nWild Yeasts:\n\n{}\n</details>\n\n## Other\n{}",
        "- Yeasts\n  - Wild Yeasts\n    {}\n- Other\n  {}",
        "# List\n## Yeasts [[Back to Top](#list)]\n### Wild Yeasts\n#### 2021\n{}\n## Other\n{}",
    ],
)
def test_headings_of_all_kinds_are_kept(text: str) -> None:
    works = (f"- Rye Starters from Scratch {PAPER}", f"- Cold Dough at Dawn {PAPER}")
    first, second = read_list(text.format(*works)).works
    assert first.headings == ("Yeasts", "Wild Yeasts")
    assert second.headings == ("Other",)


def test_headings_are_works_where_most_of_a_level_have_links() -> None:
    works = [
        f"### {kind} Bread from {grain} Flour [[project](https://x.org/{kind})]\n*Ada Lovelace, Rye Mill*\n"
        for kind in ("Sour", "Sweet")
        for grain in ("Rye", "Wheat")
    ]
    text = "\n".join(
        ["## Breads", *works, "### Plain Bread without Any Link\n*Ada Lovelace, Charles Babbage*"]
    )
    found = read_list(text).works
    assert [work.title for work in found] == [
        "Sour Bread from Rye Flour",
        "Sour Bread from Wheat Flour",
        "Sweet Bread from Rye Flour",
        "Sweet Bread from Wheat Flour",
        "Plain Bread without Any Link",
    ]
    assert {work.headings for work in found} == {("Breads",)}


def test_a_heading_that_is_a_year_gives_the_year() -> None:
    text = (
        f"# List\n### Yeasts\n### 2021\n- Rye Starters from Scratch {PAPER}\n### 2020\n- Cold Dough {PAPER}"
    )
    assert [(work.year, work.headings) for work in read_list(text).works] == [
        (2021, ("Yeasts",)),
        (2020, ("Yeasts",)),
    ]


def test_a_row_that_spans_a_table_is_a_heading() -> None:
    html = (
        "<table><tr><th>Name</th><th>Link</th></tr><tr><td colspan=2>Yeasts</td></tr>"
        "<tr><td>RyeNet</td><td><a href='https://arxiv.org/abs/2101.99901'>Paper</a></td></tr></table>"
    )
    (work,) = read_list(html, is_html=True).works
    assert (work.title, work.headings, work.arxiv) == ("RyeNet", ("Yeasts",), "2101.99901")


def test_rows_of_a_table_without_its_line_of_dashes_are_read() -> None:
    rows = [
        f"| 2021.0{month} | **{title}** | ICML'21 | {PAPER} |"
        for month, title in enumerate(("A Rye Starter", "A Wheat Starter"), 1)
    ]
    found = read_list("\n".join(["| Time | Title | Venue | Paper |", *rows])).works
    assert [work.title for work in found] == ["A Rye Starter", "A Wheat Starter"]
    assert {(work.venue, work.year) for work in found} == {("ICML", 2021)}


def test_columns_without_headings_are_known_by_their_cells() -> None:
    work = one(
        "| | | | |\n|-|-|-|-|\n"
        "| [A Rye Starter from Scratch](https://x.org/rye) | Ada Lovelace, Charles Babbage | 2021 |"
        " <details><summary>Summary</summary> Lovelace et al. (2021) bake bread.</details> |"
    )
    assert (work.title, work.authors, work.year) == (
        "A Rye Starter from Scratch",
        ("Ada Lovelace", "Charles Babbage"),
        2021,
    )
    assert work.venue is None


def test_a_column_of_titles_holds_whole_titles() -> None:
    title = "Rye — A Starter Made of Flour, Water and Some of the Oldest Yeasts"
    work = one(f"| Title | Conference / Journal | Paper |\n|-|-|-|\n| {title} | 2021 ICML | {PAPER} |")
    assert (work.title, work.venue, work.year) == (title, "ICML", 2021)


def test_a_cell_that_spans_rows_is_in_each_of_them() -> None:
    row = "<td>{}</td><td><a href='https://arxiv.org/abs/2101.9990{}'>Paper</a></td></tr>"
    header = "<tr><th>Group</th><th>Model</th><th>Link</th></tr>"
    html = f"<table>{header}<tr><td rowspan=2>Open</td>{row}<tr>{row}</table>"
    works = read_list(html.format("RyeNet", 1, "OatNet", 2), is_html=True).works
    assert [(work.title, work.columns["group"]) for work in works] == [("RyeNet", "Open"), ("OatNet", "Open")]


def test_works_behind_the_end_of_a_page_are_read() -> None:
    work = "<p><a href='https://x.org/{0}.pdf'>Title of Work Number {0}</a></p>"
    html = f"<html><body>{work.format(1)}</body></html>\n\n{work.format(2)}"
    assert titles(html, is_html=True) == titles(html) == ["Title of Work Number 1", "Title of Work Number 2"]


@pytest.mark.parametrize("tag", ["title", "script", "style", "textarea", "plaintext", "xmp", "iframe"])
def test_works_behind_a_tag_that_is_not_closed_are_read(tag: str) -> None:
    assert titles(f"A list of <{tag}> works\n\n- A Rye Starter from Scratch {PAPER}") == [
        "A Rye Starter from Scratch"
    ]


def test_lines_are_those_of_the_file() -> None:
    text = (
        "# List\n\n<ul>\n<li>\n<a href='https://x.org/1.pdf'>One Title of a Work</a></li>\n</ul>\n\n"
        "[Two Titles of a Work](https://x.org/2.pdf)\n[Three Titles of a Work](https://x.org/3.pdf)\n"
        "\n| Title |\n|-|\n| Four Titles of a Work |\n"
    )
    assert [work.line for work in read_list(text).works] == [4, 8, 9, 13]


# --- what is odd, and what was not read --------------------------------------------------------------------

ACQUISITION, FILTER, ETHIC = (
    f"![](https://img.shields.io/badge/Bake--{tag}-f1db9d)" for tag in ("Grow", "Sift", "Law")
)
UPSTREAM = f"""# Awesome Dough [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)

## Candidate Tags
| Section Title | Tag |
|-------|-------|
|Flour Acquisition|{ACQUISITION}|

## Paper List
| Title | Tags |
|-------|-------|
|DoughComp: In search of the next generation of flour|{ACQUISITION}{FILTER}|
|A Wholly New Work on Sifting|{FILTER}|3.2.2|
|In the Table Only, as a Test|{ETHIC}||
|An Escaped \\| Pipe in a Title|{FILTER}|
|A Wholly New Work on Sifting|{FILTER}|
|A Work without Any Tag at All||

<details>
<summary>Sec. 3.1.1  Flour Acquisition</summary>

{ACQUISITION}

- DoughComp: In search of the next generation of flour
- Somewhere: A Title that is DoubledSomewhere: A Title that is Doubled
- Time Is a Title with a Stray Pipe|
</details>

<details>
<summary>Sec. 5.3  Sifting</summary>
- A Wholly New Work on Siftin
- An Escaped | Pipe in a Title
- An Escaped | Pipe in a Title
</details>
"""


def test_every_inconsistency_of_a_list_is_reported() -> None:
    notes = [str(note) for note in read_list(UPSTREAM).inconsistencies]

    def is_noted(*parts: str) -> bool:
        return any(all(part in note for part in parts) for note in notes)

    assert is_noted("line 12", "3 cells for 2 columns: 3.2.2")
    assert is_noted("line 13", "3 cells for 2 columns: (empty)")
    assert is_noted("line 15", '"A Wholly New Work on Sifting" is already listed in the table, at line 12')
    assert is_noted("line 16", '"A Work without Any Tag at All" has no tag')
    assert is_noted("In the Table Only", "in the table but in no list")
    assert is_noted("written twice in a row", "Somewhere: A Title that is Doubled")
    assert is_noted("Somewhere: A Title that is Doubled", "in a list but not in the table")
    assert is_noted("line 25", 'a stray "|"')
    assert is_noted(
        '"A Wholly New Work on Siftin"', "not in the table", 'line 12 has "A Wholly New Work on Sifting"'
    )
    assert is_noted("DoughComp", "has the tag Bake-Sift but is not listed under it")
    assert is_noted('"An Escaped | Pipe in a Title" is already listed under "Sifting"')
    assert not is_noted("Flour Acquisition|")


def test_tables_and_lists_of_different_works_do_not_disagree() -> None:
    rows = "\n".join(f"| [Loaf Number {n} of Ten](https://arxiv.org/abs/2101.9990{n}) |" for n in range(9))
    items = "\n".join(f"- [Roll Number {n} of Ten](https://arxiv.org/abs/2101.9991{n})" for n in range(9))
    found = read_list(f"| Title |\n|-|\n{rows}\n\n{items}")
    assert len(found.works) == 18
    assert found.inconsistencies == []


def test_what_looks_like_a_work_but_shows_no_title_is_reported() -> None:
    found = read_list(
        "- [[paper](https://arxiv.org/abs/2101.99901)]\n\n## Tools\n- [RyeKit](https://ryekit.org)\n"
    )
    assert found.works == []
    assert [(one.line, one.reason) for one in found.unread] == [
        (1, "no title was found"),
        (4, "no paper among its links"),
    ]


def test_short_names_are_works_among_works() -> None:
    text = (
        f"- [RyeKit](https://ryekit.org)\n- A Rye Starter from Scratch {PAPER}\n- Cold Dough at Dawn {PAPER}"
    )
    assert titles(text) == ["RyeKit", "A Rye Starter from Scratch", "Cold Dough at Dawn"]


# --- robustness --------------------------------------------------------------------------------------------

PIECES = [
    *("# H\n", "- ", "1. ", "\n", "\n\n", "  ", "**", "*", "_", "`", "```\n", "[", "](", ")", "]", "(", "!["),
    *("|", "|-|-|\n", "<b>", "</b>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<ul>", "</ul>", "<br>"),
    *(
        "<details>",
        "<summary>",
        "<!--",
        "-->",
        "<a href='",
        "'>",
        "</a>",
        "<p>",
        "<h3>",
        "<td rowspan=9 colspan=9>",
    ),
    *('"', "“", "”", "et al.", "Ada Lovelace, ", "A Title of a Work", "https://arxiv.org/abs/2101.99901"),
    *(
        "https://img.shields.io/badge/a-b-c",
        " 2021",
        "ICML",
        ": ",
        ". ",
        ", ",
        " and ",
        "$\\alpha$",
        "\\",
        "🔥",
    ),
    *("\u00a0", "&lt;", "{", "}", "\x00", "[paper](https://x.org/1.pdf)", "面包"),
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(st.one_of(st.text(), MARKUP), st.booleans())
@settings(max_examples=400, deadline=None)
def test_no_text_breaks_the_reader(text: str, is_html: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    found = read_list(text, is_html=is_html)
    for work in found.works:
        assert work.title.strip() == work.title != ""
        assert 1 <= work.line <= text.count("\n") + text.count("\r") + 1
        assert all(url.startswith(("http://", "https://")) for url in work.links.values())
        assert all(name.strip() for name in work.authors)


@given(MARKUP)
@settings(max_examples=50, deadline=None)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_list(text) == read_list(text)


def test_deep_nesting_is_read_to_a_bounded_depth() -> None:
    work = "<a href='https://arxiv.org/abs/2101.99901'>A Rye Starter from Scratch</a>"
    assert titles(f"{'<div>' * 50}{work}", is_html=True) == ["A Rye Starter from Scratch"]
    read_list("<ul><li>" * 5_000 + work, is_html=True)
    read_list("- " * 5_000 + "x")
    read_list("> " * 5_000 + "x")


def test_a_text_that_is_too_long_is_reported() -> None:
    found = read_list(f"- A Rye Starter from Scratch {PAPER}\n- {'x ' * 20_000}\n")
    assert len(found.works) == 1
    assert [str(one) for one in found.unread] == ["line 2: the text is too long to be a work"]
    assert "line 100001: not read from here on" in str(read_list("\n" * 200_000).unread[0])


@pytest.mark.parametrize("name", [*LISTS, "heap"])
def test_a_long_text_is_read_in_seconds(name: str) -> None:
    text = "*a_ [x](<a **b |" if name == "heap" else (SHAPES / name).read_text().replace("</html>", "")
    text = (text * (LONG // len(text) + 1))[:LONG]
    start = time.process_time()
    MarkdownIt("commonmark", {"html": True}).enable("table").parse(text if name in LISTS else "")
    parsed = time.process_time()
    read_list(text, is_html=name.endswith(".html"))
    # The parser alone tells how fast, and how busy, the machine is.
    assert time.process_time() - parsed < max(SECONDS, 4 * (parsed - start))


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "<a ",
        "<!--",
        '"',
        "*a_ ",
        "`",
        "(",
        "| ",
        "Ada Lovelace, ",
        "a, ",
        "- ",
        "> ",
        "\n- a",
        "|a|\n|-|\n",
        "<td>",
    ],
)
def test_repeated_pieces_do_not_make_it_slow(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    start = time.process_time()
    read_list(text)
    read_list(text, is_html=True)
    assert time.process_time() - start < SECONDS


def test_initials_behind_the_last_name_are_not_part_of_the_venue() -> None:
    work = one(
        "- [Sounds of City Hives](https://a.org/b) Lopez-Vega, I., Dubois, C., *Computers in Farming 2023*\n"
    )
    assert (work.authors, work.venue, work.year) == (
        ("I. Lopez-Vega", "C. Dubois"),
        "Computers in Farming",
        2023,
    )


def test_the_words_of_a_link_say_more_than_the_heading_of_its_column() -> None:
    work = one("| Title | Links |\n|---|---|\n| Hives in Towns | [data](https://zenodo.org/records/12) |\n")
    assert work.links == {"dataset": "https://zenodo.org/records/12"}
