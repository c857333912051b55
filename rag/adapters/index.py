"""The dense index: Chroma in a folder per generation, and the choice between it and exact search.

    index/current      which generation holds, of which content and model
    index/gen-0007/    a Chroma directory, never written again once it is current

Chroma's files do not survive a kill or a second writer, so a generation is built apart, opened
anew, verified, and only then named in ``current`` by an atomic rename. Everything comes from the
store: a generation that is lost costs no embedding. chromadb is imported at first use.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from rag.adapters.exact import ExactIndex, Query, Ranking, Sizes
from rag.adapters.generation import Generation, Progress, fill, held, seal, unhealthy
from rag.adapters.lock import unwritable
from rag.errors import DataError
from rag.ports import Store, Vectors

EXACT_LIMIT = 100_000
"""Passages of a scope up to which exact search is at least as quick as Chroma's filter."""
_BATCH = 5_000
_PROBES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What ``index/current`` says."""

    generation: str
    revision: int
    model: str
    dimensions: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What a generation must hold: a digest for each source, and vectors to look up in it."""

    sources: dict[str, str]
    count: int
    dimensions: int
    probes: Vectors


class ChromaIndex:
    """``rag.ports.Index`` over Chroma in the ``index`` folder of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "index"
        self._turn = Lock()
        self._open: Generation | None = None
        self._bad = ""
        self._last = 0

    def pointer(self) -> Pointer | None:
        """The generation that holds, or None."""
        try:
            return Pointer(**json.loads((self._root / "current").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def current(self, revision: int, model: str) -> bool:
        """Whether the generation was made of this content and model; opens nothing."""
        pointer = self.pointer()
        return (
            pointer is not None
            and (pointer.revision, pointer.model) == (revision, model)
            and (self._root / pointer.generation).is_dir()
        )

    def ready(self, revision: int, model: str) -> bool:
        """See ``Index.ready``; opens the generation and counts."""
        if not self.current(revision, model):
            return False
        try:
            with self._turn:
                return self._generation() is not None
        except DataError:
            return False

    def build(self, store: Store, *, progress: Progress | None = None) -> None:
        """See ``Index.build``; what the last generation already holds is taken over from it.

        Raises Locked while another process writes, DataError where the index does not verify.
        """
        with store.writing():
            try:
                self._root.mkdir(parents=True, exist_ok=True)
                self._build(store, progress)
            except OSError as error:
                raise unwritable(self._root, error) from error

    def _build(self, store: Store, progress: Progress | None) -> None:
        content, model, before = _content(store), store.model() or "", self.pointer()
        base = None
        if before is not None:
            self._clean({before.generation})
            if self._kept(before, content, model):
                base = self._root / before.generation
        name = self._made(store, content, base=base, progress=progress)
        if name is None and base is not None:
            name = self._made(store, content, base=None, progress=progress)
        if name is None:
            raise DataError(
                "检索索引建成后没有通过核对，原有的未作改动；请检查磁盘，再运行 wenbao reindex。"
            )
        self._switch(
            Pointer(
                generation=name,
                revision=store.revision(),
                model=model,
                dimensions=content.dimensions,
                count=content.count,
            )
        )
        # Another process may still be searching in the generation before.
        self._clean({name, before.generation if before else name})

    def search(self, vector: Query, k: int, source_ids: Sequence[str] | None = None) -> Ranking:
        """See ``Index.search``. Raises DataError where there is no healthy generation."""
        with self._turn:
            generation = self._generation()
            if generation is None:
                raise DataError("检索索引还没有建立；请运行 wenbao reindex。")
            return generation.search(vector, k, source_ids)

    def close(self) -> None:
        """Closes the generation; the next search opens it again."""
        with self._turn:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _generation(self) -> Generation | None:
        """The current generation, opened; another process may have switched to a new one."""
        pointer = self.pointer()
        if pointer is None:
            return None
        if self._open is not None and self._open.folder.name != pointer.generation:
            self._open.close()
            self._open = None
        if self._open is None:
            folder = self._root / pointer.generation
            if self._bad == pointer.generation:
                raise unhealthy(folder)
            try:
                self._open = Generation(folder, count=pointer.count)
            except DataError:
                self._bad = pointer.generation
                raise
        return self._open

    def _next_name(self) -> str:
        """Never a name again: chromadb keeps what it knows of a folder for the whole process."""
        there = [int(f.name[4:]) for f in self._root.glob("gen-*") if f.name[4:].isdigit()]
        self._last = max([self._last, *there]) + 1
        return f"gen-{self._last:04d}"

    def _clean(self, keep: set[str]) -> None:
        for folder in self._root.glob("gen-*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)

    def _kept(self, before: Pointer | None, content: _Content, model: str) -> dict[str, str]:
        """The sources of the last generation, if all of them are wanted just as they are."""
        if before is None or (before.model, before.dimensions) != (model, content.dimensions):
            return {}
        found = held(self._root / before.generation)
        return found if found.items() <= content.sources.items() else {}

    def _made(
        self, store: Store, content: _Content, *, base: Path | None, progress: Progress | None
    ) -> str | None:
        """Builds a generation and opens it as a reader will; its name, or None if it is bad."""
        folder = self._root / self._next_name()
        try:
            if base is not None:
                shutil.copytree(base, folder)
            fill(folder, store, content.count, held(folder), progress)
            seal(folder, content.sources, content.probes)
            Generation(folder, count=content.count).close()
        except (OSError, DataError):
            shutil.rmtree(folder, ignore_errors=True)
            return None
        return folder.name

    def _switch(self, pointer: Pointer) -> None:
        fresh = self._root / "current.new"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(pointer), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._root / "current")


class Dense:
    """``rag.ports.Index``: exact in a small scope or without a healthy index, else Chroma.

    Neither chromadb is imported nor a file of the index opened as long as the scopes are small.
    """

    def __init__(
        self,
        store: Store,
        chroma: Callable[[], ChromaIndex],
        *,
        exact_limit: int = EXACT_LIMIT,
    ) -> None:
        self._store = store
        self._sizes = Sizes(store)
        self._exact = ExactIndex(store)
        self._chroma = chroma()
        self._exact_limit = exact_limit

    def ready(self, revision: int, model: str) -> bool:
        """See ``Index.ready``; a library that is searched exactly needs a current index only."""
        if self._sizes.of(None) <= self._exact_limit:
            return self._chroma.current(revision, model)
        return self._chroma.ready(revision, model)

    def build(self, store: Store, *, progress: Progress | None = None) -> None:
        """See ``Index.build``; Chroma's index is built for a small library too."""
        self._chroma.build(store, progress=progress)

    def search(self, vector: Query, k: int, source_ids: Sequence[str] | None = None) -> Ranking:
        """See ``Index.search``; an index that fails is passed over."""
        large = self._sizes.of(source_ids) > self._exact_limit
        if large and self._chroma.current(self._store.revision(), self._store.model() or ""):
            try:
                return self._chroma.search(vector, k, source_ids)
            except DataError:
                pass
        return self._exact.search(vector, k, source_ids)

    def close(self) -> None:
        """Closes both."""
        self._chroma.close()
        self._exact.close()


def _content(store: Store) -> _Content:
    """Reads the store once through."""
    hashes: dict[str, hashlib.blake2b] = {}
    probes: list[Vectors] = []
    count, dimensions = 0, 0
    step = max(1, sum(card.passages for card in store.cards()) // _PROBES)
    for ids, sources, vectors in store.batches(_BATCH):
        for id, source, vector in zip(ids, sources, vectors, strict=True):
            digest = hashes.setdefault(source, hashlib.blake2b(digest_size=16))
            digest.update(id.encode())
            digest.update(vector.tobytes())
        probes.append(vectors[-count % step :: step])
        count, dimensions = count + len(ids), vectors.shape[1]
    found = np.concatenate(probes) if probes else np.empty((0, 0), np.float32)
    return _Content(
        sources={source: digest.hexdigest() for source, digest in hashes.items()},
        count=count,
        dimensions=dimensions,
        probes=found[np.any(found != 0, axis=1)] if count else found,
    )
