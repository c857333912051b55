"""Reads a folder of collected reports and checks what was made of each against its manifest.

``python -m eval.reports_check DIR``: DIR holds ``manifest.csv`` with the columns file, level,
region and year. Prints tables by level and by decade and every miss with its reason; exit 1 where
a bound is not kept. What it cannot see: whether a section's wording is right.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import delivery, kinds, origin, parse, regions, split
from rag.adapters.files import Files
from rag.clean import heal
from rag.errors import RagError, Unreadable
from rag.types import Aligned, Part, Passage, Source

_HEAD = 2_000
_UNIT = r"[亿万千百元％%个户人家名项米亩兆吨倍度年月日次处座所条套件辆]|公里|平方|公顷|立方"
_BREAK = re.compile(
    r"(?<=[\d０-９.．,，])[ \t\u3000]*\n\s*(?:[-—－ ]*\d{1,3}[-—－ ]+\n\s*)?"
    rf"(?=[\d０-９.．]|{_UNIT})"
)
_NO_NUMBER = re.compile(r"附\s*[件录表]?\s*\d{1,2}$|[。！？；]\s*\d{1,3}$|^\s*\d{1,3}$|\t")
_NAVIGATION = re.compile(
    r"^(?:首页|当前位置|您(?:现在)?的位置|字号|字体|【?打印|【?关闭|下载|收藏|分享到|浏览(?:次数|量)|点击(?:数|率)"
    r"|阅读[:：]|评论[:：]?|来源\s*[:：]|发布(?:时间|日期)|责任编辑|编辑[:：]|上一篇|下一篇|相关(?:链接|新闻|阅读|文章)"
    r"|标签|扫一扫|无障碍|长者模式|登录|注册|主办单位[:：].{0,20}政府办|技术支持|版权所有|网站(?:地图|标识)|免责声明"
    r"|本站|图解|一图读懂|标题[:：]|发文(?:单位|时间)[:：])|ICP备|公网安备|https?://|www\.|数据网|粗体文字|\?\?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was made of one report. ``misses`` are reasons for the reader of the table."""

    name: str
    level: str
    decade: str
    region: bool
    year: bool
    told: bool
    review: bool
    plan: bool
    passages: int
    notes: int
    navigation: int
    broken: int
    misses: tuple[str, ...]


def check(folder: Path) -> list[Checked]:
    """Every report of the manifest, read with the product's own loader."""
    loader = Files()
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    checked = []
    for row in rows:
        for document in loader.load(folder / row["file"]):
            if isinstance(document, str):
                raise Unreadable(document)
            checked.append(_checked(document.source, row))
    return checked


def broken(source: Source, healed: Aligned) -> list[str]:
    """Numbers that a line or a page broke in the source and that the reading does not join."""
    found = []
    for match in _BREAK.finditer(source.text):
        first, second = match.start() - 1, match.end()
        here, there = healed.at(first), healed.at(second)
        kept = max(here, there) < len(healed.text)
        if not kept or healed.offset(here) != first or healed.offset(there) != second:
            continue
        line = source.text[source.text.rfind("\n", 0, first) + 1 : first + 1]
        if there - here > 1 and not _NO_NUMBER.search(line):
            found.append(source.text[max(0, first - 12) : second + 12])
    return found


def navigation(passages: Iterable[Passage]) -> list[str]:
    """Lines of passages that a site or a collector put there."""
    lines = (line for passage in passages for line in passage.reading.text.split("\n"))
    return [line for line in lines if len(line) <= 80 and _NAVIGATION.search(line)]


def _checked(source: Source, row: dict[str, str]) -> Checked:
    year = int(row["year"][:4])
    found = delivery.recognise(source.text, source.name)
    alone = delivery.recognise(source.text, "")
    place = origin.resolve(found.place_text, source.text[:_HEAD], source.name)
    wanted = regions.gazetteer().by_name(row["region"])
    right = place is not None and place in wanted and place.level == row["level"]
    region = place or (wanted or (regions.gazetteer().state,))[0]
    report = parse.parse(source, region=region, year=found.year or year)
    passages = split.split(report)
    parts = {passage.part for passage in passages}
    litter = navigation(passages)
    torn = broken(source, heal(source.text))
    misses = []
    if reason := kinds.not_a_report(source.text):
        misses.append(f"not taken for a report: {reason}")
    if not right:
        misses.append(f"region {place.full if place else None}, manifest {row['region']}")
    if found.year != year:
        misses.append(f"year {found.year} by {found.ground or 'nothing'}, manifest {year}")
    if alone.sure and alone.year != year:
        misses.append(f"year {alone.year} by {alone.ground} without the file's name")
    misses += [f"no {part.value} part" for part in (Part.REVIEW, Part.PLAN) if part not in parts]
    misses += [f"navigation: {line[:40]}" for line in litter]
    misses += [f"broken number: {around!r}" for around in torn]
    return Checked(
        name=source.name,
        level=row["level"],
        decade=f"{year // 10 * 10}s",
        region=right,
        year=found.year == year,
        told=alone.sure and alone.year == year,
        review=Part.REVIEW in parts,
        plan=Part.PLAN in parts,
        passages=len(passages),
        notes=len(report.glossary),
        navigation=len(litter),
        broken=len(torn),
        misses=tuple(misses),
    )


def table(checked: Sequence[Checked], key: Callable[[Checked], str], title: str) -> str:
    """A Markdown table with one row for each value of ``key`` and one for all."""
    groups = [(name, [c for c in checked if key(c) == name]) for name in sorted(map(key, checked))]
    rows = [*dict(groups).items(), ("all", list(checked))]
    head = (
        f"| {title} | reports | region | year | year from text alone | review | plan "
        "| passages | notes | navigation | broken numbers |"
    )
    lines = [head, "|" + " --- |" * 11]
    for name, group in rows:
        shares = [
            f"{100 * sum(getattr(c, field) for c in group) / len(group):.1f} %"
            for field in ("region", "year", "told", "review", "plan")
        ]
        sums = [
            str(sum(getattr(c, field) for c in group))
            for field in ("passages", "notes", "navigation", "broken")
        ]
        lines.append(f"| {name} | {len(group)} | " + " | ".join([*shares, *sums]) + " |")
    return "\n".join(lines)


def kept(checked: Sequence[Checked]) -> bool:
    """Whether the bounds are kept: place, year 99 %, parts 97 %, no litter, no broken number."""

    def share(field: str) -> float:
        return float(sum(getattr(c, field) for c in checked) / len(checked))

    return (
        min(share("region"), share("year")) >= 0.99
        and min(share("review"), share("plan")) >= 0.97
        and not sum(c.navigation + c.broken for c in checked)
    )


def main(arguments: Sequence[str]) -> int:
    """The command; returns the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "manifest.csv").is_file():
        print("用法：python -m eval.reports_check 文件夹（里面要有 manifest.csv）", file=sys.stderr)
        return 2
    try:
        checked = check(Path(arguments[0]))
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(checked, lambda c: c.level, "level"), "", sep="\n")
    print(table(checked, lambda c: c.decade, "decade"), "", sep="\n")
    for one in checked:
        for miss in one.misses:
            print(f"- {one.name}: {miss}")
    return 0 if kept(checked) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
