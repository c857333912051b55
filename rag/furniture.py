"""Tells the lines of a report from what a web page or a collector put around them."""

from __future__ import annotations

import re
from collections import Counter

FRONT = re.compile(
    r"工作报告|人民代表大会(?!制度)|届.{0,8}次(?:全体)?会议"
    r"|^[（(]?[—―─-]*\s*(?:\d{4}|[一二][〇○零ＯO一二三四五六七八九]{3})年.{1,20}日"
    r"|(?:县|市|省|区|州|盟|旗|镇)长[\s）)]|(?:县|市|省|区|州)长\S{2,4}$|(?:主席"
    r"|主任|总理|代主席)\s*\S{1,4}(?:\s\S{1,2})?$|国务院总理"
    r"|现在.{0,4}我代表"
)
_SALUTATION = re.compile(
    r"(?:尊敬的)?(?:各位)?(?:代表|委员|同志)们?(?:、[^：:！!]{1,8})?[：:！!，,]"
    r"|现在.{0,4}我.{0,4}代表|主席团|主席、"
)
_LABEL = re.compile(
    r"首页|当前位置|您(?:现在)?(?:的位置|访问)|字号|字体|打印"
    r"|下载|收藏|分享|转发|浏览|点击|阅读[:：量]|评论|来源\s*[:：]"
    r"|作者\s*[:：]|^(?:发布)?(?:时间|日期)\s*[:：]|发布(?:时间|日期|机构)"
    r"|责任编辑|编辑\s*[:：]|https?:|www\.|ICP备|公网安备|网站标识"
    r"|版权所有|©|Copyright|[上下]一篇|相关(?:文章|报道|链接|新闻|阅读|评论|附件)"
    r"|^标签|内容摘要|无障碍|长者|登录|注册|微信|微博"
    r"|关闭|^[主承]办\s*[:：]|技术支持|扫一扫|返回|>>|导航|本栏|阅读排行"
    r"|记者.{0,12}摄|^正文\s*[:：]|推荐朋友|本稿|索引号|^=+$|^[-_*=]{3,}$"
    r"|^(?:标题|发文单位|报告人|发文时间|年份|来源URL)[:：]"
    r"|记者[ ]?\S{2,12}(?:摄)?$|^\S{2,4}作政府工作报告。?$"
    r"|^\d{4}年\d{1,2}月\d{1,2}日\s*\d{1,2}[:：时]"
    r"|点击查阅|繁[體体]中文|^(?:EN|English|false|true)$|Public domain"
)
_TAIL = re.compile(
    r"本作品是中华人民共和国|.*ICP备|网站标识码|.*公网安备|版权所有|©|Copyright"
    r"|[上下]一(?:篇|页|条)\s*[:：]?|相关(?:文章|链接|新闻|报道|阅读|评论)"
    r"|分享到|【?(?:责任)?编辑\s*[:：]|责任编辑$|免责声明|本站为非营利|凡注明为|图解$|一图读懂|扫一扫|打印本?页?"
    r"|【?关闭|[主承]办(?:单位)?\s*[:：]|标签\s*[:：云]|本栏"
    r"|阅读排行|下载、?打印|来源\s*[:：]|Public domain"
    r"|[（(【]?(?:图解|一图读懂|视频|视频解读|政策解读|解读)[）)】:：|]|》》"
    r"|字库未存字|检索自|取自|分类\s*[:：]|您访问的链接|网站地图|关于本站|联系我们"
)
_ATTACHMENT = re.compile(
    r"\.(?:docx?|pdf|xlsx?|zip|rar|wps|pptx?|jpg|png)(?:\s*[（(].{0,12}[)）])?$", re.I
)
_LABELLED = re.compile(
    r"附\s*件\s*[一二三四五六七八九十\d]{0,2}\s*[:：]?[^。；]{0,40}|图解|附[:：]"
)
"""The label of something attached; at the very end it labels nothing."""
_STAMP = re.compile(r"[・·•\s]|(?:\d{4}[年/-])?\d{1,2}[月/-]\d{1,2}日?(?:\s*\d\d:\d\d)?")
_CUT_SHORT = re.compile(r"(?:\.{3,}|…+)$")
_LONG = 40
_HEAD = 60


def body(texts: list[str]) -> list[int]:
    """Indices of the lines that belong to the report; ``texts`` are lines without blank ones."""
    teasers = _teasers(texts)
    if teasers:
        kept = [n for n in range(len(texts)) if n not in teasers]
        return [kept[n] for n in body([texts[n] for n in kept])]
    end = _first_copy(texts)
    start = _salutation(texts[:end])
    end = _tail(texts[:end], start)
    kept = [n for n in range(start, end) if not _ATTACHMENT.search(texts[n])]
    while kept and kept[-1] > start and _LABELLED.fullmatch(texts[kept[-1]]):
        kept.pop()
    if start and not any(_LABEL.search(line) for line in texts[:start]):
        return [*range(start), *kept]
    return [*_front(texts[:start]), *kept]


def _teasers(texts: list[str]) -> set[int]:
    """Lines above the report in which a site cuts its beginning short with dots."""
    found = set()
    for number, line in enumerate(texts[:_HEAD]):
        if _CUT_SHORT.search(line) and len(line) > 30:
            following = "".join(texts[number + 1 : number + 60])
            if _squeezed(line)[:24] in _squeezed(following):
                found.add(number)
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _full(line: str) -> bool:
    return len(line) >= _LONG and "。" in line and not _LABEL.search(line[:20])


def _first_copy(texts: list[str]) -> int:
    """Where the first copy of a body that stands twice ends; else the number of lines."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(texts):
        if _full(line):
            places.setdefault(line[:_LONG], []).append(number)
    twice = [found for found in places.values() if len(found) == 2]
    if len(twice) < 4 or len(twice) < 0.4 * len(places):
        return len(texts)
    shift, agreeing = Counter(b - a for a, b in twice).most_common(1)[0]
    if agreeing < 0.5 * len(twice):
        shift = 0
    near = [(a, b) for a, b in twice if not shift or abs(b - a - shift) <= 3]
    last, other = max(near)
    if last >= min(b for _, b in near):
        return len(texts)
    while other + 1 < len(texts) and texts[last + 1] == texts[other + 1]:
        last, other = last + 1, other + 1
    return last + 1


def _salutation(texts: list[str]) -> int:
    """The line with which the speech begins; else the first full line; else the first line."""
    passed = False
    for number, line in enumerate(texts[: max(60, len(texts) // 2)]):
        greeting = _SALUTATION.match(line)
        if greeting and (not passed or greeting[0][-1] in ":："):
            return number
        passed = passed or _full(line)
    return next((n for n, line in enumerate(texts) if _full(line)), 0)


def _front(texts: list[str]) -> list[int]:
    """Title, date and office above the speech, and what stands next to it."""
    last = max((n for n, line in enumerate(texts) if _LABEL.search(line)), default=-1)
    kept = []
    for number, line in enumerate(texts):
        near = number > last and len(texts) - number <= 8
        if _LABEL.search(line) or len(line) > 120 or len(line) < 2:
            continue
        if line in texts[:number]:
            continue
        if (near and _worded(line)) or (FRONT.search(line) and (len(line) > 4 or near)):
            kept.append(number)
    return kept


def _worded(line: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", line)) and not re.match(r"[|\]\[】>》]", line)


def _tail(texts: list[str], start: int) -> int:
    """Where the report ends: before site links, shares and notices that no full line follows."""
    end = len(texts)
    rest = 0
    for number in range(len(texts) - 1, max(start, 0), -1):
        line = texts[number]
        if _full(line):
            rest += 1
        if rest > 2:
            break
        if _TAIL.match(line):
            end = number
    end = _unlinked(texts, start, end)
    while end > start + 1 and len(texts[end - 1]) < 60 and not _kept_last(texts[end - 1]):
        end -= 1
    return end


def _kept_last(line: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", line)) and ("。" in line or not _LABEL.search(line))


def _unlinked(texts: list[str], start: int, end: int) -> int:
    """Without a list of dated links below the last full line."""
    last = next((n for n in range(end - 1, start, -1) if _full(texts[n])), end - 1)
    dated = sum(bool(_STAMP.fullmatch(line)) for line in texts[last + 1 : end])
    return last + 1 if dated >= 3 else end
