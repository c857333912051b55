"""Who holds an office, from the line of the one who delivers the report."""

from __future__ import annotations

import re

from rag.reader.wording import citation, place, region_english, sentence
from rag.types import (
    Answer,
    Claim,
    Evidence,
    Outcome,
    Part,
    Passage,
    Query,
)

_TITLES = "县长|区长|市长|省长|州长|旗长|自治区主席|主席|总理|镇长|乡长|书记|主任"


_NAMED = re.compile(
    rf"(?:代理?|副)?({_TITLES})[ \t　]*[:：]?[ \t　]*"
    r"(?![在向代所们和及的])([\u4e00-\u9fff·]{2,5}?)(?=$|[\s，。：（(]|各位|[作代向])"
)


_ASKED = re.compile(r"谁|叫什么|名字|姓名|对吧|是不是|[吗吧]|哪位|who|name", re.IGNORECASE)
_GUESS = re.compile(r"是([\u4e00-\u9fff]{2,4})(?:对吧|吗|吧|对吗|，)")


def delivery(query: Query, evidence: Evidence) -> Answer | None:
    """Who delivered the reports asked for, and when and where, as their first lines say."""
    wanted = {*query.years, *query.delivered}
    fronts = [h.passage for h in evidence.hits if h.passage.part is Part.FRONT]
    of_year = [p for p in fronts if not wanted or p.year in wanted]
    by_place: dict[str, list[Claim]] = {}
    for passage in sorted(of_year, key=lambda p: (-p.year, p.span.start)):
        if passage.region not in by_place and (told := _delivered(query, passage)):
            by_place[passage.region] = told
    if len(by_place) < len(query.regions) or not by_place:
        return None
    claims = tuple(c for told in by_place.values() for c in told)
    text = sentence(query, claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


_MEETING = re.compile(
    r"(?P<date>(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*在?(?P<at>[^，。；）)]{6,50}(?:会议|大会|全会))"
)


def _delivered(query: Query, passage: Passage) -> list[Claim]:
    """What the first lines of a report say of its delivery."""
    text, home = passage.reading.text, place(passage.region)
    who, met = _NAMED.search(text), _MEETING.search(text)
    asks_who = re.search(r"谁|哪位|哪个人|报告人|who", query.standalone, re.IGNORECASE)
    claims: list[Claim] = []
    if met and not (asks_who and who):
        said = f"{home}{passage.year}年政府工作报告于{met['date']}在{_joined(met['at'])}上作出"
        if query.language == "en":
            english = region_english(passage.region, home)
            said = f"{english}, {passage.year} report: {met['date']}, {_joined(met['at'])}"
        cited = citation(passage, met.start(), met.end())
        claims.append(Claim(text=said, citations=(cited,), regions=(passage.region,)))
    if who and asks_who:
        claims.extend(_named(query, passage, who).claims)
    return claims


def _joined(text: str) -> str:
    """Words that may stand on two lines, as one."""
    return re.sub(r"\s", "", text)


def person(query: Query, evidence: Evidence) -> Answer | None:
    """Who held an office when a report was delivered: in the year asked for, else lately."""
    office = re.search(_TITLES, query.standalone)
    if office is None or not _ASKED.search(query.standalone):
        return None
    fronts = [h.passage for h in evidence.hits if h.passage.part is Part.FRONT]
    wanted = {*query.years, *query.delivered}
    for passage in sorted(fronts, key=lambda p: (-p.year, p.id)):
        if wanted and passage.year not in wanted:
            continue
        for match in _NAMED.finditer(passage.reading.text):
            if match.group(1).endswith(office.group()):
                return _named(query, passage, match)
    return None


def _named(query: Query, passage: Passage, match: re.Match[str]) -> Answer:
    title, name, home = match.group(1), match.group(2), place(passage.region)
    guess = _GUESS.search(query.standalone)
    head = "" if guess is None else "是的，" if guess.group(1) == name else "不是，"
    words = f"{head}{passage.year}年作报告的{home}{title}是{name}"
    if query.language == "en":
        english = region_english(passage.region, home)
        words = f"{name} ({english}, {title}, {passage.year} report)"
    cited = citation(passage, *_line(passage.reading.text, match.start(), match.end()))
    claim = Claim(text=words, citations=(cited,), regions=(passage.region,))
    return Answer(query=query, outcome=Outcome.ANSWERED, text=words + "。", claims=(claim,))


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return left, right if right >= 0 else len(text)


def asks_person(query: Query) -> bool:
    """Whether a question asks for the holder of an office."""
    return bool(
        re.search(
            rf"(?:{_TITLES})[^，。]{{0,6}}(?:谁|叫什么|名字|姓名|是[\u4e00-\u9fff]{{2,4}}(?:对吧|吗|吧))|谁.{{0,6}}(?:{_TITLES})",
            query.standalone,
        )
    )
