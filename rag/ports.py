"""The contracts behind which disk, network and models stand.

A store and an index each have one contract test suite (``tests/contracts``); a server database or a
distributed vector engine takes the place of SQLite or Chroma by passing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.types import (
    Answer,
    Evidence,
    Note,
    Observation,
    Passage,
    Query,
    Report,
    ReportCard,
    Source,
)

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimensions), float32, rows of unit length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source as a file gives it, with what the file says of it beside its text.

    ``region`` and ``year`` are what the columns of a table say. ``notes`` are remarks on the
    reading for the user, in Chinese (hidden text left out, pages recognised).
    """

    source: Source
    region: str = ""
    year: int | None = None
    notes: tuple[str, ...] = ()


class Loader(Protocol):
    """Reads a file of any known form. It must pickle: files are read in other processes too."""

    def load(
        self, path: Path, columns: Mapping[str, str] | None = None
    ) -> tuple[Document | str, ...]:
        """The documents of a file; a table may hold several, and a sentence for each bad one.

        ``columns`` names a table's columns: region, year, title, text. Raises Unreadable with a
        sentence that says why nothing could be read.
        """


class Embedder(Protocol):
    """Turns texts into unit vectors. ``name`` identifies model and version in the index."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions)."""

    def query(self, text: str) -> npt.NDArray[np.float32]:
        """Shape (dimensions,)."""


class CrossEncoder(Protocol):
    """Reads a question and a passage together and says how far the one answers the other."""

    def scores(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """One for each passage, in log-odds."""


class Store(Protocol):
    """The truth: reports, passages, vectors, observations. Readable by many, written by one."""

    def writing(self) -> AbstractContextManager[None]:
        """Holds the one writer's lock; raises Locked at once when another process has it."""

    def model(self) -> str | None:
        """The name of the model that made the stored vectors, or None in an empty store."""

    def revision(self) -> int:
        """Grows with every change of content; an index made at this revision is up to date."""

    def add(
        self,
        report: Report,
        passages: Sequence[Passage],
        vectors: Vectors,
        observations: Sequence[Observation],
        *,
        model: str,
    ) -> bool:
        """In one transaction. False when the source is there already (nothing is added)."""

    def remove(self, source_id: str) -> None: ...

    def replace_vectors(
        self, batches: Iterable[tuple[Sequence[str], Vectors]], *, model: str
    ) -> None:
        """Puts new vectors for passage ids in place at once, and names the model.

        Batches that came before an interruption need not be given again; see ``waiting``.
        """

    def waiting(self, model: str) -> frozenset[str]:
        """Passages that an interrupted ``replace_vectors`` has vectors of this model for."""

    def cards(self) -> list[ReportCard]:
        """Every loaded report, by region code, year and name."""

    def source(self, source_id: str) -> Source: ...

    def glossary(self, source_ids: Sequence[str] | None = None) -> list[tuple[str, Note]]:
        """(source id, note) of the named sources, or of all."""

    def observations(
        self, source_ids: Sequence[str] | None = None, *, indicators: Sequence[str] | None = None
    ) -> list[Observation]:
        """Those of the named sources and indicators, or of all."""

    def observations_in(self, passage_ids: Sequence[str]) -> list[Observation]:
        """Those that stand inside the passages, passage by passage in the order of the text."""

    def passages(self, source_ids: Sequence[str]) -> list[Passage]:
        """All passages of the sources, in the order of the text."""

    def passages_at(self, points: Sequence[tuple[str, int]]) -> list[Passage]:
        """The passages in which (source id, offset) stands, each once, in their order."""

    def passages_by_id(self, ids: Sequence[str]) -> list[Passage]:
        """In the order of ``ids``; unknown ids are left out."""

    def lexical(
        self, query: str, k: int, source_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """(passage id, score), best first: BM25 over character bigrams and words."""

    def vectors(self, source_ids: Sequence[str] | None = None) -> tuple[list[str], Vectors]:
        """Passage ids and their vectors, in the order of the store."""

    def batches(self, size: int) -> Iterator[tuple[list[str], list[str], Vectors]]:
        """(passage ids, source ids, vectors) of everything, ``size`` rows at a time."""

    def close(self) -> None: ...


class Index(Protocol):
    """The dense index: derived from the store, thrown away and rebuilt without loss."""

    def ready(self, revision: int, model: str) -> bool:
        """Whether a healthy index of this content and model can be searched."""

    def build(
        self,
        store: Store,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Builds the next generation from the store, verifies it, switches to it."""

    def search(
        self, vector: npt.NDArray[np.float32], k: int, source_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """(passage id, cosine), best first."""

    def close(self) -> None: ...


class Answerer(Protocol):
    """Makes an answer from the evidence. ``name`` stands in Answer.answerer."""

    name: str

    def answer(self, query: Query, evidence: Evidence) -> Answer: ...


class Checks(Protocol):
    """Looks an installation and its library over."""

    def findings(self) -> list[tuple[str, bool, str]]:
        """(what was checked, whether it is well, a sentence); never raises a RagError."""
