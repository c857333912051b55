"""Builds pairs from government work reports: what people might ask or type → what answers it."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.collections import Pair, Stream, held_out, rows, stream

UNCLEAR = ("library-licensed", "reseller")
"""Reports whose collection came by a licensed database are left out of the training."""
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_CLAUSE = re.compile(r"[^，,。！？；、]+")
_FIGURE = re.compile(
    r"\d[\d.,]*(?:[×xX]\d+)?\s*(?:%|％|‰|个百分点|个点|万亿|亿|万|千|百)?\s*"
    r"(?:元|美元|吨|亩|公顷|斤|千瓦时|千瓦|兆瓦|度|立方米|平方米|公里|人次|人|户|个|家|项|件|台|辆|所|张|名|座|处|条|位|倍)?"
    r"(?:以上|左右|以内)?"
)
_TAIL = re.compile(r"(?:分别)?(?:达到了?|达|完成了?|实现了?|突破|超过|为|是|至|到|约|近|了)+$")
_MARKS = re.compile(r"^[\s—\-*#·•（()）一二三四五六七八九十\d.、]+")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、])")
_NOTE = re.compile(r"^[\s\d.、〔〕\[\]①-⑳“\"]*([^：:，。“”\"]{2,12})[”\"]?[：:](.{12,300})$")
_ASKING = ("多少", "是多少", "是多少？", "有多少", "目标是多少", "达到多少", "怎么样", "", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report as it is trained on: its place, year and paragraphs under their headings."""

    place: str
    year: int
    paragraphs: tuple[tuple[str, str], ...]
    """(heading, text)"""
    notes: tuple[tuple[str, str], ...]
    dev: bool


def domain(reports: Path, train: Path, seed: int) -> list[Stream]:
    """The streams about the reports; whole reports are kept aside for development."""
    rng = random.Random(seed)
    papers = list(read(reports))
    bilingual = stream("bilingual", 0.12, _bilingual(train / "gwr_zh_en.jsonl"), drop=0.1)
    asked = Stream(
        name="asked_en",
        share=0.08,
        drop=0.3,
        train=[(ask_english(en, rng), zh) for en, zh in bilingual.train],
        dev=[(ask_english(en, rng), zh) for en, zh in bilingual.dev],
    )
    return [
        _parted("figures", 0.16, papers, lambda paper: _figures(paper, rng), drop=0.3),
        _parted("context", 0.10, papers, lambda paper: _context(paper, rng), drop=0.4),
        _parted("headings", 0.05, papers, lambda paper: _headings(paper, rng), drop=0.2),
        _parted("notes", 0.01, papers, lambda paper: _notes(paper, rng)),
        bilingual,
        asked,
    ]


def read(folder: Path) -> Iterator[Paper]:
    """The reports of the manifest whose terms are clear, in its order."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            terms = " ".join(str(value) for value in row.values())
            if any(mark in terms for mark in UNCLEAR):
                continue
            text = (folder / row["file"]).read_text(encoding="utf-8", errors="replace")
            yield paper(text, row["region"], int(row["year"][:4]))


def paper(text: str, place: str, year: int) -> Paper:
    """Splits lines into headings and paragraphs; a one-line report is cut every few sentences."""
    heading, paragraphs, notes = "", [], []
    for line in (part.strip().strip("*").strip() for part in text.splitlines()):
        if note := _NOTE.match(line):
            notes.append((note[1], note[2]))
        if len(line) < 40 and not line.endswith(("。", "；", "，")):
            heading = _MARKS.sub("", line) if _HEADING.match(line) else heading
            continue
        sentences = _SENTENCE.findall(line)
        for at in range(0, len(sentences), 6):
            paragraphs.append((heading, "".join(sentences[at : at + 6])))
    return Paper(
        place=place,
        year=year,
        paragraphs=tuple(paragraphs),
        notes=tuple(notes),
        dev=held_out(text),
    )


def _parted(
    name: str,
    share: float,
    papers: Sequence[Paper],
    build: Callable[[Paper], Iterator[Pair]],
    *,
    drop: float = 0.0,
) -> Stream:
    made = Stream(name=name, share=share, drop=drop)
    for one in papers:
        part = made.dev if one.dev else made.train
        part.extend(dict.fromkeys(pair for pair in build(one) if all(len(t) > 1 for t in pair)))
    return made


def header(one: Paper, heading: str, rng: random.Random) -> str:
    """Half of the positives carry place, year and section, as an embedded passage may."""
    return f"{one.place}·{one.year}年·{heading}\n" if rng.random() < 0.4 else ""


def ask(sentence: str, one: Paper, rng: random.Random) -> str | None:
    """A question or terse query that a figure of the sentence answers; None without a figure."""
    clauses = [c for c in _CLAUSE.findall(sentence) if _FIGURE.search(c)]
    if not clauses:
        return None
    clause = rng.choice(clauses)
    words = _FIGURE.sub("", _MARKS.sub("", clause)).strip()
    words = _TAIL.sub("", words) if rng.random() < 0.6 else words
    if len(words) < 4:
        subject = _TAIL.sub("", _FIGURE.split(_MARKS.sub("", sentence), maxsplit=1)[0])
        words = re.split(r"[，,、]", subject)[-1] + words
    if len(words) < 3 or len(words) > 40:
        return None
    place = rng.choice((one.place, one.place.rstrip("县市省区"), "", ""))
    year = rng.choice((f"{one.year}年", f"{one.year - 1}年", "今年", "", ""))
    return place + year + words + rng.choice(_ASKING)


def _figures(one: Paper, rng: random.Random) -> Iterator[Pair]:
    for heading, text in one.paragraphs:
        for sentence in _SENTENCE.findall(text):
            if 10 <= len(sentence) <= 200:
                for _ in range(2):
                    if question := ask(sentence, one, rng):
                        yield question, header(one, heading, rng) + sentence


def _context(one: Paper, rng: random.Random) -> Iterator[Pair]:
    for heading, text in one.paragraphs:
        sentences = [s for s in _SENTENCE.findall(text) if len(s) >= 8]
        if len(sentences) >= 2:
            at = rng.randrange(len(sentences))
            rest = "".join(sentences[:at] + sentences[at + 1 :])
            yield sentences[at], header(one, heading, rng) + rest
        for sentence in rng.sample(sentences, min(2, len(sentences))):
            clauses = [c for c in _CLAUSE.findall(sentence) if len(c) >= 4]
            if len(clauses) >= 2:
                at = rng.randrange(len(clauses))
                yield clauses[at], "，".join(clauses[:at] + clauses[at + 1 :])


def _headings(one: Paper, rng: random.Random) -> Iterator[Pair]:
    for heading, text in one.paragraphs:
        if len(heading) >= 4:
            yield heading, text
        first, _, rest = text.partition("。")
        if len(first) <= 40 and len(rest) >= 30:
            yield _MARKS.sub("", first), header(one, heading, rng) + rest


def _notes(one: Paper, rng: random.Random) -> Iterator[Pair]:
    for term, text in one.notes:
        yield rng.choice((f"什么是{term}", f"{term}是什么意思", f"“{term}”指什么", term)), text


def _bilingual(path: Path) -> Iterator[Pair]:
    for row in rows(path):
        if len(row["zh"]) >= 6 and len(row["en"]) >= 12:
            yield row["en"], row["zh"]


def ask_english(english: str, rng: random.Random) -> str:
    """The English sentence as a question: its numbers dropped, a question word before it."""
    clause = rng.choice([c for c in re.split(r"[,;.]\s", english) if len(c) > 15] or [english])
    words = re.sub(r"\d[\d.,]*\s*(?:percent|%|billion|million|trillion)?(?: yuan)?", "", clause)
    opening = ("How much ", "What is the target for ", "How many ", "What was ", "How did ", "", "")
    return rng.choice(opening) + words.strip() + rng.choice(("?", ""))
