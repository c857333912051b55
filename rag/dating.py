"""Finds the year and the day of delivery in what a report says of itself.

A delivery line is surest, then the sections (N-1年工作回顾 stands in a report of the year N), then
the file's name. What only hints at a year gives one that is not ``sure``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

_HAN_DIGITS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○ＯOo0", "0"
)
HAN_YEAR = r"[一二][〇零○ＯOo0一二三四五六七八九]{3}"
_Y = rf"(?P<y>(?:19|20)\d\d|{HAN_YEAR})"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(rf"{_Y}\s*年\s*(?P<m>{_NUMBER})\s*月(?:\s*(?P<d>{_NUMBER})\s*日)?")
_NUMERIC_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
_CLOCK = re.compile(r"\d{1,2}\s*(?:[:：]\d\d|[时点]\d{0,2})|发布|发文|来源|时间|日期")
_STAMPED = re.compile(r"年0\d月|月0\d日")
_MEETING = re.compile(
    r"人民代表大会|届.{0,6}次(?:全体)?会议|人大.{0,6}次会议|工作会议|大会上|会议上|(?:政治)?协商"
)
_REVIEWED = re.compile(r"回顾|工作总结|工作情况|主要成[就绩]|发展成[就绩]|执行情况|完成情况")
_PLANNED = re.compile(
    rf"{_Y}年(?:的)?.{{0,14}}?(?:安排|部署|重点工作|工作重点|主要任务|目标任务|预期目标|总体要求"
    r"|主要工作|主要目标|工作任务|打算|任务|计划|工作思路|基本方针)"
)
_YEAR = re.compile(rf"(?<!\d){_Y}(?=年|\D|$)")
_OF_YEAR = re.compile(rf"(?<!\d){_Y}年")
_RANGE = re.compile(rf"{_Y}\s*年?\s*(?:[-—－~～至到])\s*(?P<z>(?:19|20)\d\d|{HAN_YEAR})\s*年")
_POSTED = re.compile(r"(?:发文|发布|印发)?(?:时间|日期)[:：]\s*(?P<y>(?:19|20)\d\d)[-年/.]")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]|\d{4}年|“?十|过去|第[一二]部分")
_SHORT = 48
_CONGRESS = re.compile(
    r"(?:向|在|对)第(?P<c>[一二三四五六七八九十]{1,3})届全国人民代表大会(?:第(?P<s>[一二三四五])次会议)?"
    r"(?=上|提|作|报告|[，,\s]|$)"
)
_DELIVERED_IN = re.compile(rf"[\s—―─－(（-]*(?:于)?{_Y}\s*年(?:\s*{_NUMBER}\s*月|(?=在))")
_SESSIONS = {
    1: (1954, 1955, 1956, 1957, 1958),
    2: (1959, 1960, 1962, 1963),
    3: (1964,),
    4: (1975,),
    5: (1978, 1979, 1980, 1981, 1982),
}
"""When the sessions of the National People's Congress met; from the sixth (1983) on, every year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The year of delivery, its day where a delivery line gives it, and whether it is certain.

    ``ground`` names for the user what the year was read from.
    """

    year: int | None
    day: date | None
    sure: bool
    ground: str


def dated(front: str, healed: str, name: str, collected: str, title: str) -> Dated:
    """When a report was delivered.

    ``front``: the lines above the speech; ``collected``: the beginning as the collector left it.
    """
    if day := _day(front):
        return Dated(year=day.year, day=day, sure=True, ground="作报告的日期")
    if met := _by_meeting(front):
        return Dated(year=met, day=None, sure=True, ground="会议名称")
    headings = [line[:_SHORT] for line in healed.split("\n") if _HEADING.match(line)]
    told = _by_sections(headings)
    named = _last(name)
    if told and (_stated(headings, told) or told in (named, _last(title))):
        return Dated(year=told, day=None, sure=True, ground="章节标题")
    if named:
        return Dated(year=named, day=None, sure=True, ground="文件名")
    if told:
        return Dated(year=told, day=None, sure=False, ground="章节标题")
    if titled := _last(title):
        return Dated(year=titled, day=None, sure=True, ground="标题")
    hint = _hinted(front, healed, collected)
    return Dated(year=hint, day=None, sure=False, ground="正文提到的年份" if hint else "")


def number(written: str) -> int:
    """A number in digits or in Han numerals, a year (二〇一九) or a count (二十三)."""
    if written.isdecimal():
        return int(written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return (int(_HAN_DIGITS[tens]) if tens else 1) * 10 + (
            int(_HAN_DIGITS[ones]) if ones else 0
        )
    return int("".join(_HAN_DIGITS[c] for c in written))


def _day(front: str) -> date | None:
    """The date that stands with a meeting; else with the speaker, or alone beside the meeting.

    A date with leading zeros or a clock beside it is the site's, of the day of posting.
    """
    lines = front.split("\n")
    beside: date | None = None
    for order, line in enumerate(lines):
        found = _DATE.search(line) or _NUMERIC_DATE.search(line)
        day = _date(found) if found and len(line) <= 120 else None
        if not found or day is None:
            continue
        if _MEETING.search(line):
            return day
        rest = line.replace(found[0], "")
        posted = _CLOCK.search(rest) or _STAMPED.search(found[0]) or "-" in found[0]
        near = _MEETING.search("".join(lines[max(0, order - 2) : order + 3]))
        if not posted and len(rest) <= 24 and (near or beside is None):
            beside = day
    return beside


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(number(found["y"]), number(found["m"]), number(found["d"] or ""))
    except (ValueError, KeyError):
        return None


def _by_meeting(front: str) -> int | None:
    """The year of a delivery line without a day, or of a session of the National Congress."""
    for line in front.split("\n"):
        opening = _DELIVERED_IN.match(line)
        if opening and len(line) <= 90 and re.search(r"大会|会议", line):
            return number(opening["y"])
        if session := _CONGRESS.search(line[:160]):
            congress, order = number(session["c"]), number(session["s"] or "一")
            if congress > 5:
                return 1983 + 5 * (congress - 6) + order - 1
            met = _SESSIONS.get(congress, ())
            if order <= len(met):
                return met[order - 1]
    return None


def _by_sections(headings: list[str]) -> int | None:
    """The year that the headings of the sections tell: one more than what they look back on."""
    votes: Counter[int] = Counter()
    for short in headings:
        if reviewed := _reviewed(short):
            votes[reviewed + 1] += 3 if re.search(r"回顾|总结", short) else 2
        planned = _PLANNED.search(short)
        if planned and not _RANGE.search(short):
            votes[number(planned["y"])] += 2
    if not votes:
        return None
    best = max(votes.values())
    leaders = [year for year, count in votes.items() if count == best]
    return min(leaders) if max(leaders) - min(leaders) > 1 else max(leaders)


def _reviewed(short: str) -> int | None:
    """The last year that a heading looks back on, None where it looks ahead or names none."""
    words = list(_REVIEWED.finditer(short))
    if not words:
        return None
    before = short[: words[-1].end()]
    whole = len(short) < _SHORT
    if whole and not _OF_YEAR.search(before) and not re.search(r"任务|安排|目标|部署", short):
        before = short
    if re.search(r"今后|未来", before):
        return None
    last = [number(r["z"]) for r in _RANGE.finditer(before)]
    years = [number(y["y"]) for y in _OF_YEAR.finditer(before)]
    return max([*years, *last], default=None)


def _stated(headings: list[str], year: int) -> bool:
    """Whether headings look back on the year before, or plan this one after a review of no year."""
    if year - 1 in {_reviewed(short) for short in headings}:
        return True
    planned = any((p := _PLANNED.search(h)) and number(p["y"]) == year for h in headings)
    return planned and any(_REVIEWED.search(h) and not _OF_YEAR.search(h[:20]) for h in headings)


def _last(written: str) -> int | None:
    years = [number(y["y"]) for y in _YEAR.finditer(written)]
    return years[-1] if years else None


def _hinted(front: str, healed: str, collected: str) -> int | None:
    """A year that the text hints at only: when it was posted, or of which year it speaks first."""
    if posted := _POSTED.search(collected):
        return number(posted["y"])
    dates = [number(d["y"]) for d in _DATE.finditer(front) if "就职" not in front]
    if dates:
        return dates[0]
    spoken = re.search(rf"(?<!\d)(\d{{4}}|{HAN_YEAR})年(?:是|，|，|全|，在)", healed[:1200])
    return number(spoken[1]) + 1 if spoken else None
