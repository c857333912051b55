"""Chinese words: what of a text carries meaning, and what only asks or joins.

Segmentation and parts of speech come from rjieba (jieba's dictionary in Rust).
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache

from rag.resources import resource

# Parts of speech (jieba's tags) that carry meaning in a question.
_CONTENT = ("n", "v", "a", "j", "i", "l", "eng", "t", "b", "f", "s", "x", "z", "m", "q", "g")
_EMPTY = frozenset(
    """
    多少 几 几个 哪 哪些 哪个 哪里 哪儿 哪家 哪几个 什么 什么样 啥 谁 怎么 怎样 如何 为什么 为何 为啥 多 多大
    是 是否 是不是 有 有没有 没有 没 不 了 吗 呢 吧 啊 呀 的 得 地 和 与 及 以及 或 还是 在 到 从 把 被 让 给 对 向
    个 家 户 人 件 亿 万 亿元 万元 元 钱 块 年 月 日 个点 点 百分之 百分点 第几 几家 几个 几座 几所 几名 几条
    请问 请 告诉 我 我们 你 想 知道 一下 查 查询 介绍 说 讲 谈 问 帮 看 看看 报告 报告里 政府工作报告 里面 里 中 上 下
    其中 分别 各 各自 具体 都 就 也 还 又 再 才 共 一共 总共 加起来 大概 大约 左右 以上 以内 到底 究竟 现在 目前
    要 会 能 可以 可 应该 想要 打算 准备 计划 预计 预期 目标 力争 安排 规划 定 定的 定了 完成 实现 达到 达 做到 做
    去年 今年 明年 当年 全年 年初 年底 年末 年内 上年 上一年 前年 同比 期间 时期 末 底 初 时候 当时 以来 后来 最后
    数 数量 数字 情况 方面 内容 东西 事 这 那 这个 那个 这些 那些 它 他 其 该 各地 地方 两 两个 两县 一个 一 每
    吗 吧 嘛 哦 哈 比 相比 比较 跟 同 而 但 只 仅 最 更 很 太 真 叫 叫做 名字 名称 全名 指 意思 含义 定义 解释
    增长 增速 增幅 增长率 涨幅 降幅 涨 跌 上涨 下降 提高 变化 幅度 速度 水平 比例 比重 占比 占 率
    实际 打 想 措施 办法 举措 做法 一年 平均 老百姓 家里 当地 本地 政府 起来 下来 这件 个百分点 倍 位 名 次 天 座 所 条 公里 亩 吨 平方米 立方米 兆瓦 千瓦 度
    """.split()
)


_MODAL = re.compile(r"^[要能想会得](?=[\u4e00-\u9fff])")
_COUNTED = re.compile(r"[一二三四五六七八九十两\d]+[个条座家项件大位名所种类届次年天块]")
_FAINT = frozenset("县市区省乡镇村人家年月日带道面点名事法里性力量数值")


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """(word, part of speech) of a text, in order."""
    import rjieba  # its dictionary takes 0.15 s to load: not before the first question

    return tuple(rjieba.tag(text))


@lru_cache(maxsize=4096)
def cut(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(word for word, _ in tagged(text))


def content(text: str) -> tuple[str, ...]:
    """The words that say what a question is about, each once, in order."""
    kept = []
    for word, tag in tagged(text):
        bare = word.strip().strip("“”\"'《》（）()、，。？?！!：:；;")
        if tag.startswith("v") or len(bare) == 2:
            bare = _MODAL.sub("", bare)
        if not bare or bare in _EMPTY or not tag.startswith(_CONTENT):
            continue
        if len(bare) == 1 and not (synonyms(bare) or (tag.startswith("n") and bare not in _FAINT)):
            continue
        if tag.startswith("x") and not bare.isalnum():
            continue
        if _COUNTED.fullmatch(bare) and not synonyms(bare):
            continue
        if bare.isdigit() and len(bare) < 3:
            continue
        kept.append(bare)
    return tuple(dict.fromkeys(kept))


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1].split("|")) for row in table("synonyms.tsv")}


def synonyms(word: str) -> tuple[str, ...]:
    """What the reports say for a word of a question; the word itself is not among them."""
    return tuple(w for w in _synonyms().get(word, ()) if w != word)


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one of the package's tables (tab-separated, # starts a comment line)."""
    with resource(name).open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(tuple(row) for row in rows if row and not row[0].startswith("#"))
