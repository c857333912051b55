"""What can be typed after ``wenbao``: commands, options, help and complaints, in Chinese."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from rag.errors import WrongUse

HOST, PORT = "127.0.0.1", 7860
COLUMNS = ("region", "year", "title", "heading", "text")
"""What a column of a table can hold (``--columns``)."""

_EXAMPLES = """例子：
  wenbao ingest 报告文件夹                      读入一个文件夹里的全部报告
  wenbao ask 沁水2022年新增光伏装机多少         提一个问题，答案附引证
  wenbao reports                                看库里有哪些报告
  wenbao serve                                  打开网页（http://127.0.0.1:7860）
"""
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", "少了 {0}"),
    (r"unrecognized arguments: (.+)", "不认识“{0}”"),
    (r"argument (?:命令|COMMAND): invalid choice: '?(.*?)'? \(choose.*", "没有“{0}”这个命令"),
    (r"argument (.+): expected one argument", "{0} 后面少了值"),
    (r"argument (.+): expected at least one argument", "少了 {0}"),
    (r"argument (.+): ignored explicit argument (.+)", "{0} 不带值，多了 {1}"),
    (r"argument (.+): (.+)", "{0} {1}"),
    (r"ambiguous option: (\S+) .*", "“{0}”可以是几个选项，请写全"),
)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command (``command``) and its options.

    Raises WrongUse with a sentence, and SystemExit(0) after help or version.
    """
    return _parser().parse_args(argv)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Version(argparse.Action):
    """Prints the package's version."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        from rag import __version__

        sys.stdout.write(f"wenbao {__version__}\n")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises instead of exiting."""

    def __init__(self, *, prog: str | None = None, description: str = "", epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这页帮助")

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _COMPLAINTS:
            if found := re.fullmatch(pattern, message, re.S):
                message = sentence.format(*found.groups())
                break
        raise WrongUse(f"命令不完整或写错了：{message}；用 {self.prog} --help 看用法。")


def _parser() -> _Parser:
    parser = _Parser(
        prog="wenbao", description="问报：向政府工作报告提问，得到有出处的数字。", epilog=_EXAMPLES
    )
    parser.add_argument("-V", "--version", nargs=0, action=_Version, help="显示版本")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, title="命令", parser_class=_Parser
    )

    def command(name: str, says: str, example: str) -> _Parser:
        added = commands.add_parser(
            name, help=says, description=f"{says}。", epilog=f"例子：\n  {example}"
        )
        added.add_argument(
            "--data",
            type=Path,
            metavar="目录",
            help="数据目录（默认取 WENBAO_DATA，没有设就用用户的数据目录）",
        )
        return added

    _ingest(command("ingest", "读入报告文件或文件夹", "wenbao ingest seeds 沁水县2022.docx"))
    ask = command("ask", "提一个问题，答案附引证", "wenbao ask 五寨2022年GDP目标 --json")
    ask.add_argument("question", nargs="+", metavar="问题", help="一句话的问题")
    _json(ask)
    _json(command("reports", "列出库里的报告", "wenbao reports --json"))
    _observations(
        command(
            "observations",
            "列出指标值：地区、年份、指标、数值和出处",
            "wenbao observations --region 沁水 --year 2021 --xlsx 指标.xlsx",
        )
    )
    remove = command("remove", "从库里移除一份报告", "wenbao remove qinshui_2022")
    remove.add_argument("name", metavar="报告名", help="wenbao reports 列出的名称")
    command("reindex", "用现在的模型重新嵌入全部片段", "WENBAO_EMBEDDING=模型目录 wenbao reindex")
    command("doctor", "检查安装、数据、模型、索引和语言模型的设置", "wenbao doctor")
    _serve(command("serve", "打开网页", "wenbao serve --port 8000"))
    return parser


def _ingest(parser: _Parser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="路径",
        help="txt、md、html、docx、pdf、csv、xlsx 或文件夹",
    )
    parser.add_argument("--region", metavar="地区", help="这些报告的地区，例如 山西省沁水县")
    parser.add_argument("--year", type=_year, metavar="年份", help="作报告的年份，例如 2022")
    parser.add_argument(
        "--columns",
        type=_columns,
        metavar="列名",
        help="表格的列，例如 region=地区,year=年份,text=正文（也可以写第几列：text=3）",
    )
    parser.add_argument("--force", action="store_true", help="看着不像工作报告也读入")


def _observations(parser: _Parser) -> None:
    parser.add_argument("--region", default="", metavar="地区", help="地区名，或它的一部分")
    parser.add_argument("--year", type=int, metavar="年份", help="数字所说的年份")
    parser.add_argument("--indicator", default="", metavar="指标", help="指标的正式名称或常用叫法")
    parser.add_argument("--csv", type=Path, metavar="文件", help="写成 csv 文件")
    parser.add_argument("--xlsx", type=Path, metavar="文件", help="写成 xlsx 文件")
    _json(parser)


def _serve(parser: _Parser) -> None:
    parser.add_argument("--host", default=HOST, metavar="地址", help=f"监听的地址（默认 {HOST}）")
    parser.add_argument(
        "--port", type=_port, default=PORT, metavar="端口", help=f"监听的端口（默认 {PORT}）"
    )


def _json(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def _year(written: str) -> int:
    if not re.fullmatch(r"(19[4-9]|20[0-9])[0-9]", written):
        raise argparse.ArgumentTypeError(f"应为四位年份，不能是“{written}”")
    return int(written)


def _columns(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in re.split("[,，]", written):
        role, _, name = (piece.strip() for piece in part.partition("="))
        if role not in COLUMNS or not name or role in found:
            raise argparse.ArgumentTypeError(
                f"应为 {'、'.join(COLUMNS)} 中的几项各配一个列名，"
                f"例如 region=地区,year=年份,text=正文，不能是“{written}”"
            )
        found[role] = name
    return found


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:6]) <= 65_535):
        raise argparse.ArgumentTypeError(f"应为 1 到 65535 的整数，不能是“{written}”")
    return int(written)
