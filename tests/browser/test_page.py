"""The page in a real Chromium, before the real assistant over the seed reports.

Chromium comes from Debian (/usr/bin/chromium); without it these tests are skipped. The page runs
in a process of its own (this file run as a script), as it does for its users.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(__file__).resolve().parents[2]
HEADLINE = "沁水2022年新增光伏装机多少"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000
"""Milliseconds that the browser waits for a thing to appear."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium on this machine: apt-get install chromium fonts-noto-cjk",
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running page over the two seed reports."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    library = tmp_path_factory.mktemp("library")
    environment = {name: value for name, value in os.environ.items() if "WENBAO" not in name}
    page = subprocess.Popen(
        [sys.executable, __file__, str(port), str(library)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    with page:
        try:
            assert page.stdout is not None and page.stderr is not None
            url = page.stdout.readline().strip()
            assert url, page.stderr.read()
            yield url
        finally:
            page.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Any]:
    """Opens the page in a window of a given size; notes what it asked for and complained of."""
    contexts = []

    def opened(width: int = 1400, height: int = 900, **options: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", **options
        )
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(PATIENCE)
        tab.asked, tab.complaints = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on(
            "console",
            lambda line: tab.complaints.append(line.text) if line.type == "error" else None,
        )
        tab.goto(address)
        tab.get_by_text(re.compile("已载入 2 份报告")).wait_for()
        return tab

    yield opened
    for context in contexts:
        context.close()


def ask(tab: Any, question: str) -> Any:
    """Types a question, presses Enter and waits for its finished answer."""
    finished = tab.locator(".wb-answer:not(.draft)")
    before = finished.count()
    tab.locator("#wb-box textarea").fill(question)
    tab.locator("#wb-box textarea").press("Enter")
    finished.nth(before).wait_for()
    return finished.nth(before)


def sideways(tab: Any) -> int:
    """Pixels that the page is wider than its window."""
    return int(tab.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_the_headline_question_shows_580_highlighted_in_its_passage(visit: Any) -> None:
    tab = visit()
    answer = ask(tab, HEADLINE)
    assert "580兆瓦" in re.sub(r"\s", "", answer.inner_text())
    card = tab.locator("#wb-panel .wb-card").first
    figures = card.locator("mark.quote mark.figure").all_inner_texts()
    assert "580兆瓦" in [re.sub(r"\s", "", figure) for figure in figures]
    assert not any(re.search(r"(?<!\d)3[05]\s*兆瓦", figure) for figure in figures)
    passage = re.sub(r"\s", "", card.locator(".wb-passage").inner_text())
    assert "5个光伏发电项目，新增装机容量580兆瓦" in passage
    assert "沁水县" in card.inner_text()
    assert card.locator(".wb-badge.plan").count() == 1
    assert "已核验" in card.inner_text()
    assert tab.locator("#wb-box textarea").input_value() == ""


def test_nothing_outside_this_machine_is_asked_and_nothing_is_blocked(
    visit: Any, address: str
) -> None:
    tab = visit()
    ask(tab, HEADLINE)
    outside = [url for url in tab.asked if not url.startswith((address, "data:", "blob:"))]
    assert outside == []
    assert tab.complaints == []


def test_what_no_report_says_is_said_calmly_and_borrows_nothing(visit: Any) -> None:
    tab = visit()
    answer = ask(tab, "五寨2021年光伏装机新增多少")
    assert "none" in (answer.get_attribute("class") or "").split()
    assert "报告中没有" in answer.inner_text()
    assert "580" not in answer.inner_text() and "128" not in answer.inner_text()
    assert "6.61" in answer.locator(".wb-notes").inner_text()
    assert tab.locator("#wb-panel mark.figure").count() == 0
    assert tab.get_by_text("没有可引用的原文").is_visible()


def test_a_follow_up_is_read_with_the_turn_before_which_can_be_seen_again(visit: Any) -> None:
    tab = visit()
    first = ask(tab, HEADLINE)
    second = ask(tab, "那五寨呢？")
    assert "五寨" in second.inner_text() and "580" not in second.inner_text()
    tab.get_by_text("没有可引用的原文").wait_for()
    first.click()
    tab.locator("#wb-panel mark.figure", has_text="580").first.wait_for()


def test_an_example_is_one_click_away_and_the_talk_can_be_cleared(visit: Any) -> None:
    tab = visit()
    tab.get_by_role("button", name="五寨2021年固定资产投资增长多少").click()
    tab.locator("#wb-panel mark.figure", has_text="13.3").first.wait_for()
    tab.locator("#wb-fresh").click()
    tab.get_by_text("想查哪个数字？").wait_for()
    tab.get_by_text("原文在这里").wait_for()


def test_the_comparison_has_a_cell_per_place_and_year(visit: Any) -> None:
    tab = visit()
    tab.get_by_role("tab", name="对照").click()
    tab.locator("#wb-indicator textarea, #wb-indicator input").first.fill("固定资产投资增长")
    tab.locator("#wb-compare-go").click()
    table = tab.locator(".wb-compare")
    table.wait_for()
    assert table.locator("tbody tr").count() == 2
    assert table.locator("tbody td").count() == 4
    assert "13.3" in table.inner_text()


def test_a_file_that_is_no_report_is_refused_with_a_line(visit: Any, tmp_path: Path) -> None:
    picture = tmp_path / "照片.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    tab = visit()
    tab.get_by_role("button", name="报告库").click()
    tab.locator("input[type=file]").first.set_input_files(picture)
    line = tab.locator(".wb-read li.no")
    line.wait_for()
    assert line.inner_text().startswith("照片.txt：")
    assert tab.get_by_text("已载入 2 份报告").count() == 1


def test_hostile_words_stay_words(visit: Any) -> None:
    evil = (
        "${window.hacked=1} {{window.hacked=2}} <img src=x onerror=window.hacked=3> **甲** $$乙$$"
    )
    tab = visit()
    ask(tab, evil)
    assert tab.locator(".wb-question").inner_text() == evil
    tab.get_by_role("tab", name="对照").click()
    tab.locator("#wb-indicator textarea, #wb-indicator input").first.fill("地区生产总值")
    tab.locator("#wb-places input").fill(evil)
    tab.locator("#wb-places input").press("Enter")
    tab.locator("#wb-compare-go").click()
    tab.locator(".wb-compare tbody th", has_text="window.hacked").wait_for()
    assert evil in tab.locator(".wb-compare tbody th").all_inner_texts()
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("#wb-chat img, #wb-compare-table img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_in_one_column(visit: Any, scheme: str) -> None:
    tab = visit(390, 844, color_scheme=scheme, is_mobile=True, has_touch=True)
    assert sideways(tab) <= 0
    ask(tab, HEADLINE)
    tab.locator("#wb-panel mark.figure").first.wait_for()
    assert sideways(tab) <= 0
    chat, panel = (tab.locator(part).bounding_box() for part in ("#wb-chat", "#wb-panel"))
    assert panel["y"] >= chat["y"] + chat["height"]
    assert panel["width"] <= 390
    tab.get_by_role("tab", name="对照").click()
    tab.locator("#wb-compare-go").wait_for()
    assert sideways(tab) <= 0


def test_a_wide_window_shows_the_passages_beside_the_chat(visit: Any) -> None:
    tab = visit()
    ask(tab, HEADLINE)
    chat, panel = (tab.locator(part).bounding_box() for part in ("#wb-chat", "#wb-panel"))
    assert panel["x"] >= chat["x"] + chat["width"]
    assert sideways(tab) <= 0


def _serve(port: int, library: Path) -> None:
    from rag import page, wiring

    assistant = wiring.open(library)
    assistant.ingest([ROOT / "seeds"])
    page.serve(assistant, port=port, on_ready=lambda url: print(url, flush=True))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]))
