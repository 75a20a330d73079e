"""Reports show untrusted texts as texts."""

from __future__ import annotations

from living_survey.hosting.reports import metadata_report
from living_survey.sources.refreshing import Change, Kind
from tests.rendering.github import page


def test_texts_of_services_cannot_leave_their_cells_or_refer_to_anything() -> None:
    title = "A | B <script> @maintainer closes #1 and GH-2 [x](https://example.org)"
    shown = page(metadata_report([Change("doe2024data", Kind.TITLE, "A", title, "arXiv")]))
    cells = shown.all("td")
    assert [cell.text for cell in cells] == ["doe2024data", "title", "A", title, "arXiv"]
    assert cells[3].tags() == {"span"}
    assert not any(
        reference in piece for piece in cells[3].pieces() for reference in ("@m", "#1", "GH-2", "://")
    )


def test_without_changes_the_report_says_so() -> None:
    assert metadata_report([]) == "No entry differs from what the services say.\n"
