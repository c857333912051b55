"""Which numbers of a report are figures: a date, an ordinal, a stretch of years or a part of a
name is none."""

from __future__ import annotations

import re

from rag.grammar import BOUNDARY, MOVES
from rag.numerals import Figure, is_classifier

_RANK = re.compile(r"(位居|位列|居|列|排名|排|跃居|名列|升至|进位至|前移至|第)[^，；。]{0,16}$")
_RANKED = re.compile(r"[^，；。]{0,16}第[\d一二三四五六七八九十]")


_TERM = re.compile(
    r"(?:延长|缩短|压缩|提前|推迟|期限|年限|为期|寿命|免费|不变|再)[约近至到了为达满]*$"
)
"""Words after which a number of years is a figure, not a stretch of time."""
_ROUND = re.compile(r"[百千万]+[个家户名所]")
_TIME_NAME = re.compile(r"内|来|行动|计划|规划|期|间|前|后|多来|以来|度|会战|攻坚|大战|整治|誓师")
_NAME_UNITS = frozenset("大期号届字代线版点步层级类对面道站园区分城星路轮节院校厂矿桥馆")
_SET_PHRASE = re.compile(
    r"(?:基本|重大)?(?:原则|方针)|现代化|规定|方面|基本点|积极性|自信|意识|维护|文明|问题|(?:制度)?改革|"
    r"基本法|特别行政区|社会保险|决议|主张|倡议|"
    r"世界|大事|振兴|代表|条件|标准|公报|(?:关键)?环节|突破|确保|转变|到位"
)
"""What a small number counts in a set phrase: 四项基本原则, 四个现代化, 三项改革."""
_SITTING = re.compile(r"产业|会议|全会|全体|[党人]代会|[党全人]?[国民]?代表|代表大会|世界大战|分配")
"""What 三次, 五次 number: an ordinal in all but form (三次产业, 五届四次会议)."""
_ORDERED = re.compile(rf"[的和与及、且并左右）)“”]|{MOVES.pattern}|\s|$|[" + BOUNDARY + "]")
"""What may come behind a place in an order; any other word makes a name of it (第一方阵)."""


def counts(figure: Figure, text: str) -> bool:
    """Whether a number is a figure, not a date, an ordinal or a part of a name."""
    if figure.is_year or figure.bare:
        return False
    before = text[max(0, figure.start - 1) : figure.start]
    if text.startswith("一二三", figure.start):
        return False  # 一二三次产业
    if before in ("／", "/", "每") or text[: figure.start].endswith("连续"):
        return False
    if figure.is_rank:
        return _is_rank(figure, text)
    if _names(figure, text) or (figure.han and _says_no_count(figure, text)):
        return False
    return figure.quantity.unit not in ("年", "月", "天") or _lasts(figure, text)


def _names(figure: Figure, text: str) -> bool:
    """Whether a number is part of a name: 110千伏变电站, 15分钟生活圈, 8号线, “13710”."""
    unit, behind = figure.quantity.unit, text[figure.end :]
    before = text[max(0, figure.start - 2) : figure.start]
    if before.endswith(("“", "《", "-", "—", "+")) or (before.endswith("月") and before[0] != "每"):
        return True
    if unit == "千克" and behind.startswith("级"):
        return True  # 20万吨级泊位
    if unit == "街道" and figure.han:
        return True  # 经三街道路
    if figure.quantity.written == "24小时":
        return True
    opened = text.rfind("“", max(0, figure.start - 6), figure.start)
    if opened > text.rfind("”", 0, figure.start) and re.match(r"[^，。]{0,4}”", behind):
        return unit not in ("元", "%")  # “外资10条”
    if figure.han and _GIANT.match(text, figure.start):
        return False
    if unit == "伏" or (unit in ("分钟", "小时") and re.match(r"[^，。、]{0,9}圈", behind)):
        return True
    if unit == "米" and _REACH.match(behind):
        return True
    if _RANKED.match(behind) and _RANK.search(text[max(0, figure.start - 12) : figure.start]):
        return True  # 全省91个县第五
    return unit in _NAME_UNITS and (figure.han or unit in ("号", "期", "届", "线", "大"))


_REACH = re.compile(r"[^，。、\d]{0,4}(?:覆盖|服务半径)")
"""What a distance is the measure of, not the amount: 公交站点500米覆盖率达到75%."""


def _lasts(figure: Figure, text: str) -> bool:
    """Whether a number of years, months or days is a figure, not a stretch of time."""
    if figure.quantity.unit == "年":
        return bool(_TERM.search(text[max(0, figure.start - 8) : figure.start]))
    before = text[max(0, figure.start - 1) : figure.start]
    return not (_TIME_NAME.match(text, figure.end) or before in ("近", "前", "后", "月"))


def _is_rank(figure: Figure, text: str) -> bool:
    """Whether 第N tells a place in an order: 居全省第三, not 第三，加强… nor 第一方阵."""
    left = text[max(0, figure.start - 24) : figure.start]
    if not _ORDERED.match(text, figure.end):
        return False
    if _RANK.search(left) or figure.quantity.written.endswith("名"):
        return True
    return (figure.end == len(text) or text[figure.end] in BOUNDARY) and bool(_AMONG.search(left))


_AMONG = re.compile(r"全[国省市县区球]|世界|亚洲|同类|各[省市县区]")
"""Among whom a place in an order is told; 质量第一 is none."""
_GIANT = re.compile(r"[十百千万]亿(?:元)?(?=[级县区镇乡村]|强县|企业|产业|园区|集群)")
"""What ranks a thing by its size: 百亿县, 千亿产业集群."""
_CLASSIFIER = re.compile(r"两[\u4e00-\u9fff]{1,2}$")


def _says_no_count(figure: Figure, text: str) -> bool:
    """Whether a number in Chinese numerals is part of a word or a set phrase."""
    written, unit = figure.quantity.written, figure.quantity.unit
    if written.startswith(("零", "〇")):
        return True  # 关键零部件, 一年零三个月
    if written == "二次" or text[: figure.start].endswith(("几", "数")):
        return True  # 二次创业, 几千万人
    if _CLASSIFIER.fullmatch(written) and is_classifier(unit):
        return True
    rest = text[figure.end : figure.end + 8]
    if unit in ("兆", "里") and len(written) == 2 and written[0] in "十百千万":
        return True  # 百兆光纤, 千里草原
    if _GIANT.match(text, figure.start):
        return False
    if not unit and len(written) <= 2 and not re.search("[一二三四五六七八九]", written):
        return True  # 千万不可, 亿万人民
    if written.endswith("方") or rest.startswith("一") or _ROUND.match(written):
        return True  # 四方埔, 五个一工程, 百个示范点
    if figure.quantity.value == 1 and unit not in ("%", "番"):
        return True  # 一个, 一批 …: the single 一 before a classifier counts nothing
    if figure.quantity.value < 10:
        return bool(_SITTING.match(rest) if unit == "次" else _SET_PHRASE.match(rest))
    return False
