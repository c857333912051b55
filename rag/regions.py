"""Places of China: their names in all forms, found in text, and the place a report speaks for.

The table ``regions.tsv`` is made by ``training/gazetteer.py`` from the official division codes.
The longest name wins, so 易县 is never found inside 米易县. A short name that is also an ordinary
word (和平, 合作) counts only beside a cue, or where a report of that place is loaded (``prefer``).
A former name stands for the unit that exists now. What this does not do: places below the county.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from rag.mentions import (
    COMMON,
    HOWS,
    LEVELS,
    STATE,
    Mention,
    Name,
    chained,
    fitting,
    likeliest,
    listed,
    mention_of,
    narrowed,
)
from rag.resources import resource
from rag.script import simplify
from rag.types import Level, Region


class Gazetteer:
    """All units of the table, by code and by name."""

    def __init__(self, table: str) -> None:
        # Lines are kept as they are and become regions when asked for: loading stays short.
        self._rows: dict[str, list[str]] = {}
        self._codes: dict[str, Region] = {}
        self._forms: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        self._latin: defaultdict[str, list[Name]] = defaultdict(list)
        self._former: dict[tuple[str, str], int] = {}
        self._full: dict[str, str] = {}
        self._slips: (
            tuple[frozenset[str], list[int], dict[tuple[str, str, int], tuple[str, Region]]] | None
        ) = None
        _, english, *lines = table.splitlines()
        self._english = frozenset(english[2:].split(" "))
        forms = self._forms
        for line in lines:
            cells = [*line.split("\t"), "", ""]
            code, name, short, _, marks, aliases = cells[:6]
            self._rows[code] = cells
            forms[name].append((code, "full", "n" in marks))
            if short != name:
                forms[short].append((code, "short", "s" in marks or code == STATE))
            if aliases:
                self._other_names(code, short, aliases)
        heads: defaultdict[str, set[int]] = defaultdict(set)
        for form in forms:
            heads[form[:2]].add(-len(form))
        self._heads = {head: sorted(lengths) for head, lengths in heads.items()}

    def _other_names(self, code: str, short: str, aliases: str) -> None:
        for alias in aliases.split(","):
            written, _, year = alias.partition("@")
            if _is_latin(written):
                continue
            self._forms[written].append((code, "former" if year else "full", False))
            if year:
                self._former[written, code] = int(year)
                if len(base := _base(written)) > 1 and base != short:
                    self._forms[base].append((code, "former", True))

    def _region(self, code: str) -> Region:
        if found := self._codes.get(code):
            return found
        name, short = self._rows[code][1:3]
        above = [c for c in (code[:2] + "0000", code[:4] + "00") if c != code and c in self._rows]
        level = LEVELS[1 if code.endswith("0000") else 2 if code.endswith("00") else 3]
        region = Region(
            code=code,
            name=name,
            level=Level.STATE if code == STATE else level,
            parents=tuple(self._rows[c][1] for c in above),
            short=short,
        )
        return self._codes.setdefault(code, region)

    def _named(self, written: str) -> list[Name]:
        return [Name(self._region(c), how, risky) for c, how, risky in self._forms.get(written, ())]

    def __iter__(self) -> Iterator[Region]:
        return map(self._region, self._rows)

    def by_code(self, code: str) -> Region | None:
        """The unit of that code, or None."""
        return self._region(code) if code in self._rows else None

    @property
    def state(self) -> Region:
        """The State Council, which reports for the whole country."""
        return self._region(STATE)

    def by_name(self, name: str) -> tuple[Region, ...]:
        """All units of that full, short or former name, or of the name with its parents."""
        found = self._named(simplify(name).strip())
        if not found and (mentions := self.find(name)) and mentions[0].written == name:
            return mentions[0].regions
        return likeliest(found, frozenset())

    def renamed(self, name: str, region: Region) -> int | None:
        """The year in which ``region`` gave up the former name ``name``; None if it is none."""
        return self._former.get((name, region.code))

    def find(self, text: str, *, prefer: Sequence[str] = ()) -> tuple[Mention, ...]:
        """The places that a text names, in their order. ``prefer``: codes or names of the loaded.

        A name with its parents before it (山西沁水) or after it (Qinshui, Shanxi) is one mention.
        Typos are offered only where nothing else was found, and only for a preferred place.
        """
        text = simplify(text)
        known = self._preferred(prefer)
        found = list(self._chinese(text, known))
        if re.search(r"[A-Za-zÜü]{2}", text):
            found += self._pinyin(text, known)
            found.sort(key=lambda pair: pair[0].start)
        sure = [mention for mention, risky in found if not risky]
        mentions = [m for m, risky in found if not (risky and sure) or listed(m, sure, text)]
        mentions = narrowed(chained(mentions, text))
        if not mentions and known:
            mentions = list(self._typos(text, known))
        return tuple(mentions)

    def _chinese(self, text: str, known: frozenset[str]) -> Iterator[tuple[Mention, bool]]:
        heads, forms = self._heads, self._forms
        at = 0
        for start in range(len(text) - 1):
            if start < at or (lengths := heads.get(text[start : start + 2])) is None:
                continue
            for length in lengths:
                end = start - length
                written = text[start:end]
                if (
                    end > len(text)
                    or written not in forms
                    or not (here := fitting(self._named(written), text, slice(start, end), known))
                ):
                    continue
                risky = all(name.risky and name.region.code not in known for name in here)
                risky = risky and not COMMON.fullmatch(written)
                regions, how = likeliest(here, known), min((n.how for n in here), key=HOWS.index)
                yield mention_of(start, end, written, regions, how), risky
                at = end
                break

    def counted(self, text: str, level: Level) -> Counter[tuple[Region, ...]]:
        """How often a text names each place of a level, names with a cue beside them included."""
        found: Counter[tuple[Region, ...]] = Counter()
        for mention, _ in self._chinese(simplify(text), frozenset()):
            if here := tuple(region for region in mention.regions if region.level is level):
                found[here] += 1
        return found

    def _pinyin(self, text: str, known: frozenset[str]) -> Iterator[tuple[Mention, bool]]:
        words = list(_WORD.finditer(text))
        index = self._romanised()
        at = 0
        for i, word in enumerate(words):
            if word.start() < at:
                continue
            for last in (i + 3, i + 2, i + 1, i):
                if last >= len(words) or not _blanks(
                    text[word.end() : words[last].start()], last - i
                ):
                    continue
                written = text[word.start() : words[last].end()]
                kind = words[last + 1] if last + 1 < len(words) else None
                if kind and text[words[last].end() : kind.start()].strip(" "):
                    kind = None
                regions, end = self._latin_regions(index, written, kind, known)
                if regions:
                    end = end or words[last].end()
                    yield (
                        mention_of(word.start(), end, text[word.start() : end], regions, "pinyin"),
                        False,
                    )
                    at = end
                    break

    def _latin_regions(
        self,
        index: dict[str, list[Name]],
        written: str,
        kind: re.Match[str] | None,
        known: frozenset[str],
    ) -> tuple[tuple[Region, ...], int]:
        """What a romanised name may be; with the end of the word for its kind, if one follows."""
        names = index.get(_key(written), [])
        ends = _KINDS.get(kind.group().lower(), "") if kind else ""
        loaded = [n for n in names if n.region.code in known]
        if kind and ends and loaded and not any(n.region.name[-1] in ends for n in loaded):
            return likeliest(loaded, known), kind.end()  # a county that is a district by now
        if kind and ends and (fit := [n for n in names if n.region.name[-1] in ends]):
            return likeliest(fit, known), kind.end()
        names = [n for n in names if not n.risky or n.region.code in known]
        if not written[:1].isupper() or _key(written) in self._english:
            names = [
                n for n in names if n.region.code in known and _key(written) not in self._english
            ]
        return likeliest(names, known), 0

    def _romanised(self) -> dict[str, list[Name]]:
        if not self._latin:
            for code, cells in self._rows.items():
                region, reading = self._region(code), cells[3]
                key = reading.replace(" ", "")
                keys = {key, key.replace("v", "u")} if code != STATE else set()
                for form in sorted(keys):
                    self._latin[form].append(Name(region, "pinyin", " " not in reading))
                for alias in filter(_is_latin, cells[5].split(",")):
                    self._latin[_key(alias)].append(Name(region, "pinyin", False))
        return self._latin

    def pinyin(self, region: Region) -> str:
        """The name in Latin letters with its kind: Qinshui County, Inner Mongolia."""
        _, name, short, reading, _, aliases = self._rows[region.code][:6]
        if alias := next(filter(_is_latin, aliases.split(",")), ""):
            written = alias
        else:
            first, *rest = reading.replace("v", "ü").split(" ")
            written = first + "".join("'" + r if r[0] in "aeo" else r for r in rest)
            written = written.capitalize()
        if (name == short and len(name) > 2) or region.level is Level.STATE:
            return written
        kind = next((k for end, k in _ENGLISH if name.endswith(end)), "")
        return f"{written} {kind}".rstrip()

    def _typos(self, text: str, known: frozenset[str]) -> Iterator[Mention]:
        """Names of preferred places with one character mistaken for one that looks alike."""
        lengths, tails = self._slips_of(known)
        words, alike = _alike()
        at = 0
        for start in range(len(text) - 1):
            for n in lengths if start >= at else ():
                written = text[start : start + n]
                if len(written) < n or written in self._forms or written in words:
                    continue
                keys = ((written[:i], written[i + 1 :], n) for i in range(n))
                slips = ((written[len(k[0])], tails[k]) for k in keys if k in tails)
                if hit := next((r for w, (c, r) in slips if w in alike.get(c, "")), None):
                    at = start + n
                    yield mention_of(start, at, written, (hit,), "typo")
                    break

    def _slips_of(
        self, known: frozenset[str]
    ) -> tuple[list[int], dict[tuple[str, str, int], tuple[str, Region]]]:
        """The lengths of the names, and each name without one character; kept for the next call."""
        if self._slips and self._slips[0] == known:
            return self._slips[1:]
        masks: dict[tuple[str, str], Region] = {}
        for region in map(self._region, sorted(known)):
            for form in dict.fromkeys((region.name, region.short)):
                for i in range(len(form)):
                    masks.setdefault((form[:i], form[i:]), region)
        lengths = sorted({len(a) + len(b) for a, b in masks}, reverse=True)
        tails = {(a, b[1:], len(a) + len(b)): (b[0], r) for (a, b), r in masks.items()}
        self._slips = known, lengths, tails
        return lengths, tails

    def _preferred(self, keys: Sequence[str]) -> frozenset[str]:
        """The codes of regions given by code, by name, or by name with parents."""
        codes: set[str] = set()
        for key in keys:
            if key in self._rows:
                codes.add(key)
            elif key in self._forms:
                codes.update(code for code, _, _ in self._forms[key])
            else:
                self._full = self._full or {region.full: region.code for region in self}
                codes.update(filter(None, [self._full.get(key)]))
        return frozenset(codes)


_WORD = re.compile(r"[A-Za-zÜü]+(?:['’](?!s\b)[A-Za-zü]+)*")
_KINDS = {
    "county": "县旗",
    "district": "区县",
    "city": "市",
    "province": "省",
    "prefecture": "州区盟市",
    "banner": "旗",
    "municipality": "市",
    "region": "区",
    "xian": "县",
    "shi": "市",
    "qu": "区",
    "sheng": "省",
}
_ENGLISH = (
    ("新区", "New Area"),
    ("自治区", ""),
    ("行政区", ""),
    ("省", "Province"),
    ("市", "City"),
    ("州", "Prefecture"),
    ("盟", "League"),
    ("地区", "Prefecture"),
    ("县", "County"),
    ("旗", "Banner"),
    ("区", "District"),
)


def _is_latin(alias: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-zÜü ']+", alias))


def _key(latin: str) -> str:
    return re.sub(r"[ '’-]", "", latin.lower().replace("ü", "v"))


def _blanks(between: str, words: int) -> bool:
    """Whether the words of a name stand in one run, with one blank or hyphen between two."""
    return re.fullmatch(r"[A-Za-zÜü'’ -]*", between) is not None and between.count(" ") <= words


def _base(name: str) -> str:
    return re.sub(r"(?:新区|地区|[市县区盟])$", "", name)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read once."""
    return Gazetteer(resource("regions.tsv").read_text(encoding="utf-8"))


@cache
def _alike() -> tuple[frozenset[str], dict[str, str]]:
    """Words that are no slip, and for a character those that look or sound like it."""
    lines = resource("lookalikes.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(lines[1].split(" ")), {line[0]: line[1:] for line in lines[2:]}
