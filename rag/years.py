"""Years of a question: 2022年, 22年, 去年, 十四五末, 2025, 十三五期间."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.numerals import han_number

_FOUR = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s*(?:年(?:初|底|末|全年)?|(?![\d.%个家户人件元亿万年]))(?!的?不变价|价格)"
)
_TWO = re.compile(r"(?<![\d.])(\d\d)\s*年(?!来|内|间|以|度)")
_HAN_YEAR = re.compile(r"([二一][〇零九][〇零一二三四五六七八九]{2})年")
_PLAN = re.compile(
    r"[“\"]?(十[一二三四五六]|[六七八九])五(?![”\"]?(?:规划|计划)?纲要)[”\"]?(规划|计划)?(期末|末年|末|收官)?(期间|时期|这?五年里?)?"
)
_TENTH = re.compile(
    r"[“\"]十五[”\"](?:期间|时期|规划|计划|期?末)?|十五(?:期间|时期|规划|计划|期?末)"
)
"""The tenth plan, which reads like the number fifteen."""
_RELATIVE = (
    ("大前年", -3),
    ("前年", -2),
    ("去年", -1),
    ("上年", -1),
    ("今年", 0),
    ("本年", 0),
    ("明年", 1),
)
_ENGLISH = (("last year", -1), ("this year", 0), ("next year", 1))


_ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
)
_ENGLISH_PLAN = re.compile(
    r"(?:(?:by|at) )?(?:the )?(?:end of )?(?:the )?\b"
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))\s+"
    r"five[- ]year (?:plan|program(?:me)?)\b(?: period)?",
    re.IGNORECASE,
)


def _english_plan(match: re.Match[str]) -> int:
    """The last year of a five-year plan named in English; the first two have years of their own."""
    number = int(match.group(1) or _ORDINALS.index(match.group(2).lower()) + 1)
    return {1: 1957, 2: 1962}.get(number, 1955 + 5 * number)


def plan_years(ordinal: str) -> tuple[int, int] | None:
    """First and last year of a five-year plan by its ordinal: 十四 → (2021, 2025)."""
    number = han_number(ordinal)
    if number is None or not 1 <= number <= 20:
        return None
    if number <= 2:
        return (1953, 1957) if number == 1 else (1958, 1962)
    end = 1950 + 5 * int(number) + 5
    return end - 4, end


_BASE = re.compile(
    r"比((?:19|20)\d\d)年(?:底|末)?(?=(?:大幅)?(?:增长|增加|提高|上升|下降|减少|翻|前移|后移|前进|后退|往前|往后|向前|挪)(?!目标))"
    r"|[跟和与同]((?:19|20)\d\d)年(?:相)?比(?=[^，。怎]{0,3}(?:降|升|增|涨|提高|减))"
    r"|[跟和与同]((?:19|20)\d\d)年(?:相)?比[，,]?(?=[^。]{0,40}[哪谁][^。]{0,8}(?:[降升增涨减]|提高))"
    r"|(?:是|为|相当于)((?:19|20)\d\d)年末?的?(?=(?:多少|几)倍)"
    r"|[从自]((?:19|20)\d\d)年(?:算起|以来|起|至今)|since (?:the end of )?((?:19|20)\d\d)"
)


def base_years(text: str) -> tuple[tuple[str, ...], str]:
    """(比2018年 …: what a change is counted from, the text without it), years of their own apart.

    A question whose only year is the base keeps it: what it asks then comes from the turn before.
    """
    named = {int(year) for year, *_ in re.findall(r"(?<!\d)((?:19|20)\d\d)(年?)", text)}
    found = [next(filter(None, m.groups())) for m in _BASE.finditer(text)]
    if any(int(year) + 1 in named for year in found):
        return (), text  # 2020年比2019年增加: the year before, not a base far back
    return tuple(f"比{year}年" for year in found), _BASE.sub(" ", text) if found else text


_REPORT = re.compile(
    r"((?:19|20)\d\d)\s*年?(?:的|[^，。年\d]{1,6}?)?(?:政府工作)?报告(?:里|中|上)?(?:说的|提到的|说|提到|讲)?|"
    r"((?:19|20)\d\d)年的?(?:五年)?规划(?=.*(?:19|20)\d\d年)|"
    r"((?:19|20)\d\d)年的?(?:规划|部署|安排)(?=[，,里中]?[^，。]{0,12}(?:未来|今后|接下来|往后)[的这]?五年)|"
    r"((?:19|20)\d\d)年起?的?(?:未来|今后|接下来|往后|之后|起)的?五年|"
    r"((?:19|20)\d\d)年初?(?:曾)?(?=提出.*(?:19|20)\d\d年)|"
    r"\b((?:19|20)\d\d)\s+(?:(?:state|council|government|annual|work)(?:['’]s)?\s+)*report\b|"
    r"\breport\s+(?:of|from|delivered in|presented in)\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def reports_in(text: str) -> tuple[tuple[int, ...], str]:
    """(years of delivery that a question names as 2021年报告, the text without them)."""
    years = tuple(
        dict.fromkeys(int(next(filter(None, m.groups()))) for m in _REPORT.finditer(text))
    )
    return years, _REPORT.sub(" ", text)


def years_in(text: str, latest: int | None) -> tuple[tuple[int, ...], str]:
    """(years asked for, the text without the words that name them).

    去年 and 今年 are relative to the latest report in question: delivered in N, its 今年 is N.
    A five-year plan stands for its last year.
    """
    found: list[tuple[re.Match[str], int]] = []
    for match, year in _written(text):
        if not _overlaps(match, found):
            found.append((match, year))
    if latest is not None and not found:
        for word, shift in (*_RELATIVE, *_ENGLISH):
            for match in re.finditer(word, text, re.IGNORECASE):
                if not _overlaps(match, found):
                    found.append((match, latest + shift))
    found.sort(key=lambda pair: pair[0].start())
    years = [year for _, year in found]
    for match in _RANGE.finditer(text):
        first, last = int(match.group(1)), int(match.group(2))
        if 0 < last - first <= _LONGEST_RANGE:
            years.extend(range(first, last + 1))
    for match, _ in reversed(found):
        text = text[: match.start()] + " " + text[match.end() :]
    return tuple(sorted(dict.fromkeys(years), key=years.index)), text


_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:到|至|—|–|-|~)\s*((?:19|20)\d\d)\s*年?")
_LONGEST_RANGE = 15


def _written(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The years that are written out, the surest forms first."""
    for match in _FOUR.finditer(text):
        yield match, int(match.group(1))
    for match in _HAN_YEAR.finditer(text):
        yield match, int(han_number(match.group(1).replace("零", "〇")) or 0)
    for match in _ENGLISH_PLAN.finditer(text):
        yield match, _english_plan(match)
    for match in _TENTH.finditer(text):
        yield match, 2005
    for match in _PLAN.finditer(text):
        if plan := plan_years(match.group(1)):
            yield match, plan[1]
    for match in _TWO.finditer(text):
        short = int(match.group(1))
        yield match, 2000 + short if short < 60 else 1900 + short


def year_spans(text: str) -> list[tuple[int, int]]:
    """Where a text names years, left to right: 2022年, 去年, “十四五”."""
    found: list[tuple[re.Match[str], int]] = []
    for match, year in _written(text):
        if not _overlaps(match, found):
            found.append((match, year))
    for word, shift in _RELATIVE:
        found += [(m, shift) for m in re.finditer(word, text) if not _overlaps(m, found)]
    return sorted(match.span() for match, _ in found)


def undated(text: str) -> str:
    """A text without the years that it names."""
    for start, end in reversed(year_spans(text)):
        text = text[:start] + text[end:]
    return text


def _overlaps(match: re.Match[str], taken: list[tuple[re.Match[str], int]]) -> bool:
    return any(match.start() < other.end() and other.start() < match.end() for other, _ in taken)
