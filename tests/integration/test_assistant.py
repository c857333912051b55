"""The assistant over a real library: the same answers again, from threads, after changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import rag
from rag.assistant import Assistant
from rag.errors import ModelError, WrongUse
from rag.resources import resource
from rag.settings import LONGEST_QUESTION
from rag.types import Answer, Basis, Outcome

SOLAR = "沁水2022年新增光伏装机多少"
QUESTIONS = (
    SOLAR,
    "沁水2021年新增装机容量",
    "五寨2022年GDP目标",
    "五寨2021年固定资产投资增长多少",
    "什么是“13710”",
    "沁水2019年GDP",
    "五寨有哪些养殖项目",
    "沁水如何优化营商环境",
    "两县2022年的GDP增长目标分别是多少",
)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant with a library that a test may change."""
    opened = rag.open(tmp_path / "own", settings=rag.Settings())
    opened.ingest([resource("seeds")])
    yield opened
    opened.close()


def timeless(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0)


def asked(assistant: Assistant) -> list[Answer]:
    return [timeless(assistant.ask(q)) for q in QUESTIONS]


def test_the_same_question_gets_the_same_answer(assistant: Assistant, seeded: Path) -> None:
    first = asked(assistant)
    assert asked(assistant) == first
    again = rag.open(seeded, settings=rag.Settings())
    try:
        assert asked(again) == first
    finally:
        again.close()


def test_threads_ask_at_once(assistant: Assistant) -> None:
    expected = asked(assistant)
    with ThreadPoolExecutor(max_workers=2) as pool:
        for found in pool.map(lambda _: asked(assistant), range(4)):
            assert found == expected


def test_asking_while_reports_are_read(own: Assistant, tmp_path: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    text = resource("seeds") / "wuzhai_2022.txt"
    for number in range(3):
        body = text.read_text(encoding="utf-8").replace("13.3%", f"14.{number}%")
        (other / f"copy_{number}.txt").write_text(body, encoding="utf-8")
    expected = timeless(own.ask("沁水2021年新增装机容量"))
    with ThreadPoolExecutor(max_workers=1) as pool:
        reading = pool.submit(own.ingest, [other])
        answers = [own.ask("沁水2021年新增装机容量")]
        while not reading.done():
            answers.append(own.ask("沁水2021年新增装机容量"))
        assert len(reading.result().results) == 3
    assert {a.text for a in answers} == {expected.text}
    assert len(own.reports()) == 5


def test_streaming_ends_with_the_answer(assistant: Assistant) -> None:
    *_, last = assistant.stream(SOLAR)
    assert isinstance(last, Answer)
    assert timeless(last) == timeless(assistant.ask(SOLAR))


def test_reports(assistant: Assistant) -> None:
    cards = assistant.reports()
    assert [(c.report, c.region.full, c.year) for c in cards] == [
        ("qinshui_2022", "山西省晋城市沁水县", 2022),
        ("wuzhai_2022", "山西省忻州市五寨县", 2022),
    ]
    assert all(c.passages > 30 and c.observations > 100 for c in cards)
    assert [str(c.delivered) for c in cards] == ["2022-03-28", "2022-02-09"]


def test_observations_are_the_panel(assistant: Assistant) -> None:
    (growth,) = [
        o
        for o in assistant.observations(region="五寨县", year=2021, indicator="固定资产投资")
        if o.kind == "growth"
    ]
    assert (growth.quantity.written, growth.basis) == ("13.3%", Basis.ACTUAL)
    targets = assistant.observations(year=2022, indicator="地区生产总值")
    assert {(o.region[-3:], o.quantity.written) for o in targets if o.kind == "growth"} == {
        ("沁水县", "8%"),
        ("五寨县", "8.5%"),
    }
    assert assistant.observations(region="阳城县") == []
    everything = assistant.observations()
    assert len(everything) == sum(c.observations for c in assistant.reports())


def test_every_observation_stands_in_its_source(assistant: Assistant) -> None:
    sources = {c.source_id: assistant.source(c.source_id) for c in assistant.reports()}
    for one in assistant.observations():
        quote = sources[one.source_id].quote(one.span)
        assert quote and quote == quote.strip()
        assert one.sentence.start <= one.span.start < one.span.end <= one.sentence.end
        assert any(c.isdigit() or c in "一二三四五六七八九十百千两亿首" for c in quote)


def test_retrieve_stays_in_scope_and_in_order(assistant: Assistant) -> None:
    hits = assistant.retrieve(SOLAR)
    assert {h.passage.report for h in hits} == {"qinshui_2022"}
    scores = [h.score for h in hits]
    assert scores == sorted(scores, reverse=True)
    assert "580 兆瓦" in hits[0].passage.text
    assert all(h.ranks and min(h.ranks.values()) >= 1 for h in hits)
    assert len({h.passage.id for h in hits}) == len(hits)
    assert assistant.retrieve("北京2022年GDP目标") == ()


def test_retrieve_knows_the_turn_before(assistant: Assistant) -> None:
    hits = assistant.retrieve("那五寨呢？", history=[(SOLAR, "580兆瓦")])
    assert {h.passage.report for h in hits} == {"wuzhai_2022"}


def test_a_hit_quotes_its_source(assistant: Assistant) -> None:
    for hit in assistant.retrieve("五寨2021年粮食产量"):
        source = assistant.source(hit.passage.source_id)
        assert source.quote(hit.passage.span) == hit.passage.text


def test_a_report_that_is_removed_is_asked_no_more(own: Assistant) -> None:
    assert own.ask(SOLAR).outcome is Outcome.ANSWERED
    own.remove("qinshui_2022")
    assert [c.report for c in own.reports()] == ["wuzhai_2022"]
    gone = own.ask(SOLAR)
    assert gone.outcome is Outcome.NOT_FOUND and "580" not in gone.text
    assert own.observations(region="沁水县") == []
    kept = own.ask("五寨2022年GDP目标")
    assert "8.5%" in kept.text
    own.ingest([resource("seeds")])
    assert "580兆瓦" in own.ask(SOLAR).text


def test_removing_what_is_not_there(own: Assistant) -> None:
    with pytest.raises(WrongUse, match=r"阳城_2022.*wenbao reports"):
        own.remove("阳城_2022")
    assert len(own.reports()) == 2


def test_reading_again_adds_nothing(own: Assistant) -> None:
    before = own.reports()
    summary = own.ingest([resource("seeds")])
    assert [str(r.status) for r in summary.results] == ["known", "known"]
    assert own.reports() == before


def test_reindexing_keeps_the_answers(own: Assistant) -> None:
    before = asked(own)
    own.reindex()
    assert asked(own) == before


def test_another_model_is_refused_and_reindex_is_named(
    assistant: Assistant, seeded: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(resource("model"), other)
    stated = json.loads((other / "model.json").read_text(encoding="utf-8"))
    (other / "model.json").write_text(json.dumps(stated | {"content": "0" * 12}), encoding="utf-8")
    refused = rag.open(seeded, settings=rag.Settings(embedding=str(other)))
    try:
        with pytest.raises(ModelError, match="wenbao reindex"):
            refused.ask(SOLAR)
    finally:
        refused.close()
    assert "580兆瓦" in assistant.ask(SOLAR).text


def test_an_empty_library(tmp_path: Path) -> None:
    empty = rag.open(tmp_path / "empty", settings=rag.Settings())
    try:
        answer = empty.ask(SOLAR)
        assert answer.outcome is Outcome.NOT_FOUND
        assert (answer.claims, answer.hits, answer.citations) == ((), (), ())
        assert answer.text and "580" not in answer.text
        assert empty.reports() == [] and empty.observations() == []
        assert empty.retrieve(SOLAR) == ()
    finally:
        empty.close()


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question(assistant: Assistant, question: str) -> None:
    with pytest.raises(WrongUse, match="空"):
        assistant.ask(question)


def test_a_question_that_is_too_long(assistant: Assistant) -> None:
    with pytest.raises(WrongUse, match="100000"):
        assistant.ask("光" * 100_000)
    assert assistant.ask("沁水" + "光伏" * ((LONGEST_QUESTION - 2) // 2)).text


@pytest.mark.parametrize(
    "question", ["?", "的", "😀", "'; DROP TABLE", '"" OR NEAR(a b)', "*", "a" * 500, "\x00沁水"]
)
def test_odd_questions_get_an_answer(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).text


def test_closing_twice(tmp_path: Path) -> None:
    opened = rag.open(tmp_path / "twice", settings=rag.Settings())
    opened.close()
    opened.close()
