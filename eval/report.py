"""Writes what was measured: JSON lines, a Markdown report, a picture of accuracy by type.

Several answerers stand side by side, so that each figure has its alternative next to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.metrics import BREAKDOWNS, Row, Summary, grouped, summarise
from eval.scoring import DEPTHS

Runs = Mapping[str, Sequence[Row]]
"""Answerer → its rows, in the order in which they were asked for."""

_SHOWN = 300
"""How many characters of a wrong answer the report shows."""


def line(row: Row) -> dict[str, Any]:
    """The JSON of one row: the answer's own, with id, seconds and scores."""
    written = dict(row.answer) | {"id": row.case.id, "seconds": round(row.seconds, 6)}
    if row.error:
        written["error"] = row.error
    return {"id": row.case.id} | written | {"scores": asdict(row.scores)}


def write_lines(path: Path, rows: Sequence[Row]) -> None:
    """One JSON object a line, in the order of the cases."""
    text = "".join(json.dumps(line(row), ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def markdown(runs: Runs) -> str:
    """Overall, by type, by language, by difficulty, then every wrong case."""
    parts = ["# Evaluation", "", "## Overall", "", *_table({"all": runs})]
    for by in BREAKDOWNS:
        names = sorted({name for rows in runs.values() for name in grouped(rows, by)})
        groups = {
            name: {who: grouped(rows, by).get(name, []) for who, rows in runs.items()}
            for name in names
        }
        parts += ["", f"## By {by}", "", *_table(groups)]
    for who, rows in runs.items():
        wrong = [row for row in rows if not row.scores.correct]
        parts += ["", f"## Wrong: {who} ({len(wrong)} of {len(rows)})", ""]
        parts += [text for row in wrong for text in _wrong(row)]
    return "\n".join(parts) + "\n"


def overall(runs: Runs) -> str:
    """The first table of the report, for the terminal."""
    return "\n".join(_table({"all": runs}))


def picture(runs: Runs, path: Path) -> None:
    """The share of correct answers by type, as bars. Raises ImportError without matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    by_type = {who: grouped(rows, "type") for who, rows in runs.items()}
    names = sorted({name for groups in by_type.values() for name in groups})
    thick = 0.8 / len(runs)
    figure, axes = pyplot.subplots(figsize=(8, 1.2 + 0.25 * len(names) * len(runs)))
    for n, (who, groups) in enumerate(by_type.items()):
        shares = [summarise(groups.get(name, [])).correct or 0.0 for name in names]
        at = [row + n * thick for row in range(len(names))]
        bars = axes.barh(at, shares, height=thick, label=who)
        axes.bar_label(bars, labels=[f"{100 * s:.0f}" for s in shares], padding=2, fontsize=7)
    counts = {name: max(len(groups.get(name, ())) for groups in by_type.values()) for name in names}
    axes.set_yticks([row + 0.4 - thick / 2 for row in range(len(names))])
    axes.set_yticklabels([f"{name} ({counts[name]})" for name in names])
    axes.margins(y=0.01)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.08)
    axes.set_xlabel("share of correct answers (cases in brackets)")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(runs), frameon=False)
    figure.tight_layout()
    figure.savefig(path, dpi=150, metadata={"Software": None})
    pyplot.close(figure)


def _table(groups: Mapping[str, Runs]) -> list[str]:
    heads = ["", "answerer", "n", "correct", "stated", *(f"ev@{k}" for k in DEPTHS)]
    heads += ["cit. recall", "cit. precision", "quote errors", "false refusals", "false answers"]
    heads += ["errors", "median ms", "p95 ms"]
    rows = [
        [name, who, *_cells(summarise(answered))]
        for name, runs in groups.items()
        for who, answered in runs.items()
        if answered
    ]
    aligned = ["---", "---", *("---:" for _ in heads[2:])]
    return [f"| {' | '.join(cells)} |" for cells in (heads, aligned, *rows)]


def _cells(summary: Summary) -> list[str]:
    shares = [summary.correct, summary.stated, *summary.evidence.values()]
    shares += [summary.citation_recall, summary.citation_precision]
    return [
        str(summary.cases),
        *map(_share, shares),
        str(summary.quote_errors),
        _share(summary.false_refusals),
        _share(summary.false_answers),
        str(summary.errors),
        _milliseconds(summary.median),
        _milliseconds(summary.p95),
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1000 * seconds:.1f}"


def _wrong(row: Row) -> list[str]:
    case, scores = row.case, row.scores
    got = " ".join(str(row.answer["text"]).split())
    shown = got if len(got) <= _SHOWN else got[:_SHOWN] + "…"
    why = [f"missing {', '.join(scores.missing)}"] if scores.missing else []
    why += [f"states {', '.join(scores.forbidden)}"] if scores.forbidden else []
    why += ["answered what no report answers"] if scores.false_answer else []
    why += ["refused"] if scores.false_refusal else []
    why += [f"raised {row.error}"] if row.error else []
    asked = " → ".join([*(turn.question for turn in case.history), case.question])
    return [
        f"- **{case.id}** ({case.type}) {asked}",
        f"  - expected: {case.answer or 'not found'}",
        f"  - got ({row.answer['outcome']}): {shown or '–'}",
        f"  - why: {'; '.join(why)}",
    ]
