"""What a check of 2,000 links costs: `survey links`, beside lychee alone and one request after another.

All ask the same server on this machine, which answers after 200 ms at 200 addresses (127.1.0.1 and on), so
that pauses between requests to one host matter as they do outside. lychee alone gets the same links and the
same manners (pauses, requests at once), without the guard, the knowledge base and the report. The sequential
checker asks a sample, and its time is multiplied.
Run: python -m benchmarks.links [RUNS]
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import requests

from benchmarks.measuring import measure, print_table
from living_survey.links.lychee import RequestPolicy, executable

LINKS = 2_000
HOSTS = 200
SAMPLE = 40
LATENCY = 0.2
RUNS = 5
AGENT = "living-survey-benchmark"
NETWORK = "127.1.0.0/16"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20000\r\n\r\n" + b"x" * 20_000


class _Page(asyncio.Protocol):
    """Answers each request with a page of 20 kB, after the latency."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.pending += data
        while b"\r\n\r\n" in self.pending:
            _, _, self.pending = self.pending.partition(b"\r\n\r\n")
            asyncio.get_running_loop().call_later(LATENCY, self.answer)

    def answer(self) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.write(ANSWER)


def hosts() -> list[str]:
    """The addresses that the server listens at."""
    return [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(HOSTS)]


async def serve() -> None:
    """Serve until killed; the port is the first line of the output."""
    loop = asyncio.get_running_loop()
    first = await loop.create_server(_Page, hosts()[0], 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    await loop.create_server(_Page, hosts()[1:], port, backlog=512)
    print(port, flush=True)
    await first.serve_forever()


def write_base(root: Path, urls: list[str]) -> None:
    """A knowledge base with these links, three an entry."""
    (root / "entries").mkdir()
    (root / "taxonomy.yaml").write_text("tree: []\n", encoding="utf-8")
    for number in range(0, len(urls), 3):
        named = zip(("code", "project", "dataset"), urls[number : number + 3], strict=False)
        links = "".join(f"  {name}: {url}\n" for name, url in named)
        text = f'title: "A Study of Links {number}"\nauthors: [Ada Example]\nyear: 2024\nlinks:\n{links}'
        (root / "entries" / f"example2024links{number}.yaml").write_text(text, encoding="utf-8")


def sequential(urls: list[str]) -> float:
    """Seconds that one request after another would take, from a sample."""
    started = time.perf_counter()
    with requests.Session() as session:
        session.trust_env = False
        for url in urls[:SAMPLE]:
            session.get(url, timeout=20).raise_for_status()
    return (time.perf_counter() - started) * len(urls) / SAMPLE


def main() -> None:
    """Measure the three by turns and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.links", "--serve"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            port = int(server.stdout.readline())
            compare(port, runs)
        finally:
            server.kill()


def compare(port: int, runs: int) -> None:
    """Measure against a server that is there."""
    urls = [f"http://{hosts()[number % HOSTS]}:{port}/{number}" for number in range(LINKS)]
    slow: list[float] = []
    bare: list[float] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_base(root, urls)
        (root / "lychee.toml").write_text(RequestPolicy(user_agent=AGENT).as_toml(), encoding="utf-8")
        links = "".join(f'<a href="{url}">.</a>\n' for url in urls)
        (root / "links.html").write_text(links, encoding="utf-8")
        alone = [executable(), "--config", "lychee.toml", "--format", "json", "-vv", "links.html"]
        check = [sys.executable, "-m", "living_survey", "--root", str(root), "links", "--max-age", "0"]
        check += ["--allow-private", NETWORK]
        for _ in range(runs):
            slow.append(sequential(urls))
            for command, times in ((alone, bare), (check, ours)):
                cost = measure(command, root)
                assert cost is not None
                times.append(cost.wall)
    typical = median(ours)
    ways = {
        f"one after another ({SAMPLE} links, multiplied)": median(slow),
        "lychee alone, same manners": median(bare),
        "survey links, from start to exit": typical,
    }
    rows = [[name, f"{seconds:.2f}", f"{seconds / typical:.2f} x"] for name, seconds in ways.items()]
    title = f"{LINKS:,} links at {HOSTS} hosts, answers after {LATENCY * 1000:.0f} ms; medians of {runs} runs"
    print_table(title, ["", "seconds", "of survey links"], rows)
    print(f"survey links takes {typical / median(bare):.2f} times as long as lychee alone.")


if __name__ == "__main__":
    if "--serve" in sys.argv:
        asyncio.run(serve())
    else:
        main()
