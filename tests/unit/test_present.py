"""Answers and report cards as the JSON that the contract lists."""

from __future__ import annotations

import json
from datetime import date

from rag import asks
from rag.present import RETRIEVED, cards_to_json, to_json
from rag.types import (
    Aligned,
    Answer,
    Check,
    Citation,
    Claim,
    Hit,
    Level,
    Outcome,
    Part,
    Passage,
    Query,
    Region,
    ReportCard,
    Span,
    Verdict,
)

QUERY = Query(question="那五寨呢？", standalone="五寨县2022年光伏", intent=asks.FIGURE)
COUNTY = Region(code="140521", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市"))


def hit(number: int) -> Hit:
    text = f"第{number}段"
    span = Span(start=number * 10, end=number * 10 + len(text))
    passage = Passage(
        id=f"s:{number}",
        source_id="s",
        report="qinshui_2022",
        region=COUNTY.full,
        year=2022,
        part=Part.PLAN,
        headings=(),
        span=span,
        text=text,
        reading=Aligned(text=text, runs=((0, span.start),)),
    )
    return Hit(passage=passage, score=1 / (number + 1), ranks={"lexical": number + 1})


CITED = Citation(
    report="qinshui_2022",
    quote="容量 580 兆瓦",
    start=7,
    end=16,
    page=2,
    headings=("二、", "（一）"),
)
ANSWER = Answer(
    query=QUERY,
    outcome=Outcome.ANSWERED,
    text="580兆瓦。",
    claims=(Claim(text="580兆瓦", citations=(CITED,)), Claim(text="再说一次", citations=(CITED,))),
    checks=(Check(written="580兆瓦", verdict=Verdict.SUPPORTED, citation=0),),
    notes=("沿用上一轮。",),
    hits=tuple(hit(n) for n in range(RETRIEVED + 5)),
    seconds=0.0123456,
)


def test_an_answer() -> None:
    found = to_json(ANSWER)
    retrieved = found.pop("retrieved")
    assert found == {
        "question": "那五寨呢？",
        "text": "580兆瓦。",
        "outcome": "answered",
        "citations": [
            {
                "report": "qinshui_2022",
                "quote": "容量 580 兆瓦",
                "start": 7,
                "end": 16,
                "page": 2,
                "headings": ["二、", "（一）"],
            }
        ],
        "checks": [{"written": "580兆瓦", "verdict": "supported", "citation": 0}],
        "notes": ["沿用上一轮。"],
        "answerer": "reader",
        "seconds": 0.0123,
    }
    assert retrieved[0] == {"report": "qinshui_2022", "text": "第0段"}
    assert [r["text"] for r in retrieved] == [f"第{n}段" for n in range(20)]


def test_an_answer_is_plain_json() -> None:
    found = to_json(ANSWER)
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_not_found() -> None:
    found = to_json(Answer(query=QUERY, outcome=Outcome.NOT_FOUND, text="没有。"))
    assert (found["outcome"], found["citations"], found["checks"]) == ("not_found", [], [])
    assert (found["retrieved"], found["notes"], found["text"]) == ([], [], "没有。")


def card(delivered: date | None) -> ReportCard:
    return ReportCard(
        source_id="s",
        report="qinshui_2022",
        region=COUNTY,
        year=2022,
        delivered=delivered,
        title="政府工作报告",
        passages=9,
        observations=30,
    )


def test_report_cards() -> None:
    first, second = cards_to_json([card(date(2022, 3, 28)), card(None)])
    assert first == {
        "report": "qinshui_2022",
        "region": "山西省晋城市沁水县",
        "level": "county",
        "year": 2022,
        "delivered": "2022-03-28",
        "title": "政府工作报告",
        "passages": 9,
        "observations": 30,
    }
    assert second["delivered"] is None
    assert json.loads(json.dumps([first, second])) == [first, second]
    assert cards_to_json([]) == []
