"""Reciprocal rank fusion: scores by hand, and an order that is total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fuse import K, fuse


def test_scores_by_hand() -> None:
    found = fuse({"dense": ["a", "b"], "lexical": ["b", "c"]}, {"dense": 1.0, "lexical": 2.0})
    assert [id for id, _, _ in found] == ["b", "c", "a"]
    scores = {id: score for id, score, _ in found}
    assert scores["b"] == pytest.approx(1 / (K + 2) + 2 / (K + 1))
    assert scores["c"] == pytest.approx(2 / (K + 2))
    assert scores["a"] == pytest.approx(1 / (K + 1))


def test_ranks_are_kept_for_each_channel() -> None:
    ranks = {id: r for id, _, r in fuse({"dense": ["a", "b"], "lexical": ["b"]}, {})}
    assert ranks == {"a": {"dense": 1}, "b": {"dense": 2, "lexical": 1}}


def test_ties_go_by_id() -> None:
    assert [i for i, _, _ in fuse({"dense": ["b"], "lexical": ["a"]}, {})] == ["a", "b"]


def test_a_channel_of_weight_nought_changes_no_score() -> None:
    assert fuse({"dense": ["a"], "x": ["b"]}, {"x": 0.0})[1][:2] == ("b", 0.0)


def test_nothing_fused() -> None:
    assert fuse({}, {}) == [] and fuse({"dense": []}, {}) == []


_RANKING = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(_RANKING, _RANKING)
def test_the_order_is_total_and_complete(dense: list[str], lexical: list[str]) -> None:
    rankings = {"dense": dense, "lexical": lexical}
    found = fuse(rankings, {"dense": 0.6})
    assert {id for id, _, _ in found} == {*dense, *lexical}
    assert [(-s, i) for i, s, _ in found] == sorted((-s, i) for i, s, _ in found)
    assert found == fuse(dict(reversed(rankings.items())), {"dense": 0.6})


@given(_RANKING)
def test_one_channel_keeps_its_order(ids: list[str]) -> None:
    assert [id for id, _, _ in fuse({"lexical": ids}, {})] == ids
