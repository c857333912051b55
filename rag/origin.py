"""The place a report speaks for: by its title, congress, speaker, text, and file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.mentions import relation
from rag.regions import gazetteer
from rag.script import simplify
from rag.types import Level, Region

_HEAD = 1500


_OFFICE = (
    (re.compile(r"(?:第?[一二三四五六七八九十百零〇○\d]{1,5}届)?(?:人民代表大会|人大(?!常委))"), 5),
    (
        re.compile(
            r"(?:人民政府|管委会|管理委员会)?代?(?:省|市|区|县|州|旗)?(?:长|主席|主任|总理)"
        ),
        4,
    ),
    (re.compile(r"(?:\d{4}年(?:度)?)?政府工作报告"), 4),
    (re.compile(r"人民政府|管委会|管理委员会|委员会"), 3),
)


_SELF = {
    Level.COUNTY: re.compile(r"[我全][县区旗]|(?<!自治)[县区](?:委|政府)|新区(?:党工委|管委会)"),
    Level.CITY: re.compile(r"[我全][市州盟]|[市州](?:委|政府)"),
    Level.PROVINCE: re.compile(r"[我全]省|省(?:委|政府)|全自治区|自治区(?:党委|政府)"),
}


_STATE_SPEAKS = re.compile(
    r"国务院总理|代表(?:国务院|中央人民政府)|[—在\n]第.{1,3}届全国人民代表大会第?.{1,3}次会议[上\n]"
)


_SPEAKER = re.compile(
    r"代表(?:本|我|新|自治|[一-鿿]{2,6}新)?([省市州盟县区旗])(?:人民政府|政府|管委会|管理委员会|党工委)"
)


_KIND = {"省": Level.PROVINCE, "市": Level.CITY, "州": Level.CITY, "盟": Level.CITY}


def resolve(candidates: Sequence[str], text_head: str, name: str) -> Region | None:
    """The place a report speaks for, or None where it cannot be told.

    ``candidates`` are strings that should name it (its title, the congress, the speaker's
    office), the most trusted first; ``text_head`` is the text, or its beginning; ``name`` the
    file's name, which counts only where the text leaves the question open.
    """
    text = re.sub(r"(?<=[一-鿿])(?:[ \t\u3000]|\?\?)+(?=[一-鿿])", "", simplify(text_head))
    votes = _votes([(s, 2) for s in candidates] + [(text[:_HEAD], 0)])
    best = max(votes.values(), default=0)
    tied = [region for region, n in votes.items() if n == best]
    named = _of_file(name)
    if len(tied) == 1:
        return tied[0]
    if tied:
        return _settled(tied, text) or _only([r for r in tied if r in named])
    return _by_count(text, named) or _only(named)


def _votes(strings: Sequence[tuple[str, int]]) -> Counter[Region]:
    """How strongly each place is named as the one that reports; homonyms get the same."""
    votes: Counter[Region] = Counter()
    for string, trust in strings:
        string = simplify(string)
        for _ in _STATE_SPEAKS.finditer(string):
            votes[gazetteer().state] += 5
        for mention in gazetteer().find(string):
            if gazetteer().state in mention.regions:
                continue
            weight = next((n for p, n in _OFFICE if p.match(string, mention.end)), 0) + trust
            if re.search(r"代表$", string[: mention.start]):
                weight += 3
            for region in mention.regions if weight else ():
                votes[region] += weight
    return votes


def _settled(tied: Sequence[Region], text: str) -> Region | None:
    """Of homonyms the one whose parents the text names most often."""
    counts = Counter({r: sum(text.count(p[:-1]) for p in r.parents) for r in tied})
    (first, n), *rest = counts.most_common(2)
    return first if n and (not rest or n > rest[0][1]) else None


def _own_level(text: str) -> Level:
    """The level of the government that speaks: as it says itself, or by 全县, 市委 and the like."""
    if said := _SPEAKER.search(text[:_HEAD]):
        if "自治区" in said.group():
            return Level.PROVINCE
        return _KIND.get(said.group(1), Level.COUNTY)
    counts = {level: len(pattern.findall(text)) for level, pattern in _SELF.items()}
    most = max(counts.values())
    if len(re.findall(r"我国|全国|国务院", text)) > 4 * most:
        return Level.STATE
    # Reports name the levels above them often, and those below them rarely.
    return next(level for level, n in counts.items() if n * 4 >= most)


def _by_count(text: str, named: Sequence[Region]) -> Region | None:
    """The place of the report's own level that the text names clearly most often.

    Where the text does not say which government speaks, a place below that one that the file's
    name gives is believed.
    """
    level = _own_level(text)
    if level is Level.STATE:
        return gazetteer().state
    seen = gazetteer().counted(text, level)
    for regions in [r for r in seen if level is Level.COUNTY and not _parent_named(r, text)]:
        del seen[regions]
    if not seen:
        return None
    (regions, n), *rest = seen.most_common(2)
    if n < 3 or (rest and n < 2 * rest[0][1]):
        return None
    best = _only(regions) or _settled(regions, text)
    if best and not _SPEAKER.search(text[:_HEAD]):
        below = _only([region for region in named if relation(best, region)])
        return below or best
    return best


def _parent_named(regions: Sequence[Region], text: str) -> bool:
    return any(parent[:2] in text for region in regions for parent in region.parents[-1:])


def _of_file(name: str) -> list[Region]:
    """The places that a file's name names, in Chinese or in pinyin."""
    words = re.sub(r"[_\-.]+", " ", name)
    latin = [n for w in re.findall(r"[A-Za-z]+", words) for n in gazetteer().find(w.capitalize())]
    mentions = [*gazetteer().find(words), *latin]
    return list(dict.fromkeys(r for m in mentions[-1:] for r in m.regions))


def _only(regions: Sequence[Region]) -> Region | None:
    return regions[0] if len(regions) == 1 else None
