"""Fusing scored channels: shares by hand, and an order that is total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fuse import fuse

Hits = list[tuple[str, float]]


def test_scores_by_hand() -> None:
    dense = [("a", 0.9), ("b", 0.7), ("c", 0.5)]
    lexical = [("b", 12.0), ("d", 2.0)]
    found = {id: s for id, s, _ in fuse({"dense": dense, "lexical": lexical}, {"dense": 0.6})}
    assert found["a"] == pytest.approx(0.6)
    assert found["b"] == pytest.approx(0.6 * (1 / 3 + 2 / 3 * 0.5) + 1.0)
    assert found["c"] == pytest.approx(0.6 / 3)
    assert found["d"] == pytest.approx(0.5)


def test_a_first_hit_far_ahead_outweighs_one_that_is_first_by_little() -> None:
    sure = [("right", 20.0), ("wrong", 8.0), ("other", 7.0)]
    vague = [("wrong", 0.51), ("right", 0.50), ("other", 0.40)]
    assert fuse({"lexical": sure, "dense": vague}, {})[0][0] == "right"


def test_ranks_are_kept_for_each_channel() -> None:
    rankings = {"dense": [("a", 0.9), ("b", 0.1)], "lexical": [("b", 3.0)]}
    ranks = {id: r for id, _, r in fuse(rankings, {})}
    assert ranks == {"a": {"dense": 1}, "b": {"dense": 2, "lexical": 1}}


def test_ties_go_by_id() -> None:
    assert [i for i, _, _ in fuse({"dense": [("b", 1)], "lexical": [("a", 5)]}, {})] == ["a", "b"]
    assert [i for i, _, _ in fuse({"dense": [("b", 0.5), ("a", 0.5)]}, {})] == ["a", "b"]


def test_a_channel_of_weight_nought_changes_no_score() -> None:
    assert fuse({"dense": [("a", 1)], "x": [("b", 1)]}, {"x": 0.0})[1][:2] == ("b", 0.0)


def test_nothing_fused() -> None:
    assert fuse({}, {}) == [] and fuse({"dense": []}, {}) == []


_SCORES = st.lists(st.floats(-1, 30, allow_nan=False), max_size=8)
_IDS = st.permutations("abcdefgh")


def ranking(ids: list[str], scores: list[float]) -> Hits:
    return list(zip(ids, sorted(scores, reverse=True), strict=False))


@given(_IDS, _SCORES, _IDS, _SCORES)
def test_the_order_is_total_and_complete(
    a: list[str], x: list[float], b: list[str], y: list[float]
) -> None:
    rankings = {"dense": ranking(a, x), "lexical": ranking(b, y)}
    found = fuse(rankings, {"dense": 0.6})
    assert {id for id, _, _ in found} == {id for hits in rankings.values() for id, _ in hits}
    assert [(-s, i) for i, s, _ in found] == sorted((-s, i) for i, s, _ in found)
    assert found == fuse(dict(reversed(rankings.items())), {"dense": 0.6})


@given(_IDS, st.lists(st.integers(-5, 30), unique=True, max_size=8))
def test_one_channel_keeps_its_order(ids: list[str], scores: list[int]) -> None:
    hits = ranking(ids, [float(s) for s in scores])
    assert [id for id, _, _ in fuse({"lexical": hits}, {})] == [id for id, _ in hits]
