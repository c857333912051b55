"""What every dense index must do, whatever engine stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import factories
import numpy as np
import pytest

from rag.adapters.exact import ExactIndex
from rag.adapters.index import ChromaIndex, Dense
from rag.adapters.store import SqliteStore
from rag.errors import DataError, Locked
from rag.ports import Index, Store

Found = list[tuple[str, float]]


def oracle(store: Store, vector: np.ndarray, k: int, scope: list[str] | None = None) -> Found:
    """Every cosine worked out one by one."""
    ids, vectors = store.vectors(scope)
    scored = [(id, float(np.dot(row, vector))) for id, row in zip(ids, vectors, strict=True)]
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:k]


def same(found: Found, wanted: Found) -> None:
    assert [id for id, _ in found] == [id for id, _ in wanted]
    assert [score for _, score in found] == pytest.approx([s for _, s in wanted], abs=1e-5)


def test_it_finds_what_is_nearest(index: Index, library_store: Store) -> None:
    index.build(library_store)
    for vector in factories.vectors(5, seed=77):
        same(index.search(vector, 10), oracle(library_store, vector, 10))


def test_it_stays_in_the_scope(index: Index, library_store: Store) -> None:
    index.build(library_store)
    sources = [card.source_id for card in library_store.cards()]
    vector = factories.vectors(1, seed=5)[0]
    for scope in (sources[:1], sources[2:5], sources):
        same(index.search(vector, 8, scope), oracle(library_store, vector, 8, scope))
    assert index.search(vector, 8, []) == []
    assert index.search(vector, 8, ["unknown"]) == []


def test_k_may_be_nothing_or_more_than_there_is(index: Index, library_store: Store) -> None:
    index.build(library_store)
    vector = factories.vectors(1)[0]
    assert index.search(vector, 0) == []
    assert len({id for id, _ in index.search(vector, 10_000)}) == 72
    scope = [library_store.cards()[0].source_id]
    assert len(index.search(vector, 10_000, scope)) == 12


def test_it_is_ready_for_one_content_and_one_model(index: Index, library_store: Store) -> None:
    index.build(library_store)
    revision = library_store.revision()
    assert index.ready(revision, factories.MODEL)
    assert not index.ready(revision, "another")
    assert not index.ready(revision - 1, factories.MODEL)
    factories.put(library_store, factories.report("late"))
    assert not index.ready(revision, "another")


def test_what_was_added_and_removed_is_seen_after_a_build(
    index: Index, library_store: Store
) -> None:
    index.build(library_store)
    added = factories.report("late")
    factories.put(library_store, added, seed=123)
    index.build(library_store)
    vector = factories.vectors(6, 123)[3]
    best = factories.passages(added)[3].id
    assert index.search(vector, 1)[0][0] == best
    library_store.remove(added.source.id)
    index.build(library_store)
    assert best not in [id for id, _ in index.search(vector, 100)]
    same(index.search(vector, 10), oracle(library_store, vector, 10))
    assert index.ready(library_store.revision(), factories.MODEL)


def test_new_vectors_of_the_same_passages_are_taken(index: Index, library_store: Store) -> None:
    index.build(library_store)
    ids, _ = library_store.vectors()
    fresh = factories.vectors(len(ids), seed=999)
    library_store.replace_vectors([(ids, fresh)], model=factories.MODEL)
    index.build(library_store)
    assert index.search(fresh[40], 1)[0][0] == ids[40]
    wider = factories.vectors(len(ids), seed=5, dimensions=24)
    library_store.replace_vectors([(ids, wider)], model="wider")
    index.build(library_store)
    assert index.search(wider[7], 1)[0][0] == ids[7]
    assert index.ready(library_store.revision(), "wider")


def test_equal_passages_stand_in_the_order_of_their_ids(index: Index, library_store: Store) -> None:
    ids, vectors = library_store.vectors()
    vectors[:9] = vectors[0]
    library_store.replace_vectors([(ids, vectors)], model=factories.MODEL)
    index.build(library_store)
    assert [id for id, _ in index.search(vectors[0], 9)] == sorted(ids[:9])


def test_progress_ends_at_the_whole(index: Index, library_store: Store) -> None:
    told: list[tuple[int, int]] = []
    index.build(library_store, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (72, 72)


def test_an_emptied_library_is_searched_in_vain(index: Index, library_store: Store) -> None:
    index.build(library_store)
    for card in library_store.cards():
        library_store.remove(card.source_id)
    index.build(library_store)
    assert index.search(factories.vectors(1)[0], 5) == []


def test_it_can_be_used_again_after_close(index: Index, library_store: Store) -> None:
    index.build(library_store)
    vector = factories.vectors(1)[0]
    before = index.search(vector, 5)
    index.close()
    assert index.search(vector, 5) == before


# ── what only Chroma's generations do


@pytest.fixture
def folder(tmp_path: Path, library_store: Store) -> Path:
    """A data folder with a built index."""
    chroma = ChromaIndex(tmp_path / "data")
    chroma.build(library_store)
    chroma.close()
    return tmp_path / "data"


def test_before_the_first_build_nothing_is_ready(tmp_path: Path, library_store: Store) -> None:
    chroma = ChromaIndex(tmp_path / "data")
    assert not chroma.ready(library_store.revision(), factories.MODEL)
    with pytest.raises(DataError, match="wenbao reindex"):
        chroma.search(factories.vectors(1)[0], 3)
    assert not (tmp_path / "data" / "index").exists()


def test_another_reader_follows_to_the_new_generation(folder: Path, library_store: Store) -> None:
    reader, builder = ChromaIndex(folder), ChromaIndex(folder)
    vector = factories.vectors(6, 123)[3]
    before = reader.search(vector, 3)
    late = factories.report("late")
    factories.put(library_store, late, seed=123)
    builder.build(library_store)
    after = reader.search(vector, 3)
    assert after != before
    assert after[0][0] == factories.passages(late)[3].id
    for _ in range(3):
        builder.build(library_store)
    assert reader.search(vector, 3) == after
    assert len(list((folder / "index").glob("gen-*"))) == 2
    reader.close()
    builder.close()


def lost_graph(generation: Path) -> None:
    graph = list(generation.glob("*/*.bin"))
    assert graph
    for file in graph:
        file.unlink()


def cut_table(generation: Path) -> None:
    with (generation / "chroma.sqlite3").open("r+b") as file:
        file.truncate(50_000)


def lost_folder(generation: Path) -> None:
    generation.rename(generation.with_name("elsewhere"))


@pytest.mark.parametrize("damage", [lost_graph, cut_table, lost_folder])
def test_a_damaged_index_is_noticed_passed_over_and_rebuilt(
    folder: Path, library_store: Store, damage: Callable[[Path], None]
) -> None:
    chroma = ChromaIndex(folder)
    # Chroma writes its graph to files from a thousand vectors on.
    many = factories.report("many", tuple(f"第{at}段。" for at in range(1_500)))
    factories.put(library_store, many, seed=3)
    chroma.build(library_store)
    chroma.close()
    damage(folder / "index" / str(chroma.pointer().generation))  # type: ignore[union-attr]
    dense = Dense(library_store, lambda: chroma, exact_limit=0)
    vector = factories.vectors(1)[0]
    assert not chroma.ready(library_store.revision(), factories.MODEL)
    with pytest.raises(DataError, match="wenbao reindex"):
        chroma.search(vector, 5)
    same(dense.search(vector, 5), oracle(library_store, vector, 5))
    dense.build(library_store)
    assert chroma.ready(library_store.revision(), factories.MODEL)
    same(chroma.search(vector, 5), oracle(library_store, vector, 5))
    dense.close()


def test_a_pointer_that_cannot_be_read_is_no_index(folder: Path, library_store: Store) -> None:
    for content in ("", "{}", "[1]", '{"generation": 1}'):
        (folder / "index" / "current").write_text(content, encoding="utf-8")
        assert not ChromaIndex(folder).ready(library_store.revision(), factories.MODEL)


def test_a_half_built_generation_is_cleaned_away(folder: Path, library_store: Store) -> None:
    half = folder / "index" / "gen-0009"
    half.mkdir()
    (half / "chroma.sqlite3").write_bytes(b"half")
    chroma = ChromaIndex(folder)
    assert chroma.ready(library_store.revision(), factories.MODEL)
    chroma.build(library_store)
    assert not half.exists()
    assert chroma.ready(library_store.revision(), factories.MODEL)
    chroma.close()


def test_nobody_builds_while_another_writes(folder: Path, library_store: Store) -> None:
    other = SqliteStore(folder)
    with other.writing(), pytest.raises(Locked):
        ChromaIndex(folder).build(library_store)


def test_a_stale_index_is_not_searched(folder: Path, library_store: Store) -> None:
    dense = Dense(library_store, lambda: ChromaIndex(folder), exact_limit=0)
    late = factories.report("late")
    factories.put(library_store, late, seed=123)
    assert dense.search(factories.vectors(6, 123)[3], 1)[0][0] == factories.passages(late)[3].id
    dense.close()


def test_exact_search_forgets_when_the_content_changes(library_store: Store) -> None:
    exact = ExactIndex(library_store)
    vector = factories.vectors(6, 123)[3]
    exact.search(vector, 3)
    late = factories.report("late")
    factories.put(library_store, late, seed=123)
    assert exact.search(vector, 1)[0][0] == factories.passages(late)[3].id
