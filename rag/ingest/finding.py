"""Which files are read: those that are named, and those of known endings in folders."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path


def collect(
    paths: Sequence[Path], endings: Collection[str]
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files to read, each once and sorted, and the files of folders that have other endings.

    What is named is taken whatever its ending is; in folders, hidden files and the lock files
    of office programs are passed over. Links are followed, each folder once.
    """
    taken: dict[Path, Path] = {}
    skipped: list[Path] = []
    for path in paths:
        for file in sorted(_below(path)) if path.is_dir() else [path]:
            if path is file or file.suffix.lower() in endings:
                taken.setdefault(Path(os.path.realpath(file)), file)
            else:
                skipped.append(file)
    return tuple(taken.values()), tuple(skipped)


def _below(folder: Path) -> Iterator[Path]:
    seen: set[str] = set()
    for here, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(here)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not _passed_over(name))
        yield from (Path(here, name) for name in files if not _passed_over(name))


def _passed_over(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX"


def size(files: Sequence[Path]) -> int:
    """Bytes of all of them; what cannot be asked counts nothing."""
    return sum(_size(path) for path in files)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
