"""The page's pieces of HTML. Pure: values in, markup out; every text of a report is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from rag.page.marks import excerpt, figures, paragraph
from rag.types import (
    Answer,
    Check,
    Citation,
    Level,
    Outcome,
    Part,
    ReportCard,
    Source,
    Span,
    Verdict,
)

_PARTS = {
    Part.PLAN: ("plan", "计划 · 目标"),
    Part.REVIEW: ("review", "完成 · 回顾"),
    Part.CONDUCT: ("other", "政府自身建设"),
    Part.ANNEX: ("other", "名词解释"),
    Part.FRONT: ("other", "报告开头"),
}
_LEVELS = {Level.STATE: "国家", Level.PROVINCE: "省", Level.CITY: "市", Level.COUNTY: "县"}
_REFERENCE = re.compile(r"\[(\d{1,2})\]")
_VERDICTS = {
    Verdict.SUPPORTED: ("ok", "已核验"),
    Verdict.COMPUTED: ("sum", "由原文数字算得"),
    Verdict.UNSUPPORTED: ("open", "未能核验"),
}
_PANEL = """<div class="wb-empty"><p class="wb-empty-title">原文在这里</p>
<p>每个数字都会指回报告里的那句话。</p>
<ul><li><mark class="quote">浅底</mark>是引用的句子，
<mark class="figure">深底</mark>是答案里的数字</li>
<li><span class="wb-badge plan">计划 · 目标</span>与
<span class="wb-badge review">完成 · 回顾</span>不会混为一谈</li>
<li><span class="wb-check ok">已核验</span>表示数字与原文逐字一致</li></ul></div>"""
_WAITING = """<div class="wb-empty wb-wait" role="status"><p class="wb-empty-title">正在查找原文</p>
<div class="wb-bone"></div><div class="wb-bone"></div><div class="wb-bone short"></div></div>"""


def empty_panel() -> str:
    """What stands where the passages will stand: how to read them."""
    return _PANEL


def waiting_panel() -> str:
    return _WAITING


def bubble(answer: Answer) -> str:
    """An answer as it stands in the chat: text, what kind of answer it is, notes."""
    kind = {Outcome.NOT_FOUND: "none", Outcome.AMBIGUOUS: "unclear"}.get(answer.outcome, "found")
    label = {"none": "报告中没有", "unclear": "请再说明一下"}.get(kind, "")
    head = f'<div class="wb-label">{label}</div>' if label else ""
    text = _numbers(answer.text, answer.checks)
    return (
        f'<div class="wb-answer {kind}">{head}<div class="wb-text">{text}</div>'
        f"{_notes(answer)}{_foot(answer)}</div>"
    )


def draft(text: str) -> str:
    """An answer that is still being written; empty while it is being looked for."""
    inner = _lines(text) if text else '<span class="wb-dots"><i></i><i></i><i></i></span>'
    return f'<div class="wb-answer draft" role="status"><div class="wb-text">{inner}</div></div>'


def problem(sentence: str) -> str:
    """An error said to the user, in the chat."""
    return (
        '<div class="wb-answer none"><div class="wb-label">没能回答</div>'
        f'<div class="wb-text">{_lines(sentence)}</div></div>'
    )


def question_bubble(question: str) -> str:
    return f'<div class="wb-question">{_lines(question)}</div>'


def panel(answer: Answer, source: Callable[[str], Source], cards: Mapping[str, ReportCard]) -> str:
    """The cited passages of an answer, one card per paragraph; the nearest ones where none is.

    ``source`` gives a source by its id, ``cards`` holds the loaded reports by source id.
    """
    if not answer.citations:
        return _nothing_cited(answer, cards)
    parts = [
        _card(answer, source(group[0][1].source_id), group, cards)
        for group in _groups(answer, source)
    ]
    return f'<div class="wb-cards">{"".join(parts)}</div>'


def summary_line(cards: Sequence[ReportCard]) -> str:
    """How much is loaded, in the page's head."""
    if not cards:
        return "还没有报告：请在下面的“报告库”里添加"
    places = len({card.region.full for card in cards})
    years = sorted({card.year for card in cards})
    span = f"{years[0]} 年" if len(years) == 1 else f"{years[0]}–{years[-1]} 年"
    return f"已载入 {len(cards)} 份报告 · {places} 个地区 · {span}"


def library(cards: Sequence[ReportCard]) -> str:
    """The loaded reports as a table."""
    if not cards:
        return '<p class="wb-quiet">还没有报告。添加 txt、md、html、docx 或 pdf 文件即可提问。</p>'
    rows = "".join(
        f"<tr><td><b>{escape(card.region.name)}</b>"
        f'<span class="wb-quiet">{escape("".join(card.region.parents))}</span></td>'
        f"<td>{_LEVELS[card.region.level]}</td><td>{card.year}</td>"
        f'<td class="wb-file">{escape(card.report)}</td><td class="n">{card.passages}</td>'
        f'<td class="n">{card.observations}</td></tr>'
        for card in cards
    )
    return (
        '<div class="wb-scroll"><table class="wb-table"><thead><tr><th>地区</th><th>级别</th>'
        '<th>年份</th><th>文件</th><th class="n">片段</th><th class="n">指标值</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def read_lines(lines: Iterable[tuple[bool, str]]) -> str:
    """One line per file that was added: whether it worked, and what happened."""
    items = "".join(
        f'<li class="{"ok" if fine else "no"}">{escape(line)}</li>' for fine, line in lines
    )
    return f'<ul class="wb-read" role="status">{items}</ul>' if items else ""


def comparison(answers: Sequence[tuple[str, int, Answer | str]]) -> str:
    """Answers for places (rows) and years (columns); a string is an error's sentence."""
    years = list(dict.fromkeys(year for _, year, _ in answers))
    regions = list(dict.fromkeys(region for region, _, _ in answers))
    cells = {(region, year): _cell(found) for region, year, found in answers}
    head = "".join(f"<th>{year}年</th>" for year in years)
    body = "".join(
        f"<tr><th>{escape(region)}</th>"
        + "".join(f"<td>{cells.get((region, year), '')}</td>" for year in years)
        + "</tr>"
        for region in regions
    )
    return (
        '<div class="wb-scroll"><table class="wb-table wb-compare"><thead><tr><th></th>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(found: Answer | str) -> str:
    if isinstance(found, str):
        return f'<span class="wb-quiet">{escape(found)}</span>'
    if found.outcome is not Outcome.ANSWERED:
        label = "报告中没有" if found.outcome is Outcome.NOT_FOUND else "说法不够明确"
        return f'<span class="wb-quiet" title="{escape(found.text)}">{label}</span>'
    quotes = "".join(
        f"<blockquote>{escape(' '.join(c.quote.split()))}"
        f"<cite>{escape(c.report)}{_page(c)}</cite></blockquote>"
        for c in found.citations
    )
    proof = f"<details><summary>原文</summary>{quotes}</details>" if quotes else ""
    return f'<div class="wb-text">{_numbers(found.text, found.checks)}</div>{proof}'


def _lines(text: str) -> str:
    # A blank line would end the HTML block in the chat's Markdown.
    return "<br>".join(escape(line) for line in text.strip().splitlines() if line.strip())


def _numbers(text: str, checks: Sequence[Check]) -> str:
    """The text with its checked figures set off and its [n] raised."""
    spans: list[tuple[Span, Check]] = []
    for check in sorted(checks, key=lambda c: -len(c.written)):
        for span in figures(text, [check.written]):
            if all(span.end <= other.start or other.end <= span.start for other, _ in spans):
                spans.append((span, check))
    out, at = [], 0
    for span, check in sorted(spans, key=lambda pair: pair[0].start):
        style, meaning = _VERDICTS[check.verdict]
        out.append(_raised(text[at : span.start]))
        shown = escape(text[span.start : span.end])
        out.append(f'<b class="wb-num {style}" title="{meaning}">{shown}</b>')
        at = span.end
    return "".join([*out, _raised(text[at:])])


def _raised(text: str) -> str:
    marked = _REFERENCE.sub(r'<sup class="wb-ref">\1</sup>', escape(text))
    return re.sub(r"\s*\n\s*", "<br>", marked)


def _notes(answer: Answer) -> str:
    notes = [note for note in answer.notes if note.strip()]
    inherited = answer.query.inherited
    if inherited and not all(any(what in note for note in notes) for what in inherited):
        notes.insert(0, "承接上文：" + "、".join(inherited))
    items = "".join(f"<li>{_lines(note)}</li>" for note in notes)
    return f'<ul class="wb-notes">{items}</ul>' if items else ""


def _foot(answer: Answer) -> str:
    proved = sum(check.verdict is not Verdict.UNSUPPORTED for check in answer.checks)
    said = []
    if answer.checks:
        whole = proved == len(answer.checks)
        count = f"{proved} 个数字" if whole else f"{len(answer.checks)} 个数字中 {proved} 个"
        said.append(f'<span class="wb-check {"ok" if whole else "open"}">{count}已核验</span>')
    if answer.citations:
        said.append(f"<span>引文 {len(answer.citations)} 处</span>")
    said.append(
        f"<span>{'原文抽取' if answer.answerer == 'reader' else escape(answer.answerer)}</span>"
    )
    said.append(f"<span>{answer.seconds:.2f} 秒</span>")
    return f'<div class="wb-foot">{"".join(said)}</div>'


def _groups(answer: Answer, source: Callable[[str], Source]) -> list[list[tuple[int, Citation]]]:
    """The citations with their numbers (from 0), those of one paragraph together."""
    groups: dict[tuple[str, Span], list[tuple[int, Citation]]] = {}
    for number, citation in enumerate(answer.citations):
        text = source(citation.source_id).text
        place = paragraph(text, citation.start, citation.end)
        groups.setdefault((citation.source_id, place), []).append((number, citation))
    return list(groups.values())


def _card(
    answer: Answer,
    source: Source,
    group: Sequence[tuple[int, Citation]],
    cards: Mapping[str, ReportCard],
) -> str:
    first = group[0][1]
    numbers = {number for number, _ in group}
    checks = [check for check in answer.checks if check.citation in numbers]
    written = [check.written for check in checks]
    cited = {citation for _, citation in group}
    for claim in answer.claims:
        written += claim.operands if cited & set(claim.citations) else ()
    found = excerpt(source.text, [Span(start=c.start, end=c.end) for _, c in group])
    marker = "".join(f'<span class="wb-n">{number + 1}</span>' for number, _ in group)
    seen = dict.fromkeys((check.written, check.verdict) for check in checks)
    verified = "".join(
        f'<span class="wb-check {_VERDICTS[verdict][0]}">{_VERDICTS[verdict][1]} '
        f"{escape(figure)}</span>"
        for figure, verdict in seen
    )
    path = " › ".join(escape(heading) for heading in first.headings)
    where = f"{escape(first.report)}{_page(first)} · 第 {first.start}–{first.end} 字"
    return (
        f'<article class="wb-card"><header>{marker}{_title(first, cards)}'
        f"{_badge(first, answer)}</header>"
        f'<p class="wb-path">{path}</p>'
        f'<blockquote class="wb-passage">{_marked(found.text, found.quotes, written, found.cut)}'
        f'</blockquote><footer>{verified}<span class="wb-where">{where}</span></footer></article>'
    )


def _marked(
    text: str, quotes: Sequence[Span], written: Sequence[str], cut: tuple[bool, bool]
) -> str:
    out, at = ["…" if cut[0] else ""], 0
    for quote in quotes:
        inner = text[quote.start : quote.end]
        out += [_broken(text[at : quote.start]), '<mark class="quote">']
        here = 0
        for span in figures(inner, written):
            figure = _broken(inner[span.start : span.end])
            out += [_broken(inner[here : span.start]), f'<mark class="figure">{figure}</mark>']
            here = span.end
        out += [_broken(inner[here:]), "</mark>"]
        at = quote.end
    return "".join([*out, _broken(text[at:]), "…" if cut[1] else ""])


def _broken(text: str) -> str:
    return re.sub(r"\n+", "<br>", escape(text))


def _title(citation: Citation, cards: Mapping[str, ReportCard]) -> str:
    card = cards.get(citation.source_id)
    if card is None:
        return f"<strong>{escape(citation.report)}</strong>"
    return (
        f'<strong title="{escape(card.region.full)}">{escape(card.region.name)}</strong>'
        f'<span class="wb-year">{card.year} 年政府工作报告</span>'
    )


def _badge(citation: Citation, answer: Answer) -> str:
    part = _part(citation, answer)
    if part is None:
        return ""
    style, name = _PARTS[part]
    return f'<span class="wb-badge {style}">{name}</span>'


def _part(citation: Citation, answer: Answer) -> Part | None:
    """The part of the report a citation stands in: from the passages, else from its headings."""
    for hit in answer.hits:
        passage = hit.passage
        same = passage.source_id == citation.source_id
        if same and passage.span.start <= citation.start < passage.span.end:
            return passage.part
    path = "".join("".join(citation.headings).split())
    if re.search(r"工作回顾|主要工作|工作总结", path):
        return Part.REVIEW
    if re.search(r"安排|部署|任务|目标|要求|建议|重点工作|今年工作", path):
        return Part.PLAN
    return None


def _page(citation: Citation) -> str:
    return f" · 第 {citation.page} 页" if citation.page else ""


def _nothing_cited(answer: Answer, cards: Mapping[str, ReportCard]) -> str:
    """What was searched without finding an answer; never shown as proof of anything."""
    near = "".join(
        f'<article class="wb-card dim"><header>'
        f"<strong>{escape(_place(hit.passage.source_id, hit.passage.region, cards))}</strong>"
        f'<span class="wb-year">{hit.passage.year} 年政府工作报告</span></header>'
        f'<p class="wb-path">{" › ".join(escape(h) for h in hit.passage.headings)}</p>'
        f'<blockquote class="wb-passage">{_broken(hit.passage.reading.text)}</blockquote></article>'
        for hit in answer.hits[:3]
    )
    more = f"<details><summary>查过的相近段落（不是答案）</summary>{near}</details>" if near else ""
    return (
        '<div class="wb-empty"><p class="wb-empty-title">没有可引用的原文</p>'
        f"<p>问报只引用报告里写着的话；找不到时不会拿别处的数字来代替。</p></div>{more}"
    )


def _place(source_id: str, region: str, cards: Mapping[str, ReportCard]) -> str:
    card = cards.get(source_id)
    return card.region.name if card else region
