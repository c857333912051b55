"""One generation of the dense index: a Chroma directory that is filled once, then only read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.adapters.exact import Query, Ranking, ranked
from rag.errors import DataError
from rag.ports import Store, Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_NAME = "passages"
_BATCH = 5_000
_ASKED = 10
_NEAR = 1e-3
"""The cosine distance up to which a vector counts as found again."""
_GRAPH = {"space": "cosine", "ef_construction": 100, "ef_search": 200, "max_neighbors": 16}
"""29,602 real passages: recall@20 .998 in two thirds of the time that 200 and 24 take (.999)."""

Progress = Callable[[int, int], None]


class Generation:
    """A finished directory, open for searching. Raises DataError where it is not healthy.

    A directory that lost its graph still counts right and answers with next to nothing, so some of
    its own vectors are looked up when it is opened.
    """

    def __init__(self, folder: Path, *, count: int) -> None:
        self.folder = folder
        self._count = count
        self._context = _opened(folder, create=False)
        self._collection = self._context.__enter__()
        try:
            self._examine()
        except DataError:
            self.close()
            raise

    def search(self, vector: Query, k: int, source_ids: Sequence[str] | None) -> Ranking:
        """See ``Index.search``."""
        if k <= 0 or not self._count or (source_ids is not None and not source_ids):
            return []
        with _said(self.folder):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis],
                n_results=min(k, self._count),
                where=None if source_ids is None else {"source_id": {"$in": list(source_ids)}},
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return ranked(((id, 1.0 - float(distance)) for id, distance in pairs), k)

    def close(self) -> None:
        """Lets Chroma go."""
        self._context.__exit__(None, None, None)

    def _examine(self) -> None:
        with _said(self.folder):
            if self._collection.count() != self._count:
                raise unhealthy(self.folder)
            probes: Vectors = np.load(self.folder / "probes.npy", allow_pickle=False)
            if not len(probes):
                return
            asked = min(_ASKED, self._count)
            found = self._collection.query(
                query_embeddings=probes, n_results=asked, include=["distances"]
            )
        for ids, distances in zip(found["ids"], found["distances"] or [], strict=True):
            if len(ids) < asked or distances[0] > _NEAR:
                raise unhealthy(self.folder)


def fill(
    folder: Path,
    store: Store,
    total: int,
    held: Mapping[str, str],
    progress: Progress | None = None,
) -> None:
    """Adds what the store has beyond the sources ``held``, to a new directory where none are."""
    done = 0
    with _opened(folder, create=not held) as collection:
        for ids, sources, vectors in store.batches(_BATCH):
            rows = [at for at, source in enumerate(sources) if source not in held]
            if rows:
                with _said(folder):
                    collection.add(
                        ids=[ids[at] for at in rows],
                        embeddings=vectors[rows],
                        metadatas=[{"source_id": sources[at]} for at in rows],
                    )
            done += len(ids)
            if progress is not None:
                progress(done, total)


def seal(folder: Path, sources: Mapping[str, str], probes: Vectors) -> None:
    """Writes beside Chroma's files what the directory holds, and how to see that it does."""
    np.save(folder / "probes.npy", probes)
    (folder / "manifest.json").write_text(json.dumps(dict(sources)), encoding="utf-8")


def held(folder: Path) -> dict[str, str]:
    """Each source with its digest; empty where the directory was never sealed."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def unhealthy(folder: Path) -> DataError:
    """The error for a directory that cannot be searched."""
    return DataError(f"检索索引 {folder} 已损坏；请运行 wenbao reindex 重建（不必重新读入报告）。")


@contextmanager
def _opened(folder: Path, *, create: bool) -> Iterator[Collection]:
    """Chroma would make a missing directory anew and call it empty, so that is seen to first."""
    if not create and not (folder / "chroma.sqlite3").is_file():
        raise unhealthy(folder)
    import chromadb
    from chromadb.config import Settings

    with _said(folder):
        client = chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
    try:
        with _said(folder):
            collection = (
                client.create_collection(
                    _NAME, configuration={"hnsw": _GRAPH}, embedding_function=None
                )
                if create
                else client.get_collection(_NAME, embedding_function=None)
            )
        yield collection
    finally:
        client.close()


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """Turns the errors of chromadb into a sentence; it stumbles over its own half-open client."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, RuntimeError, AttributeError) as error:
        raise unhealthy(folder) from error
