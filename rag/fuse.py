"""混合检索的融合: scored lists of passage ids into one order.

Each channel's scores are brought to (0, 1] between its first and its last hit, weighed and added:
a convex combination (Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval,
TOIS 2023). Unlike ranks, scores keep how far the first hit stands before the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Ranking = Sequence[tuple[str, float]]
"""(passage id, score), best first."""


def fuse(
    rankings: Mapping[str, Ranking], weights: Mapping[str, float]
) -> list[tuple[str, float, dict[str, int]]]:
    """(id, score, rank in each channel from 1), best first; ties by id, so the order is total."""
    scores: dict[str, float] = defaultdict(float)
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for channel, hits in rankings.items():
        weight = weights.get(channel, 1.0)
        for rank, ((id, _), share) in enumerate(zip(hits, _shares(hits), strict=True), 1):
            scores[id] += weight * share
            ranks[id][channel] = rank
    order = sorted(scores, key=lambda id: (-scores[id], id))
    return [(id, scores[id], ranks[id]) for id in order]


def _shares(hits: Ranking) -> list[float]:
    """1 for the first hit, one part of their number for the last; all equal ones get 1."""
    if not hits:
        return []
    best, last = hits[0][1], hits[-1][1]
    if best <= last:
        return [1.0] * len(hits)
    least = 1 / len(hits)
    return [least + (1 - least) * (score - last) / (best - last) for _, score in hits]
