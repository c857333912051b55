"""From a figure to a sentence: place, year, plan or outcome, then the report's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.numerals import canonical
from rag.reader.candidate import Candidate
from rag.regions import gazetteer
from rag.types import Basis, Citation, Claim, Passage, Quantity, Query

_LEADING = re.compile(
    r"^(?:一年来|五年来|今年|去年|全年|同时|截至目前|目前|预计|主要(?:预期)?目标(?:是|为)|预期目标(?:是|为)?|其中|[一二三四五六七八九十]是|[（(][一二三四五六七八九十]+[）)]|\d+(?:、|\.(?!\d)))[，：:]?"
)
_TAGS = {Basis.TARGET: "目标值", Basis.ACTUAL: "实际值"}


def sentence(query: Query, claims: Sequence[Claim]) -> str:
    """The texts of claims, one after the other, as a sentence of the question's language."""
    return "；".join(c.text for c in claims) + ("." if query.language == "en" else "。")


def citation(passage: Passage, start: int, end: int) -> Citation:
    """The passage's reading from ``start`` to ``end``, quoted from the source to the letter."""
    span = passage.reading.span(start, end)
    quote = passage.text[span.start - passage.span.start : span.end - passage.span.start]
    return Citation(
        report=passage.report,
        quote=quote,
        start=span.start,
        end=span.end,
        page=passage.page,
        headings=passage.headings,
        source_id=passage.source_id,
    )


def place(passage_region: str) -> str:
    """The last name of a full region name: 山西省晋城市沁水县 → 沁水县."""
    match = re.search(
        r"([^省市区县州盟旗]{1,12}(?:自治县|自治州|自治区|特别行政区|新区|[省市区县州盟旗]))$",
        passage_region,
    )
    return match.group(1) if match else passage_region


def said(candidate: Candidate) -> tuple[str, str]:
    """The figure in the report's own words, and the words before them that say what it is of."""
    text = candidate.passage.reading.text
    start, end = candidate.own
    if in_ratio(candidate):
        verb = "由" if candidate.observation.kind == "base" else "为"
        share = f"{candidate.observation.subject}{verb}{written(candidate)}"
        if text[start - 1] in "：:":  # 三次产业比例调整为：0.0∶28.4∶71.6
            start = max(text.rfind(c, candidate.sentence[0], start) + 1 for c in "，；")
        return share, _tidy(text[max(start, candidate.sentence[0]) : end])
    listed = start > candidate.clause[0] and not re.search(
        r"[\u4e00-\u9fff]", text[start : candidate.figure[0]]
    )  # 增长4.2%、5.3%
    apart = listed or "分别" in text[candidate.clause[0] : candidate.figure[0]]
    if apart and candidate.observation.subject:
        return _shared(candidate), ""
    stop = _after_figure(text, candidate.figure[1], end)
    words = text[start:stop]
    if stop == _with_modality(text, candidate.figure[1]) and not _names(words):
        first = candidate.sentence[0]
        begin = _clause_start(text, first, start)
        named = text.rfind(candidate.observation.subject[:4], first, start)
        if candidate.observation.subject and named >= 0:
            begin = min(begin, _clause_start(text, first, named + 1))
        head = _head(candidate.observation.subject, _tidy(words))
        if head and re.search(r"\d", text[begin:start]):
            return f"{head}{_tidy(words)}", ""
        if begin < start and start - begin <= 90:
            return _tidy(words), _tidy(text[begin:start])
        if candidate.observation.subject and candidate.observation.subject not in words:
            return _tidy(f"{candidate.observation.subject}：{words.strip(_EDGES)}"), ""
    return _tidy(words), ""


def written(candidate: Candidate) -> str:
    """The figure as it is written, and as a percentage where it is a member of a ratio."""
    return candidate.observation.quantity.written + ("%" if in_ratio(candidate) else "")


def in_ratio(candidate: Candidate) -> bool:
    """Whether a figure is a member of a ratio (18.1:33.1:48.8), written without a unit."""
    quantity, text = candidate.observation.quantity, candidate.passage.reading.text
    around = text[candidate.figure[0] - 2 : candidate.figure[0]] + text[candidate.figure[1] :][:2]
    return quantity.unit == "%" and bool(
        re.fullmatch(r"[\d.]+", quantity.written) and re.search("[:：∶︰]", around)
    )


_SHARED_VERBS = {"growth": "增长", "decline": "下降", "rank": "位居"}


def _shared(candidate: Candidate) -> str:
    """A figure that 分别 gives to one item of a list, said of that item alone."""
    observation, text = candidate.observation, candidate.passage.reading.text
    figure = text[candidate.figure[0] : _with_modality(text, candidate.figure[1])]
    return f"{observation.subject}{_SHARED_VERBS.get(observation.kind, '为')}{figure}"


def _head(subject: str, words: str) -> str:
    """The noun that a bare clause goes on from: 地区生产总值 for 增长11%."""
    at = subject.find(words[:2])
    return subject[:at] if at > 0 else subject if at < 0 else ""


def _clause_start(text: str, first: int, before: int) -> int:
    return max(max(text.rfind(c, first, before - 1) for c in "，；：。") + 1, first)


_UPPER = re.compile(r"\s*[—–\-~～至到]+\s*\d[\d.]*\s*(?:%|％|个百分点|[万亿]*[\u4e00-\u9fff]{0,3})")
"""The upper end of a range that a figure begins: 6—6.5%."""


_LIMITED = re.compile(r"（[^（）。]{0,20}(?:包括|不含|含|口径|不变价|可比价)[^（）。]{0,12}）")
"""A bracket that says what a figure takes in: 14.6%（不包括村办工业）."""


def _after_figure(text: str, figure_end: int, end: int) -> int:
    """Where the words about a figure end: its 以上, what it counts, a bracket that holds it."""
    upper = _UPPER.match(text, figure_end)
    stop = _with_modality(text, upper.end() if upper else figure_end)
    if limited := _LIMITED.match(text, stop):
        return limited.end()
    rest = text[stop:end]
    counted = re.match(r"的?[\u4e00-\u9fffA-Za-z“”·]{1,24}$", rest)
    if counted:
        return end
    for left, right in ("（）", "()"):
        opened = text.rfind(left, max(0, figure_end - 40), figure_end)
        if opened >= 0 and text.find(right, opened, figure_end) < 0:
            closed = text.find(right, figure_end, figure_end + 40)
            return closed + 1 if closed >= 0 else stop
    return stop


def _names(words: str) -> bool:
    """Whether a clause says by itself what its figure is of."""
    return not _bare(words) and len(re.sub(r"[\d.%，、\s]", "", words)) >= 5


def _bare(words: str) -> bool:
    words = words.strip(_EDGES).removeprefix("其中")
    return bool(
        re.match(
            r"^(?:同比|比上年|较上年)?(?:新增|累计|增长|下降|增加|总|达|完成|当年|其中|占|产量|总量|装机|产能|面积|投资)",
            words,
        )
    )


def _with_modality(text: str, end: int) -> int:
    match = re.match(r"(?:以上|以下|以内|左右|上下)(?:和|$)?", text[end:])
    return end + len(match.group().rstrip("和")) if match else end


_EDGES = "，；。、： \n"


def _tidy(words: str) -> str:
    words = words.strip(_EDGES)
    if words.count("“") != words.count("”"):
        words = words.strip("“”")
    return _LEADING.sub("", words).strip(_EDGES)


def figure_text(query: Query, candidate: Candidate) -> str:
    """One sentence that says a figure in the language of the question."""
    observation = candidate.observation
    name = place(observation.region)
    words, context = said(candidate)
    words = _homely(words, observation.year)
    if query.language == "en":
        return english(candidate, name, f"{context}，{words}" if context else words)
    year = f"{observation.year}年" if observation.year else ""
    verb = "计划" if observation.basis is Basis.TARGET else ""
    if verb and re.match(r"计划|力争|确保|争取|预期|目标", words):
        verb = ""
    tags = "；".join(filter(None, (_homely(context, observation.year), _TAGS[observation.basis])))
    return f"{name}{year}{verb}{words}（{tags}）"


def _homely(words: str, year: int | None) -> str:
    """The words without the place and year that the sentence says anyway."""
    words = re.sub(r"^(?:全[县市省区旗]|我[县市省区])", "", words)
    return re.sub(rf"^{year}年", "", words) if year else words


_ENGLISH_UNITS = {
    "元": ("yuan", 1),
    "美元": ("US dollars", 1),
    "瓦": ("MW", 10**6),
    "%": ("%", 1),
    "百分点": ("percentage points", 1),
    "千瓦时": ("kWh", 1),
    "亩": ("mu", 1),
    "千克": ("tonnes", 1000),
    "米": ("km", 1000),
    "人": ("people", 1),
    "人次": ("visits", 1),
    "平方米": ("square metres", 1),
    "立方米": ("cubic metres", 1),
    "天": ("days", 1),
    "标箱": ("TEU", 1),
}


def english_quantity(quantity: Quantity) -> str:
    """A quantity in English: 580兆瓦 → 580 MW, 40亿元 → 4 billion yuan."""
    name, scale = _ENGLISH_UNITS.get(quantity.unit, ("", 1))
    if quantity.unit == "人" and not re.search(r"[人名位员口]", quantity.written):
        name = ""  # 贫困人口1000万: that these are people only the words before it say
    value = quantity.value / scale
    if name == "%":
        return f"{plain(value)}%"
    if name in ("MW", "km", "tonnes"):
        return f"{grouped(value)} {name}"
    if value >= 10**9:
        return f"{plain(value / 10**9)} billion {name}".strip()
    if value >= 10**6:
        return f"{plain(value / 10**6)} million {name}".strip()
    return f"{grouped(value)} {name}".strip()


def plain(value: Decimal) -> str:
    """A decimal without an exponent and without trailing zeros."""
    return format(value.normalize(), "f")


def grouped(value: Decimal) -> str:
    """A decimal with commas between groups of three digits."""
    return f"{value.normalize():,f}"


def english(candidate: Candidate, name: str, words: str) -> str:
    """One English sentence with the figure as written and converted."""
    observation = candidate.observation
    english_name = region_english(observation.region, name)
    modality = _english_modality(observation.modality)
    shown = english_quantity(observation.quantity)
    what = "planned target" if observation.basis is Basis.TARGET else "actual outcome"
    year = f" in {observation.year}" if observation.year else ""
    sign = "a decline of " if observation.kind == "decline" else ""
    return f"{english_name}{year} ({what}): {sign}{modality}{shown} — “{words}”"


def _english_modality(modality: str) -> str:
    if "以上" in modality or "不低于" in modality or "不少于" in modality or "超" in modality:
        return "at least "
    if "以内" in modality or "以下" in modality:
        return "at most "
    return "about " if "左右" in modality or "约" in modality else ""


def region_english(full: str, name: str) -> str:
    """Pinyin of a place with its kind, and its name: Qinshui County (沁水县)."""
    found = gazetteer().by_name(full) or gazetteer().by_name(name)
    pinyin = gazetteer().pinyin(found[0]) if found else ""
    return f"{pinyin} ({name})" if pinyin else name


def claim(candidate: Candidate, text: str) -> Claim:
    """A claim whose citation is the figure's sentence."""
    observation = candidate.observation
    return Claim(
        text=text,
        citations=(citation(candidate.passage, *candidate.sentence),),
        regions=(observation.region,),
        years=(observation.year,) if observation.year else (),
        quantity=observation.quantity,
        basis=observation.basis,
    )


def shown(quantity: Quantity, like: str) -> str:
    """A canonical value in the unit of another figure: 31700亩, like 4万亩 → 3.17万亩."""
    match = re.search(r"[\d.,一-龥]*?((?:百|千)?(?:万亿|亿|万)?)([^\d\s万亿]+)$", like)
    scale_word, unit = (match.group(1), match.group(2)) if match else ("", quantity.unit)
    _, unit_factor = canonical(unit)
    if scale_word == "万亿" and abs(quantity.value / unit_factor) < _scale(scale_word):
        scale_word = "亿"  # 0.4536万亿 is written 4536亿
    return f"{plain(quantity.value / _scale(scale_word) / unit_factor)}{scale_word}{unit}"


def _scale(word: str) -> Decimal:
    factor = Decimal(1)
    for c in word:
        factor *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[c]
    return factor
