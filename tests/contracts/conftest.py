"""The implementations that stand behind each port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import factories
import pytest

from rag.adapters.exact import ExactIndex
from rag.adapters.index import ChromaIndex, Dense
from rag.adapters.store import SqliteStore
from rag.ports import Index, Store

INDEXES: dict[str, Callable[[Path, Store], Index]] = {
    "chroma": lambda folder, store: ChromaIndex(folder),
    "exact": lambda folder, store: ExactIndex(store),
    "exact in batches": lambda folder, store: ExactIndex(store, memory=0),
    "dense, small": lambda folder, store: Dense(store, lambda: ChromaIndex(folder)),
    "dense, large": lambda folder, store: Dense(store, lambda: ChromaIndex(folder), exact_limit=0),
}


@pytest.fixture(params=["counted", "full text"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """SQLite, with lexical search counted in the scope and by FTS5."""
    limit = 5_000 if request.param == "counted" else 0
    made = SqliteStore(tmp_path / "data", counted_up_to=limit)
    yield made
    made.close()


@pytest.fixture
def library_store(tmp_path: Path) -> Iterator[Store]:
    """Six reports of twelve passages."""
    made = SqliteStore(tmp_path / "data")
    for number, report in enumerate(factories.library(6)):
        factories.put(made, report, seed=number)
    yield made
    made.close()


@pytest.fixture(params=list(INDEXES))
def index(request: pytest.FixtureRequest, tmp_path: Path, library_store: Store) -> Iterator[Index]:
    """Each implementation over the same library, not yet built."""
    made = INDEXES[request.param](tmp_path / "data", library_store)
    yield made
    made.close()
