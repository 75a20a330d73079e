"""What a new survey installs the program from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

DISTRIBUTION = "living-survey"
EXTRAS = "[bot,links,site]"
"""What the Makefile and the workflows of a new survey need."""
FOLDER = "program"


@dataclass(frozen=True)
class Program:
    """The line of `requirements.txt` that installs the program, and the wheel that it names, if any."""

    requirement: str
    wheel: Path | None = None
    """A file that is copied into the survey."""
    remark: str = ""
    """What the person who starts the survey should know of it."""

    @classmethod
    def named(cls, text: str) -> Program:
        """The program as somebody names it: a wheel, a folder with the source, or a requirement of pip."""
        path = Path(text)
        return cls._at(path.resolve()) if path.exists() else cls(text)

    @classmethod
    def running(cls) -> Program:
        """The program that runs: its release, or where it was installed from.

        Source: https://packaging.python.org/en/latest/specifications/direct-url/
        """
        found = distribution(DISTRIBUTION)
        release = f"{DISTRIBUTION}{EXTRAS}=={found.version}"
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        url = origin.get("url", "")
        if not url:
            return cls(release)
        if vcs := origin.get("vcs_info"):
            return cls(f"{DISTRIBUTION}{EXTRAS} @ {vcs['vcs']}+{url}@{vcs['commit_id']}")
        if not url.startswith("file:"):
            return cls(f"{DISTRIBUTION}{EXTRAS} @ {url}")
        path = Path(unquote(urlsplit(url).path))
        if path.exists():
            return cls._at(path)
        remark = f"the program was installed from {path}, which is gone; name its wheel: --program WHEEL"
        return cls(release, remark=remark)

    @classmethod
    def _at(cls, path: Path) -> Program:
        """The program in a file or folder of this machine."""
        if path.is_file():
            remark = f"the wheel of the program is copied to {FOLDER}/ and installed from there"
            return cls(f"./{FOLDER}/{path.name}{EXTRAS}", path, remark)
        remark = (
            f"the program is installed from {path}, which other machines do not have; before you publish:\n"
            f"  pip wheel --no-deps --wheel-dir {FOLDER} {path}\n"
            f"  and name the wheel in requirements.txt: ./{FOLDER}/NAME.whl{EXTRAS}"
        )
        return cls(f"{DISTRIBUTION}{EXTRAS} @ {path.as_uri()}", remark=remark)
