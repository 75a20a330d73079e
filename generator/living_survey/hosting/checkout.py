"""Commits and branches in a folder of their own, so that nobody's checkout is disturbed."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from living_survey.hosting.settings import HostSettings

REMOTE = "origin"
TIMEOUT_SECONDS = 300
SHOWN = 500


class GitError(Exception):
    """Git did not do what it was asked; the message is its last words."""


@dataclass(frozen=True)
class Tip:
    """The last commit of a branch."""

    sha: str
    committer: str


class Checkout:
    """A fresh working tree at the newest commit of a branch of the remote."""

    def __init__(self, folder: Path, settings: HostSettings | None = None) -> None:
        """Work in `folder`, which is a working tree already; without settings only look at it."""
        self.folder = folder
        self._settings = settings

    @classmethod
    @contextmanager
    def fresh(cls, repository: Path, base: str, settings: HostSettings) -> Iterator[Checkout]:
        """A new working tree at the remote's branch `base`, gone afterwards."""
        outer = cls(repository, settings)
        outer.fetch(base)
        with tempfile.TemporaryDirectory(prefix="survey-") as name:
            folder = Path(name) / "tree"
            outer.git("worktree", "add", "--quiet", "--detach", str(folder), _remembered(base))
            try:
                yield cls(folder, settings)
            finally:
                outer.git("worktree", "remove", "--force", str(folder))

    @property
    def identity(self) -> str:
        """The mail address of our commits; empty for nobody."""
        ours = self._settings
        return ours.address_of(ours.bot, ours.bot_number) if ours else ""

    def fetch(self, branch: str) -> None:
        """Bring what the remote has of a branch."""
        self.git("fetch", "--quiet", "--no-tags", REMOTE, f"+refs/heads/{branch}:{_remembered(branch)}")

    def tip(self, branch: str) -> Tip | None:
        """The last commit of a branch of the remote, fetched; None if there is no such branch."""
        if not self.git("ls-remote", REMOTE, f"refs/heads/{branch}").strip():
            return None
        self.fetch(branch)
        sha, committer = self.git("log", "-1", "--format=%H %ce", _remembered(branch)).split(maxsplit=1)
        return Tip(sha, committer.strip())

    def changed_since_base(self, branch: str, base: str, folder: str) -> list[str]:
        """The files of a folder that a fetched branch changes."""
        span = f"{_remembered(base)}...{_remembered(branch)}"
        listed = self.git("diff", "--name-only", "-z", "--no-renames", "--diff-filter=AM", span, "--", folder)
        return [name for name in listed.split("\0") if name]

    def changed_in_base(self, branch: str, base: str, paths: Sequence[str]) -> bool:
        """Whether some files have changed in `base` since a fetched branch left it."""
        left = self.git("merge-base", _remembered(base), _remembered(branch)).strip()
        return bool(paths) and bool(self.git("diff", "--name-only", left, _remembered(base), "--", *paths))

    def read(self, branch: str, path: str) -> str:
        """The text of a file of a fetched branch."""
        return self.git("show", f"{_remembered(branch)}:{path}")

    def message(self, branch: str) -> str:
        """The message of the last commit of a fetched branch."""
        return self.git("log", "-1", "--format=%B", _remembered(branch))

    def is_same(self, branch: str, paths: Sequence[str]) -> bool:
        """Whether files here are as in a fetched branch."""
        self.git("add", "--", *paths)
        return not self.git("diff", "--cached", "--name-only", _remembered(branch), "--", *paths).strip()

    def is_newest(self, branch: str, base: str) -> bool:
        """Whether a fetched branch starts at the newest commit of `base`."""
        newest = self.git("rev-parse", _remembered(base)).strip()
        return self.git("merge-base", _remembered(base), _remembered(branch)).strip() == newest

    def changed(self, paths: Sequence[str]) -> list[str]:
        """The files below some paths that are not as in the last commit."""
        listed = self.git(
            "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *paths
        )
        return sorted(line[3:] for line in listed.split("\0") if line)

    def commit(self, paths: Sequence[str], message: str) -> bool:
        """Commit files in our name; whether there was anything to commit."""
        self.git("add", "--", *paths)
        if not self.git("diff", "--cached", "--name-only").strip():
            return False
        self.git("commit", "--quiet", "--no-verify", "--cleanup=whitespace", "--file=-", given=message)
        return True

    def push(self, branch: str, instead_of: str | None) -> None:
        """Make the last commit the branch's, if that is still where we saw it (None: nowhere)."""
        lease = f"--force-with-lease=refs/heads/{branch}:{instead_of or ''}"
        self.git("push", "--quiet", lease, REMOTE, f"HEAD:refs/heads/{branch}")

    def git(self, *arguments: str, given: str = "") -> str:
        """What git prints; raise `GitError` if it fails."""
        command = shutil.which("git")
        if command is None:
            raise GitError("git is not installed")
        try:
            done = subprocess.run(  # noqa: S603 - no shell; options end at `--` before what others wrote
                [command, "-c", "core.hooksPath=/dev/null", *arguments],
                cwd=self.folder,
                env=self._environment(),
                input=given.encode(),
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {arguments[0]}: not done within {TIMEOUT_SECONDS} s") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()[-SHOWN:]
            raise GitError(f"git {arguments[0]}: {said or f'exit code {done.returncode}'}")
        return done.stdout.decode("utf-8", "surrogateescape")

    def _environment(self) -> dict[str, str]:
        """What git may know: who commits, and the token, which stands on no command line."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "SSL_CERT_FILE") if name in os.environ}
        kept |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        if self._settings is None:
            return kept
        secret = base64.b64encode(f"x-access-token:{self._settings.token}".encode()).decode()
        return kept | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{self._settings.server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
            "GIT_AUTHOR_NAME": self._settings.bot,
            "GIT_AUTHOR_EMAIL": self.identity,
            "GIT_COMMITTER_NAME": self._settings.bot,
            "GIT_COMMITTER_EMAIL": self.identity,
        }


def _remembered(branch: str) -> str:
    """Where this machine keeps what it fetched of a branch."""
    return f"refs/survey/{PurePosixPath(branch)}"
