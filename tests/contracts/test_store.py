"""What every store must do; SqliteStore is held to it in both of its ways to search words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import factories
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.adapters.store import SqliteStore
from rag.errors import DataError, ModelError
from rag.ports import Store
from rag.types import Aligned, Part, Passage, Span

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("增长光伏〇%\x00\n\"'*"), max_size=40
)


def found(store: Store, question: str, source_ids: Sequence[str] | None = None) -> list[str]:
    ids = [id for id, _ in store.lexical(question, 5, source_ids)]
    return [passage.text for passage in store.passages_by_id(ids)]


def test_a_new_folder_is_an_empty_library(store: Store, tmp_path: Path) -> None:
    assert store.cards() == []
    assert store.model() is None
    assert store.revision() == 0
    assert store.lexical("光伏", 5) == []
    assert store.vectors() == ([], pytest.approx(np.empty((0, 0))))
    assert list(store.batches(10)) == []
    assert store.glossary() == store.observations() == store.passages([]) == []
    assert not (tmp_path / "data").exists(), "reading must not write"


def test_what_is_added_comes_back_to_the_letter(store: Store) -> None:
    report = factories.report()
    assert factories.put(store, report)
    source_id = report.source.id
    assert store.source(source_id) == report.source
    assert store.passages([source_id]) == factories.passages(report)
    assert store.observations([source_id]) == factories.observations(report)
    assert str(store.observations()[1].quantity.value) == "8.50"
    assert store.glossary() == [(source_id, report.glossary[0])]
    (card,) = store.cards()
    assert (card.report, card.region, card.year) == ("qinshui_2022", report.region, 2022)
    assert (card.title, card.delivered) == (report.title, report.delivered)
    assert (card.passages, card.observations) == (6, 2)
    assert store.model() == factories.MODEL


def test_the_same_source_is_added_once(store: Store) -> None:
    report = factories.report()
    assert factories.put(store, report)
    before = store.revision()
    same = replace(report, source=replace(report.source, name="another name"))
    assert not factories.put(store, same)
    assert store.revision() == before
    assert len(store.cards()) == 1


def test_a_name_that_is_taken_gets_a_number_everywhere(store: Store) -> None:
    for year in (2020, 2021, 2022):
        factories.put(store, factories.report("same", year=year))
    assert [card.report for card in store.cards()] == ["same", "same-2", "same-3"]
    for card in store.cards():
        assert {one.report for one in store.passages([card.source_id])} == {card.report}
        assert {one.report for one in store.observations([card.source_id])} == {card.report}
        assert store.source(card.source_id).name == card.report


def test_cards_stand_by_region_code_year_and_name(store: Store) -> None:
    for report in factories.library(9):
        factories.put(store, report)
    keys = [(card.region.code, card.year, card.report) for card in store.cards()]
    assert keys == sorted(keys)
    assert len(keys) == 9


def test_every_change_of_content_raises_the_revision(store: Store) -> None:
    seen = [store.revision()]
    for report in factories.library(3):
        factories.put(store, report)
        seen.append(store.revision())
    ids, vectors = store.vectors()
    store.replace_vectors([(ids, vectors)], model="other")
    seen.append(store.revision())
    store.remove(store.cards()[0].source_id)
    seen.append(store.revision())
    assert seen == sorted(set(seen))
    store.remove("nobody")
    assert store.revision() == seen[-1]


def test_what_is_removed_leaves_nothing_behind(store: Store) -> None:
    kept, gone = factories.library(2)
    factories.put(store, kept)
    before = store.lexical("光伏发电装机", 20)
    factories.put(store, gone, seed=1)
    store.remove(gone.source.id)
    assert [card.source_id for card in store.cards()] == [kept.source.id]
    assert store.lexical("光伏发电装机", 20) == before
    assert len(store.vectors()[0]) == 12
    assert {one.source_id for one in store.observations()} == {kept.source.id}
    assert {id for id, _ in store.glossary()} == {kept.source.id}
    with pytest.raises(DataError, match="没有原文"):
        store.source(gone.source.id)
    assert factories.put(store, gone, seed=1), "and it can be read in again"
    assert found(store, "第1号报告第3段", [gone.source.id])


def test_a_library_that_was_emptied_takes_another_model(store: Store) -> None:
    report = factories.report()
    factories.put(store, report)
    store.remove(report.source.id)
    assert store.model() is None
    passages = factories.passages(report)
    wider = factories.vectors(len(passages), dimensions=24)
    assert store.add(report, passages, wider, [], model="wider")
    assert (store.model(), store.vectors()[1].shape) == ("wider", (6, 24))


def test_vectors_come_back_as_unit_rows_in_the_order_of_the_store(store: Store) -> None:
    first, second = factories.library(2)
    factories.put(store, first, seed=1)
    factories.put(store, second, seed=2)
    ids, vectors = store.vectors()
    assert ids == [one.id for one in store.passages([first.source.id, second.source.id])]
    assert vectors.dtype == np.float32
    wanted = np.concatenate([factories.vectors(12, 1), factories.vectors(12, 2)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.allclose(vectors, wanted, atol=1e-3)
    scoped, rows = store.vectors([second.source.id])
    assert scoped == ids[12:]
    assert np.array_equal(rows, vectors[12:])


@pytest.mark.parametrize("size", [1, 7, 24, 100])
def test_batches_are_all_of_it_once(store: Store, size: int) -> None:
    for report in factories.library(2):
        factories.put(store, report)
    batches = list(store.batches(size))
    assert all(len(ids) == len(sources) == len(rows) <= size for ids, sources, rows in batches)
    ids, vectors = store.vectors()
    assert [id for batch in batches for id in batch[0]] == ids
    assert np.array_equal(np.concatenate([batch[2] for batch in batches]), vectors)
    owners = {one.id: one.source_id for one in store.passages_by_id(ids)}
    assert [id for batch in batches for id in batch[1]] == [owners[id] for id in ids]


def test_replacing_vectors_is_all_or_nothing(store: Store) -> None:
    factories.put(store, factories.report())
    ids, before = store.vectors()
    wider = factories.vectors(6, 9, dimensions=24)
    with pytest.raises(DataError, match="未作改动"):
        store.replace_vectors([(ids[:4], wider[:4])], model="new")
    with pytest.raises(DataError, match="未作改动"):
        store.replace_vectors([(ids[:5], wider[:5]), (["unknown"], wider[5:])], model="new")
    assert store.model() == factories.MODEL
    assert np.array_equal(store.vectors()[1], before)
    store.replace_vectors(((ids[at : at + 2], wider[at : at + 2]) for at in (0, 2, 4)), model="new")
    assert store.model() == "new"
    assert np.allclose(store.vectors()[1], wider, atol=1e-3)


def test_vectors_of_two_models_are_not_mixed(store: Store) -> None:
    first, second = factories.library(2)
    factories.put(store, first)
    with pytest.raises(ModelError, match="wenbao reindex"):
        factories.put(store, second, model="another")
    passages = factories.passages(second)
    with pytest.raises(ModelError, match="24 维"):
        wider = factories.vectors(len(passages), dimensions=24)
        store.add(second, passages, wider, [], model=factories.MODEL)
    assert len(store.cards()) == 1


def test_values_that_do_not_belong_together_are_refused(store: Store) -> None:
    first, second = factories.library(2)
    passages = factories.passages(first)
    for wrong in (factories.passages(second), passages[:-1], [*passages[1:], passages[1]]):
        with pytest.raises(ValueError, match="of the report"):
            store.add(first, wrong, factories.vectors(12), [], model=factories.MODEL)
    assert store.cards() == []


def test_passages_by_id_keep_the_asked_order(store: Store) -> None:
    report = factories.report()
    factories.put(store, report)
    ids = [one.id for one in factories.passages(report)]
    asked = [ids[4], "unknown", ids[0], ids[2]]
    assert [one.id for one in store.passages_by_id(asked)] == [ids[4], ids[0], ids[2]]


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("光伏装机多少", "新增光伏"),
        ("什么是13710", "落实13710"),
        ("粮食", "原煤产量"),
        ("增长 8.8%", "城乡居民"),
        ("１３．３％", "地区生产总值"),
        ("煤", "原煤产量"),
    ],
)
def test_words_are_found(store: Store, question: str, start: str) -> None:
    factories.put(store, factories.report())
    assert found(store, question)[0].startswith(start)


def test_place_and_headings_lead_to_a_passage_too(store: Store) -> None:
    factories.put(store, factories.report("a", place=factories.region()))
    other = factories.report("b", place=factories.region("五寨县", "140928"))
    factories.put(store, other)
    hits = store.lexical("五寨增长", 12)
    assert hits[0][0].startswith(other.source.id)


def test_a_number_is_not_found_inside_another(store: Store) -> None:
    factories.put(
        store, factories.report("a", ("共有213710人。", "增长3.5个百分点。", "增长35万吨。"))
    )
    assert found(store, "13710") == []
    assert found(store, "3.5") == ["增长3.5个百分点。"]


def test_lexical_search_stays_in_its_scope_in_total_order(library_store: Store) -> None:
    everything = [card.source_id for card in library_store.cards()]
    for scope in (everything[:1], everything[1:4], None, everything):
        hits = library_store.lexical("新增装机容量增长", 1_000, scope)
        assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))
        assert all(score > 0 for _, score in hits)
        sources = {one.source_id for one in library_store.passages_by_id([id for id, _ in hits])}
        assert sources <= set(everything if scope is None else scope)
        assert hits[:3] == library_store.lexical("新增装机容量增长", 3, scope)
    assert library_store.lexical("增长", 5, []) == []
    assert library_store.lexical("增长", 5, ["unknown"]) == []
    assert library_store.lexical("增长", 0) == []


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "？！",
        '"',
        "' OR 1=1 --",
        "NEAR(a b)",
        "terms:光伏",
        "光伏*",
        "AND OR NOT",
        "\x00",
        "\ud800",
    ],
)
def test_no_question_is_a_syntax_error(store: Store, question: str) -> None:
    factories.put(store, factories.report())
    assert len(store.lexical(question, 5)) <= 5


def test_a_question_of_a_hundred_thousand_characters(store: Store) -> None:
    factories.put(store, factories.report())
    question = "".join(chr(0x4E00 + at % 20_000) for at in range(100_000))
    assert isinstance(store.lexical("光伏装机" + question, 5), list)
    assert found(store, "光伏装机" + question)[0].startswith("新增光伏")


@given(question=TEXTS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_question_is_answered(library_store: Store, question: str) -> None:
    hits = library_store.lexical(question, 10)
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


@given(
    text=TEXTS.filter(bool),
    headings=st.lists(TEXTS, max_size=3),
    part=st.sampled_from(Part),
    page=st.none() | st.integers(1, 500),
    start=st.integers(0, 10**6),
    cut=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10**6)), max_size=5),
    reading=st.none() | TEXTS,
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_passage_survives(
    store: Store,
    text: str,
    headings: list[str],
    part: Part,
    page: int | None,
    start: int,
    cut: list[tuple[int, int]],
    reading: str | None,
) -> None:
    report = factories.report()
    passage = Passage(
        id=f"{report.source.id}:{start}-{start + len(text)}",
        source_id=report.source.id,
        report=report.source.name,
        region="山西省",
        year=1999,
        part=part,
        headings=tuple(headings),
        span=Span(start=start, end=start + len(text)),
        text=text,
        reading=Aligned(text=text if reading is None else reading, runs=tuple(cut)),
        page=page,
    )
    assert store.add(report, [passage], factories.vectors(1), [], model=factories.MODEL)
    assert store.passages([report.source.id]) == store.passages_by_id([passage.id]) == [passage]
    store.remove(report.source.id)
    assert store.cards() == []


def test_threads_read_while_one_writes(store: Store) -> None:
    reports = factories.library(12)
    factories.put(store, reports[0])
    seen: list[bool] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            cards = store.cards()
            ids, vectors = store.vectors([card.source_id for card in cards])
            seen.append(len(ids) == len(vectors) == 12 * len(cards))
            seen.append(len(store.lexical("增长", 3)) == 3)

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for report in reports[1:]:
                factories.put(store, report)
        finally:
            done.set()
        for reader in readers:
            reader.result()
    assert seen
    assert all(seen)
    assert len(store.cards()) == 12


def test_both_ways_to_search_words_agree_on_the_best(tmp_path: Path) -> None:
    counted, full = SqliteStore(tmp_path), SqliteStore(tmp_path, counted_up_to=0)
    for report in factories.library(6):
        factories.put(counted, report)
    for question in ("第3号报告第7段", "第5号报告第11段", "第0号报告第1段"):
        assert counted.lexical(question, 1)[0][0] == full.lexical(question, 1)[0][0]
