"""Subjects and lists: what a figure's clause says it is of.

分别 gives the n-th value to the n-th item; 城乡 stands for 城镇 and 农村."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.indicators import indicators, named, subject_of
from rag.numerals import Figure
from rag.words import tagged

BOUNDARY = "，,；;。！!？?：:\n"


JOINTS = "、和与及 　“”"


AFTER = re.compile(r"\s*(以上|以下|以内|左右|上下|之内|之间|以外)")


RELATIVE = re.compile(
    r"^(?:已(?=[由从]))?(?:[由从]|即(?=[比每由从平])|[）)]?的?基础上|考虑|扣除|剔[除出]|在全[国省市县区]|在.{0,14}[排位列居]|(?:可比|同比|比上年|较上年|比去年|较去年|同口径|环比|按可比价格?计算|按可比口径|首次|再次|成功|总量|增速|增幅|"
    r"其中|累计|占|接近|跃升|升至|降至|攀升|是\d{4}\s*年|是全[国省市县区](?:平均|的)|相当于|(?:继续|持续|仍然?|依然|依旧|一直)*(?:稳居|位居|位列|保持全[国省市县区])|稳列|跃居|连续|居|排名|总投资|当年|平均每年|年均|每年|递增|均|分别|达到?|完成|实现|超过|突破|约|近|共|为|增长|增|"
    r"下降|降低|提高|上升|减少|比|较|高于|低于|由|从|总规模|总|净增|新增|预计|力争|确保|全省|全市|全国|规模(?!以上)|面积|投资额|计划投资))"
)


_HEAD_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]")


_LEADING = re.compile(
    r"^(?:一年来|五年来|在过去[一二两三四五六七八九十\d]+年[中里内]?|即(?=[由从平每年])|"
    r"[一二〇○零]{1,2}[一二三四五六七八九〇○零]{2,3}年的?|[一二两三四五六七八九十\d]+年(?=[^以之内中度]{2})|今年|去年|全年|年度|全县|全市|全省|全区|全国|我[县市省区]|新区(?=地区生产|生产总|固定|规模|社会消|公共预|一般公)|同时|截至目前|目前|其中|年末|年内|预计|"
    r"[一二三四五六七八九十]是|20\d\d\s*年|力争|确保|争取|[“”十一二三四五]+五[”]?末|到20\d\d年|到|预期|初步|(?:主要)?预期目标(?:是|"
    r"为)?)+[，：:]?"
)


VERBS = re.compile(
    r"(?:预计|力争|确保|争取|要|拟|稳定在|每年|拟定为|实际|完成|达到|达|实现|保持|平均每年|每年平均|年递增|递增|递减|增长|增加|下降|降低|提高|上升|减少|突破|超过|超|为|是|至|到|大约|约|近|共|"
    r"累计|新增|分别|控制在|定为|定在|确定为|稳定在|提升|压减|压缩|有|了|平均|(?<![人平])均|同比|比上年|较上年|比去年|较去年|较年初|比年初|接近|(?:按)?(?:同|可比)口径(?:计算)?|排(?:名|在)?|位[居列]|"
    r"跃升|升至|降至|攀升|逆势|大幅|快速|稳步|平稳|持续|左右|不低于|不少于|不超过|可比|将|再|翻了?|都|的|在)+$"
)


_LIST_GAP = re.compile(r"^(?:以上|以下|左右|以内|多|余)?[、和与及，]+(?:和)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The words of a figure's clause before and after it, as far as they can be its own."""

    left: str
    right: str


MOVED = (
    r"(?:提高|提升|增加|增长|增大|上升|上调|调高|调增|扩大|扩展|扩增|拓展|发展|延长|延伸|跃升|攀升|"
    r"下降|降低|下调|调低|调整|减少|缩小|回落|压减|压缩|缩减|缩短|精简|合并|整合|升|降|增|减|涨|变|改)"
)
"""Verbs of what goes from one value 到, 至 or 为 another."""
MOVES = re.compile(MOVED + "[了]?(?:到|至|为|成)")


def noun_after(right: str) -> str:
    """What a figure counts where it comes after it: 48件 人大代表建议, 5亿元的 生猪养殖项目."""
    text = AFTER.sub("", right, count=1)
    if MOVES.match(text) or re.match("大关|关口|台阶|（", text):
        return ""
    match = re.match(r"的?([\u4e00-\u9fffA-Za-z“”·（）]{2,24})", text)
    return match.group(1).strip("“”") if match and not re.match(r"[以的]?[上下内]", text) else ""


def opens_with_verb(words: str) -> bool:
    """Whether a clause says by itself what was done: 开通专线 12条, not 公厕 12座."""
    first = next(iter(tagged(words)), ("", ""))
    return first[1] == "v" and first[0] not in _ATTRIBUTES


def has_verb(words: str) -> bool:
    """Whether a clause says anywhere in it what was done."""
    return any(
        tag == "v" and len(word) > 1 and word not in _ATTRIBUTES and behind not in _HELD
        for (word, tag), (behind, _) in pairwise([*tagged(words), ("", "")])
    )


_HELD = frozenset(
    {"能力", "面积", "规模", "里程", "岗位", "设施", "设备", "机构", "场所", "基地", "企业"}
)
"""Nouns before which a verb is an attribute: 开采 能力, 运输 企业."""


_ATTRIBUTES = frozenset(
    {"停车", "养老", "收入", "住院", "就业", "残疾", "参保", "供水", "供热", "养殖", "创新"}
)
"""Verbs that in these reports mostly stand before a noun: 停车 位, 养老 床位."""


_CLOSED = re.compile(r"[^（）]{0,6}[）)]")


def place_of(segment: str, figure: Figure, before: Figure | None) -> Place:
    left = max((segment.rfind(c, 0, figure.start) for c in BOUNDARY), default=-1) + 1
    opened = max(segment.rfind(c, 0, figure.start) for c in "（(")
    if opened >= left and max(segment.rfind(c, opened, figure.start) for c in "）)") < 0:
        left = opened + 1
    if before is not None and before.end > left:
        left = before.end
        tail = AFTER.match(segment, left)
        left = tail.end() if tail else left
        left = max(left, segment.rfind("、", left, figure.start) + 1)
    closing = _CLOSED.match(segment, left, figure.start)
    opened = segment.rfind("（", 0, left) if closing else -1
    words = segment[left : figure.start]
    if closing and opened >= 0:
        # 在上年任务（5.55亿元）的基础上: the clause goes on behind its bracket.
        first = max((segment.rfind(c, 0, opened) for c in BOUNDARY), default=-1) + 1
        words = segment[first:opened] + segment[closing.end() : figure.start]
    ends = [p for c in BOUNDARY + "、" if (p := segment.find(c, figure.end)) >= 0]
    right = min(ends, default=len(segment))
    return Place(left=words, right=segment[figure.end : right])


_TO_THEN = re.compile(
    MOVED
    + r"[了]?(?:到|至|为)(?:了)?(?:今年|去年|目前|现在|[\d一二〇○零三四五六七八九]{4}\s*年)的?$"
)
"""上升到今年的: what it says of when and how, not of what."""
PER = r"(?:每?人均|平均|每[人户]?月|每[人户年亩])"
"""What a value is reckoned by, between a year and the value: 2004年人均每月700元."""
_FROM_THERE = re.compile(
    r"(?:^|(?<=[\u4e00-\u9fff]{2}))(?:已|将)?(?:由|从)\s*(?:[\d一二〇○零三四五六七八九]{4}\s*年(?:的|底|末)?)?"
    rf"{PER}*$"
    r"|(?:到了?|至|于)\s*[\d一二〇○零三四五六七八九]{4}\s*年的?$"
)


def subject_in(left: str) -> str:
    bare = _TO_THEN.sub("", _LEADING.sub("", left.strip(JOINTS)))
    bare = VERBS.sub("", _FROM_THERE.sub("", VERBS.sub("", bare)))
    return bare.strip("、，： ") if _HEAD_NOUN.search(bare) else ""


def distributed(segment: str, numbers: list[Figure]) -> dict[int, tuple[str, str]]:
    """For every figure after 分别, by its start: the item it belongs to, and the verb."""
    shared: dict[int, tuple[str, str]] = {}
    for match in re.finditer("分别", segment):
        left = max(segment.rfind(c, 0, match.start()) for c in BOUNDARY) + 1
        if not segment[left : match.start()].strip(" 同比预计"):
            left = max(segment.rfind(c, 0, max(0, left - 1)) for c in BOUNDARY) + 1
        inside = [f for f in numbers if left <= f.start < match.start()]
        items = _items(_without(segment, left, match.start(), inside).split("分别")[0])
        group = _group([f for f in numbers if f.start >= match.end()], segment)
        if group and group[0].start in shared:
            continue
        if len(items) == 1 and len(group) == 2:
            items = _both(items[0])
        verb = segment[match.end() : group[0].start] if group else ""
        if from_there := _FROM.search(segment, left, match.start()):
            items = _items(segment[left : from_there.start()])
            bases = _group([f for f in numbers if f.start >= from_there.end()], segment)
            items = _both(items[0]) if len(items) == 1 and len(bases) == 2 else items
            if len(bases) == len(items) == len(group) and bases[-1].end <= match.start():
                shared.update({f.start: (item, "由") for f, item in zip(bases, items, strict=True)})
        while group and len(items) == len(group):
            shared.update({f.start: (item, verb) for f, item in zip(group, items, strict=True)})
            rest = [f for f in numbers if f.start > group[-1].start]
            gap = segment[group[-1].end : rest[0].start] if rest else ""
            verb = re.split(r"[，、]", gap)[-1]
            more = _AND_THEN.fullmatch(gap)
            group = _group(rest, segment) if more else []
    for group in _runs(segment, numbers):
        if not {f.start for f in group} & set(shared):
            shared.update(_run_of_items(segment, group))
    for match in _TOWN_AND_COUNTRY.finditer(segment):
        group = _group([f for f in numbers if f.start >= match.end()], segment)
        pair = _both(subject_in(match.group()))
        if len(group) == 2 and group[0].start == match.end() and group[0].start not in shared:
            tail = VERBS.search(match.group())
            said = tail.group() if tail else ""
            shared.update({f.start: (one, said) for f, one in zip(group, pair, strict=True)})
    return shared


def _run_of_items(segment: str, group: list[Figure]) -> dict[int, tuple[str, str]]:
    """The items of values that only 和 or 、 parts: A、B增长8.6%和11.6%, 存贷款余额…、…."""
    left = max((segment.rfind(c, 0, group[0].start) for c in BOUNDARY), default=-1) + 1
    words = segment[left : group[0].start]
    items, tail = _items(VERBS.sub("", words)), VERBS.search(words)
    if len(items) == 1 and len(group) == 2:
        items = _both(items[0])
    told = bool(tail) or (len(items) > 1 and all(named(i) for i in items))
    if len(items) != len(group) or not told:
        return {}
    said = tail.group() if tail else ""
    return {f.start: (i, said) for f, i in zip(group, items, strict=True)}


def _runs(segment: str, numbers: list[Figure]) -> list[list[Figure]]:
    """Values of one unit that only 和 or 、 stands between: 增长8.6%和11.6%."""
    runs: list[list[Figure]] = []
    for one in numbers:
        last = runs[-1][-1] if runs else None
        if (
            last
            and last.quantity.unit == one.quantity.unit
            and re.fullmatch(r"(?:以上|左右)?[、和与及]", segment[last.end : one.start])
        ):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [run for run in runs if len(run) > 1]


_TOWN_AND_COUNTRY = re.compile(r"城乡居民[^，；。：\d]{2,20}")
"""Of two values that follow, the first is of the towns: 城乡居民收入达到3万元和2万元."""


def _without(segment: str, start: int, end: int, numbers: list[Figure]) -> str:
    """``segment[start:end]`` less its figures: A 7亿元、B 1亿元，分别增长…"""
    kept, at = "", start
    for figure in numbers:
        kept, at = kept + segment[at : figure.start], figure.end
    return kept + segment[at:end].rstrip("，,")


_WHOLE = re.compile(
    r"(?P<parts>三次产业|三大产业|三产|[一二三](?:、[一二三])+次?产业|产业|[\u4e00-\u9fff](?:、[\u4e00-\u9fff])+)"
    r"(?:增加值)?(?:的?(?:结构|比[例重]?|构成|之比|占比)){1,2}"
)
"""What a ratio is of: 三次产业结构, 二、三产业比例, 粮、经、饲比例."""


def parts_of(segment: str, numbers: list[Figure]) -> dict[int, tuple[str, str]]:
    """For every member of a ratio, by its start: the part that it is the share of, and the verb.

    三次产业结构由20:50:30调整为18:50:32 gives 第一产业增加值占地区生产总值的比重 20, then 18.
    """
    found: dict[int, tuple[str, str]] = {}
    owners: list[str] = []
    verb = ""
    for figure in numbers:
        if figure.part == 1:
            whole = next(reversed([*_WHOLE.finditer(segment, 0, figure.start)]), None)
            owners = _owners(whole["parts"]) if whole else []
            said = segment[whole.end() : figure.start] if whole else ""
            verb = re.split(r"[，；]|\d[:：∶︰]\s*[\d.]+", said)[-1]
        if 0 < figure.part <= len(owners):
            found[figure.start] = owners[figure.part - 1], verb
    return found


def _owners(parts: str) -> list[str]:
    """What the members of a ratio are the shares of."""
    sectors = re.findall("[一二三]", parts) if "、" in parts else ["一", "二", "三"]
    if parts.endswith("产业") or parts == "三产":
        return [f"第{n}产业增加值占地区生产总值的比重" for n in sectors]
    return [f"{part}比例" for part in parts.split("、")]


_AND_THEN = re.compile(
    rf"\D{{0,4}}，\D{{0,8}}|、(?:同比|比上年)?(?:增长|下降|提高|减少)|{MOVED}了?(?:到|至|为)"
)
"""Between the values of a list and the next values of the same items."""
_FROM = re.compile(r"[由从]\s*(?:[\d一二〇○零三四五六七八九]{4}\s*年的?)?")


def apportioned(segment: str, numbers: list[Figure]) -> list[list[Figure]]:
    """The values that refer to earlier clauses: A达到…，B达到…，分别增长8%和9%; …，增长8%和9%."""
    groups = []
    for match in _OF_EACH.finditer(segment):
        group = _group([f for f in numbers if f.start >= match.end()], segment)
        told = match.group("told") or (group[:1] and group[0].start == match.end())
        if len(group) > 1 and told:
            groups.append(group)
    return groups


_OF_EACH = re.compile(
    r"(?<=[，,])(?:[^，；。\d]{0,12}(?P<told>分别)|\s*(?:同比|环比|比上年|较上年|比年初)?(?:增长|下降))"
)


def verb_of(segment: str, group: list[Figure]) -> str:
    """What is said of such values: 增长, 达到 …"""
    said = re.split("[，,]", segment[: group[0].start])[-1]
    return said.rpartition("分别")[2].strip()


def _group(numbers: list[Figure], segment: str) -> list[Figure]:
    group = numbers[:1]
    for one in numbers[1:]:
        gap = segment[group[-1].end : one.start]
        if not _LIST_GAP.match(gap):
            break
        if "，" in gap and one.quantity.unit != group[-1].quantity.unit:
            break  # 9%和11%，三项指标…
        group.append(one)
    return group


def _both(item: str) -> list[str]:
    item = VERBS.sub("", item)
    if "城乡" in item:
        return [item.replace("城乡", "城镇"), item.replace("城乡", "农村")]
    if "存贷款" in item:
        return [item.replace("存贷款", "存款"), item.replace("存贷款", "贷款")]
    return [item]


def _items(text: str) -> list[str]:
    """The items of a list, each completed by what only the last one says in full."""
    text = _LEADING.sub("", text.strip())
    if sectors := _SECTORS.match(text):
        return [f"第{n}产业{text[sectors.end() :]}" for n in "一二三"]
    parts = [p.strip() for p in re.split(r"、|以及|和|与|及", text) if p.strip()]
    if len(parts) < 2:
        return parts
    last = parts[-1]
    if re.match("[一二三]产", last) and all(re.fullmatch("[一二三]", p) for p in parts[:-1]):
        return [f"第{p}产业" for p in parts[:-1]] + ["第" + re.sub("产业?", "产业", last, count=1)]
    if parts[-2:-1] == ["城"] and last.startswith("乡"):
        return [*parts[:-2], "城镇" + last[1:], "农村" + last[1:]]
    if parts[-2].endswith("存") and last.startswith("贷款"):
        return [*parts[:-2], parts[-2] + last[1:], last]
    halves = [f"({'|'.join(p)})" for p in _HALVES if parts[-2] in p and last.startswith(p)]
    if halves and (rest := re.sub(f"^{halves[0]}", "", last)):
        return [*parts[:-2], parts[-2] + rest, last]
    if (share := last.find("占")) > 0:
        return [p if "占" in p else p + last[share:] for p in parts]
    tail = named(last)
    if not tail:
        shared = _AMOUNT.search(last)
        if shared is None and all(len(p) <= _BRIEF for p in parts[:-1]):
            shared = _OF_FIELDS.search(last)
        return _with_tail(parts, shared.group(1)) if shared and shared.start() else parts
    full = last[tail[-1].start : tail[-1].end]
    for cut in range(1, len(full)):
        rest = full[cut:]
        completed = [p if named(p) else p + rest for p in parts[:-1]]
        names = [named(c) for c in completed]
        if all(n and n[-1].end == len(c) for n, c in zip(names, completed, strict=True)) and all(
            n[-1].start == 0 or named(p) for n, p in zip(names, parts[:-1], strict=True)
        ):
            return [*completed, last]
    return parts


_SECTORS = re.compile("一二三次?产业?(?![^，。]*(?:比|结构))")
_HALVES = (("城镇", "城市", "农村", "乡村"), ("公办", "民办"), ("男", "女"))
"""What two items differ by, of which only the last one is said in full: 城镇、农村低保对象."""
_AMOUNT = re.compile(r"(排放总?量|产量|吞吐量|周转量|保有量)(?:同比|比上年|较上年)?$")
_OF_FIELDS = re.compile(
    r"((?:领域|行业|产业|方面)?(?:完成)?(?:投资额?|支出|销售额|产值|增加值|营业收入))(?:同比|比上年|较上年)?$"
)
"""What the items of a list have in common and only the last one says: A、B排放量."""
_BRIEF = 4
"""Characters of an item that is only a name: 交通、水利、能源领域投资额."""


def _with_tail(parts: list[str], tail: str) -> list[str]:
    """The items of a list, each with the tail of the last unless it says what it measures."""
    own = re.compile(r"[量率额值数]$")
    return [p if own.search(p) or named(p) or p is parts[-1] else p + tail for p in parts]


_PREDICATE = re.compile(
    r"(?<![人平年户日月])均(?!值|衡|可|线)|都(?!市)|双双|全部|分别|增长|提高|下降|降低|翻|达到?|超过|突破|实现|保持|控制|位居|居(?!民)"
)
_EACH = re.compile(r"各(?:达|有|约|不少于)?$")


def together(left: str, percent: bool, *, ranked: bool = False) -> list[str]:
    """The items that one figure is said of, each: A、B增长4%, A、B均居全省第二, 新建A、B各2个.

    Empty where it is of one thing. ``percent``: a share or a rank, which is of each even
    where no 均 says so; an amount may be of all together.
    """
    if not re.search("[、和与及]", left):
        return []
    if each := _EACH.search(left):
        items = _items(left[: each.start()])
        return items if len(items) > 1 else []
    said = _PREDICATE.search(left)
    if said is None or not (percent or said.group() in ("均", "都", "双双", "分别", "全部")):
        return []
    items = _items(left[: said.start()])
    alike = (
        ranked
        or said.group() in ("均", "双双")
        or all(map(subject_of, items))
        or all(i.endswith("率") for i in items)
    )
    return items if len(items) > 1 and alike else []


_TOURISTS = 40
"""Characters before 综合收入 in which tourists tell whose it is."""
_HEADS = re.compile(r"(总产量?|产量|通车里程|通车总里程|产值|装机|吞吐量|余额|覆盖率|单产)")


def completed(subject: str, said: str) -> str:
    """产量 after 煤层气新增探明储量…；: the indicator that the sentence has begun to speak of."""
    if subject in ("出口", "进口") and "进出口" in said:
        return subject + "总额"
    if subject == "综合收入" and re.search("游客|旅游", said[-_TOURISTS:]):
        return "旅游" + subject
    if subject == "支出" and re.search("预算[^，。；]{0,4}收入", said):
        return "一般公共预算支出"
    head = _HEADS.match(subject)
    if head is None or named(subject):
        return subject
    for indicator in indicators().values():
        for alias in indicator.written:
            owner = alias.removesuffix(head.group())
            if owner != alias and len(owner) >= 2 and owner in said:
                return owner + subject
    return subject
