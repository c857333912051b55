"""What a reader of one form hands back, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text with ``\\n`` line ends, and the offset at which each page begins, if any.

    ``notes`` are remarks for the user, in Chinese. ``name``, ``region`` and ``year`` are what a
    table says of one of its reports; ``name`` sets it apart from the others.
    """

    text: str
    page_starts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""
    region: str = ""
    year: int | None = None


class Refused(Exception):
    """The file cannot be read; ``str()`` says why and what to do, without the file's name."""


class Scanned(Refused):
    """The file holds pictures of text: recognition may read it."""


def names(written: str) -> frozenset[str]:
    """The names of a list that is written with spaces."""
    return frozenset(written.split())


def hidden(places: int) -> tuple[str, ...]:
    """The remark on so many stretches of text that no reader of the document sees."""
    return (f"已忽略隐藏文字{places}处",) if places else ()
