"""XML escaping for untrusted text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

# Characters that XML 1.0 does not allow.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_file(root: ET.Element) -> bytes:
    """An indented file in UTF-8."""
    ET.indent(root)
    # Not as bytes, for which the library encodes each piece of text on its own.
    content: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{content}\n'.encode()


def add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element; characters that XML does not allow are removed from its text and attributes."""
    legal = {name: _legal(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, legal)
    element.text = _legal(text) or None
    return element


def _legal(text: str) -> str:
    return _NOT_XML.sub("", text)
