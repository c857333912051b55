"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

import rag.cli
from rag.adapters.progress import Bar
from rag.cli import Library, main
from rag.errors import DataError, WrongUse
from rag.ingest import FileResult, Progress, Status, Summary
from rag.settings import LONGEST_QUESTION, Settings
from rag.types import (
    Answer,
    Check,
    Citation,
    Claim,
    Level,
    Outcome,
    Query,
    Region,
    ReportCard,
    Source,
    Verdict,
)

ROOT = Path(rag.cli.__file__).parents[1]
QUESTION = "沁水2022年新增光伏装机多少"
PLACE = Region(code="140521", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市"))
CARD = ReportCard(
    source_id="0" * 32,
    report="qinshui_2022",
    region=PLACE,
    year=2022,
    delivered=date(2022, 3, 28),
    title="政府工作报告",
    passages=107,
    observations=231,
)
CITATION = Citation(
    report="qinshui_2022",
    quote="新增装机容量\n 580 兆瓦。",
    start=10,
    end=26,
    page=3,
    headings=("二、2022年工作安排",),
)
ANSWER = Answer(
    query=Query(question=QUESTION, standalone=QUESTION, intent="figure"),
    outcome=Outcome.ANSWERED,
    text="沁水县2022年计划新增光伏发电装机容量580兆瓦（目标值）。",
    claims=(Claim(text="580兆瓦", citations=(CITATION,)),),
    checks=(Check(written="580兆瓦", verdict=Verdict.SUPPORTED, citation=0),),
    notes=("这是计划数。",),
    seconds=0.0123,
)
READ = FileResult(
    path=Path("seeds/qinshui_2022.txt"),
    status=Status.ADDED,
    report="qinshui_2022",
    region=PLACE.full,
    year=2022,
    delivered=date(2022, 3, 28),
    passages=107,
    observations=231,
)
REFUSED = FileResult(
    path=Path("a.txt"), status=Status.REFUSED, message="a.txt 无法读取：里面是图片；请换一个。"
)


class Shelf:
    """A library of one report that remembers what it was asked, or fails as it is told."""

    def __init__(self, results: Sequence[FileResult] = (READ,)) -> None:
        self.results = tuple(results)
        self.asked: list[object] = []
        self.closed = False
        self.fails: BaseException | None = None
        self.sound = True

    def _does(self, *asked: object) -> None:
        self.asked.append(asked)
        if self.fails is not None:
            raise self.fails

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        progress: Callable[[Progress], None] | None = None,
        force: bool = False,
        region: str | None = None,
        year: int | None = None,
    ) -> Summary:
        self._does("ingest", tuple(paths), force, region, year)
        for done, result in enumerate(self.results, 1):
            if progress:
                progress(Progress(stage="读取", done=done, total=len(self.results), result=result))
        return Summary(results=self.results, skipped=(Path("a.csv"), Path("b.xlsx")))

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        self._does("ask", question)
        return ANSWER

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = ()
    ) -> Iterator[str | Answer]:
        yield ANSWER

    def source(self, source_id: str) -> Source:
        raise WrongUse("没有这份原文；请检查。")

    def reports(self) -> list[ReportCard]:
        self._does("reports")
        return [CARD]

    def remove(self, name: str) -> None:
        self._does("remove", name)

    def reindex(self, progress: Callable[[Progress], None] | None = None) -> None:
        self._does("reindex")

    def doctor(self) -> list[tuple[str, bool, str]]:
        return [("安装", True, "完整"), ("索引", self.sound, "与库一致")]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def run(shelf: Shelf, *argv: str) -> int:
    code = main(argv, opener=lambda data, settings: shelf)
    assert shelf.closed or not shelf.asked
    return code


# --- commands


def test_ask_prints_the_answer_with_its_citations_and_notes(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shelf, "ask", QUESTION) == 0
    assert shelf.asked == [("ask", QUESTION)]
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        ANSWER.text,
        "",
        "引证：",
        "[1] qinshui_2022 · 二、2022年工作安排 · 第3页",
        "    “新增装机容量 580 兆瓦。”",
        "",
        "说明：",
        "- 这是计划数。",
    ]
    assert err == ""


def test_ask_takes_an_unquoted_question(shelf: Shelf) -> None:
    assert run(shelf, "ask", "How", "much", "solar?", "--json") == 0
    assert shelf.asked == [("ask", "How much solar?")]


def test_ask_json_is_the_contract(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shelf, "ask", QUESTION, "--json") == 0
    written = capsys.readouterr().out
    assert "沁水" in written
    answer = json.loads(written)
    assert answer["question"] == QUESTION
    assert answer["outcome"] == "answered"
    assert answer["citations"] == [
        {
            "report": "qinshui_2022",
            "quote": CITATION.quote,
            "start": 10,
            "end": 26,
            "page": 3,
            "headings": ["二、2022年工作安排"],
        }
    ]
    assert answer["checks"] == [{"written": "580兆瓦", "verdict": "supported", "citation": 0}]
    assert set(answer) == {
        "question",
        "text",
        "outcome",
        "citations",
        "checks",
        "notes",
        "retrieved",
        "answerer",
        "seconds",
    }


def test_reports_json_is_the_contract(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shelf, "reports", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "report": "qinshui_2022",
            "region": "山西省晋城市沁水县",
            "level": "county",
            "year": 2022,
            "delivered": "2022-03-28",
            "title": "政府工作报告",
            "passages": 107,
            "observations": 231,
        }
    ]


def test_reports_prints_a_line_each(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shelf, "reports") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "qinshui_2022" in line and "山西省晋城市沁水县 2022 年" in line


def test_ingest_says_what_it_took_each_file_for(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf([READ, REFUSED])
    options = ("--force", "--region", "沁水县", "--year", "2022")
    assert run(shelf, "ingest", "seeds", "a.txt", *options) == 0
    assert shelf.asked == [("ingest", (Path("seeds"), Path("a.txt")), True, "沁水县", 2022)]
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "读入 seeds/qinshui_2022.txt：山西省晋城市沁水县 2022 年政府工作报告（2022-03-28），"
        "107 个片段，231 个指标值",
        "读入 1 份，已在库 0 份，未读入 1 份。",
        "另有 2 个文件不是可读的格式（.csv、.xlsx），没有读。",
    ]
    assert err.splitlines() == ["未读入 a.txt：里面是图片；请换一个。"]


def test_ingest_of_nothing_readable_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Shelf([REFUSED]), "ingest", "a.txt") == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("没有一份报告可以读入")


def test_remove_reindex_and_doctor(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shelf, "remove", "qinshui_2022") == 0
    assert run(shelf, "reindex") == 0
    assert shelf.asked == [("remove", "qinshui_2022"), ("reindex",)]
    assert run(shelf, "doctor") == 0
    assert "✓ 安装：完整" in capsys.readouterr().out
    shelf.sound = False
    assert run(shelf, "doctor") == 1
    assert "✗ 索引" in capsys.readouterr().out


def test_data_folder_is_handed_on(shelf: Shelf, tmp_path: Path) -> None:
    opened: list[Path | None] = []

    def opener(data: Path | None, settings: Settings) -> Library:
        opened.append(data)
        return shelf

    assert main(["reports", "--data", str(tmp_path)], opener=opener) == 0
    assert main(["reports"], opener=opener) == 0
    assert opened == [tmp_path, None]


# --- wrong use


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "少了"),
        (["fly"], "没有“fly”这个命令"),
        (["ask"], "少了 问题"),
        (["ask", ""], "问题是空的"),
        (["ask", " \u3000\n"], "问题是空的"),
        (["ask", "光" * 100_000], "100000 字"),
        (["ask", "光" * (LONGEST_QUESTION + 1)], f"最多 {LONGEST_QUESTION} 字"),
        (["ask", QUESTION, "--fast"], "不认识“--fast”"),
        (["ask", QUESTION, "--data"], "--data 后面少了值"),
        (["ingest"], "少了 路径"),
        (["ingest", "a", "--year", "二二年"], "应为四位年份"),
        (["serve", "--port", "99999"], "应为 1 到 65535"),
        (["serve", "--port", "http"], "应为 1 到 65535"),
        (["reports", "--json=3"], "不带值"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], argv: list[str], says: str
) -> None:
    assert run(shelf, *argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and shelf.asked == []
    (line,) = err.splitlines()
    assert says in line and line.endswith("。") and len(line) < 200


def test_wrong_setting_is_wrong_use(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_LLM_TIMEOUT", "soon")
    assert run(shelf, "ask", QUESTION) == 2
    assert "WENBAO_LLM_TIMEOUT" in capsys.readouterr().err


# --- failures


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (DataError("数据目录写不进去；请换一个。"), 1, "数据目录写不进去；请换一个。"),
        (WrongUse("库里没有这份；请查看 wenbao reports。"), 2, "库里没有这份"),
        (KeyboardInterrupt(), 130, "已中断，已读入的报告不受影响。"),
        (ZeroDivisionError("1/0"), 1, "WENBAO_DEBUG=1"),
    ],
)
def test_failure_is_one_sentence_and_no_traceback(
    shelf: Shelf,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    says: str,
) -> None:
    monkeypatch.delenv("WENBAO_DEBUG", raising=False)
    shelf.fails = error
    assert run(shelf, "remove", "x") == code
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert says in line and out == ""
    assert shelf.closed


def test_debug_shows_the_traceback(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_DEBUG", "1")
    shelf.fails = ZeroDivisionError("1/0")
    assert run(shelf, "remove", "x") == 1
    assert "Traceback" in capsys.readouterr().err


def test_port_in_use_is_said_before_anything_is_opened(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    def opener(data: Path | None, settings: Settings) -> Library:
        raise AssertionError("opened")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)], opener=opener) == 1
    assert f"端口 {port} 已被占用" in capsys.readouterr().err


def test_address_of_another_machine_is_refused(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shelf, "serve", "--host", "192.0.2.1") == 1
    assert "--host" in capsys.readouterr().err


# --- help


@pytest.mark.parametrize(
    "command", ["", "ingest", "ask", "reports", "remove", "reindex", "doctor", "serve"]
)
def test_help_is_chinese_and_has_an_example(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(shelf, *command.split(), "--help") == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：wenbao")
    assert "例子：" in out and "显示这页帮助" in out
    assert not any(word in out for word in ("usage", "options", "positional", "optional"))


def test_version(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shelf, "-V") == 0
    assert capsys.readouterr().out.startswith("wenbao ")


# --- progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_shows_on_a_terminal_and_lines_stand_above_it() -> None:
    terminal, printed = Terminal(), io.StringIO()
    with Bar(terminal) as bar:
        bar.show("读取", 1, 4)
        bar.line("读入 a.txt", printed)
        bar.show("读取", 4, 4)
        bar.show("建索引", 1, 2)
    assert "读取" in terminal.getvalue() and "建索引" in terminal.getvalue()
    assert "4/4" in terminal.getvalue() and "0/2" in terminal.getvalue()
    assert printed.getvalue() == "读入 a.txt\n"


def test_bar_is_silent_where_no_one_watches() -> None:
    stream, printed = io.StringIO(), io.StringIO()
    with Bar(stream) as bar:
        bar.show("读取", 1, 4)
        bar.line("读入 a.txt", printed)
    assert stream.getvalue() == "" and printed.getvalue() == "读入 a.txt\n"


# --- processes


def command(*argv: str) -> list[str]:
    code = "import sys; from rag.cli import main; sys.exit(main())"
    return [sys.executable, "-c", code, *argv]


def test_command_line_starts_without_anything_heavy() -> None:
    code = (
        "import sys, rag.cli\n"
        "heavy = 'torch chromadb gradio langchain_core sentence_transformers tqdm'\n"
        "print(sorted(set(heavy.split()) & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_reader_that_goes_away_is_no_failure() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/integration'); from test_cli import Shelf, CARD\n"
        "from rag.cli import main\n"
        "shelf = Shelf(); shelf.reports = lambda: [CARD] * 5000\n"
        "sys.exit(main(['reports'], opener=lambda data, settings: shelf))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None and started.stderr is not None
        started.stdout.readline()
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait() == 0


INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits "ignore"
sys.path.insert(0, "tests/integration")
from contextlib import suppress
from pathlib import Path
from test_cli import Shelf
from test_ingest import Counts, Recorder, ingest
from rag.adapters.store import SqliteStore
from rag.cli import main

def wait(calls):
    if calls == 1 and sys.argv[2] == "wait":
        print("second", flush=True)
        sys.stdin.read()

class Real(Shelf):
    def ingest(self, paths, **options):
        store = SqliteStore(Path(sys.argv[1]))
        try:
            return ingest(store, Recorder(), Counts(before=wait)).run(paths, **options)
        finally:
            store.close()

sys.exit(main(["ingest", "seeds"], opener=lambda data, settings: Real()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT between processes here")
def test_ctrl_c_loses_nothing_and_the_next_run_goes_on(tmp_path: Path) -> None:
    start = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "data")]
    with subprocess.Popen(
        [*start, "wait"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        lines = [first.stdout.readline(), first.stdout.readline()]
        assert lines[0].startswith("读入") and lines[1] == "second\n"
        first.send_signal(signal.SIGINT)
        _, err = first.communicate()
    assert first.returncode == 130
    assert err.splitlines() == ["已中断，已读入的报告不受影响。"]
    second = subprocess.run([*start, "go on"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert second.stdout.splitlines()[-1] == "读入 1 份，已在库 1 份，未读入 0 份。"


# --- the whole, with the bundled model


def wenbao(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*argv),
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_from_files_to_a_cited_answer_and_out_again(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    read = wenbao("ingest", "seeds", *data)
    assert (read.returncode, read.stderr) == (0, "")
    assert "山西省晋城市沁水县 2022 年" in read.stdout and "读入 2 份" in read.stdout
    again = wenbao("ingest", "seeds", *data)
    assert again.returncode == 0 and "读入 0 份，已在库 2 份" in again.stdout

    asked = wenbao("ask", QUESTION, "--json", *data)
    assert (asked.returncode, asked.stderr) == (0, "")
    answer = json.loads(asked.stdout)
    assert answer["outcome"] == "answered" and "580" in answer["text"]
    text = (ROOT / "seeds" / "qinshui_2022.txt").read_text(encoding="utf-8")
    for citation in answer["citations"]:
        assert citation["report"] == "qinshui_2022"
        assert citation["quote"] == text[citation["start"] : citation["end"]]

    assert wenbao("remove", "wuzhai_2022", *data).returncode == 0
    unknown = wenbao("remove", "wuzhai_2022", *data)
    assert unknown.returncode == 2 and len(unknown.stderr.splitlines()) == 1
    cards = json.loads(wenbao("reports", "--json", *data).stdout)
    assert [card["report"] for card in cards] == ["qinshui_2022"]


def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ended = wenbao("ingest", "seeds", "--data", str(tmp_path / "file" / "data"))
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1 and "数据" in ended.stderr


@pytest.mark.parametrize("name", ["none.txt", "empty.txt", "picture.txt"])
def test_bad_file_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    ended = wenbao("ingest", str(tmp_path / name), "--data", str(tmp_path / "data"))
    assert ended.returncode == 1
    assert name in ended.stderr and "Traceback" not in ended.stderr
