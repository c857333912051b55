"""The process that reads one hostile file and dies: bytes on stdin, JSON on stdout.

Its limits are set before the first byte is read, and stay with it when its parent is gone.
Whatever goes wrong ends it with a code that the parent words: OUT_OF_MEMORY, or any other.
"""

from __future__ import annotations

import json
import signal
import sys

from .words import Reading, Refused

MEMORY = 2**30
CPU = 20
WALL = 30
OUT_OF_MEMORY = 3
"""The exit code of a child that could not get the memory it asked for."""
OUT_OF_TIME = frozenset(
    int(getattr(signal, name)) for name in ("SIGXCPU", "SIGALRM") if hasattr(signal, name)
)
"""The signals that end a child which runs too long."""


def main(kind: str) -> int:
    """Reads stdin as ``kind`` (text, html, docx, pdf); returns the exit code."""
    limit()
    try:
        reading = read(kind, sys.stdin.buffer.read())
    except Refused as refused:
        answer: dict[str, object] = {"refused": str(refused)}
    except MemoryError:
        return OUT_OF_MEMORY
    else:
        answer = {"text": reading.text, "page_starts": reading.page_starts}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    return 0


def limit() -> None:
    """1 GiB of address space, 20 s of CPU, 30 s of wall time, no core file."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))
    signal.alarm(WALL)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def read(kind: str, content: bytes) -> Reading:
    """The reader of each form is imported only where it is needed."""
    if kind == "html":
        from .page import read as read_page

        return read_page(content)
    if kind == "docx":
        from .word import read as read_word

        return read_word(content)
    if kind == "pdf":
        from .pdf import read as read_pdf

        return read_pdf(content)
    from .decode import decode, newlines

    return Reading(text=newlines(decode(content)))
