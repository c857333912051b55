"""倒数排名融合: ranked lists of passage ids into one order.

Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet, SIGIR 2009.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

K = 20
"""Smoothing: smaller than the paper's 60, since a scope holds about a hundred passages."""


def fuse(
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float]
) -> list[tuple[str, float, dict[str, int]]]:
    """(id, score, rank in each channel from 1), best first; ties by id, so the order is total."""
    scores: dict[str, float] = defaultdict(float)
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for channel, ids in rankings.items():
        for rank, id in enumerate(ids, 1):
            scores[id] += weights.get(channel, 1.0) / (K + rank)
            ranks[id][channel] = rank
    order = sorted(scores, key=lambda id: (-scores[id], id))
    return [(id, scores[id], ranks[id]) for id in order]
