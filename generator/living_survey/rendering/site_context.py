"""Where a site lives and what it is called: what pages and exported files need beyond the knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class SiteContext:
    """A site's name and addresses, as `mkdocs.yml` or the environment gives them.

    `site_url` may be empty, for a site whose place is not known; addresses are relative to its root then.
    """

    name: str
    description: str
    site_url: str
    repo_url: str
    repo_branch: str = "main"

    def address(self, path: str = "") -> str:
        """The full address of a page or file of the site: `works/gadre2023datacomp/`."""
        root = self.site_url.rstrip("/") + "/" if self.site_url else ""
        return root + quote(path, safe="/#-._~")

    def work(self, work_id: str) -> str:
        """The address of a work's page."""
        return self.address(f"works/{work_id}/")

    def topic(self, node_id: str) -> str:
        """The address of the page of a node of the taxonomy."""
        return self.address(f"topics/{node_id}/")

    def data(self, path: str) -> str:
        """The address of a published data file: `works.bib`."""
        return self.address(f"data/{path}")
