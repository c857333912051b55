"""How deep the evidence stands: tables by type, language and library size, and a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.metrics import share
from eval.scoring import DEPTHS

ORDERS = ("answer", "fused", "dense", "lexical", "baseline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The depth (from 1) at which an order has all evidence of a case, in a library of a size."""

    case: str
    type: str
    lang: str
    size: int
    order: str
    depth: int

    def line(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def recall(ranks: Sequence[Rank], depth: int) -> float | None:
    """The share of cases whose evidence is among the first so many."""
    return share(rank.depth <= depth for rank in ranks)


def table(ranks: Sequence[Rank]) -> str:
    """One row for each size and order."""
    return _table(ranks, "reports", lambda rank: str(rank.size))


def markdown(ranks: Sequence[Rank]) -> str:
    """By size; then, in the largest library that all cases were asked in, by type and language."""
    largest = max(rank.size for rank in ranks)
    parts = ["# Evidence recall", "", table(ranks)]
    for title, of in _PARTS.items():
        for size in sorted({rank.size for rank in ranks}):
            here = [rank for rank in ranks if rank.size == size]
            if size == largest or title == "type":
                parts += ["", f"## By {title}, {size} reports", "", _table(here, title, of)]
    return "\n".join(parts) + "\n"


_PARTS: Mapping[str, Callable[[Rank], str]] = {
    "type": lambda rank: rank.type,
    "language": lambda rank: rank.lang,
}


def _table(ranks: Sequence[Rank], head: str, of: Callable[[Rank], str]) -> str:
    heads = [head, "order", "n", *(f"@{depth}" for depth in DEPTHS)]
    lines = [heads, ["---", "---", *("---:" for _ in heads[2:])]]
    for name in dict.fromkeys(of(rank) for rank in ranks):
        for order in ORDERS:
            some = [rank for rank in ranks if of(rank) == name and rank.order == order]
            if some:
                shares = (f"{recall(some, depth):.3f}" for depth in DEPTHS)
                lines.append([name, order, str(len(some)), *shares])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def picture(ranks: Sequence[Rank], path: Path) -> None:
    """Recall@5 over the number of reports, one line for each order. Needs matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sizes = sorted({rank.size for rank in ranks})
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for order in ORDERS:
        shares = [
            recall([r for r in ranks if r.size == size and r.order == order], 5) or 0.0
            for size in sizes
        ]
        axes.plot(sizes, shares, marker="o", label=order)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set_ylim(0, 1.02)
    axes.grid(alpha=0.3)
    axes.set_xlabel("reports loaded")
    axes.set_ylabel("evidence recall@5")
    axes.legend(frameon=False, ncols=len(ORDERS), loc="lower center", bbox_to_anchor=(0.5, 1.0))
    figure.tight_layout()
    figure.savefig(path, dpi=150, metadata={"Software": None})
    pyplot.close(figure)
