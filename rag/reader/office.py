"""Who holds an office, from the line of the one who delivers the report."""

from __future__ import annotations

import re

from rag.reader.wording import citation, place, region_english
from rag.types import (
    Answer,
    Claim,
    Evidence,
    Outcome,
    Part,
    Query,
)

_TITLES = "县长|区长|市长|省长|州长|旗长|自治区主席|主席|总理|镇长|乡长|书记|主任"


_NAMED = re.compile(
    rf"(?:代理?|副)?({_TITLES})[ \t　]*[:：]?[ \t　]*"
    r"([\u4e00-\u9fff·]{2,5}?)(?=$|[\s，。：（(]|各位)"
)


def person(query: Query, evidence: Evidence) -> Answer | None:
    """Who holds an office, from the line of the one who delivers the report."""
    office = re.search(_TITLES, query.standalone)
    if office is None or not re.search(
        r"谁|叫什么|名字|姓名|对吧|是不是|吗|哪位|who|name", query.standalone
    ):
        return None
    for hit in evidence.hits:
        if hit.passage.part is not Part.FRONT:
            continue
        text = hit.passage.reading.text
        for match in _NAMED.finditer(text):
            if match.group(1).endswith(office.group()):
                name = place(hit.passage.region)
                words = f"{name}{match.group(1)}是{match.group(2)}"
                asked = re.search(
                    r"是([\u4e00-\u9fff]{2,4})(?:对吧|吗|吧|对吗|，)", query.standalone
                )
                if asked:
                    words = ("是的，" if asked.group(1) == match.group(2) else "不是，") + words
                if query.language == "en":
                    english = region_english(hit.passage.region, name)
                    words = f"{match.group(2)} ({english}, {match.group(1)})"
                cited = citation(hit.passage, *_line(text, match.start(), match.end()))
                claim = Claim(text=words, citations=(cited,), regions=(hit.passage.region,))
                return Answer(
                    query=query, outcome=Outcome.ANSWERED, text=words + "。", claims=(claim,)
                )
    return None


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
