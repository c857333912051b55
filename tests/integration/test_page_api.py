"""The page's endpoints over HTTP, through gradio_client, before an assistant made for the test.

The page runs in a process of its own (this file run as a script), as it does for its users.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.errors import Unreadable, WrongUse
from rag.ingest import FileResult, Status, Summary
from rag.page import desk, serve
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

SOURCE = Source(id="s1", name="qinshui_2022", text="实施光伏项目，新增装机容量 580 兆瓦。\n")
ROOT = Path(__file__).resolve().parents[2]
CARD = ReportCard(
    source_id="s1",
    report="qinshui_2022",
    region=Region(code="140521", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市")),
    year=2022,
    delivered=None,
    title="政府工作报告",
    passages=1,
    observations=1,
)


class Fake:
    """Answers 沁水 2022 from one source, remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[tuple[str, str]]]] = []
        self.together = threading.Barrier(2)

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if "一起" in question:
            self.together.wait(timeout=20)
        if not question.strip():
            raise WrongUse("问题是空的；请写上要问的内容。")
        query = Query(question=question, standalone=question, intent="value")
        if "沁水" not in question or "2022" not in question:
            notes = (question, *(f"{asked}→{said}" for asked, said in history))
            return Answer(query=query, outcome=Outcome.NOT_FOUND, text="报告中没有。", notes=notes)
        quote = SOURCE.text.strip()
        citation = Citation(
            report=SOURCE.name, quote=quote, start=0, end=len(quote), source_id=SOURCE.id
        )
        text = "沁水县2022年计划新增580兆瓦。"
        return Answer(
            query=query,
            outcome=Outcome.ANSWERED,
            text=text,
            claims=(Claim(text=text, citations=(citation,)),),
            checks=(Check(written="580兆瓦", verdict=Verdict.SUPPORTED, citation=0),),
        )

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = ()
    ) -> Iterator[str | Answer]:
        if "坏" in question:
            raise RuntimeError("secret detail")
        yield "沁水县"
        yield self.ask(question, history)

    def reports(self) -> list[ReportCard]:
        return [CARD]

    def ingest(self, paths: Sequence[str | Path]) -> Summary:
        if any(Path(path).name == "locked.txt" for path in paths):
            raise Unreadable("资料库正被另一个进程写入；请等它结束再试。")
        kinds = {"new.txt": Status.ADDED, "old.txt": Status.KNOWN}
        return Summary(
            results=tuple(
                FileResult(
                    path=Path(path),
                    status=kinds.get(Path(path).name, Status.REFUSED),
                    message="不是文本。",
                    region="山西省晋城市沁水县",
                    year=2022,
                    passages=9,
                )
                for path in paths
            )
        )

    def source(self, source_id: str) -> Source:
        assert source_id == SOURCE.id
        return SOURCE


def start(port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )


def address(page: subprocess.Popen[str]) -> str:
    """The address that the page prints when it answers."""
    assert page.stdout is not None and page.stderr is not None
    url = page.stdout.readline().strip()
    if not url:
        raise AssertionError(page.stderr.read())
    return url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address of a running page."""
    with start(free_port()) as page:
        try:
            yield address(page)
        finally:
            page.kill()


@pytest.fixture(scope="module")
def client(served: str) -> Any:
    from gradio_client import Client

    return Client(served, verbose=False, analytics_enabled=False)


def test_ask_gives_the_json_of_an_answer(client: Any) -> None:
    found = client.predict("沁水2022年新增光伏装机多少", [], api_name="/ask")
    assert found["text"] == "沁水县2022年计划新增580兆瓦。"
    assert found["outcome"] == "answered"
    citation = found["citations"][0]
    assert SOURCE.text[citation["start"] : citation["end"]] == citation["quote"]
    assert found["checks"] == [{"written": "580兆瓦", "verdict": "supported", "citation": 0}]


def test_ask_hands_on_the_history_and_needs_none(client: Any) -> None:
    followed = client.predict("那五寨呢？", [["问", "答"], ["再问", "再答"]], api_name="/ask")
    assert followed["notes"] == ["那五寨呢？", "问→答", "再问→再答"]
    assert client.predict("五寨2019年GDP", api_name="/ask")["notes"] == ["五寨2019年GDP"]


def test_errors_of_the_endpoints_are_sentences(client: Any) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match="问题是空的；请写上要问的内容。"):
        client.predict(" ", [], api_name="/ask")
    with pytest.raises(AppError, match="history 应为"):
        client.predict("问", [["只有问"]], api_name="/ask")
    with pytest.raises(AppError, match="请减少地区或年份"):
        client.predict("GDP", [f"县{n}" for n in range(61)], [2022], api_name="/compare")


def test_reports_lists_what_is_loaded(client: Any) -> None:
    (report,) = client.predict(api_name="/reports")
    assert report["report"] == "qinshui_2022"
    assert report["region"] == "山西省晋城市沁水县"
    assert (report["level"], report["year"], report["delivered"]) == ("county", 2022, None)


def test_compare_asks_for_every_place_and_year(client: Any) -> None:
    rows = client.predict("新增光伏装机", ["沁水", "五寨"], [2022, 2021], api_name="/compare")
    assert [(row["region"], row["year"], row["outcome"]) for row in rows] == [
        ("沁水", 2021, "not_found"),
        ("沁水", 2022, "answered"),
        ("五寨", 2021, "not_found"),
        ("五寨", 2022, "not_found"),
    ]
    assert rows[1]["citations"][0]["report"] == "qinshui_2022"
    assert rows[1]["text"] == "沁水县2022年计划新增580兆瓦。"


def test_two_questions_are_answered_at_the_same_time(client: Any) -> None:
    jobs = [client.submit(f"一起问{n}", [], api_name="/ask") for n in range(2)]
    assert [job.result(timeout=30)["outcome"] for job in jobs] == ["not_found", "not_found"]


def test_only_the_three_endpoints_are_public(client: Any) -> None:
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {
        "/ask",
        "/reports",
        "/compare",
    }


def test_every_response_carries_the_security_headers(served: str) -> None:
    for path in ("", "config", "theme.css", "gradio_api/info"):
        with urllib.request.urlopen(served + path, timeout=10) as response:
            headers = response.headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_safe_defaults_hold_in_the_served_page(served: str) -> None:
    with urllib.request.urlopen(served + "config", timeout=10) as response:
        config = json.load(response)
    assert config["analytics_enabled"] is False
    assert config["enable_queue"] is True
    assert config["max_file_size"] == 32 * 1024 * 1024
    chat = next(c["props"] for c in config["components"] if c["type"] == "chatbot")
    assert chat["sanitize_html"] is True
    assert not chat["allow_tags"]
    assert "fonts.googleapis.com" not in json.dumps(config)


@pytest.mark.parametrize("path", ["monitoring", "monitoring/summary", "gradio_api/run/ask"])
def test_closed_doors(served: str, path: str) -> None:
    body = json.dumps({"data": ["问", []]}).encode() if path.endswith("ask") else None
    request = urllib.request.Request(
        served + path, data=body, headers={"content-type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code in (401, 403, 404)
    refused.value.close()


def test_files_of_the_working_folder_are_not_served(served: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served}gradio_api/file={Path(__file__)}", timeout=10)
    assert refused.value.code in (403, 404)
    refused.value.close()


def test_a_taken_port_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with start(taken.getsockname()[1]) as page:
            _, said = page.communicate(timeout=60)
    assert page.returncode == 1
    assert "请用 --port 换一个端口" in said and "Traceback" not in said


def test_an_interrupt_ends_the_page_without_a_word() -> None:
    with start(free_port()) as page:
        address(page)
        page.send_signal(signal.SIGINT)
        out, said = page.communicate(timeout=60)
    assert (page.returncode, out, said) == (0, "", "")


def test_a_turn_grows_and_remembers_the_answer() -> None:
    fake = Fake()
    first, last = desk.turns(fake, "沁水2022年新增光伏装机多少", [])
    assert "沁水县" in first.bubble and "已核验" not in first.bubble
    assert last.said == "沁水县2022年计划新增580兆瓦。"
    assert '<mark class="figure">580兆瓦</mark>' in last.panel
    *_, _ = desk.turns(fake, "那五寨呢？", [last])
    assert fake.asked[-1] == ("那五寨呢？", [("沁水2022年新增光伏装机多少", last.said)])


def test_errors_in_the_chat_are_sentences_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    *_, said = desk.turns(Fake(), " ", [])
    assert "问题是空的；请写上要问的内容。" in said.bubble
    (unexpected,) = desk.turns(Fake(), "坏问题", [])
    assert "请再试一次" in unexpected.bubble
    assert "secret" not in unexpected.bubble and "Traceback" not in unexpected.bubble
    assert "secret detail" in caplog.text
    assert unexpected.said == ""


def test_each_file_that_is_added_gets_a_line() -> None:
    lines = desk.read(Fake(), ["/tmp/new.txt", "/tmp/old.txt", "/tmp/picture.txt"])
    assert [fine for fine, _ in lines] == [True, True, False]
    assert lines[0][1] == "new.txt：已读入，山西省晋城市沁水县 2022 年，9 个片段，0 个指标值"
    assert "没有重复添加" in lines[1][1]
    assert lines[2][1] == "picture.txt：不是文本。"
    assert desk.read(Fake(), ["/tmp/locked.txt"]) == [
        (False, "资料库正被另一个进程写入；请等它结束再试。")
    ]


def test_what_was_left_out_of_a_file_is_said(tmp_path: Path) -> None:
    remark = FileResult(
        path=tmp_path / "沁水县2022.docx",
        status=Status.ADDED,
        region="山西省晋城市沁水县",
        year=2022,
        notes=("已忽略隐藏文字2处",),
    )

    class One(Fake):
        def ingest(self, paths: Sequence[str | Path], **_: object) -> Summary:
            return Summary(results=(remark,))

    [(fine, line)] = desk.read(One(), [str(remark.path)])
    assert fine and line.endswith("；已忽略隐藏文字2处")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits "ignore"
    try:
        serve(Fake(), port=int(sys.argv[1]), on_ready=lambda url: print(url, flush=True))
    except WrongUse as error:
        sys.exit(str(error))
