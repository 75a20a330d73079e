"""A program in the place of `.venv/bin/survey` for scripts that run it often: it spares the start of Python.

What it is told to do is done by the process of tests.cli.running that has imported the command.
"""

from __future__ import annotations

import json
import shlex
import socket
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path

from tests.cli.running import survey_as

# Isolated and without site-packages, so that it starts at once. A path in the first line may have no space.
START = """#!/bin/sh
exec {python} -IS {program} "$@"
"""
PROGRAM = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    asked.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
    asked.shutdown(socket.SHUT_WR)
    code, *printed = json.load(asked.makefile(encoding="utf-8"))
for stream, text in zip((sys.stdout, sys.stderr), printed):
    stream.buffer.write(text.encode("utf-8", "surrogateescape"))
    stream.flush()
sys.exit(code)
"""


def write_program(path: Path) -> None:
    """Write the program, which works as long as this process."""
    program = path.with_name(f"{path.name}.py")
    program.write_text(PROGRAM.format(address=_address()), encoding="utf-8")
    start = START.format(python=shlex.quote(sys.executable), program=shlex.quote(str(program)))
    path.write_text(start, encoding="utf-8")
    path.chmod(0o755)


@cache
def _address() -> str:
    """The socket where this process listens."""
    # In a folder of its own: the addresses of sockets are short.
    folder = tempfile.TemporaryDirectory()
    address = str(Path(folder.name) / "socket")
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen()
    threading.Thread(target=_answer_all, args=(server, folder), daemon=True).start()
    return address


def _answer_all(server: socket.socket, _folder: tempfile.TemporaryDirectory[str]) -> None:
    """Run one command after the other; the folder lasts as long as this."""
    while True:
        connection, _ = server.accept()
        with connection, connection.makefile("rw", encoding="utf-8") as lines:
            arguments, cwd, environment = json.load(lines)
            done = survey_as(arguments, Path(cwd), environment)
            printed = [text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr)]
            json.dump([done.returncode, *printed], lines)
