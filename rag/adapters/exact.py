"""Dense search with numpy over the vectors of the store: no index to build, never stale.

A small scope is searched exactly. For larger ones the whole library is held in two forms: its first
principal components choose candidates, whose full vectors then decide.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from rag.ports import Store, Vectors

MEMORY = 512 * 1024 * 1024
"""Bytes of vectors that are kept; a larger library is searched in batches from the store."""
SMALL = 5_000
"""Passages of a scope up to which its own vectors are read and kept."""
_BATCH = 20_000
_SCOPES = 64
_HEAD = 64
_CANDIDATES = 1_024
_SHARE = 64
"""At least so many candidates, and one of so many passages: copies of a text come in crowds."""

Query = npt.NDArray[np.float32]
Ranking = list[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    ids: list[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """All vectors of a library: ``head`` in principal components, ``full`` in half precision.

    ``rows`` says where the passages of a source stand; ``axes`` has shape (dimensions, _HEAD).
    """

    ids: list[str]
    rows: dict[str, slice]
    head: Vectors
    full: npt.NDArray[np.float16]
    axes: Vectors

    def search(self, vector: Query, k: int, scope: Sequence[str] | None) -> Ranking:
        """The k nearest, chosen by the head, ordered by the full vectors."""
        asked = vector @ self.axes
        if scope is None:
            rows, scores = None, self.head @ asked
        else:
            parts = [self.rows[source] for source in scope if source in self.rows]
            if not parts:
                return []
            rows = np.concatenate([np.arange(part.start, part.stop) for part in parts])
            scores = np.concatenate([self.head[part] @ asked for part in parts])
        most = max(_CANDIDATES, 4 * k, len(scores) // _SHARE)
        if len(scores) > most:
            chosen = np.argpartition(scores, len(scores) - most)[len(scores) - most :]
        else:
            chosen = np.arange(len(scores))
        chosen = chosen if rows is None else rows[chosen]
        found = self.full[chosen].astype(np.float32)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return best([self.ids[row] for row in chosen], found, vector, k)


class ExactIndex:
    """``rag.ports.Index`` without an index: what it searches is the store itself."""

    def __init__(self, store: Store, *, memory: int = MEMORY, small: int = SMALL) -> None:
        self._store, self._sizes = store, Sizes(store)
        self._memory, self._small = memory, small
        self._whole: _Whole | None = None
        self._revision = -1
        self._scopes: OrderedDict[tuple[str, ...] | None, _Matrix] = OrderedDict()
        self._turn = Lock()

    def ready(self, revision: int, model: str) -> bool:
        """See ``Index.ready``."""
        return self._store.revision() == revision and self._store.model() in (None, model)

    def build(self, store: Store, *, progress: Callable[[int, int], None] | None = None) -> None:
        """There is nothing to build; from now on this store is searched."""
        with self._turn:
            self._store, self._sizes = store, Sizes(store)
            self._forget()
        if progress is not None:
            passages = self._sizes.of(None)
            progress(passages, passages)

    def search(self, vector: Query, k: int, source_ids: Sequence[str] | None = None) -> Ranking:
        """See ``Index.search``; ties stand in the order of their ids."""
        scope = None if source_ids is None else tuple(sorted(set(source_ids)))
        if k <= 0 or scope == ():
            return []
        with self._turn:
            matrix = self._matrix(scope, vector.shape[0])
        if isinstance(matrix, _Whole):
            return matrix.search(vector, k, scope)
        if matrix is not None:
            return best(matrix.ids, matrix.vectors, vector, k)
        found: Ranking = []
        for ids, sources, vectors in self._store.batches(_BATCH):
            if scope is not None:
                wanted = set(scope)
                keep = [at for at, source in enumerate(sources) if source in wanted]
                ids, vectors = [ids[at] for at in keep], vectors[keep]
            found = ranked([*found, *best(ids, vectors, vector, k)], k)
        return found

    def close(self) -> None:
        """Lets the vectors go."""
        with self._turn:
            self._forget()

    def _forget(self) -> None:
        self._scopes.clear()
        self._whole = None

    def _matrix(self, scope: tuple[str, ...] | None, dimensions: int) -> _Matrix | _Whole | None:
        """The vectors of a scope, kept for the next question; None where they are too many."""
        revision = self._store.revision()
        if revision != self._revision:
            self._forget()
            self._revision = revision
        if scope in self._scopes:
            self._scopes.move_to_end(scope)
            return self._scopes[scope]
        size, total = self._sizes.of(scope), self._sizes.of(None)
        if size > self._small and total * (2 * dimensions + 4 * _HEAD) <= self._memory:
            self._whole = self._whole or _read(self._store, total)
            return self._whole
        if size * dimensions * 4 > self._memory:
            return None
        ids, vectors = self._store.vectors(scope)
        self._scopes[scope] = _Matrix(ids=ids, vectors=vectors)
        while len(self._scopes) > 1 and (
            len(self._scopes) > _SCOPES
            or sum(kept.vectors.nbytes for kept in self._scopes.values()) > self._memory
        ):
            self._scopes.popitem(last=False)
        return self._scopes[scope]


def _read(store: Store, total: int) -> _Whole:
    """Both forms of all vectors; the axes are those of the first batch's second moments."""
    ids: list[str] = []
    rows: dict[str, slice] = {}
    axes = head = np.empty((0, 0), np.float32)
    full = np.empty((0, 0), np.float16)
    for names, sources, vectors in store.batches(_BATCH):
        if not ids:
            _, turned = np.linalg.eigh(vectors.T @ vectors)
            axes = np.ascontiguousarray(turned[:, ::-1][:, :_HEAD], dtype=np.float32)
            head = np.empty((total, axes.shape[1]), np.float32)
            full = np.empty((total, vectors.shape[1]), np.float16)
        at = len(ids)
        head[at : at + len(names)] = vectors @ axes
        full[at : at + len(names)] = vectors
        for row, source in enumerate(sources, at):
            start = rows[source].start if source in rows else row
            rows[source] = slice(start, row + 1)
        ids.extend(names)
    return _Whole(ids=ids, rows=rows, head=head, full=full, axes=axes)


class Sizes:
    """How many passages each report of a store has; asked again only when the content changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[int, dict[str, int]] | None = None

    def of(self, scope: Sequence[str] | None) -> int:
        """Passages of the named sources, or of all."""
        revision, known = self._store.revision(), self._known
        if known is None or known[0] != revision:
            known = revision, {card.source_id: card.passages for card in self._store.cards()}
            self._known = known
        if scope is None:
            return sum(known[1].values())
        return sum(known[1].get(id, 0) for id in set(scope))


def best(ids: Sequence[str], vectors: Vectors, vector: Query, k: int) -> Ranking:
    """The k nearest rows, (id, cosine), in total order: cosine first, then id."""
    if not len(ids):
        return []
    scores = vectors @ vector
    rows: Sequence[int] = range(len(ids))
    if len(ids) > k:
        floor = np.partition(scores, len(ids) - k)[len(ids) - k]
        rows = np.flatnonzero(scores >= floor).tolist()
    return ranked([(ids[row], float(scores[row])) for row in rows], k)


def ranked(found: Iterable[tuple[str, float]], k: int) -> Ranking:
    """The first k by falling score, then by id."""
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]
