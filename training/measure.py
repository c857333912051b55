"""How often the partner of a text that was kept aside is found first among all of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from training.collections import Stream

Floats = npt.NDArray[np.float32]
POOL = 2000


def first_rank(queries: Floats, found: Floats, wanted: Sequence[int]) -> float:
    """R@1: the share of queries whose nearest row is the wanted one. Rows are of unit length."""
    best = np.concatenate(
        [(queries[at : at + 512] @ found.T).argmax(1) for at in range(0, len(queries), 512)]
    )
    return float((best == np.array(wanted)).mean())


def score(stream: Stream, embed: Callable[[list[str]], Floats]) -> dict[str, float | int]:
    """R@1 anchor → positive over the stream's dev part, texts once each, a pool of 2,000."""
    by_anchor: dict[str, str] = {}
    for anchor, positive in stream.dev:
        by_anchor.setdefault(anchor, positive)
    chosen = {positive: anchor for anchor, positive in by_anchor.items()}
    step = max(1, len(chosen) // POOL)
    pairs = list(chosen.items())[::step][:POOL]
    found, queries = embed([p for p, _ in pairs]), embed([a for _, a in pairs])
    order = range(len(pairs))
    return {
        "pairs": len(pairs),
        "recall_at_1": round(first_rank(queries, found, order), 3),
        "reverse_at_1": round(first_rank(found, queries, order), 3),
    }
