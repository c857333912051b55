"""The place of each collected report, against the manifest."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rag.origin import resolve
from rag.regions import gazetteer

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
pytestmark = pytest.mark.skipif(
    not (REPORTS / "manifest.csv").exists(), reason="the collection of reports is not here"
)


@pytest.mark.parametrize(("with_name", "right", "wrong"), [(True, 0.99, 0), (False, 0.97, 1)])
def test_place_of_every_report(with_name: bool, right: float, wrong: int) -> None:
    misses: dict[str, str] = {}
    rows = list(csv.DictReader((REPORTS / "manifest.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows:
        path = REPORTS / row["file"]
        expected = gazetteer().by_name(row["region"])
        assert len(expected) == 1, row["region"]
        name = path.stem if with_name else ""
        region = resolve((), path.read_text(encoding="utf-8"), name)
        if region not in expected or (region and region.level != row["level"]):
            misses[path.stem] = region.full if region else ""
    assert 1 - len(misses) / len(rows) >= right, misses
    assert sum(bool(place) for place in misses.values()) <= wrong, misses
