"""Observations against labelled sentences: ``python -m eval.extraction --labels … --reports …``.

A label is found when an observation of its segment has the same quantity; it is right when year,
basis, kind and, where the label names one, the indicator are those of the label too. Precision is
the share of observations in labelled segments that are right, recall the share of labels that are.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import find_reports
from rag import extract, origin, parse
from rag.adapters.files import Files
from rag.errors import RagError
from rag.numerals import figures
from rag.types import Observation, Report

ASPECTS = ("year", "basis", "kind", "indicator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One label or observation: what of it is wrong; empty if right."""

    report: str
    written: str
    text: str
    faults: tuple[str, ...]


def read_labels(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The labelled segments of JSONL files."""
    return [
        json.loads(line)
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def _bare(text: str) -> str:
    return re.sub(r"\s|\*\*|,(?=\d{3})", "", text)


def _same(label: dict[str, Any], observation: Observation) -> bool:
    if _bare(label["written"]) == _bare(observation.quantity.written):
        return True
    read = figures(_bare(label["written"]))
    quantity = observation.quantity
    return bool(read) and (read[0].quantity.value, read[0].quantity.unit) == (
        quantity.value,
        quantity.unit,
    )


def _faults(label: dict[str, Any], observation: Observation) -> tuple[str, ...]:
    said = {
        "year": label["year"] is None or label["year"] == observation.year,
        "basis": label["basis"] == observation.basis.value,
        "kind": label["kind"] == observation.kind,
        "indicator": label["indicator"] in ("", observation.indicator),
    }
    wrong = [aspect for aspect in ASPECTS if not said[aspect]]
    if not label["indicator"] and observation.indicator:
        wrong.append("indicator")
    return tuple(dict.fromkeys(wrong))


def read_report(path: Path) -> Report | None:
    """A report as ingest would understand it; None where it cannot be read."""
    try:
        document = next(d for d in Files().load(path) if not isinstance(d, str))
    except (RagError, StopIteration):
        return None
    source = document.source
    found = parse.recognise(source.text, source.name)
    region = origin.resolve(found.place_text, source.text, source.name)
    if region is None or found.year is None:
        return None
    return parse.parse(source, region=region, year=found.year, delivered=found.delivered)


def judge(
    labels: Sequence[dict[str, Any]], reports: dict[str, Report]
) -> tuple[list[Judged], list[Judged], list[str]]:
    """(labels, observations, segments that were not found), each judged."""
    by_report: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for label in labels:
        by_report[label["report"]].append(label)
    wanted: list[Judged] = []
    given: list[Judged] = []
    lost: list[str] = []
    for name, segments in by_report.items():
        report = reports.get(name)
        found = extract.extract(report) if report else ()
        for segment in segments:
            here = _within(report, found, segment["text"]) if report else None
            if here is None:
                lost.append(f"{name}: {segment['text'][:40]}")
                continue
            _match(segment, here, wanted, given)
    return wanted, given, lost


_MARKS = re.compile(r"[\s*“”\"‘’]")


def _within(report: Report, found: Sequence[Observation], text: str) -> list[Observation] | None:
    """The observations of a segment, found in the source whatever its white space and quotes."""
    source = report.source.text
    folded = [
        (folded, i)
        for i, c in enumerate(source)
        for folded in unicodedata.normalize("NFKC", c)
        if not _MARKS.match(folded)
    ]
    kept = [i for _, i in folded]
    bare = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    at = "".join(c for c, _ in folded).find(bare)
    if at < 0:
        return None
    start, end = kept[at], kept[at + len(bare) - 1] + 1
    return [o for o in found if start <= o.span.start < end]


def _match(
    segment: dict[str, Any],
    here: list[Observation],
    wanted: list[Judged],
    given: list[Judged],
) -> None:
    rest = list(here)
    for label in segment["figures"]:
        same = [o for o in rest if _same(label, o)]
        one = min(same, key=lambda o: len(_faults(label, o)), default=None)
        faults = ("missed",) if one is None else _faults(label, one)
        judged = Judged(
            report=segment["report"], written=label["written"], text=segment["text"], faults=faults
        )
        wanted.append(judged)
        if one is not None:
            rest.remove(one)
            given.append(judged)
    for extra in rest:
        given.append(
            Judged(
                report=segment["report"],
                written=extra.quantity.written,
                text=segment["text"],
                faults=("invented",),
            )
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Prints precision, recall and what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m eval.extraction", description=__doc__)
    parser.add_argument("--labels", nargs="+", type=Path, required=True)
    parser.add_argument("--reports", nargs="+", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0, help="how many wrong ones to list")
    options = parser.parse_args(argv)
    labels = read_labels(options.labels)
    names = {label["report"] for label in labels}
    paths = [p for p in find_reports(options.reports) if p.stem in names]
    reports = {p.stem: r for p in paths if (r := read_report(p)) is not None}
    wanted, given, lost = judge(labels, reports)
    right = [j for j in wanted if not j.faults]
    correct = [j for j in given if not j.faults]
    located = [j for j in wanted if j.faults != ("missed",)]
    print(f"segments {len(labels)}, not found {len(lost)}; labels {len(wanted)}")
    print(f"precision {len(correct) / max(1, len(given)):.3f}")
    print(f"recall {len(right) / max(1, len(wanted)):.3f}")
    print(f"figures found {len(located) / max(1, len(wanted)):.3f}")
    print(
        "faults",
        dict(
            Counter(
                f
                for j in (*wanted, *(g for g in given if g.faults == ("invented",)))
                for f in j.faults
            )
        ),
    )
    for judged in [j for j in (*wanted, *given) if j.faults][: options.show]:
        print(f"- {judged.report} {judged.written} {','.join(judged.faults)} | {judged.text[:120]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
