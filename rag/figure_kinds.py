"""Which numbers of a report are figures, and of which kind: level, growth, share, rank, base …

A date, an ordinal, a stretch of years or a part of a name is no figure.
"""

from __future__ import annotations

import re

from rag.grammar import BOUNDARY, Place
from rag.numerals import Figure

_RANK = re.compile(r"(位居|位列|居|列|排名|排|跃居|名列|升至|进位至|前移至|第)[^，；。]{0,16}$")
_RANKED = re.compile(r"[^，；。]{0,16}第[\d一二三四五六七八九十]")
_GROWTH = re.compile(
    r"(?:增长|增|上升|提升|提高|上涨|涨)[了约近超过]*$|"
    r"(?:增幅|增速|涨幅|(?<!自然)增长率)(?:[了达到约近超过为至在]|保持|稳定|控制)*$"
)
_DECLINE = re.compile(
    r"(下降|降低|减少|削减|回落|压减|压缩|负增长|降幅|下滑|缩减|压降|下浮)[了达到约近超过为至]*$"
)
_CUMULATIVE = re.compile(r"累计|总量|总数|总计|共有|合计|总规模|总里程|总面积|总人数")
_ADDED = re.compile(
    r"新增|净增|增加(?!值)|新建|新设|新开|新批|新改建|新[登打培认引办晋获签组成吸评入育]"
)


_TERM = re.compile(
    r"(?:延长|缩短|压缩|提前|推迟|期限|年限|为期|寿命|免费|不变|再)[约近至到了为达满]*$"
)
"""Words after which a number of years is a figure, not a stretch of time."""
_ROUND = re.compile(r"[百千万]+[个家户名所]")
_TIME_NAME = re.compile(r"内|来|行动|计划|规划|期|间|前|后|多来|以来|度")
_NAME_UNITS = frozenset(
    {
        "大",
        "期",
        "号",
        "届",
        "字",
        "代",
        "线",
        "版",
        "点",
        "步",
        "层",
        "级",
        "类",
        "对",
        "面",
        "道",
        "站",
        "园",
        "区",
        "分",
        "城",
        "星",
    }
)


def counts(figure: Figure, text: str) -> bool:
    """Whether a number is a figure, not a date, an ordinal or a part of a name."""
    if figure.is_year or figure.bare:
        return False
    unit = figure.quantity.unit
    before, after = text[max(0, figure.start - 1) : figure.start], text[figure.end : figure.end + 4]
    if before in ("／", "/") or text[: figure.start].endswith("连续"):
        return False
    if unit in ("分钟", "小时") and re.match(r"[^，。、]{0,9}圈", text[figure.end :]):
        return False  # 15分钟社区生活圈
    if figure.is_rank:
        return bool(_RANK.search(text[max(0, figure.start - 24) : figure.start])) or (
            after == "" or after[0] in BOUNDARY
        )
    if before in ("“", "《", "-", "—", "+", "月"):
        return False
    if _RANKED.match(text[figure.end :]) and _RANK.search(
        text[max(0, figure.start - 12) : figure.start]
    ):
        return False
    if unit in _NAME_UNITS and (figure.han or unit in ("号", "期", "届", "线", "大")):
        return False
    written = figure.quantity.written
    if figure.han and (written.endswith("方") or after.startswith("一") or _ROUND.match(written)):
        return False  # 四方埔, 五个一工程, 百个示范点
    if unit == "年":
        return bool(_TERM.search(text[max(0, figure.start - 8) : figure.start]))
    if unit in ("月", "天") and (_TIME_NAME.match(after) or before in ("近", "前", "后", "月")):
        return False
    if (
        figure.han
        and re.match(r"[^，。]{0,6}”", after)
        and "“" in text[max(0, figure.start - 6) : figure.start]
    ):
        return False
    # 一个, 一批 …: the single 一 before a classifier counts nothing.
    return not (figure.han and figure.quantity.value == 1 and unit != "%")


_BASE = re.compile(r"(?:由|从)[^，；。]*$")
_RISEN = re.compile(
    r"[^，；。]{0,8}?(?:提高|增加|上升|增长|提升|下降|降低|减少|扩大|发展|压减|压缩|缩减|缩短|精简|升|降|增|减)[了]?(?:到|至|为)"
)
_THRESHOLD = re.compile(
    r"(?:以上|以下)?(?:的|元)*[^，；。\d]{0,6}(?:企业|项目|园区|村|集群|家庭|工程|产业|大户|乡镇|县域?|县市|[县市区镇乡](?:达|增|有|共))"
)


def kind_of(figure: Figure, place: Place) -> str:
    left, unit = re.sub(r"（[^）]*）$", "", place.left), figure.quantity.unit
    if figure.is_rank:
        return "rank"
    if unit == "倍":
        return "growth" if _GROWTH.search(left) else "multiple"
    if _BASE.search(left) and _RISEN.match(place.right):
        return "base"
    if _bounds(figure, place):
        return "threshold"
    if unit == "%" and (
        _PART_OF.match(place.right) or re.search(r"(?:达到|占|相当于|为).*的$", left)
    ):
        return "share"
    return _share_kind(left, unit) if unit in SHARES else _count_kind(left, place.right)


_PART_OF = re.compile(r"(?:以上|左右)?的(?!速度|幅度|水平|标准|比例|增速|增长)[\u4e00-\u9fff]{2}")


_COUNTED = frozenset({"个", "家", "户", "项", "件", "座", "所", "处", "条", "台", "辆", "套"})


def _bounds(figure: Figure, place: Place) -> bool:
    """Whether a figure only says which things are counted: 65岁以上, 产值超亿元的企业."""
    if re.match(r"级|元?(?:俱乐部|梯队|阵营|行列)", place.right):
        return True
    from_there = place.right.startswith(("以上", "以下"))
    if figure.quantity.unit == "岁":
        return from_there
    if figure.quantity.unit in _COUNTED:
        return False  # 400家以上落后产能企业: so many of them
    over = re.search(r"(?:过|超|超过|突破)$", place.left) and "投资" not in place.left[-6:]
    return bool((over or from_there) and _THRESHOLD.match(place.right))


SHARES = ("%", "百分点", "‰", "成")
_HEDGE = re.compile(r"(?:力争|确保|不低于|不少于|预期|在|达到?|左右)+$")
_GONE = re.compile(r"减轻|减亏|淘汰|关停|取缔|减免|减税|削减|化解|压缩|清退")


def _share_kind(left: str, unit: str) -> str:
    """Of a percentage: growth, decline, share of something, change in points, or a level."""
    bare = _HEDGE.sub("", left)
    if re.search(r"占比|比重", left):
        return "change" if unit == "百分点" else "share"
    if _REACHED.search(left):
        return "level"
    if unit == "百分点" and _GROWTH.search(bare):
        return "change"
    if re.search(r"占[^，；。]{0,24}(?:比重|比例|份额)", left):
        return "share"
    if _DECLINE.search(bare):
        return "decline"
    if _GROWTH.search(bare) or re.search(r"^.{0,4}(同比|比上年|较上年)", left):
        return "growth"
    if "占" in left:
        return "share"
    return "change" if unit == "百分点" else "level"


_REACHED = re.compile(
    r"(?:增加|增长|提高|提升|上升|扩大|发展|增|下降|降低|降|减少|减|回落|压减|缩减|压缩|缩短|压降|精简)[到至为]了?"
    r"(?:[\d一二三四五六七八九〇]{4}年的)?[约近]?$"
)
_OBJECT = re.compile(r"[多余]?(?!以[上下内]|左右)[\u4e00-\u9fff]{2}")


def _count_kind(left: str, right: str) -> str:
    """Of any other quantity: what came in, what there is in all, or a level."""
    bare = _HEDGE.sub("", left)
    total = _CUMULATIVE.search(left) and not re.search(r"总投资|投资总", left)
    if _REACHED.search(left):
        return "cumulative" if total else "level"
    if _DECLINE.search(bare) or _GONE.search(left):
        return "decline"
    if _GROWTH.search(bare) or re.search(r"(?:增加|增产|增收|增长)[了近约超过将]*$", bare):
        return "added" if _OBJECT.match(right) else "growth"
    if total:
        return "cumulative"
    return "added" if _ADDED.search(left) else "level"
