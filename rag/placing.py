"""The places a question names: which of them say where to look."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.mentions import Mention
from rag.regions import gazetteer
from rag.topic import QUOTED
from rag.types import Level, Region, ReportCard

_WHOLE = re.compile(
    r"中国|我国|(?<![占比居在于])全国(?!第|首[个家批位]|前[一二三四五六七八九十\d]|唯一|领先|率先|排名?第|最)"
    r"|China|国务院"
    r"|(?:^|(?<=[年，,]))国家(?![级局委统标队公重高新发电安科自法财])"
)
_BESIDE = re.compile(r"[和与跟、]全国(?:19|20)\d\d年|全国(?:19|20)\d\d年[和与跟、]")
"""深圳2005年和全国2008年: the whole country is the other side, not a measure."""


def scope_of(
    text: str,
    found: tuple[tuple[Region, ...], tuple[Region, ...]],
    mentions: Sequence[Mention],
    library: Sequence[ReportCard],
) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    """The places to look in; a larger one around a smaller one only says where it lies."""
    regions, missing = found
    if not re.search(r"[和与跟比、]|还是|\b(?:and|or|versus|vs|than)\b", text):
        # 西藏定日县…: where only the larger place's report is loaded, it is the one to look in.
        missing = tuple(
            r
            for r in missing
            if not any(r.name in o.parents for o in (*regions, *missing))
            and not any(o.name in r.parents for o in regions)
        )
        regions = tuple(r for r in regions if not any(r.name in o.parents for o in regions))
    state = tuple(dict.fromkeys(c.region for c in library if c.region.level is Level.STATE))
    if not regions and not missing and _WHOLE.search(text):
        regions = state
    elif len(regions) == 1 and _BESIDE.search(text):
        regions = (*regions, *(r for r in state if r not in regions))
    return regions, tuple(dict.fromkeys(r.name for r in missing))


_FACILITY = re.compile(
    r"[\u4e00-\u9fff]{0,3}?(?:港|机场|大学|学院|医院|高速|铁路|集团|银行|公司)|"
    r"(?:湾|总部|分行|分公司|奥运会|残奥会|冬奥会|世博会|亚运会|全运会)|"
    r"\s+(?:Stock Exchange|University|Institute|(?:International |Capital )?Airport|Bank|Railway|"
    r"(?:Winter )?Olympics|Consensus|Declaration)\b"
)
_GLOSS = re.compile(r"[（(][\u4e00-\u9fff]{2,12}[）)]")
"""A name that an English question gives in Chinese: Jilin-1 (吉林一号)."""


def places(text: str, library: Sequence[ReportCard]) -> tuple[Mention, ...]:
    """The places a question names as places: not inside a quoted term, not as part of 北京医院."""
    prefer = tuple(dict.fromkeys(c.region.code for c in library))
    quoted = [m.span() for pattern in (QUOTED, _GLOSS) for m in pattern.finditer(text)]
    loaded = set(prefer)
    return tuple(
        m
        for m in gazetteer().find(text, prefer=prefer)
        if not any(
            start < m.start and m.end < end and end - start > len(m.written) + 2
            for start, end in quoted
        )
        and (any(r.code in loaded for r in m.regions) or not _FACILITY.match(text, m.end))
    )


def loaded_of(
    mentions: Sequence[Mention], library: Sequence[ReportCard]
) -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    """(places of which a report is loaded, the others)."""
    by_code = {c.region.code: c.region for c in library}
    regions: dict[str, Region] = {}
    missing: dict[str, Region] = {}
    written = {m.written for m in mentions}
    for mention in mentions:
        found = [by_code[r.code] for r in mention.regions if r.code in by_code]
        if found:
            regions.update({r.code: r for r in found})
        elif mention.regions:
            missing[mention.regions[0].code] = mention.regions[0]
    if len(regions) + len(missing) > 1 and "国务院" not in written:
        # 占全国一半: the whole country beside a place is a measure, not a scope.
        regions = {c: r for c, r in regions.items() if r.level is not Level.STATE}
        missing = {c: r for c, r in missing.items() if r.level is not Level.STATE}
    return tuple(regions.values()), tuple(missing.values())


def all_regions(library: Sequence[ReportCard]) -> tuple[Region, ...]:
    regions = {c.region.code: c.region for c in library}
    return tuple(regions.values()) if len(regions) <= 12 else ()


_RANK = re.compile(r"\s+(?:New\s+)?(?:District|County|City|Province|Area|Prefecture)\b")
"""What kind of place an English question names, where the gazetteer's name is without it."""


def without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda m: -m.start):
        rank = _RANK.match(text, mention.end)
        end = rank.end() if rank else mention.end
        end -= text[end - 1 : end + 1] in ("县城", "县域")  # 五寨县城: 五寨, 县城
        text = text[: mention.start] + " " + text[end:]
    return re.sub(r"(^|\s)[县市区省](?=\s|$)", " ", text)
