"""The process that reads one hostile file and dies: bytes on stdin, JSON on stdout.

Its limits are set before the first byte is read, and stay with it when its parent is gone.
Whatever goes wrong ends it with a code that the parent words: OUT_OF_MEMORY, or any other.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict

from .words import Reading, Refused, Scanned

MEMORY = 2**30
CPU = 20
WALL = 30
PATIENT_MEMORY, PATIENT = 4 * 2**30, 1_800
"""Bytes of address space, and seconds, for the recognition of a scanned document."""
OUT_OF_MEMORY = 3
"""The exit code of a child that could not get the memory it asked for."""
OUT_OF_TIME = frozenset(
    int(getattr(signal, name)) for name in ("SIGXCPU", "SIGALRM") if hasattr(signal, name)
)
"""The signals that end a child which runs too long."""


def main(kind: str, columns: Mapping[str, str]) -> int:
    """Reads stdin as ``kind`` (text, html, office, csv, pdf, scan); returns the exit code."""
    if kind == "scan":
        limit(PATIENT_MEMORY, 2 * PATIENT, PATIENT)
    else:
        limit()
    try:
        readings = read(kind, sys.stdin.buffer.read(), columns)
        answer: dict[str, object] = {"readings": [asdict(reading) for reading in readings]}
    except Refused as refused:
        answer = {"refused": str(refused), "scanned": isinstance(refused, Scanned)}
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    return 0


def limit(memory: int = MEMORY, cpu: int = CPU, wall: int = WALL) -> None:
    """Bytes of address space, seconds of CPU and of wall time; no core file."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    signal.alarm(wall)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def read(kind: str, content: bytes, columns: Mapping[str, str]) -> list[Reading]:
    """The reader of each form is imported only where it is needed."""
    if kind == "html":
        from .page import read as read_page

        return [read_page(content)]
    if kind == "office":
        from .container import form

        if form(content) == "xlsx":
            from .sheet import read as read_sheet

            return read_sheet(content, columns)
        from .word import read as read_word

        return [read_word(content)]
    if kind == "csv":
        from .table import read as read_table

        return read_table(content, columns)
    if kind == "pdf":
        from .pdf import read as read_pdf

        return [read_pdf(content)]
    if kind == "scan":
        from .scan import read as read_scan

        return [read_scan(content)]
    from .plain import read as read_plain

    return [read_plain(content)]
