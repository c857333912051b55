"""What a reader of one form hands back, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file's text with ``\\n`` line ends, and the offset at which each page begins, if any."""

    text: str
    page_starts: tuple[int, ...] = ()


class Refused(Exception):
    """The file cannot be read; ``str()`` says why and what to do, without the file's name."""


def names(written: str) -> frozenset[str]:
    """The names of a list that is written with spaces."""
    return frozenset(written.split())
