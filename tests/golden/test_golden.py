"""Reports of different kinds and decades, against facts that were checked by hand.

``made`` are small reports written for this test, each with its facts; the facts in ``real`` are of
collected reports, which are read where they lie beside the checkout.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden.facts import facts

HERE = Path(__file__).resolve().parent
REPORTS = HERE.parents[2] / "shared" / "reports"


@pytest.mark.parametrize("path", sorted((HERE / "made").glob("*.txt")), ids=lambda path: path.stem)
def test_made(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert facts(path) == expected


@pytest.mark.parametrize("path", sorted((HERE / "real").glob("*.json")), ids=lambda path: path.stem)
def test_real(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    report = REPORTS / expected.pop("file")
    if not report.exists():
        pytest.skip("the collected reports are not here")
    assert facts(report) == expected


def test_there_are_reports_of_every_level() -> None:
    files = [json.loads(p.read_text(encoding="utf-8"))["file"] for p in HERE.glob("real/*.json")]
    assert {name.split("/")[0] for name in files} == {"state", "province", "city", "county"}
    assert len(files) >= 12
