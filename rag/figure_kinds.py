"""Of which kind a figure is: level, growth, share, rank, base …"""

from __future__ import annotations

import re

from rag.grammar import MOVED, MOVES, Place
from rag.numerals import Figure

_GROWTH = re.compile(
    r"(?:增长|增|增加|递增|增产|攀升|上升|上调|提升|提高|上涨|涨|多[种产收打])[了大约近超过将]*$|"
    r"(?:增幅|增速|涨幅|(?<!自然)增长率)(?:[了达到约近超过为至在]|保持|稳定|控制)*$"
)
_DECLINE = re.compile(
    r"(下降|降低|减少|削减|回落|压减|压缩|负增长|降幅|下滑|缩减|压降|下浮|下调|递减|减产|收窄|精简|裁减|减轻|(?<!升)降|(?<!增)减)(?:比例|幅度|比率)?[了达到大约近超过为至]*$"
)
_CUMULATIVE = re.compile(r"累计|总量|总数|总计|共有|合计")
_ADDED = re.compile(
    r"新增|净增|增加(?!值)|(?<![创更革])新建|新设|新开|新批|新改扩?建|新（[改扩]+）建|"
    r"增[设建配]|扩招|扩充|(?<![创更革高])新(?:[登打培认引办晋获签组成吸评入育购聘招扩纳上]|供应|安排|落户|挂牌|改造|推广)"
)


_BASE = re.compile(r"(?:由|从)[^，；。]*$")
_RISEN = re.compile(rf"[^，；。]{{0,8}}?{MOVED}了?(?:到|至|为|成)")
_RISEN_BOTH = re.compile(
    rf"(?:[、和与及]\s*[\d.点百分之一二三四五六七八九十千万亿]+[^，；。、]{{0,5}}?){{0,4}}(?:以上|左右)?[，,]?\s*(?:分别)?{MOVED}了?(?:到|至|为|成)"
)
"""Of the first of 分别由A、B，下降到C和D, what follows the list."""
_THRESHOLD = re.compile(
    r"(?:以上|以下)?(?:的|元)*[^，；。\d]{0,6}(?:企业|单位|场所|小区|水库|项目|园区|村|集群|家庭|工程|产业|大户|乡镇|展会|餐[厅馆]|社康中心|商场|超市|锅炉|机组|县域?|县市|[县市区镇乡](?:达|增|有|共))"
)


def kind_of(figure: Figure, place: Place, behind: str) -> str:
    """The kind of a figure; ``behind`` is the segment after it."""
    left, unit = re.sub(r"（[^）]*）$", "", place.left), figure.quantity.unit
    if figure.part:
        return "base" if _BASE.search(left) and _ELSEWHERE.match(behind) else "share"
    if figure.is_rank:
        return "base" if _BASE.search(left) and MOVES.match(behind) else "rank"
    if unit in ("倍", "番"):
        return "growth" if _GROWTH.search(left) else "multiple"
    if _BASE.search(left) and (_RISEN.match(place.right) or _RISEN_BOTH.match(behind)):
        return "base"
    if unit not in SHARES and _COMPARED_WITH.search(left):
        return "base"
    if unit == "%" and not left.strip() and _OF_WHICH.match(place.right):
        return "share"
    if _bounds(figure, place):
        return "threshold"
    if unit == "%" and _AT_PACE.match(place.right):
        return "growth"
    if unit == "%" and (
        _PART_OF.match(place.right)
        or re.search(r"(?:达到|占|相当于|为).*的$", left)
        or _USED_FOR.match(place.right)
        or (_SO_MANY.match(place.right) and not _MOVED_BY.search(left))
    ):
        return "share"
    return _share_kind(left, unit) if unit in SHARES else _count_kind(left, place.right, unit)


_ELSEWHERE = re.compile(r"[\d.:：∶︰\s]*[^，；。\d]{1,6}(?:到|至|为|成)")
"""What goes on behind a ratio that was, and is another now."""
_AT_PACE = re.compile(r"(?:以上|左右)?的[^，。]{0,6}(?:(?:增长|发展)(?:速度|幅度)|增[速幅])")
_PART_OF = re.compile(
    r"(?:以上|左右)?的(?!速度|幅度|水平|标准|比例|增速|增长|[^，。]{0,4}目标|预期)[\u4e00-\u9fff]{2}"
)


_USED_FOR = re.compile(r"(?:以上|左右)?(?:用于|用在|来自|投向|投入|属于|集中在|在[\u4e00-\u9fff])")
_SO_MANY = re.compile(
    r"(?:以上|左右)?[“]?(?!以|左|上|的|之|和|与|及|至|到|降|增|提|高|低|目标|大关|水平|安排|控制|把握|掌握)[\u4e00-\u9fff]{2}"
)
"""What so many of some things do or have: 100%达标, 85%以上的县."""
_MOVED_BY = re.compile(r"[增降升跌涨减长落]|提高|浮动|加[快大]|[高低快慢]于|收窄|扩大|[超低]过?$")
_COMPARED_WITH = re.compile(
    r"[比较](?:上年|去年|(?:19|20)\d\d\s*年|[一二][一二三四五六七八九〇○零]{3}年)(?:同期|底|末)?的$"
)
"""Before the value that another is set against: 比一九五七年的七百零四亿元增长百分之六十六."""
_OF_WHICH = re.compile(r"(?:以上|左右)?的?(?!以|左|上)[\u4e00-\u9fff“]{2}")
"""What a clause that opens with a percentage says it is part of: 30%以上庭院达到…"""


_COUNTED = frozenset("个家户项件座所处条台辆套宗起例支场种对口")


_THOSE = re.compile(r"(?:以上|以下)?的\d[\d,.]*[多余]?[家个户项]")
"""What tells how many there are of a size: 超百亿元的30家企业."""


def _bounds(figure: Figure, place: Place) -> bool:
    """Whether a figure only says which things are counted: 65岁以上, 产值超亿元的企业."""
    above = place.right.startswith("以上") or place.left.endswith(("超", "超过"))
    if above and _THOSE.match(place.right) and figure.quantity.unit not in _COUNTED:
        return True
    if re.match(r"级|元?(?:俱乐部|梯队|阵营|行列)|范围|(?:以[上下])?的部分", place.right):
        return True
    if figure.quantity.unit == "级" and figure.quantity.value >= 10000:
        return True  # 500亿级产业集群
    if _GROUP_OF.match(place.right) and figure.quantity.unit in ("户", "人"):
        return True
    if _GIANT.fullmatch(figure.quantity.written) and _GIANTS.match(place.right):
        return True
    from_there = place.right.startswith(("以上", "以下"))
    if figure.quantity.unit == "岁":
        return from_there
    if figure.quantity.unit in _COUNTED:
        return False  # 400家以上落后产能企业: so many of them
    if figure.quantity.unit == "%" and not re.search("增长|增幅|增速|占|持股|超", place.left):
        return False  # 60%以上的县级医院达标: so many of them
    round_sum = _ROUND_SUM.fullmatch(figure.quantity.written)
    over = re.search(r"(?:过|超|超过|突破)$", place.left) and (
        round_sum or "投资" not in place.left[-6:]
    )
    return bool((over or from_there) and _THRESHOLD.match(place.right))


_ROUND_SUM = re.compile(r"[十百千]?[万亿]元")
_GIANT = re.compile(r"[十百千万]+亿元?|[十百千万]+亩")
_GIANTS = re.compile(
    r"[县区镇乡村](?!域)|强县|企业|产业|园区|集群|示范|连片|方(?!案)|[大良]田|基地"
)
"""Things ranked by their size in round numbers: 百亿县, 千亿产业集群, 千亩示范方."""
_GROUP_OF = re.compile(r"以[上下](?:的)?(?:自然)?(?:村|屯|寨|事故|单位|家庭)")
SHARES = ("%", "百分点", "‰", "成")
_HEDGE = re.compile(r"(?:力争|确保|不低于|不少于|预期|在|达到?|左右)+$")
_GONE = re.compile(
    r"减轻|减负|减亏|减量(?!示范)|淘汰|减免|减税|削减|化解(?=[^，]{0,6}(?:产能|债务|不良))|压缩|清退"
)


def _share_kind(left: str, unit: str) -> str:
    """Of a percentage: growth, decline, share of something, change in points, or a level."""
    bare = _HEDGE.sub("", left)
    if re.search(r"占比|比重|贡献(?:率|份额)?[达到超过为至近约]*$", left):
        return "change" if unit == "百分点" else "share"
    if _REACHED.search(left):
        return "level"
    if unit == "百分点" and _GROWTH.search(bare):
        return "change"
    if re.search(r"占[^，；。]{0,24}(?:比重|比例|份额)", left):
        return "share"
    if _DECLINE.search(bare) or _LOWER.search(bare):
        return "decline"
    if _GROWTH.search(bare) or re.search(r"^.{0,4}(同比|比上年|较上年)", left):
        return "growth"
    if "占" in left:
        return "share"
    return "change" if unit == "百分点" else "level"


_LOWER = re.compile("[比较][^，。]{2,12}[低少]$")
_REACHED = re.compile(
    r"(?:增加|增长|提高|提升|上升|扩大|发展|增|下降|降低|降|减少|减|回落|压减|缩减|压缩|缩短|压降|精简)[到至为]了?"
    r"(?:[\d一二三四五六七八九〇]{4}年的)?[约近]?$"
)
_OBJECT = re.compile(r"[多余]?(?!以[上下内]|左右)[\u4e00-\u9fff]{2}")


def _count_kind(left: str, right: str, unit: str) -> str:
    """Of any other quantity: what came in, what there is in all, or a level."""
    bare = _HEDGE.sub("", left)
    total = _CUMULATIVE.search(left) and not re.search(r"总投资|投资总", left)
    if unit == "元" and left.rstrip("约近超过达到突破为").endswith("总量"):
        total = False  # 地区生产总值…，总量达到6万亿元: the value itself
    if _REACHED.search(left) or "累计" in left:
        return "cumulative" if total else "level"
    if _DECLINE.search(bare) or _GONE.search(left) or _LESS.search(left):
        return "decline"
    if re.search(r"[新净]增$|增[设开]$", bare):
        return "added"
    if _GROWTH.search(bare) or re.search(r"(?:增加|增产|增收|增资|增长)[了近约超过将]*$", bare):
        if not _OBJECT.match(right) or _MORE_GROWN.search(left):
            return "growth"
        return "level" if re.search(r"提[升高]$", bare) else "added"  # 环境提升11个项目
    if total:
        return "cumulative"
    if _WIDENED.search(left) or (unit == "元" and _MORE_MONEY.search(left)):
        return "growth"
    return "added" if _ADDED.search(left) else "level"


_MORE_GROWN = re.compile(r"(?:增产|增收|多[种产收打])[了大约近超过将]*$")
"""Of these what comes behind the number is what there is more of: 多种五十万亩小麦."""
_LESS = re.compile(r"(?:减少|压减|削减|裁减|精简)(?!到|至|为)[^，、]{1,12}$")
_WIDENED = re.compile(r"扩大[^到至，]{0,12}(?:面积|规模)")
_MORE_MONEY = re.compile(r"(?<!新)增加(?!值)[^，]{0,8}$")
