"""What is installed is pinned, and the file with hashes says the same as the one without."""

from __future__ import annotations

import re

from tests.site.building import ROOT

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text()))


def test_requirements_with_hashes_agree_with_the_constraints() -> None:
    """To renew them: sh .github/scripts/update-hashes.sh"""
    constraints, hashed = pins("constraints.txt"), pins("requirements.txt")
    assert {
        name: version for name, version in hashed.items() if constraints.get(name, version) != version
    } == {}
    assert {"mkdocs", "pydantic", "requests", "filelock"} <= hashed.keys()


def test_every_requirement_has_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.txt").read_text()
    parts = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", part) for part in parts)
    assert "://" not in text
    assert "--index" not in text
