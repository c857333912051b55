"""Cases are read or refused with a sentence; runs go on where an answerer raises."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eval import report, wide
from eval.__main__ import main, out_path
from eval.cases import Case, Proof, Turn, find_reports, read_cases, read_texts
from eval.metrics import Row
from eval.run import Ask, run
from eval.scoring import Sources
from rag.errors import WrongUse

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "eval" / "cases").rglob("*.jsonl"))
SEEDS = {"qinshui_2022", "wuzhai_2022"}
GOOD: dict[str, Any] = {
    "id": "a-1",
    "question": "甲县2022年光伏？",
    "type": "number",
    "lang": "zh",
    "difficulty": "easy",
    "history": [],
    "must": [["580兆瓦"]],
    "must_not": [],
    "evidence": [{"report": "甲县_2022", "text": "580兆瓦"}],
}
TEXT = "甲县光伏新增580兆瓦。"


def written(folder: Path, *lines: dict[str, Any], name: str = "cases.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n")
    return path


def quoted(question: str) -> dict[str, Any]:
    return {
        "question": question,
        "text": "新增580兆瓦。",
        "outcome": "answered",
        "citations": [{"report": "甲县_2022", "quote": "580兆瓦", "start": 6, "end": 11}],
        "retrieved": [{"report": "甲县_2022", "text": TEXT}],
        "answerer": "fake",
    }


def test_the_dev_cases_are_read() -> None:
    cases = read_cases(CASES)
    assert len(cases) >= 2000
    assert len({case.id for case in cases}) == len(cases)
    assert sum(not case.answerable for case in cases) > 200
    assert {case.lang for case in cases} == {"zh", "en"}
    assert sum(bool(case.history) for case in cases) > 100


def test_every_wide_set_names_its_reports() -> None:
    named = {use: wide.sets(use) for use in ("dev", "train", "test")}
    files = sorted(path.stem for path in wide.CASES.glob("*.jsonl"))
    assert sorted(name for use in named.values() for name in use) == files
    for name, reports in (one for use in named.values() for one in use.items()):
        cases = read_cases([wide.CASES / f"{name}.jsonl"])
        assert {proof.report for case in cases for proof in case.evidence} <= set(reports)


def test_evidence_of_the_seed_cases_stands_in_the_seeds() -> None:
    sources = Sources(read_texts(find_reports([ROOT / "seeds"])))
    proofs = [(c.id, p) for c in read_cases(CASES) for p in c.evidence if p.report in SEEDS]
    assert len(proofs) > 90
    assert [name for name, proof in proofs if not sources.locate(proof)] == []


def test_a_right_answer_of_every_seed_case_would_be_counted() -> None:
    """A text of one variant of each group and nothing else is correct: no case forbids itself."""
    sources = Sources({})
    for case in read_cases(CASES):
        given = {
            "text": "；".join(group[0] for group in case.must),
            "outcome": "answered" if case.answerable else "not_found",
            "citations": [],
            "retrieved": [],
        }
        (row,) = run([case], lambda *_, given=given: given, sources, name="oracle")
        assert row.scores.correct, case.id


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"question": "  "},
        {"must": []},
        {"must": [[]]},
        {"evidence": []},
        {"evidence": [{"report": "甲县_2022"}]},
        {"history": ["那乙县呢？"]},
    ],
)
def test_a_bad_case_is_refused_with_its_line(tmp_path: Path, change: dict[str, Any]) -> None:
    path = written(tmp_path, GOOD, GOOD | {"id": "a-2"} | change)
    with pytest.raises(WrongUse, match="第 2 行"):
        read_cases([path])


def test_a_repeated_id_and_no_json_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="重复"):
        read_cases([written(tmp_path, GOOD, GOOD)])
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{not json}\n")
    with pytest.raises(WrongUse, match="第 1 行"):
        read_cases([broken])
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    with pytest.raises(WrongUse, match="没有用例"):
        read_cases([empty])
    with pytest.raises(WrongUse, match="读不了"):
        read_cases([tmp_path / "missing.jsonl"])


def test_an_unanswerable_case_needs_neither_must_nor_evidence(tmp_path: Path) -> None:
    line = GOOD | {"type": "unanswerable", "must": [], "evidence": []}
    assert not read_cases([written(tmp_path, line)])[0].answerable


def test_reports_are_found_in_folders_once_and_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/二.txt", "一.txt", "b/图.png"):
        (tmp_path / name).write_bytes("甲\n乙".encode())
    found = find_reports([tmp_path / "一.txt", tmp_path])
    assert [p.name for p in found] == ["一.txt", "二.txt"]
    assert read_texts(found) == {"一": "甲\n乙", "二": "甲\n乙"}
    with pytest.raises(WrongUse, match="找不到"):
        find_reports([tmp_path / "没有"])


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "gb.txt").write_bytes("政府工作报告".encode("gb18030"))
    (tmp_path / "bom.txt").write_bytes(b"\xef\xbb\xbf" + "报告".encode())
    (tmp_path / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert read_texts(find_reports([tmp_path])) == {"bom": "报告", "gb": "政府工作报告"}


def test_what_raises_is_recorded_and_the_run_goes_on() -> None:
    def ask(question: str, turns: Sequence[tuple[str, str]]) -> dict[str, Any]:
        if "坏" in question:
            raise ValueError("不行")
        return quoted(question)

    good = Case(
        id="g",
        question="好？",
        type="number",
        must=(("580兆瓦",),),
        evidence=(Proof(report="甲县_2022", text="580兆瓦"),),
    )
    bad = Case(id="b", question="坏？", type="number", must=(("1",),), evidence=good.evidence)
    rows = list(run([bad, good], ask, Sources({"甲县_2022": TEXT}), name="fake"))
    assert [(row.error, row.scores.correct) for row in rows] == [
        ("ValueError: 不行", False),
        ("", True),
    ]
    first = report.line(rows[0])
    assert (first["id"], first["outcome"], first["error"]) == ("b", "error", "ValueError: 不行")
    assert rows[1].scores.citation_recall and rows[1].scores.evidence[1]


def test_earlier_turns_take_the_given_answers_or_the_answerers_own() -> None:
    asked: list[tuple[str, list[tuple[str, str]]]] = []

    def ask(question: str, turns: Sequence[tuple[str, str]]) -> dict[str, Any]:
        asked.append((question, list(turns)))
        return quoted(question) | {"text": f"答{question}"}

    history = (Turn(question="一", answer="甲"), Turn(question="二"), Turn(question="三"))
    case = Case(id="f", question="四", type="followup", history=history)
    list(run([case], ask, Sources({}), name="fake"))
    assert asked == [
        ("二", [("一", "甲")]),
        ("三", [("一", "甲"), ("二", "答二")]),
        ("四", [("一", "甲"), ("二", "答二"), ("三", "答三")]),
    ]


def two_runs() -> dict[str, list[Row]]:
    cases = read_cases(CASES)[:4]
    sources = Sources({"甲县_2022": TEXT})
    return {
        who: list(run(cases, lambda question, _: quoted(question), sources, name=who))
        for who in ("reader", "baseline")
    }


def test_lines_hold_the_answer_with_id_seconds_and_scores(tmp_path: Path) -> None:
    rows = two_runs()["reader"]
    report.write_lines(tmp_path / "out.jsonl", rows)
    lines = [json.loads(text) for text in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == [row.case.id for row in rows]
    assert lines[0]["text"] == "新增580兆瓦。" and lines[0]["seconds"] >= 0
    assert lines[0]["scores"]["evidence"]["20"] is False
    assert lines[0]["scores"]["quote_errors"] == 0


def test_the_report_shows_every_answerer_and_every_wrong_case() -> None:
    runs = two_runs()
    text = report.markdown(runs)
    for heading in ("## Overall", "## By type", "## By lang", "## By difficulty"):
        assert heading in text
    wrong = [row.case for row in runs["reader"] if not row.scores.correct]
    assert wrong and all(text.count(f"**{case.id}**") == 2 for case in wrong)
    assert "| all | reader | 4 |" in text and "| all | baseline | 4 |" in text


def test_the_picture_is_written(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    report.picture(two_runs(), tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


def test_each_answerer_has_its_file() -> None:
    names = ["reader", "baseline"]
    assert out_path(Path("o/dev.jsonl"), names, "reader") == Path("o/dev.jsonl")
    assert out_path(Path("o/dev.jsonl"), names, "baseline") == Path("o/dev.baseline.jsonl")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--cases", "CASES", "--reports", "REPORTS", "--out", "OUT", "--answerer", "oracle"],
        ["--cases", "CASES", "--reports", "REPORTS", "--out", "out.txt"],
        ["--cases", "missing.jsonl", "--reports", "REPORTS", "--out", "OUT"],
        ["--cases", "CASES", "--reports", "missing", "--out", "OUT"],
        ["--cases", "CASES", "--reports", "REPORTS", "--out", "OUT", "--answerer", "llm"],
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WENBAO_LLM", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲县_2022.txt").write_text(TEXT)
    places = {
        "CASES": str(written(tmp_path, GOOD)),
        "REPORTS": str(tmp_path / "甲县_2022.txt"),
        "OUT": str(tmp_path / "out.jsonl"),
    }
    assert main([places.get(a, a) for a in arguments]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    assert not (tmp_path / "out.jsonl").exists()


def test_a_whole_run_writes_lines_a_report_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two answerers of our own in the place of the product's; one of them fails on one case."""
    pytest.importorskip("matplotlib")

    @contextmanager
    def opened(name: str, data: Path, *_: object) -> Iterator[Ask]:
        assert data.is_dir()

        def ask(question: str, turns: Sequence[tuple[str, str]]) -> dict[str, Any]:
            if name == "baseline" and "乙县" in question:
                raise RuntimeError("不行")
            return quoted(question)

        yield ask

    monkeypatch.setattr("eval.__main__.opened", opened)
    (tmp_path / "甲县_2022.txt").write_text(TEXT)
    far = GOOD | {
        "id": "a-2",
        "question": "乙县呢？",
        "evidence": [{"report": "乙县", "text": "无"}],
    }
    out = tmp_path / "new" / "dev.jsonl"
    arguments = ["--cases", str(written(tmp_path, GOOD, far)), "--reports", str(tmp_path)]
    arguments += ["--answerer", "reader", "--answerer", "baseline", "--out", str(out)]
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert "| all | reader | 2 | 1.000 |" in said.out
    assert "| all | baseline | 2 | 0.500 |" in said.out
    assert "用例 a-2 的证据不在报告 乙县 中" in said.err
    assert sorted(p.name for p in out.parent.iterdir()) == [
        "dev.baseline.jsonl",
        "dev.jsonl",
        "dev.md",
        "dev.png",
    ]
    failed = json.loads(out.with_suffix(".baseline.jsonl").read_text().splitlines()[1])
    assert (failed["id"], failed["error"]) == ("a-2", "RuntimeError: 不行")
    assert "raised RuntimeError: 不行" in out.with_suffix(".md").read_text()
