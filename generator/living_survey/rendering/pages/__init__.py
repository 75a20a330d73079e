"""The generated pages of the site as HTML."""

from living_survey.rendering.pages.page import Heading, Page, headings
from living_survey.rendering.pages.site_map import render_pages

__all__ = ["Heading", "Page", "headings", "render_pages"]
