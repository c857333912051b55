"""Exact dense search with numpy over the vectors of the store: no index to build, never stale."""

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
_BATCH = 20_000
_SCOPES = 64

Query = npt.NDArray[np.float32]
Ranking = list[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    ids: list[str]
    vectors: Vectors


class ExactIndex:
    """``rag.ports.Index`` without an index: what it searches is the store itself."""

    def __init__(self, store: Store, *, memory: int = MEMORY) -> None:
        self._store, self._sizes = store, Sizes(store)
        self._memory = memory
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
            self._scopes.clear()
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
            self._scopes.clear()

    def _matrix(self, scope: tuple[str, ...] | None, dimensions: int) -> _Matrix | None:
        """The vectors of a scope, kept for the next question; None where they are too many."""
        revision = self._store.revision()
        if revision != self._revision:
            self._scopes.clear()
            self._revision = revision
        if scope in self._scopes:
            self._scopes.move_to_end(scope)
            return self._scopes[scope]
        if self._sizes.of(scope) * dimensions * 4 > self._memory:
            return None
        ids, vectors = self._store.vectors(scope)
        self._scopes[scope] = _Matrix(ids=ids, vectors=vectors)
        while len(self._scopes) > 1 and (
            len(self._scopes) > _SCOPES
            or sum(kept.vectors.nbytes for kept in self._scopes.values()) > self._memory
        ):
            self._scopes.popitem(last=False)
        return self._scopes[scope]


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
