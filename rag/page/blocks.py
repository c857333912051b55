"""The page as Gradio blocks: what stands where, and which event calls what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from rag.errors import RagError, WrongUse
from rag.page import desk, html
from rag.page.desk import Assistant, Turn
from rag.present import cards_to_json, to_json
from rag.types import Answer, ReportCard

EXAMPLES = (
    "沁水2022年新增光伏装机多少",
    "五寨2021年固定资产投资增长多少",
    "两县2022年的GDP增长目标分别是多少？",
    "什么是“13710”？",
    "How much solar capacity does Qinshui plan to add in 2022?",
)
AT_ONCE = 4
"""Questions answered at the same time; further ones wait in the queue."""
WAITING = 64
_FORGET = 3600
"""Seconds after which uploads and abandoned conversations are thrown away."""
_BRAND = """<div class="wb-brand"><span class="wb-seal" aria-hidden="true">问</span>
<div><h1>问报</h1><p>问政府工作报告，得到有出处、经核验的数字</p></div>
<span class="wb-stock">{stock}</span></div>"""
_WELCOME = """<div class="wb-welcome"><div class="wb-welcome-title">想查哪个数字？</div>
写上地区、年份和指标，例如“沁水2022年新增光伏装机多少”；也可以追问“那五寨呢？”</div>"""


def blocks(assistant: Assistant) -> gr.Blocks:
    """The whole page with its endpoints, queue set up, ready to be launched."""
    with gr.Blocks(
        title="问报 · 政府工作报告问答",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_FORGET, _FORGET),
    ) as demo:
        head = gr.HTML(elem_id="wb-head", js_on_load=None)
        with gr.Tabs(elem_id="wb-tabs"):
            with gr.Tab("提问", id="ask"):
                _asking(assistant)
            with gr.Tab("对照", id="compare"):
                places, years = _comparing(assistant)
        with gr.Accordion("报告库", open=False, elem_id="wb-library"):
            table = _library(assistant, [head, places, years])
        _endpoints(assistant)
        demo.load(
            lambda: _stock(assistant.reports()),
            outputs=[table, head, places, years],
            show_progress="hidden",
            api_visibility="private",
        )
    demo.queue(max_size=WAITING, api_open=False, default_concurrency_limit=AT_ONCE)
    return demo


def _asking(assistant: Assistant) -> None:
    """The chat on the left, the cited passages on the right."""
    before = gr.State([], time_to_live=_FORGET)
    with gr.Row(elem_id="wb-desk", equal_height=False):
        with gr.Column(elem_id="wb-talk", min_width=280):
            chat = _chat()
            box, send = _question()
            with gr.Row(elem_id="wb-chips"):
                chips = [gr.Button(text, size="sm", elem_classes="wb-chip") for text in EXAMPLES]
                fresh = gr.Button("清空对话", size="sm", elem_id="wb-fresh")
        with gr.Column(elem_id="wb-proof", min_width=280):
            panel = gr.HTML(html.empty_panel(), elem_id="wb-panel", js_on_load=None)
    quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    events = [(box.submit, box), (send.click, box), *((chip.click, chip) for chip in chips)]
    for listen, asked in events:
        listen(
            partial(_answer, assistant),
            inputs=[asked, before],
            outputs=[chat, panel, before, box],
            concurrency_limit=AT_ONCE,
            concurrency_id="ask",
            **quietly,
        )
    fresh.click(lambda: ([], html.empty_panel(), []), outputs=[chat, panel, before], **quietly)
    chat.select(_shown_again, inputs=before, outputs=panel, **quietly)


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="wb-chat",
        show_label=False,
        container=False,
        height=None,
        placeholder=_WELCOME,
        allow_tags=False,
        sanitize_html=True,
        latex_delimiters=[],
        buttons=[],
        feedback_options=None,
        layout="bubble",
    )


def _question() -> tuple[gr.Textbox, gr.Button]:
    """The box that a question is typed into, and its button."""
    with gr.Row(elem_id="wb-ask"):
        box = gr.Textbox(
            elem_id="wb-box",
            show_label=False,
            container=False,
            placeholder="输入问题，按回车提问",
            lines=1,
            max_lines=4,
            max_length=2000,
            autofocus=True,
            scale=8,
        )
        send = gr.Button("提问", variant="primary", elem_id="wb-send", scale=0, min_width=84)
    return box, send


def _answer(assistant: Assistant, asked: str, before: list[Turn]) -> Iterator[tuple[Any, ...]]:
    """Yields what the chat, the passages, the turns and the box show, as the answer grows."""
    question = (asked or "").strip()
    if not question:
        yield gr.skip(), gr.skip(), gr.skip(), ""
        return
    start = [*_messages(before), {"role": "user", "content": html.question_bubble(question)}]
    waiting = {"role": "assistant", "content": html.draft("")}
    yield [*start, waiting], html.waiting_panel(), before, ""
    for turn in desk.turns(assistant, question, before):
        said = {"role": "assistant", "content": turn.bubble}
        yield [*start, said], turn.panel, [*before, turn][-desk.TURNS :], gr.skip()


def _messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    return [
        message
        for turn in turns
        for message in (
            {"role": "user", "content": html.question_bubble(turn.question)},
            {"role": "assistant", "content": turn.bubble},
        )
    ]


def _shown_again(before: list[Turn], chosen: gr.SelectData) -> Any:
    """The passages of the turn that was clicked."""
    at = chosen.index[0] if isinstance(chosen.index, (list, tuple)) else chosen.index
    return before[at // 2].panel if 0 <= at // 2 < len(before) else gr.skip()


def _comparing(assistant: Assistant) -> tuple[gr.Dropdown, gr.Dropdown]:
    """One indicator over places and years. Returns the two choices, which follow the library."""
    with gr.Row(elem_id="wb-compare-form", equal_height=True):
        indicator = gr.Textbox(
            label="指标",
            placeholder="如：地区生产总值增长目标",
            max_length=200,
            elem_id="wb-indicator",
        )
        places = gr.Dropdown(
            label="地区", multiselect=True, allow_custom_value=True, elem_id="wb-places"
        )
        years = gr.Dropdown(
            label="年份（数字所说的年份）",
            multiselect=True,
            allow_custom_value=True,
            elem_id="wb-years",
        )
        go = gr.Button("对照", variant="primary", elem_id="wb-compare-go", scale=0, min_width=96)
    table = gr.HTML(
        '<p class="wb-quiet">选好指标、地区和年份，每一格都是一次有出处的回答。</p>',
        elem_id="wb-compare-table",
        js_on_load=None,
    )

    def compared(wanted: str, where: list[str], when: list[str]) -> str:
        try:
            return html.comparison(desk.compare(assistant, wanted, where, _numbers(when)))
        except RagError as error:
            return f'<p class="wb-quiet">{escape(str(error))}</p>'

    for listen in (go.click, indicator.submit):
        listen(
            compared,
            inputs=[indicator, places, years],
            outputs=table,
            concurrency_limit=AT_ONCE,
            concurrency_id="ask",
            show_progress="minimal",
            api_visibility="private",
        )
    return places, years


def _numbers(years: Sequence[object]) -> list[int]:
    found = [str(year).strip().removesuffix("年") for year in years or []]
    if not all(len(year) == 4 and year.isdecimal() for year in found):
        raise WrongUse("年份应为四位数字，如 2022；请改正后再试。")
    return [int(year) for year in found]


def _library(assistant: Assistant, followers: list[Any]) -> gr.HTML:
    """The loaded reports and the button that adds more. Returns the table."""
    table = gr.HTML(elem_id="wb-reports", js_on_load=None)
    with gr.Row(elem_id="wb-add"):
        upload = gr.UploadButton(
            "添加报告（txt、md、html、docx、pdf，每份不超过 32 MB）",
            file_count="multiple",
            file_types=list(desk.SUFFIXES),
            elem_id="wb-upload",
            size="md",
        )
    lines = gr.HTML(elem_id="wb-lines", js_on_load=None)

    def added(paths: list[str] | None) -> tuple[Any, ...]:
        said = desk.read(assistant, paths or [])
        return html.read_lines(said), *_stock(assistant.reports())

    upload.upload(
        added,
        inputs=upload,
        outputs=[lines, table, *followers],
        concurrency_limit=1,
        show_progress="minimal",
        api_visibility="private",
    )
    return table


def _stock(cards: Sequence[ReportCard]) -> tuple[Any, ...]:
    """What the table, the head and the two choices of the comparison show of the library."""
    places = list(dict.fromkeys(card.region.name for card in cards))
    years = sorted({year for card in cards for year in (card.year - 1, card.year)})
    return (
        html.library(cards),
        _BRAND.format(stock=escape(html.summary_line(cards))),
        gr.Dropdown(choices=places, value=places[:6]),
        gr.Dropdown(choices=[str(year) for year in years], value=[str(y) for y in years[-2:]]),
    )


def _endpoints(assistant: Assistant) -> None:
    """The named endpoints for programs; their errors are sentences."""

    def ask(question: str, history: list[list[str]] | None = None) -> dict[str, Any]:
        """Answers a question. history: earlier turns as [question, answer] pairs."""
        try:
            return to_json(assistant.ask(question, desk.pairs(history)))
        except RagError as error:
            raise _said(error) from None

    def reports() -> list[dict[str, Any]]:
        """Lists the loaded reports."""
        return cards_to_json(assistant.reports())

    def compare(indicator: str, regions: list[str], years: list[int]) -> list[dict[str, Any]]:
        """Asks for one indicator in every region and year."""
        try:
            found = desk.compare(assistant, indicator, regions, _numbers(years))
        except RagError as error:
            raise _said(error) from None
        return [_row(region, year, answer) for region, year, answer in found]

    gr.api(ask, api_name="ask", concurrency_limit=AT_ONCE, concurrency_id="ask")
    gr.api(reports, api_name="reports")
    gr.api(compare, api_name="compare", concurrency_limit=AT_ONCE, concurrency_id="ask")


def _said(error: RagError) -> gr.Error:
    return gr.Error(str(error), print_exception=False)


def _row(region: str, year: int, answer: Answer | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"region": region, "year": year, "text": answer, "outcome": "error", "citations": []}
    shown = to_json(answer)
    kept = {name: shown[name] for name in ("text", "outcome", "citations")}
    return {"region": region, "year": year, **kept}
