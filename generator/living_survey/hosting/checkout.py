"""Git: commits and branches, made in a working tree of their own that leaves other checkouts alone."""

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
    """A git command failed; the message is the end of its output."""


@dataclass(frozen=True)
class Tip:
    """The last commit of a branch."""

    sha: str
    committer: str


class Checkout:
    """A working tree, and what its remote has; without settings it can only be read."""

    def __init__(self, folder: Path, settings: HostSettings | None = None) -> None:
        self.folder = folder
        self._settings = settings

    @classmethod
    @contextmanager
    def fresh(cls, repository: Path, base: str, settings: HostSettings) -> Iterator[Checkout]:
        """A new working tree at the remote's branch `base`, removed afterwards."""
        outer = cls(repository, settings)
        outer.fetch(base)
        with tempfile.TemporaryDirectory(prefix="survey-") as name:
            folder = Path(name) / "tree"
            outer.git("worktree", "add", "--quiet", "--detach", str(folder), _tracking(base))
            try:
                yield cls(folder, settings)
            finally:
                outer.git("worktree", "remove", "--force", str(folder))

    @property
    def identity(self) -> str:
        """The mail address of our commits; empty without settings."""
        settings = self._settings
        return settings.address_of(settings.bot, settings.bot_number) if settings else ""

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.git("rev-parse", "HEAD").strip()

    def fetch(self, branch: str) -> None:
        """Fetch a branch of the remote."""
        self.git("fetch", "--quiet", "--no-tags", REMOTE, f"+refs/heads/{branch}:{_tracking(branch)}")

    def tip(self, branch: str) -> Tip | None:
        """Fetch a branch of the remote; its last commit, or None if there is no such branch."""
        if not self.git("ls-remote", REMOTE, f"refs/heads/{branch}").strip():
            return None
        self.fetch(branch)
        sha, committer = self.git("log", "-1", "--format=%H %ce", _tracking(branch)).split(maxsplit=1)
        return Tip(sha, committer.strip())

    def changed_since_base(self, branch: str, base: str, folder: str) -> list[str]:
        """The files of a folder that a fetched branch adds or changes."""
        span = f"{_tracking(base)}...{_tracking(branch)}"
        listed = self.git("diff", "--name-only", "-z", "--no-renames", "--diff-filter=AM", span, "--", folder)
        return [name for name in listed.split("\0") if name]

    def read(self, branch: str, path: str) -> str:
        """The text of a file of a fetched branch."""
        return self.git("show", f"{_tracking(branch)}:{path}")

    def is_same(self, branch: str, paths: Sequence[str]) -> bool:
        """Whether files here are the same as in a fetched branch."""
        self._stage(paths)
        return not self.git("diff", "--cached", "--name-only", _tracking(branch), "--", *paths).strip()

    def changed(self, paths: Sequence[str]) -> list[str]:
        """The files below some paths that differ from the last commit."""
        listed = self.git(
            "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *paths
        )
        return sorted(line[3:] for line in listed.split("\0") if line)

    def commit(self, paths: Sequence[str], message: str) -> bool:
        """Commit files as the bot; whether there was anything to commit."""
        self._stage(paths)
        if not self.git("diff", "--cached", "--name-only").strip():
            return False
        self.git("commit", "--quiet", "--no-verify", "--cleanup=whitespace", "--file=-", stdin=message)
        return True

    def _stage(self, paths: Sequence[str]) -> None:
        """Take files, or that they do not exist, into the next commit."""
        self.git("update-index", "--add", "--remove", "--", *paths)

    def push(self, branch: str, instead_of: str | None) -> None:
        """Push the last commit as a branch, if that is still at the commit `instead_of` (None: no branch)."""
        lease = f"--force-with-lease=refs/heads/{branch}:{instead_of or ''}"
        self.git("push", "--quiet", lease, REMOTE, f"HEAD:refs/heads/{branch}")

    def push_to_base(self, base: str) -> None:
        """Push the last commit onto the branch that it was made from."""
        self.git("push", "--quiet", REMOTE, f"HEAD:refs/heads/{base}")

    def git(self, *arguments: str, stdin: str = "") -> str:
        """The output of a git command; raise `GitError` if it fails."""
        command = shutil.which("git")
        if command is None:
            raise GitError("git is not installed")
        try:
            done = subprocess.run(  # noqa: S603 - no shell; options end at `--` before what others wrote
                [command, "-c", "core.hooksPath=/dev/null", *arguments],
                cwd=self.folder,
                env=self._environment(),
                input=stdin.encode(),
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {arguments[0]}: not finished within {TIMEOUT_SECONDS} s") from error
        if done.returncode:
            reason = done.stderr.decode("utf-8", "replace").strip()[-SHOWN:]
            raise GitError(f"git {arguments[0]}: {reason or f'exit code {done.returncode}'}")
        return done.stdout.decode("utf-8", "surrogateescape")

    def _environment(self) -> dict[str, str]:
        """The environment of git: who commits, and the token, which must not appear on a command line."""
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


def _tracking(branch: str) -> str:
    """The ref under which a fetched branch is kept here."""
    return f"refs/survey/{PurePosixPath(branch)}"
