"""Recognises from a text and its file name when and where a report was delivered.

Nothing is guessed: what the text does not say stays None, and the place is handed on as the
strings in which it is written, surest first, for the gazetteer to resolve.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from rag.clean import heal

_HAN_DIGITS = {c: str(n % 10) for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○ＯOo0", "0"
)
_HAN_YEAR = r"[一二][〇零○ＯOo0一二三四五六七八九]{3}"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(rf"(?P<y>(?:19|20)\d\d|{_HAN_YEAR})年(?P<m>{_NUMBER})月(?:(?P<d>{_NUMBER})日)?")
_NUMERIC_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
_MEETING = re.compile(
    r"人民代表大会|届.{0,6}次(?:全体)?会议|人大.{0,6}次会议|工作会议|大会上|会议上|(?:政治)?协商"
)
_REVIEWED = re.compile(
    rf"(?P<y>(?:19|20)\d\d|{_HAN_YEAR})年(?:(?:及|和|与|、|以及|暨).{{0,24}})?.{{0,12}}?(?:回顾|工作总结|工作情况|主要成就)"
)
_PLANNED = re.compile(
    rf"(?P<y>(?:19|20)\d\d|{_HAN_YEAR})年(?:的)?.{{0,14}}?(?:安排|部署|重点工作|工作重点|主要任务|目标任务"
    r"|预期目标|总体要求|主要工作|主要目标|工作任务|打算|任务|计划)"
)
_TITLE = re.compile(r"[^。；，\n]{0,40}工作报告[^。；，\n]{0,12}")
_YEAR = re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d|{_HAN_YEAR})(?=年|\D|$)")
_POSTED = re.compile(r"(?:发文|发布|印发)?(?:时间|日期)[:：]\s*(?P<y>(?:19|20)\d\d)[-年/.]")
_SUFFIX = (
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|矿区|特区|新区"
    r"|开发区|合作区|示范区|度假区|管理区|省|市|县|区|盟|州|旗)"
)
_PLACES = (
    re.compile(
        rf"在(?P<p>[\u4e00-\u9fff]{{1,22}}?{_SUFFIX})(?:第?[一二三四五六七八九十\d]{{1,4}}届|人民代表大会|人大|政协)"
    ),
    re.compile(
        rf"(?:^|[\s，:：、）)日])(?P<p>[\u4e00-\u9fff]{{1,22}}?{_SUFFIX})第?[一二三四五六七八九十\d]{{1,4}}届"
    ),
    re.compile(
        rf"(?P<p>[\u4e00-\u9fff]{{2,22}}?{_SUFFIX})(?:人民)?(?:政府|管理委员会|管委会|革命委员会)?(?:党工委书记、)?(?:代|副)?(?:县长|市长|区长|省长|主席|州长|盟长|旗长|主任)"
    ),
    re.compile(
        rf"代表(?P<p>[\u4e00-\u9fff]{{2,22}}?{_SUFFIX})(?:人民政府|管委会|管理委员会|党工委|政府|向)"
    ),
    re.compile(
        rf"发文单位[:：]\s*(?P<p>[\u4e00-\u9fff]{{2,22}}?{_SUFFIX})(?:人民政府|管委会|管理委员会|$)"
    ),
)
_STATE = re.compile(r"国务院|全国人民代表大会|中央人民政府|國務院|全國人民代表大會|中央人民政府")
_GENERIC = re.compile(
    r"(?:全|我|本|各|该)?[省市县区州盟旗]$|.*(?:完成|实现|领导|两会|人大|委|\d年)"
)
_BEFORE = re.compile(r"^.*(?:日在|上午在|下午在|代表|完成了?|委和|府和|导和|大和|协和)|^在")
_CUES = re.compile(
    r"工作报告|政府工作|各位代表|各位委员|人民代表大会|人民代表大會|县长|市长|省长|区长|总理|國務院|国务院|各位代表|我代表"
    r"|管委会|预期目标|工作回顾|经济社会发展|生产总值|国民经济|國民經濟|政府自身建设|人民政府"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a text says of its own delivery. ``year`` is the year in which it was delivered.

    ``place_text``: strings in which the place is written, surest first, still unresolved.
    """

    title: str | None
    year: int | None
    delivered: date | None
    place_text: tuple[str, ...]


def recognise(text: str, name: str) -> Delivery:
    """Title, year, date and place as the text gives them, then as the file's ``name`` does."""
    healed = heal(text).text
    head = healed[:2500]
    front = _front(healed)
    collected = re.sub(r"[ \t\u3000]+", "", text[:1500])
    delivered = _delivered(front)
    year = _year(front, healed, name, collected, delivered)
    if delivered and year and delivered.year != year:
        delivered = None
    return Delivery(
        title=_title(front, collected),
        year=year,
        delivered=delivered,
        place_text=_places(front, head, collected, name),
    )


def not_a_report(text: str) -> str | None:
    """Why the text is not a government work report, in Chinese, or None if it may be one."""
    if not text.strip():
        return "文件没有文字"
    han = len(re.findall(r"[\u4e00-\u9fff]", text[:200_000]))
    if han == 0:
        return "没有中文内容"
    if han < 200:
        return "中文内容太少，不像一份政府工作报告"
    found = {m[0] for m in _CUES.finditer(text[:200_000])}
    if len(found) < 2:
        return "内容不像政府工作报告：没有“工作报告”“各位代表”“人民代表大会”等字样"
    return None


def _front(healed: str) -> str:
    """The lines above the speech, and its first sentences."""
    lines = healed.split("\n")
    front: list[str] = []
    for number, line in enumerate(lines[:20]):
        if len(line) > 160 or re.match(r"[一二三]、|（一）", line):
            front.append(line[:160])
            break
        front.append(line)
        if "我代表" in line or number > 12:
            break
    return "\n".join(front)


def _int(written: str) -> int:
    if written.isdigit():
        return int(written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return (int(_HAN_DIGITS[tens]) if tens else 1) * 10 + (
            int(_HAN_DIGITS[ones]) if ones else 0
        )
    return int("".join(_HAN_DIGITS[c] for c in written))


def _delivered(front: str) -> date | None:
    """The date of the delivery line: one that stands with a meeting, or alone in its line."""
    lines = front.split("\n")
    for number, line in enumerate(lines):
        found = _DATE.search(line) or _NUMERIC_DATE.search(line)
        if not found or len(line) > 90:
            continue
        beside = line + "".join(lines[max(0, number - 2) : number + 2])
        alone = len(line) - len(found[0]) <= 16
        if (_MEETING.search(beside) or alone) and found["d"]:
            try:
                return date(_int(found["y"]), _int(found["m"]), _int(found["d"]))
            except ValueError:
                continue
    return None


def _year(front: str, healed: str, name: str, collected: str, delivered: date | None) -> int | None:
    """The year most evidence speaks for; the delivery line counts most, the file name least."""
    votes: Counter[int] = Counter()
    if delivered:
        votes[delivered.year] += 4
    else:
        for found in _DATE.finditer(front):
            votes[_int(found["y"])] += 2
    for line in healed.split("\n"):
        short = line[:40]
        if not re.match(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]|\d{4}年|“?十", short):
            continue
        reviewed, planned = _REVIEWED.search(short), _PLANNED.search(short)
        if reviewed and "今后" not in short:
            votes[max(_int(y) for y in _YEAR.findall(short)) + 1] += 2
        elif planned:
            votes[_int(planned["y"])] += 2
    title = _title(front, "")
    for written in (title or "", name):
        for found in _YEAR.finditer(written):
            votes[_int(found["y"])] += 2
    if not votes:
        posted = _POSTED.search(collected)
        spoken = re.search(rf"({_HAN_YEAR}|\d{{4}})年是", healed[:1200])
        if posted:
            return _int(posted["y"])
        return _int(spoken[1]) + 1 if spoken else None
    best = max(votes.values())
    leaders = [y for y, count in votes.items() if count == best]
    if delivered and delivered.year in leaders:
        return delivered.year
    named = [y for y in leaders if str(y) in name]
    return named[0] if named else max(leaders)


def _title(front: str, collected: str) -> str | None:
    for place in (front, collected):
        for line in place.split("\n"):
            found = _TITLE.search(line)
            if (
                found
                and not re.search(r"代表[^大]|现在|向|提出", found[0])
                and "文件" not in found[0]
            ):
                return re.sub(r"^(?:标题[:：]|资料[:：])", "", found[0]).strip(" —-")
    return None


def _places(front: str, head: str, collected: str, name: str) -> tuple[str, ...]:
    found: list[str] = []
    flat = re.sub(r"[ \t]", "", front)
    if _STATE.search(flat + head[:400]) and not re.search(r"[省市县区]人民政府|[省市县区]长", flat):
        found.append("国务院")
    for pattern in _PLACES:
        for place in (flat, head, collected):
            found.extend(m["p"] for m in pattern.finditer(place))
    for written in (_title(front, collected) or "", name):
        bare = re.split(
            rf"\d{{4}}|{_HAN_YEAR}|[_\s]|政府|工作报告|人民",
            re.sub(rf"^(?:\d{{4}}|{_HAN_YEAR})年?", "", written),
        )[0]
        if bare and re.search(r"[\u4e00-\u9fffA-Za-z]", bare):
            found.append(bare)
    bare_name = re.sub(r"[_\-\s]*\d{4}[a-z年]*.*$", "", name)
    if bare_name:
        found.append(bare_name)
    plain = [_BEFORE.sub("", p) for p in found]
    return tuple(dict.fromkeys(p for p in plain if p and not _GENERIC.match(p)))
