"""Reads the training collections into text pairs: (anchor, positive), grouped into streams.

Nothing here is random but the choice of the development part, which is made from a hash of the
text before anything is trained.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Pair = tuple[str, str]
DEV_SHARE = 20
"""One text in so many is kept aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Pairs of one kind. ``share`` is its part of the batches, ``drop`` the most of an anchor's
    tokens that may be left out at random."""

    name: str
    share: float
    train: list[Pair] = field(default_factory=list)
    dev: list[Pair] = field(default_factory=list)
    drop: float = 0.0


def held_out(text: str) -> bool:
    """Whether a text belongs to the development part; white space does not change the choice."""
    digest = hashlib.sha256("".join(text.split()).encode()).digest()
    return int.from_bytes(digest[:4], "big") % DEV_SHARE == 0


def stream(name: str, share: float, pairs: Iterator[Pair], *, drop: float = 0.0) -> Stream:
    """Parts the pairs by their positive text; a pair is never in both parts."""
    made = Stream(name=name, share=share, drop=drop)
    for anchor, positive in dict.fromkeys(pairs):
        if anchor.strip() and positive.strip() and anchor != positive:
            (made.dev if held_out(positive) else made.train).append((anchor, positive))
    return made


def general(folder: Path) -> list[Stream]:
    """The streams that are not about the reports."""
    return [
        stream("tatoeba", 0.06, _tabbed(folder / "tatoeba_cmn_en_zh.tsv")),
        stream("captions", 0.05, _tabbed(folder / "3am_captions_en_zh.tsv")),
        stream("cedict", 0.10, _dictionary(folder / "cedict_simp_trad_pinyin_gloss.tsv")),
        stream("questions", 0.11, _questions(folder), drop=0.2),
        stream("news", 0.10, _news(folder / "xwlb_title_body.jsonl"), drop=0.3),
        stream("abstracts", 0.03, _abstracts(folder), drop=0.2),
        stream("services", 0.02, _services(folder / "gov_service_items.jsonl"), drop=0.2),
        stream("laws", 0.03, _laws(folder / "laws.jsonl"), drop=0.3),
    ]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _tabbed(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            left, _, right = line.rstrip("\n").partition("\t")
            yield left, right.partition("\t")[0]


def _dictionary(path: Path) -> Iterator[Pair]:
    skip = re.compile(r"^(surname|variant of|old variant|see |used in|abbr\. for|also written)")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, _, _, gloss = (line.rstrip("\n").split("\t") + [""] * 4)[:4]
            senses = [s.strip() for s in re.split(r"[/;]", gloss) if not skip.match(s.strip())]
            senses = [re.sub(r"\([^)]*\)|\[[^]]*\]", "", s).strip() for s in senses]
            for sense in [s for s in senses if s][:2]:
                yield sense, word


def _squad(path: Path) -> Iterator[Pair]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                yield question["question"], paragraph["context"]


def _questions(folder: Path) -> Iterator[Pair]:
    yield from _squad(folder / "cmrc2018_train.json")
    yield from _squad(folder / "drcd_train_subset.json")
    for name in ("dureader_checklist_train.jsonl", "dureader_qg.jsonl"):
        for row in rows(folder / name):
            if not row.get("is_impossible"):
                yield row["question"], row["context"]


def _news(path: Path) -> Iterator[Pair]:
    for row in rows(path):
        paragraphs = [p.strip() for p in row["paras"] if len(p.strip()) >= 15]
        if paragraphs:
            yield row["title"], paragraphs[0]
        if len(paragraphs) > 1:
            yield row["title"], paragraphs[1]
            yield paragraphs[0], paragraphs[1]


def _abstracts(folder: Path) -> Iterator[Pair]:
    yield from _tabbed(folder / "csl_title_abstract.tsv")
    yield from _tabbed(folder / "csl_title_abstract_train3k.tsv")


def _services(path: Path) -> Iterator[Pair]:
    for row in rows(path):
        basis = str(row.get("accept_standard") or "")
        if len(basis) >= 30:
            yield str(row.get("TASK_NAME") or ""), basis


def _laws(path: Path) -> Iterator[Pair]:
    article = re.compile(r"^第[一二三四五六七八九十百零]+条\s*(.+)$", re.M)
    for row in rows(path):
        title = re.match(r"#\s*(.+)", row["text"])
        bodies = [m[1] for m in article.finditer(row["text"]) if len(m[1]) >= 20]
        for body in bodies[:40]:
            head, mark, tail = body.partition("，")
            if mark and len(tail) >= 12 and title:
                yield f"{title[1].strip()} {head}", tail
