"""The words of a question that say what it is about, in the words of the reports."""

from __future__ import annotations

import re

from rag import asks, wanted
from rag.english import translated, untranslated
from rag.indicators import OPEN, indicators
from rag.numerals import figures, is_unit
from rag.words import content, word_list
from rag.years import years_in


def chinese(english: str) -> str:
    """What the words of an English question are called in the reports."""
    words = tuple(dict.fromkeys(translated(english)))
    if any(official(w) and w not in OPEN for w in words):
        words = tuple(w for w in words if w not in _VAGUE)
    return " ".join(words)


def english_terms(chinese: str, english: str) -> tuple[str, ...]:
    """The Chinese terms, and the English content words that no table knows.

    The latter stand in no Chinese report, and so speak against an answer that passes them over.
    """
    own = _HAN.findall(english)
    known = untranslated(_GLOSSED.sub(" ", english))
    strange = (w for w in known if not _stops(w.lower()) and len(w) > 2)
    found = dict.fromkeys((*own, *chinese.split(), *strange))
    return tuple(t for t in found if t not in wanted.QUALIFIERS)


_HAN = re.compile(r"[\u4e00-\u9fff]{2,12}")
_GLOSSED = re.compile(
    r"(?:(?!How|What|Which|Did|In|By|The|Of)\b[A-Z][\w'-]*[\s-]?){1,6}(?=\s?[（(][\"“]?[\u4e00-\u9fff])"
    r"|[\"“][^\"”]{2,40}[\"”](?=\s?[（(][\u4e00-\u9fff])"
)
"""A name in English that the question itself gives in Chinese: "Sunshine Project" (阳光工程)."""


_ENDING = re.compile(r"(?:ing|ed|es|s|d)$")


def _stops(word: str) -> bool:
    """Whether an English word, or what it is an inflected form of, says nothing of the content."""
    stem = _ENDING.sub("", word)
    return bool({word, stem, stem + "e"} & word_list("english_stop.txt"))


def usual(text: str) -> str:
    """Everyday turns of phrase in the words of the tables."""
    for pattern, usual in _PHRASES:
        text = pattern.sub(usual, text)
    return text


_PHRASES = tuple(
    (re.compile(pattern), usual)
    for pattern, usual in (
        (
            r"(?<![\u4e00-\u9fff])经济(?=[^，。社]{0,4}(?:增|涨|快|慢|发展速度))|(?<=[国县市省区])经济(?=增)",
            "地区生产总值",
        ),
        (r"(?<![\u4e00-\u9fff])(?:把)?增长的?(?:预期)?目标", "地区生产总值增长目标"),
        (r"(?:城里人|城镇人|市民)(?:的)?(?:人均)?(?:可支配)?收入", "城镇居民人均可支配收入"),
        (r"(?:农村人|村里人|农民|乡下人)(?:的)?(?:人均)?(?:可支配)?收入", "农村居民人均可支配收入"),
        (r"按人头(?:算|平均|分摊)?的?(?=GDP|地区生产总值|生产总值)", "人均"),
        (
            r"(?:扣[掉除去]|剔除|除[掉去]|刨[去掉])了?(?:物价|价格|涨价)(?:上涨)?(?:因素|影响)?(?:[之以]?后|，)?",
            " ",
        ),
        (r"财政(?:收|进账|入账|入库)了?(?=多少|几|上来)", "财政收入"),
        (
            r"(?:花在|用在|[用投]到|(?<![存放])在)(?!民生|银行)([\u4e00-\u9fff]{2,4}?)(?:方面|上头|上面?|里)"
            r"(?:的?(?:财政)?(?:的)?钱|(?=[花投砸]了?(?:多少|几)))",
            r"\1支出",
        ),
        (r"城乡(?:居民)?收入(?:之?比(?!上年|去年|前年|\d)|倍差|差距)", " 收入差距 "),
        (r"城乡(?:居民)?收入", "城乡居民收入"),
        (r"新增了?(?:多少|几)万?(?:个|人|名)?(?:的)?城镇就业(?:人数|岗位|人口)?", "城镇新增就业"),
        (r"电(?=发了?多少)|发(?:了|出)?(?=多少[万亿]*(?:度|千瓦时))", "发电量"),
        (r"能?活到?了?(?=多少岁)", "预期寿命"),
        (r"(?<![生投出量])(?:生?产|出产)(?:了|出)?(?=(?:多少|几)(?!家|个))", "产量"),
    )
)


QUOTED = re.compile(r"[“\"「『]([^”\"」』\s]{2,12})[”\"」』]")


def terms_of(text: str, whole: str) -> tuple[str, ...]:
    quoted = [m.group(1) for m in QUOTED.finditer(whole) if not period(m.group(1))]
    text = _MORE_DONE.sub("", wanted.EXCLUDED.sub(" ", QUOTED.sub(" ", text)))
    sizes = [f"超{m.group(1) or m.group(2)}元" for m in _SIZED.finditer(text)]
    text = _NUMBERED.sub(" ", _SIZED.sub(" ", text))
    return tuple(dict.fromkeys((*quoted, *sizes))) + tuple(
        t
        for t in content(asks.without_asking(text))
        if t.lower() not in _STOP
        and t not in _MOVES
        and t not in wanted.QUALIFIERS
        and not _numeric(t)
        and not _asked_unit(t, whole)
    )


_MORE_DONE = re.compile(r"[多少](?=[\u4e00-\u9fff]了(?:多少|几))")
"""多招了多少, 少用了多少: what was done, and that two figures are set against each other."""
_AMOUNT = r"((?:\d+(?:\.\d+)?|[一二三四五六七八九十]+)?[十百千]*[万亿]+)"
_SIZED = re.compile(
    rf"(?:(?:总?投资额?|产值|收入|规模|纳税|税收)?(?:过|上|超过?|突破){_AMOUNT}元?|{_AMOUNT}元?(?:及)?以上)"
    r"(?=的?[\u4e00-\u9fff]{0,8}?(?:项目|企业|公司|集群|园区|产业|大户|集团|村))"
)
"""The size of the things that are counted: 产值过亿的企业, 亿元以上项目."""
_NUMBERED = re.compile(
    r"(?<![\d.A-Za-z])\d{1,6}(?:[个家户人件座所名条项口套台辆种处宗张份位]|余|多)+"
)
"""A number of things in a question (140户拟改制国企): it tells nothing, and spoils the words."""


def period(quoted: str) -> bool:
    """Whether a quoted word is a year or a five-year plan: “十五”, “十四五”."""
    return bool(
        years_in(quoted, None)[0] or re.fullmatch(r"(?:十[一二三四五六]?|[六七八九])五", quoted)
    )


_MEASURED = frozenset(
    [
        "美元",
        "港元",
        "人民币",
        "人次",
        "标箱",
        "公里",
        "平方米",
        "平米",
        "平方",
        "公斤",
        "立方米",
        "千瓦时",
        "千瓦",
    ]
)


def _asked_unit(term: str, whole: str) -> bool:
    """Whether a word is only the unit of what is asked for: 多少亿美元."""
    counted = len(term) == 1 and is_unit(term)
    asked = re.search(rf"(?:多少|几)个?[十百千万亿]*{re.escape(term)}", whole)
    return (term in _MEASURED or counted) and asked is not None


def _numeric(term: str) -> bool:
    return any(not f.han for f in figures(term)) and not re.search(r"[A-Za-z]", term)


_MOVES = frozenset("降升涨跌增减")
"""Single characters that say only that something moves: the kind of figure says it already."""
_VAGUE = frozenset(
    {"企业", "项目", "公司", "增长", "产业", "工业", "水", "目标", "新增", "区", "县", "率"}
)
"""Translated words that add nothing beside an indicator."""


_STOP = frozenset(
    {
        "两县",
        "全县",
        "全市",
        "全省",
        "县里",
        "市里",
        "全区",
        "全镇",
        "全乡",
        "全村",
        "全州",
        "区里",
        "省里",
        "镇上",
        "市政府",
        "县政府",
        "区政府",
        "省政府",
        "市委",
        "县委",
        "the",
        "of",
        "in",
        "for",
        "to",
        "a",
        "did",
        "how",
        "what",
    }
)


def official(name: str) -> bool:
    """Whether a name is that of an indicator of the table."""
    return name in indicators()
