"""Every collected report that lies beside the checkout is read without loss. Skips without them."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from rag.adapters.files import Files
from rag.clean import heal
from rag.parse import not_a_report, parse, recognise
from rag.ports import Document
from rag.split import split
from rag.types import Level, Part, Region, Source

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
ORIGINALS = REPORTS.parent / "originals"
PLACE = Region(code="000000", name="某县", level=Level.COUNTY)

pytestmark = pytest.mark.skipif(
    not (REPORTS / "manifest.csv").exists(), reason="the collected reports are not here"
)


def _read() -> list[tuple[dict[str, str], Source]]:
    with (REPORTS / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = []
    for row in rows:
        text = (REPORTS / row["file"]).read_text(encoding="utf-8")
        name = Path(row["file"]).stem
        identity = hashlib.sha256(text.encode()).hexdigest()[:16]
        found.append((row, Source(id=identity, name=name, text=text)))
    return found


def test_every_report_is_read() -> None:
    sources = _read()
    years = review = plan = 0
    for row, source in sources:
        assert not_a_report(source.text) is None, row["file"]
        found = recognise(source.text, source.name)
        years += found.year == int(row["year"][:4])
        report = parse(source, region=PLACE, year=found.year or 0)
        passages = split(report)
        last = 0
        for passage in passages:
            assert passage.text == source.quote(passage.span), row["file"]
            assert passage.span.start >= last, row["file"]
            last = passage.span.end
        read = sum(len("".join(p.reading.text.split())) for p in passages)
        assert read == sum(len("".join(p.reading.text.split())) for p in report.paragraphs)
        parts = {p.part for p in passages}
        review += Part.REVIEW in parts
        plan += Part.PLAN in parts
    assert years >= 0.99 * len(sources)
    assert review >= 0.97 * len(sources)
    assert plan >= 0.97 * len(sources)


@pytest.mark.parametrize(
    "litter",
    [
        "ICP备",
        "阅读排行",
        "上一篇",
        "分享到：",
        "您访问的链接",
        "本作品是中华人民共和国",
        "马克数据网",
        "标签云",
    ],
)
def test_no_passage_holds_what_a_site_put_there(litter: str) -> None:
    held = []
    for row, source in _read():
        if litter in source.text:
            report = parse(source, region=PLACE, year=int(row["year"][:4]))
            held += [row["file"] for p in split(report) if litter in p.reading.text]
    assert not held


def test_a_year_that_is_wrong_without_the_name_is_never_called_sure() -> None:
    wrong = []
    for row, source in _read():
        found = recognise(source.text, "")
        if found.sure and found.year != int(row["year"][:4]):
            wrong.append((row["file"], found.year))
    assert not wrong


def _same(one: str, other: str) -> float:
    """The share of characters that stand in the same paragraphs."""
    first, second = (Counter(heal(text).text.split("\n")) for text in (one, other))
    whole = max(sum(len(p) * n for p, n in count.items()) for count in (first, second))
    return sum(len(p) * n for p, n in (first & second).items()) / whole


def test_word_originals_give_the_paragraphs_of_the_text_files() -> None:
    texts = {Path(row["file"]).stem: source.text for row, source in _read()}
    shares: dict[str, float] = {}
    for path in sorted(ORIGINALS.glob("*.docx")):
        written = re.match(r"(?P<y>\d{4})年(?P<p>.+?)政府", path.name)
        assert written, path.name
        twin = next(n for n in texts if n.startswith(written["p"]) and n.endswith(written["y"]))
        (document,) = Files().load(path)
        assert isinstance(document, Document)
        shares[twin] = _same(document.source.text, texts[twin])
    assert len(shares) >= 20
    assert min(shares.values()) >= 0.995, shares
