"""The main job from end to end: real SQLite, Chroma and the bundled model over the seeds."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.cli import main
from rag.numerals import figures
from rag.types import Answer, Outcome, Verdict

SOLAR = "沁水2022年新增光伏装机多少"
CODE = '什么是"13710"'
ENGLISH = "How much solar capacity does Qinshui plan to add in 2022?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What a right answer says, must not say, and quotes; all compared without white space."""

    question: str
    says: tuple[str, ...]
    silent: tuple[str, ...] = ()
    report: str
    quotes: str


ANSWERED = (
    Right(
        question=SOLAR,
        says=("沁水县", "2022年", "580兆瓦", "目标值"),
        silent=("35兆瓦", "30兆瓦", "128兆瓦", "实际值"),
        report="qinshui_2022",
        quotes="5个光伏发电项目，新增装机容量580兆瓦",
    ),
    Right(
        question="沁水2021年新增装机容量",
        says=("沁水县", "2021年", "128兆瓦", "实际值"),
        silent=("580兆瓦", "35兆瓦", "30兆瓦", "目标值"),
        report="qinshui_2022",
        quotes="新增装机容量128兆瓦",
    ),
    Right(
        question="五寨2022年GDP目标",
        says=("五寨县", "2022年", "8.5%以上", "目标值"),
        silent=("7.2%", "8%以上", "11%"),
        report="wuzhai_2022",
        quotes="地区生产总值增长8.5%以上",
    ),
    Right(
        question="五寨2021年固定资产投资增长多少",
        says=("五寨县", "2021年", "13.3%", "实际值"),
        silent=("10%以上", "11.4%"),
        report="wuzhai_2022",
        quotes="固定资产投资增长13.3%",
    ),
    Right(
        question=CODE,
        says=("13710", "1天内研究部署", "3天内反馈", "7天内落实", "1个月内"),
        report="qinshui_2022",
        quotes="1天内研究部署，3天内反馈办理情况",
    ),
    Right(
        question=ENGLISH,
        says=("Qinshui", "2022", "580MW", "580兆瓦", "plan"),
        silent=("128", "35兆瓦", "30兆瓦"),
        report="qinshui_2022",
        quotes="新增装机容量580兆瓦",
    ),
)
NOT_FOUND = ("五寨2021年光伏装机新增多少", "沁水2019年GDP")
MORE = (
    ("沁水2021年一般公共预算收入收了多少亿", "25.4亿元"),
    ("五寨2021年城镇居民人均可支配收入增长多少", "8.8%"),
    ("五寨2021年农村居民人均可支配收入增长多少", "11.5%"),
    ("沁水2022年农村居民人均可支配收入增长目标", "9%以上"),
    ("沁水2021年GDP总量全省第几", "第五"),
    ("沁水2022年重点项目当年计划投资多少", "105.9亿元"),
    ("沁水2022年重点项目总投资多少", "617.9亿元"),
    ("五寨“十四五”末想把粮食产量做到多少", "6亿斤"),
    ("2022年沁水粮食产量稳定在多少", "12万吨"),
    ("五寨2022年城镇新增就业目标", "1560人"),
)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def measured(text: str) -> list[str]:
    """The figures of a text as written: neither years nor numbers without a unit."""
    return [f.quantity.written for f in figures(text) if not f.is_year and not f.bare]


def assert_sound(assistant: Assistant, answer: Answer) -> None:
    """What holds of every answer, right or not."""
    sources = {c.report: assistant.source(c.source_id) for c in assistant.reports()}
    for citation in answer.citations:
        source = sources[citation.report]
        assert source.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip() and citation.source_id == source.id
        assert citation.page is None
    written = [c.written for c in answer.checks]
    assert measured(answer.text) == [w for w in written if not figures(w)[0].bare]
    bare = [f.quantity.written for f in figures(answer.text) if f.bare and not f.han]
    unproved = [w for w in bare if w not in written and not re.fullmatch(r"(?:19|20)\d\d", w)]
    assert unproved == []
    if answer.outcome is Outcome.NOT_FOUND:
        assert answer.claims == () and answer.citations == ()
        return
    assert answer.citations and answer.claims
    for check in answer.checks:
        assert check.verdict in (Verdict.SUPPORTED, Verdict.COMPUTED)
        assert check.citation is not None and check.citation < len(answer.citations)


@pytest.mark.parametrize("right", ANSWERED, ids=lambda r: r.question)
def test_answered(assistant: Assistant, right: Right) -> None:
    answer = assistant.ask(right.question)
    assert answer.outcome is Outcome.ANSWERED
    said = plain(answer.text)
    assert [s for s in right.says if plain(s) not in said] == []
    assert [s for s in right.silent if plain(s) in said] == []
    assert {c.report for c in answer.citations} == {right.report}
    assert plain(right.quotes) in plain(answer.citations[0].quote)
    assert answer.answerer == "reader" and answer.seconds > 0
    assert_sound(assistant, answer)


def test_headline_citation(assistant: Assistant) -> None:
    (citation,) = assistant.ask(SOLAR).citations
    assert citation.quote.endswith("新增装机容量 580 兆瓦。")
    assert citation.headings == ("二、2022年工作安排", "（一）聚力产业转型升级，锻造高质量发展引擎")


def test_a_figure_across_a_line_break_is_quoted_with_it(assistant: Assistant) -> None:
    (citation,) = assistant.ask("五寨2021年固定资产投资增长多少").citations
    assert re.search(r"增长\s*\n\s*13\.3%", citation.quote)


def test_a_definition_comes_from_the_annex(assistant: Assistant) -> None:
    (citation,) = assistant.ask(CODE).citations
    assert "附件" in citation.headings[0]


def test_english_answers_in_english(assistant: Assistant) -> None:
    answer = assistant.ask(ENGLISH)
    outside = re.sub(r"“[^”]*”|\([^)]*\)", "", answer.text)
    assert not re.search(r"[\u4e00-\u9fff]", outside)
    assert answer.query.language == "en"
    assert {"580 MW", "580兆瓦"} <= {c.written for c in answer.checks}


@pytest.mark.parametrize("question", NOT_FOUND)
def test_not_found(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_FOUND
    assert measured(answer.text) == []
    assert_sound(assistant, answer)


def test_no_figure_of_another_county(assistant: Assistant) -> None:
    answer = assistant.ask("五寨2021年光伏装机新增多少")
    everything = plain(answer.text + "".join(answer.notes))
    assert "五寨县" in answer.text
    assert not [n for n in ("580", "128", "35兆瓦", "30兆瓦", "沁水") if n in everything]
    assert "6.61亿度" in plain("".join(answer.notes))
    assert {h.passage.report for h in answer.hits} == {"wuzhai_2022"}


def test_a_year_that_no_report_covers(assistant: Assistant) -> None:
    answer = assistant.ask("沁水2019年GDP")
    assert "331.1" not in answer.text and "2019" in answer.text
    assert "2020年报告" in "".join(answer.notes)


def test_a_follow_up_asks_the_same_of_another_place(assistant: Assistant) -> None:
    first = assistant.ask(SOLAR)
    answer = assistant.ask("那五寨呢？", history=[(SOLAR, first.text)])
    assert answer.outcome is Outcome.NOT_FOUND
    assert "五寨县" in answer.text and "580" not in answer.text
    assert "580" not in "".join(answer.notes)
    said = "".join(answer.notes)
    assert "沿用" in said and "2022" in said and "光伏" in said
    assert_sound(assistant, answer)


@pytest.mark.parametrize(("question", "figure"), MORE)
def test_more(assistant: Assistant, question: str, figure: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert figure in plain(answer.text)
    assert_sound(assistant, answer)


@pytest.mark.parametrize(
    "question",
    [
        "阳城2021年GDP多少",
        "北京2022年GDP目标",
        "阳城县2022年新增光伏装机多少",
        "What was the GDP of Beijing in 2021?",
    ],
)
def test_a_place_that_is_not_loaded_borrows_nothing(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_FOUND
    assert measured(answer.text) == []
    assert answer.hits == ()


def test_two_counties_each_with_its_own_citation(assistant: Assistant) -> None:
    answer = assistant.ask("两县2022年的GDP增长目标分别是多少？")
    assert {c.report for c in answer.citations} == {"qinshui_2022", "wuzhai_2022"}
    for claim in answer.claims:
        for citation in claim.citations:
            assert ("沁水县" in claim.text) == (citation.report == "qinshui_2022")
    assert_sound(assistant, answer)


def test_a_difference_of_like_with_like(assistant: Assistant) -> None:
    answer = assistant.ask("沁水和五寨2021年固定资产投资增速相差多少")
    assert "1.9个百分点" in answer.text and "13.3%" in answer.text and "11.4%" in answer.text
    assert answer.checks[0].verdict is Verdict.COMPUTED
    assert_sound(assistant, answer)


def test_a_difference_never_sets_a_target_against_an_outcome(assistant: Assistant) -> None:
    answer = assistant.ask("沁水和五寨固定资产投资增速相差多少")
    assert not ("目标值" in answer.text and "实际值" in answer.text)
    assert_sound(assistant, answer)


def test_a_comparison_with_a_place_that_is_not_loaded_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("沁水、阳城哪个GDP高")
    assert "阳城" in answer.text + "".join(answer.notes)


def seeds_questions() -> list[tuple[str, list[tuple[str, str]]]]:
    folder = Path(__file__).parents[2] / "eval" / "cases"
    cases = []
    for name in ("qinshui_dev", "wuzhai_dev", "cross_dev"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            cases.append((case["question"], [(t["q"], t["a"]) for t in case["history"]]))
    return cases


def test_every_answer_over_the_seeds_is_sound(assistant: Assistant) -> None:
    questions = seeds_questions()
    assert len(questions) > 100
    for question, history in questions:
        assert_sound(assistant, assistant.ask(question, history))


def by_command(
    seeded: Path, capsys: pytest.CaptureFixture[str], question: str
) -> dict[str, object]:
    assert main(["ask", question, "--data", str(seeded), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


QUESTIONS = (*(r.question for r in ANSWERED), *NOT_FOUND)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_command_gives_the_same(
    assistant: Assistant, seeded: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    answer, found = assistant.ask(question), by_command(seeded, capsys, question)
    assert found["text"] == answer.text and found["outcome"] == answer.outcome.value
    assert found["notes"] == list(answer.notes)
    assert found["citations"] == [
        {
            "report": c.report,
            "quote": c.quote,
            "start": c.start,
            "end": c.end,
            "page": None,
            "headings": list(c.headings),
        }
        for c in answer.citations
    ]
    assert found["checks"] == [
        {"written": c.written, "verdict": c.verdict.value, "citation": c.citation}
        for c in answer.checks
    ]
    assert len(found["retrieved"]) == min(20, len(answer.hits))  # type: ignore[arg-type]
