"""Recognises from a text and its file name when and where a report was delivered.

Nothing is guessed: what the text does not say stays None, and the place is handed on as the
strings in which it is written, surest first, for the gazetteer to resolve.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.clean import heal
from rag.dating import HAN_YEAR, dated

_TITLE = re.compile(r"[^。；，\n]{0,40}工作报告[^。；，\n]{0,12}")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a text says of its own delivery. ``year`` is the year in which it was delivered.

    ``place_text``: strings in which the place is written, surest first, still unresolved.
    ``sure``: the year stands in a delivery line, in a heading (N-1年工作回顾) or in the file's
    name; otherwise it is only hinted at, and the user should be asked. ``ground`` says which.
    """

    title: str | None
    year: int | None
    delivered: date | None
    place_text: tuple[str, ...]
    sure: bool = True
    ground: str = ""


def recognise(text: str, name: str) -> Delivery:
    """Title, year, date and place as the text gives them, then as the file's ``name`` does."""
    healed = heal(text).text
    head = healed[:2500]
    front = _front(healed)
    collected = re.sub(r"[ \t\u3000]+", "", text[:1500])
    title = _title(front, collected)
    when = dated(front, healed, name, collected, title or "")
    return Delivery(
        title=title,
        year=when.year,
        delivered=when.day,
        place_text=_places(front, head, collected, name),
        sure=when.sure,
        ground=when.ground,
    )


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
            rf"\d{{4}}|{HAN_YEAR}|[_\s]|政府|工作报告|人民",
            re.sub(rf"^(?:\d{{4}}|{HAN_YEAR})年?", "", written),
        )[0]
        if bare and re.search(r"[\u4e00-\u9fffA-Za-z]", bare):
            found.append(bare)
    bare_name = re.sub(r"[_\-\s]*\d{4}[a-z年]*.*$", "", name)
    if bare_name:
        found.append(bare_name)
    plain = [_BEFORE.sub("", p) for p in found]
    return tuple(dict.fromkeys(p for p in plain if p and not _GENERIC.match(p)))
