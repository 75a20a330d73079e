"""The name and the addresses of a site, for pages and exported files."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class SiteContext:
    """A site's name and addresses from `mkdocs.yml` or the environment.

    `site_url` may be empty if it is not known; addresses are then relative to the root of the site.
    """

    name: str
    description: str
    site_url: str
    repo_url: str
    repo_branch: str = "main"

    def address(self, path: str = "") -> str:
        """The full address of a page or file of the site: `works/doe2023bread/`."""
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
