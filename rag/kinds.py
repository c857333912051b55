"""Tells government work reports from what is filed beside them, by what a text says of itself.

News about a report, its summary or interpretation, a table of contents, a statistics bulletin, a
budget or plan report, a plan, other bodies' reports, notices that share out tasks, half a report.
A text in which a government speaks to its congress is a report whatever else it mentions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag import structure
from rag.clean import heal

_CUES = re.compile(
    r"工作报告|政府工作|各位代表|各位委员|人民代表大会|人民代表大會|县长|市长|省长|区长|总理|國務院|国务院|我代表"
    r"|管委会|预期目标|工作回顾|经济社会发展|生产总值|国民经济|國民經濟|政府自身建设|人民政府"
)
_SPEAKS = re.compile(
    r"我(?:现在|谨|在此|受[^。，]{2,20}委托[，,])?[^。，！\n]{0,4}?代表[^。！\n]{0,30}?(?:政府|国务院|國務院|管委会|管理委员会|党工委|革命委员会)"
    r"[^。！\n“”]{0,40}(?:报告|报告工作|審議|审议|审查|報告)"
    r"|(?:我|现在?)[^。\n“”]{0,12}向大会[^。\n]{0,6}(?:作|报告)[^。\n“”]{0,4}政府工作|政府工作报告[，,]\s*请予?审"
)
_ADDRESS = re.compile(r"各位(?:代表|委员)[^，。；\n]{0,12}[：:！!，,]|同志们[：:！!，,]")
_OTHER_BODY = re.compile(
    r"(?:人大|人民代表大会)(?:常务委员会|常委会)工作报告|(?:受|代表).{0,24}(?:人大常委会|人民代表大会常务委员会|常务委员会)"
    r"[^。\n]{0,12}(?:委托|报告)|(?:人民)?(?:法院|检察院)工作报告|代表.{0,16}人民(?:法院|检察院)"
    r"|政协.{0,30}(?:常务委员会|常委会)[^。\n]{0,12}报告|代表(?:政协|中国人民政治协商会议)"
    r"|代表.{0,14}(?:县委|市委|区委|省委|州委|党委|委员会)向(?:大会|全会)|纪律检查委员会.{0,20}报告"
)
_MONEY = re.compile(
    r"预算(?:收支)?执行情况[^。\n]{0,40}(?:预算|草案)|决算(?:草案)?(?:的|情况)?报告|财政预决算"
    r"|计划执行情况[^。\n]{0,40}(?:计划|草案)|受.{2,24}委托.{0,40}(?:预算|计划)(?:草案|执行)"
)
_PLAN_TITLE = re.compile(
    r"(?:规划|远景目标|发展).{0,14}纲要(?:（草案）|（\d{4}.{0,12}）)?$|五年规划.{0,16}(?:纲要|建议)?$"
    r"|[“”]?十[一二三四五]五[“”]?.{0,20}规划$|(?:总体|专项)规划$|^制定.{0,30}规划.{0,20}建议$"
)
_BULLETIN = re.compile(r"统计公报|本公报|经济运行情况(?:分析|通报)?$")
_COUNTED = re.compile(r"初步核算|初步统计|统计局|抽样调查|快报数|按可比价格")
_SHARED_OUT = re.compile(
    r"(?:任务|工作|目标|报告)[^。\n]{0,16}(?:分解|分工|责任清单|责任分解)|(?:重点工作|任务)(?:责任|清单)"
    r"|(?:实施|工作|行动)方案(?:的通知)?$"
)
_SUMMED = re.compile(
    r"解读|要点|摘要|摘编|速览|图解|一图|看点|亮点|关键词|数读|划重点|问答|干货|一览|金句|看懂|浓缩|精华"
)
_RETOLD = re.compile(
    r"(?:工作报告|报告)(?:中)?(?:提出|指出|明确|强调|显示|认为|对|要求|说|从|用|还|将|总结)"
)
_NEWS = re.compile(
    r"记者|本报讯|通讯员|新华社|日电[）\s　]|日讯[）\s　]|[（(].{2,14}[)）]\s*讯"
    r"|报道[：，。]|(?:隆重)?开幕|听取(?:了|和审议)"
    r"|作(?:了)?(?:题为)?《?政府工作报告|主席台|执行主席|列席"
    r"|审议(?:了|政府)|热烈的?掌声|参加.{0,10}审议|编辑[：:]|供稿|网讯"
)
_CLOSING = re.compile(
    r"让我们|谢谢|万岁|坚定信心|献礼|一定能|一定会|(?:而|努力|不懈|团结|共同|接续|顽强)奋斗|奋斗[！!。]"
    r"|新(?:的)?(?:篇章|局面|辉煌|征程|华章|业绩|胜利)|(?:明天|未来|胜利|答卷|贡献|辉煌|华章|前进|进位|实景|大业|氛围)[！!。]"
)
_LAST_CALL = re.compile(r"让我们[^。！\n]{10,}[。！!]|谢谢(?:大家|各位)")
_CONDUCT = re.compile(r"自身建设|廉政|廉洁|作风|依法行政|法治政府|勤政")
_LOOKS_BACK = re.compile(
    r"过去的?.{0,2}年|[一五几]年来|\d{4}年(?:以来)?，|以来，|去年|清醒地?(?:认识|看)到"
)
_WILL = re.compile(
    r"必须|要(?![求素闻])|将(?!军)|力争|确保|继续|努力|进一步|(?<=[，。；])(?:加快|推进|强化|完善|深化|推动|打造"
    r"|抓好|加强|健全|支持|提升|开展|实施|坚持|优化|落实|建立|引导|鼓励|扩大|发展|加大|构建|培育|促进|做好|做强)"
)
_DONE = re.compile(r"了|已|比上年|同比|去年|以来|位居|荣获|获评|被评为|获批|居全|顺利|圆满|成功")
_OPENING = re.compile(
    r"各位(?:代表|委员)[^，。；\n！]{0,12}[：:]|请予?审[议查]|任期即将结束|向大会"
)
_MAIN = re.compile(r"(?m)^(?:第?([一二三四五六七八九十])(?:、|部分))")
_DOTTED = re.compile(r"(?:…|\.{2,}|·{2,}|—{2,}|\s{2,}|\t)\s*[（(]?\d{1,3}[)）]?$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LIMIT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a text is instead of a report, and what in it says so. Both are for the user."""

    name: str
    reason: str


def not_a_report(text: str) -> str | None:
    """Why the text is not a government work report, in Chinese, or None if it may be one."""
    kind = other_kind(text)
    if kind is None:
        return None
    return f"像是{kind.name}，{kind.reason}" if kind.name else kind.reason


def other_kind(text: str) -> Kind | None:
    """The kind of a text that is no government work report, or None if it may be one.

    ``name`` is empty where only this can be said: that it is none.
    """
    if not text.strip():
        return Kind(name="", reason="文件没有文字")
    count = len(_HAN.findall(text[:_LIMIT]))
    if count == 0:
        return Kind(name="", reason="没有中文内容")
    if contents := _contents(text[:_LIMIT]):
        return contents
    if count < 200:
        return Kind(name="", reason="中文内容太少，不像一份政府工作报告")
    body = heal(text).text[:_LIMIT]
    front = _front(body)
    speaks = _SPEAKS.search(body[:4000])
    own = bool(speaks) or len(_ADDRESS.findall(body)) >= 3
    named = any(re.search(r"政府工作报告$", line) for line in front[:2])
    if not speaks and not named and (kind := _formal(front, body)):
        return kind
    if not own and (kind := _retold(front, body, count)):
        return kind
    if half := _half(body, own=own):
        return half
    found = {m[0] for m in _CUES.finditer(body)}
    if len(found) < 2:
        return Kind(
            name="",
            reason="内容不像政府工作报告：没有“工作报告”“各位代表”“人民代表大会”等字样",
        )
    return None


def _front(body: str) -> list[str]:
    """The short lines above the text itself."""
    lines = body.split("\n", 14)[:14]
    first = next((n for n, line in enumerate(lines) if len(line) > 90), len(lines))
    return [line for line in lines[: first + 1] if len(line) <= 90]


def _contents(text: str) -> Kind | None:
    """A table of contents, or headings without what stands under them."""
    lines = [bare for line in text.split("\n") if (bare := line.strip())]
    if len(lines) < 5:
        return None
    dotted = sum(bool(_DOTTED.search(line)) for line in lines)
    if dotted >= 5 and dotted >= 0.4 * len(lines):
        return Kind(name="目录", reason="多数行是标题和页码，没有正文")
    short = sum(len(line) <= 45 and line[-1] not in "。；，" for line in lines)
    letters = sum(map(len, lines))
    if len(lines) >= 8 and short >= 0.85 * len(lines) and text.count("。") < letters / 400:
        return Kind(name="目录或提纲", reason="几乎只有标题，没有正文")
    return None


def _formal(front: list[str], body: str) -> Kind | None:
    """A document of another kind, by its title or by whom its speaker speaks for."""
    head = body[:1500]
    if _OTHER_BODY.search(head):
        return Kind(name="别的机关的报告", reason="报告人代表的不是政府")
    title = "\n".join(front)
    if _MONEY.search(title) or _MONEY.search(head[:600]):
        return Kind(name="预算或计划执行情况报告", reason="说的是预算、决算或计划草案")
    if any(_PLAN_TITLE.search(line) for line in front) or _chapters(body):
        return Kind(name="规划纲要", reason="说的是若干年的规划，不是一年的工作")
    bulletin = any(_BULLETIN.search(line) for line in front) or "本公报" in body
    if bulletin and (_COUNTED.search(body) or "公报" in title):
        return Kind(name="统计公报", reason="是统计部门发布的数据，不是政府向大会作的报告")
    return None


def _chapters(body: str) -> bool:
    chapters = len(re.findall(r"(?m)^第[一二三四五六七八九十]{1,3}[章节篇]", body))
    return chapters >= 8 and bool(re.search(r"规划|纲要", body[:600]))


def _retold(front: list[str], body: str, count: int) -> Kind | None:
    """What others say about a report: news, a summary, a notice that shares out its tasks."""
    title = "\n".join(front)
    if _SHARED_OUT.search(title) and not _ADDRESS.search(body[:3000]):
        return Kind(name="任务分工文件", reason="是把报告的任务分给各部门的通知")
    retold = len(_RETOLD.findall(body))
    news = {m[0] for m in _NEWS.finditer(body)}
    if count < 8000 and len(news) >= 2 and not _ADDRESS.search(body[:600]):
        return Kind(name="新闻报道", reason="说的是会议和报告的消息，不是报告原文")
    if count < 8000 and (retold >= 2 or (_SUMMED.search(title) and (retold or count < 4000))):
        return Kind(name="报告的摘要或解读", reason="转述报告的内容，不是报告原文")
    return None


def _half(body: str, *, own: bool) -> Kind | None:
    """A report whose beginning or end is missing, where nothing else explains the gap."""
    lines = body.split("\n")
    titled = any("工作报告" in line or "大会" in line for line in lines[:8] if len(line) <= 90)
    opened = titled or bool(_SPEAKS.search(body[:2500]) or _OPENING.search(body[:1500]))
    main = _MAIN.search(body)
    if not opened and main and main.start() < 200 and main[1] != "一":
        return Kind(name="报告的后半部分", reason=f"没有开头，正文从第{main[1]}部分开始")
    if not opened and not _LOOKS_BACK.search(body[:400]) and _demands(body[:3000]):
        return Kind(name="报告的后半部分", reason="没有开头和对上一年的回顾，一开始就是部署")
    told = body[: _body_end(body)].rstrip()
    broken = bool(told) and told[-1] not in "。！？；”）：!.;)" and len(told) == len(body.rstrip())
    closed = _CLOSING.search(told[-40:] if broken else told[-400:])
    if not closed and not broken:
        closed = _LAST_CALL.search(told, int(len(told) * 0.4))
    if not closed and not broken:
        closed = _CONDUCT.search(told[int(len(told) * 0.75) :])
    if own and len(told) > 1500 and not closed:
        return Kind(name="报告的前半部分", reason="没有结尾，正文没有写完")
    return None


def _demands(stretch: str) -> bool:
    """Whether a stretch says what is to be done, and hardly what was."""
    return len(_WILL.findall(stretch)) >= max(15, 9 * len(_DONE.findall(stretch)))


def _body_end(body: str) -> int:
    """Where what is attached begins, or the end."""
    at = 0
    for line in body.split("\n"):
        if at > 0.4 * len(body) and structure.annex(line):
            return at
        at += len(line) + 1
    return len(body)
