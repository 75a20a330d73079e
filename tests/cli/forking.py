"""Runs a command again and again in a fork of a process that has imported it, which spares its start.

Run as a program with the name of the command, it reads a JSON object a line. One with the arguments, the
folder, the environment and a folder for what the command prints is answered by the number of the process that
runs it; one with such a number by the exit status of that process at its end (`wait`), or by whether it has
ended (`look`).
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 300
"""Seconds after which a command is killed."""
LATE = (
    "living_survey.rendering.exports.parquet",
    "markdown.extensions.attr_list",
    "markdown.extensions.codehilite",
    "markdown.extensions.tables",
    "pyarrow.compute",
)
"""What builds import when they need it."""


class Forking:
    """Such a process, in the environment given; it ends with this one."""

    def __init__(self, command: Literal["survey", "mkdocs"], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, command],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._close)

    def run(
        self, arguments: list[str], cwd: Path, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the command; its exit status is as that of a process, below zero if a signal ended it."""
        with tempfile.TemporaryDirectory() as folder:
            code = self.start(arguments, cwd, environment, Path(folder)).wait()
            printed = [(Path(folder) / name).read_bytes() for name in ("stdout", "stderr")]
        return subprocess.CompletedProcess(arguments, code, *printed)

    def start(
        self, arguments: list[str], cwd: Path, environment: dict[str, str], printed: Path | None = None
    ) -> Started:
        """Let the command run; `printed` is the folder of the files `stdout` and `stderr`."""
        folder = str(printed) if printed else None
        request = {"arguments": arguments, "cwd": str(cwd), "environment": environment, "folder": folder}
        return Started(self._ask(request), self._ask)

    def _ask(self, request: dict[str, Any]) -> int:
        requests, answers = self._pipes
        print(json.dumps(request), file=requests, flush=True)
        return int(answers.readline())

    def _close(self) -> None:
        requests, answers = self._pipes
        requests.close()
        self._process.wait()
        answers.close()

    @property
    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout


class Started:
    """A command that runs, to be waited for at its end."""

    def __init__(self, number: int, ask: Callable[[dict[str, Any]], int]) -> None:
        self._number = number
        self._ask = ask

    def send(self, which: signal.Signals) -> None:
        """Send a signal to it, and to the processes that it has started."""
        os.killpg(self._number, which)

    @property
    def has_ended(self) -> bool:
        return bool(self._ask({"look": self._number}))

    def wait(self) -> int:
        """Its exit status, at its end."""
        return self._ask({"wait": self._number})


def as_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    printed = [
        text.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n") for text in (done.stdout, done.stderr)
    ]
    return subprocess.CompletedProcess(done.args, done.returncode, *printed)


def main(command: str) -> None:
    requests = os.fdopen(os.dup(0))
    answers = os.dup(1)
    prepare, run = COMMANDS[command]()
    for line in requests:
        request = json.loads(line)
        if "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        elif "look" in request:
            answer = bool(os.waitid(os.P_PID, request["look"], os.WEXITED | os.WNOWAIT | os.WNOHANG))
        else:
            prepare(request["arguments"])
            gc.freeze()  # so that the memory of the imports stays shared
            answer = os.fork()
            os.setpgid(answer, answer)  # a group of its own, whichever of the two comes here first
            if answer == 0:
                os.close(answers)
                become(command, request)
                run()
                return
        os.write(answers, f"{int(answer)}\n".encode())


Prepare = tuple["Callable[[list[str]], None]", "Callable[[], object]"]


def survey() -> Prepare:
    from living_survey import cli, load  # noqa: F401, PLC0415 - `load` is what most commands import

    def prepare(arguments: list[str]) -> None:
        for name in cli.COMMANDS.keys() & set(arguments):
            # A command whose packages are missing says so itself.
            with suppress(ModuleNotFoundError):
                cli.COMMANDS[name].load(name)

    return prepare, cli.main


def mkdocs() -> Prepare:
    import material.plugins.search.plugin  # noqa: F401, PLC0415 - what every build imports
    from mkdocs.__main__ import cli  # noqa: PLC0415
    from mkdocs.commands import build  # noqa: F401, PLC0415

    import living_survey.web.plugin  # noqa: F401, PLC0415

    for name in LATE:
        importlib.import_module(name)
    return lambda _: None, lambda: cli(prog_name="mkdocs")


COMMANDS = {"survey": survey, "mkdocs": mkdocs}


def become(command: str, request: dict[str, Any]) -> None:
    """Give this process the files, the environment, the folder and the arguments of another."""
    for handle, name in ((1, "stdout"), (2, "stderr")):
        path = Path(request["folder"]) / name if request["folder"] else os.devnull
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, handle)
        os.close(file)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["cwd"])
    sys.argv = [command, *request["arguments"]]
    signal.alarm(LIMIT)


if __name__ == "__main__":
    main(sys.argv[1])
