"""Years of a question: 2022年, 22年, 去年, 十四五末, 2025, 十三五期间."""

from __future__ import annotations

import re

from rag.numerals import han_number

_FOUR = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s*(?:年(?:初|底|末|全年)?|(?![\d.%个家户人件元亿万]))"
)
_TWO = re.compile(r"(?<![\d.])(\d\d)\s*年(?!来|内|间|以|度)")
_HAN_YEAR = re.compile(r"([二一][〇零九][〇零一二三四五六七八九]{2})年")
_PLAN = re.compile(
    r"[“\"]?(十[一二三四五六]|[六七八九])五[”\"]?(规划|计划)?(期末|末年|末|收官)?(期间|时期|这?五年里?)?"
)
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


def plan_years(ordinal: str) -> tuple[int, int] | None:
    """First and last year of a five-year plan by its ordinal: 十四 → (2021, 2025)."""
    number = han_number(ordinal)
    if number is None or not 6 <= number <= 20:
        return None
    end = 1950 + 5 * int(number) + 5
    return end - 4, end


_REPORT = re.compile(
    r"((?:19|20)\d\d)\s*年?的?(?:政府工作)?报告(?:里|中|上)?(?:说的|提到的|说|提到|讲)?|\b((?:19|20)\d\d) (?:government work )?report",
    re.IGNORECASE,
)


def reports_in(text: str) -> tuple[tuple[int, ...], str]:
    """(years of delivery that a question names as 2021年报告, the text without them)."""
    years = tuple(dict.fromkeys(int(m.group(1) or m.group(2)) for m in _REPORT.finditer(text)))
    return years, _REPORT.sub(" ", text)


def years_in(text: str, latest: int | None) -> tuple[tuple[int, ...], str]:
    """(years asked for, the text without the words that name them).

    去年 and 今年 are relative to the latest report in question: delivered in N, its 今年 is N.
    A five-year plan stands for its last year.
    """
    found: list[tuple[int, int]] = []
    taken: list[tuple[int, int]] = []

    def take(match: re.Match[str], year: int) -> None:
        found.append((match.start(), year))
        taken.append(match.span())

    for match in _FOUR.finditer(text):
        take(match, int(match.group(1)))
    for match in _HAN_YEAR.finditer(text):
        take(match, int(han_number(match.group(1).replace("零", "〇")) or 0))
    for match in _TWO.finditer(text):
        if not _overlaps(match, taken):
            take(
                match,
                2000 + int(match.group(1))
                if int(match.group(1)) < 60
                else 1900 + int(match.group(1)),
            )
    for match in _PLAN.finditer(text):
        span = plan_years(match.group(1))
        if span:
            take(match, span[1])
    if latest is not None and not found:
        for word, shift in (*_RELATIVE, *_ENGLISH):
            for match in re.finditer(word, text, re.IGNORECASE):
                if not _overlaps(match, taken):
                    take(match, latest + shift)
    for start, end in sorted(taken, reverse=True):
        text = text[:start] + " " + text[end:]
    years = tuple(dict.fromkeys(year for _, year in sorted(found)))
    return years, text


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in taken)
