"""The same reports under other county names: a library as large as one likes, with known answers.

Every place of the originals gets counties of its own, in each of which all its reports are written
out again: the place's name is replaced in text and file name, nothing else is changed. So each
passage has near-identical twins of other places, which is what a large library is like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.regions import gazetteer
from rag.types import Level, Region, ReportCard

_STATE = ("中华人民共和国国务院", "国务院", "中央人民政府", "我国", "全国", "中国")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A report that was written out for another place."""

    path: Path
    region: Region


def counties(taken: Collection[str]) -> list[Region]:
    """Counties with names of their own, in an order that depends on nothing but their codes.

    ``taken`` are the codes of places that stand for themselves.
    """
    places = gazetteer()
    found = [
        region
        for region in places
        if region.level is Level.COUNTY
        and region.code not in taken
        and region.name.endswith("县")
        and len(region.short) > 1
        and len(places.by_name(region.name)) == len(places.by_name(region.short)) == 1
    ]
    return sorted(found, key=lambda region: hashlib.sha256(region.code.encode()).digest())


def renamed(text: str, here: Region, there: Region) -> str:
    """The text with the names of one place in place of another's, the longest first."""
    if here.level is Level.STATE:
        for name in _STATE:
            text = text.replace(name, there.name)
        return text
    for name, other in ((here.full, there.full), (here.name, there.name)):
        text = text.replace(name, other)
    return text.replace(here.short, there.short) if len(here.short) > 1 else text


def write(
    cards: Sequence[ReportCard],
    texts: Mapping[str, str],
    folder: Path,
    *,
    times: int,
    taken: Collection[str] = (),
) -> list[Copy]:
    """Writes ``times`` copies of every report into a folder, copy by copy.

    ``texts`` holds the reports' texts by name, ``taken`` codes that no copy may use.
    """
    own = list(dict.fromkeys(card.region.code for card in cards))
    free = counties({*own, *taken})
    if len(free) < times * len(own):
        raise ValueError(
            f"{len(free)} counties are too few for {times} copies of {len(own)} places"
        )
    chosen = {code: free[at * times : (at + 1) * times] for at, code in enumerate(own)}
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    for turn in range(times):
        for number, card in enumerate(cards, 1):
            there = chosen[card.region.code][turn]
            title = f"{there.full}人民政府{card.year}年政府工作报告"
            text = f"{title}\n\n{renamed(texts[card.report], card.region, there)}"
            path = folder / f"{turn + 1}-{number}_{there.full}_{card.year}.txt"
            path.write_text(text, encoding="utf-8")
            copies.append(Copy(path=path, region=there))
    return copies
