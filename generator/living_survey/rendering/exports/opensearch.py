"""The OpenSearch description that lets a browser search the site from its address bar."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from living_survey.rendering.exports._xml import add, xml_file

if TYPE_CHECKING:
    from living_survey.rendering.site_context import SiteContext

# Every page reads this parameter.
SEARCH = "?q={searchTerms}"
_SHORT_NAME_LENGTH, _LONG_NAME_LENGTH, _DESCRIPTION_LENGTH = 16, 48, 1024


def opensearch(site: SiteContext) -> bytes:
    """The description, as specified in OpenSearch 1.1 draft 6, with its limits on lengths."""
    root = ET.Element("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/")
    for tag, text in (
        ("ShortName", site.name[:_SHORT_NAME_LENGTH].rstrip()),
        ("LongName", site.name[:_LONG_NAME_LENGTH].rstrip()),
        ("Description", (site.description or site.name)[:_DESCRIPTION_LENGTH]),
        ("InputEncoding", "UTF-8"),
    ):
        add(root, tag, text)
    add(root, "Url", type="text/html", method="get", template=site.address() + SEARCH)
    add(
        root,
        "Url",
        type="application/opensearchdescription+xml",
        rel="self",
        template=site.address("opensearch.xml"),
    )
    return xml_file(root)
