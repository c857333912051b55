"""The command line: parses, calls, prints. Everything heavy is imported when it is needed.

Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted. Errors are one sentence on stderr;
``WENBAO_DEBUG=1`` adds the traceback.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from rag.arguments import HOST, parse
from rag.errors import RagError, WrongUse
from rag.settings import LONGEST_QUESTION, Settings

if TYPE_CHECKING:
    from rag.ingest import FileResult, Progress, Summary
    from rag.types import Answer, Observation, ReportCard, Source


class Library(Protocol):
    """What the commands, and the page behind ``serve``, ask of an assistant."""

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        progress: Callable[[Progress], None] | None = None,
        force: bool = False,
        region: str | None = None,
        year: int | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Summary: ...

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer: ...

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = ()
    ) -> Iterator[str | Answer]: ...

    def source(self, source_id: str) -> Source: ...

    def reports(self) -> list[ReportCard]: ...

    def observations(
        self, *, region: str = "", year: int | None = None, indicator: str = ""
    ) -> list[Observation]: ...

    def remove(self, name: str) -> None: ...

    def reindex(self, progress: Callable[[Progress], None] | None = None) -> None: ...

    def doctor(self) -> list[tuple[str, bool, str]]: ...

    def close(self) -> None: ...


Opener = Callable[[Path | None, Settings], Library]


def main(argv: Sequence[str] | None = None, *, opener: Opener | None = None) -> int:
    """Runs one command and returns its exit code; never raises."""
    _forgive(sys.stdout)
    _forgive(sys.stderr)
    try:
        code = _run(sys.argv[1:] if argv is None else argv, opener or _open)
        sys.stdout.flush()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _fail("已中断，已读入的报告不受影响。", 130)
    except WrongUse as error:
        return _fail(str(error), 2)
    except RagError as error:
        return _fail(str(error), 1)
    except Exception as error:
        return _fail(
            f"程序出错（{type(error).__name__}）：设 WENBAO_DEBUG=1 再运行一次，可以看到详情。", 1
        )
    return code


def _run(argv: Sequence[str], opener: Opener) -> int:
    arguments = parse(argv)
    return _COMMANDS[arguments.command](arguments, opener)


def _open(data: Path | None, settings: Settings) -> Library:
    from rag import wiring

    return wiring.open(data, settings)


def _assistant(arguments: argparse.Namespace, opener: Opener) -> closing[Library]:
    return closing(opener(arguments.data, Settings.from_env()))


def _ingest(arguments: argparse.Namespace, opener: Opener) -> int:
    from rag.adapters.progress import Bar

    with _assistant(arguments, opener) as library, Bar() as bar:

        def show(step: Progress) -> None:
            if step.result is not None:
                read = step.result.status in ("added", "known")
                bar.line(_file_line(step.result), sys.stdout if read else sys.stderr)
            bar.show(step.stage, step.done, step.total)

        told = {} if arguments.columns is None else {"columns": arguments.columns}
        summary = library.ingest(
            arguments.paths,
            progress=show,
            force=arguments.force,
            region=arguments.region,
            year=arguments.year,
            **told,
        )
    counts = [sum(r.status == s for r in summary.results) for s in ("added", "known")]
    left = len(summary.results) - sum(counts)
    print(f"读入 {counts[0]} 份，已在库 {counts[1]} 份，未读入 {left} 份。")
    if summary.skipped:
        forms = "、".join(sorted({path.suffix.lower() or "无后缀" for path in summary.skipped}))
        print(f"另有 {len(summary.skipped)} 个文件不是可读的格式（{forms}），没有读。")
    if not summary.readable:
        return _fail(
            "没有一份报告可以读入；请检查路径和格式（txt、md、html、docx、pdf、csv、xlsx）。", 1
        )
    return 0


def _ask(arguments: argparse.Namespace, opener: Opener) -> int:
    question = " ".join(arguments.question).strip()
    if not question:
        raise WrongUse("问题是空的；请写出要问的话，例如 wenbao ask 沁水2022年新增光伏装机多少。")
    if len(question) > LONGEST_QUESTION:
        raise WrongUse(
            f"问题有 {len(question)} 字，最多 {LONGEST_QUESTION} 字；请只写要问的那一句。"
        )
    with _assistant(arguments, opener) as library:
        answer = library.ask(question)
    if arguments.json:
        from rag.present import to_json

        print(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_answer_lines(answer)))
    return 0


def _reports(arguments: argparse.Namespace, opener: Opener) -> int:
    with _assistant(arguments, opener) as library:
        cards = library.reports()
    if arguments.json:
        from rag.present import cards_to_json

        print(json.dumps(cards_to_json(cards), ensure_ascii=False, indent=2))
        return 0
    for card in cards:
        print(
            f"{card.report}\t{card.region.full} {card.year} 年\t"
            f"{card.passages} 个片段，{card.observations} 个指标值\t{card.title}"
        )
    if not cards:
        print("库里还没有报告；用 wenbao ingest 读入，例如 wenbao ingest 报告文件夹。")
    return 0


def _observations(arguments: argparse.Namespace, opener: Opener) -> int:
    from rag.present import PANEL, panel_row

    with _assistant(arguments, opener) as library:
        found = library.observations(
            region=arguments.region, year=arguments.year, indicator=arguments.indicator
        )
        sources = {name: library.source(name) for name in {o.source_id for o in found}}
    rows = [panel_row(o, sources[o.source_id]) for o in found]
    for path in filter(None, (arguments.csv, arguments.xlsx)):
        from rag import wiring

        print(f"写了 {wiring.write_table(path, PANEL, rows)} 行到 {path}。")
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not (arguments.csv or arguments.xlsx):
        for row in rows:
            shown = (row["region"], row["year"], row["indicator"] or row["subject"], row["written"])
            print("\t".join(str(cell) for cell in (*shown, row["basis"], row["sentence"])))
        if not rows:
            print("没有符合条件的指标值；用 wenbao reports 看库里有哪些报告。")
    return 0


def _remove(arguments: argparse.Namespace, opener: Opener) -> int:
    with _assistant(arguments, opener) as library:
        library.remove(arguments.name)
    print(f"已移除 {arguments.name}。")
    return 0


def _reindex(arguments: argparse.Namespace, opener: Opener) -> int:
    from rag.adapters.progress import Bar

    with _assistant(arguments, opener) as library, Bar() as bar:
        library.reindex(lambda step: bar.show(step.stage, step.done, step.total))
    print("索引已用现在的模型重建。")
    return 0


def _doctor(arguments: argparse.Namespace, opener: Opener) -> int:
    with _assistant(arguments, opener) as library:
        found = library.doctor()
    for name, sound, message in found:
        print(f"{'✓' if sound else '✗'} {name}：{message}")
    return 0 if all(sound for _, sound, _ in found) else 1


def _serve(arguments: argparse.Namespace, opener: Opener) -> int:
    _check_port(arguments.host, arguments.port)
    with _assistant(arguments, opener) as library:
        from rag.page import serve

        with suppress(KeyboardInterrupt):
            serve(library, host=arguments.host, port=arguments.port, on_ready=_ready)
    return 0


def _ready(address: str) -> None:
    print(f"网页已在 {address} 打开，按 Ctrl-C 停止。", flush=True)


def _check_port(host: str, port: int) -> None:
    """Raises a sentence where the address cannot be listened on, before anything is loaded."""
    import errno
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise RagError(f"端口 {port} 已被占用；请用 --port 换一个端口。") from error
        if error.errno == errno.EACCES:
            raise RagError(
                f"没有权限使用端口 {port}；请用 --port 换一个 1024 以上的端口。"
            ) from error
        raise RagError(
            f"不能在 {host} 上监听；请用 --host 换成本机的地址，例如 {HOST}。"
        ) from error


def _file_line(result: FileResult) -> str:
    """What a file was taken for, or why it was not read."""
    if result.status not in ("added", "known"):
        reason = result.message.removeprefix(f"{result.path.name} 无法读取：")
        return f"未读入 {result.path}：{reason}"
    delivered = f"（{result.delivered.isoformat()}）" if result.delivered else ""
    part = result.report.partition("#")[2]
    card = f"{result.region} {result.year} 年政府工作报告{delivered}"
    if result.status == "known":
        said = [f"已有 {result.path}{part and '#' + part}：{card}", result.message]
    else:
        said = [
            f"读入 {result.path}{part and '#' + part}：{card}",
            f"{result.passages} 个片段",
            f"{result.observations} 个指标值",
        ]
    return "，".join([*said, *result.notes])


def _answer_lines(answer: Answer) -> list[str]:
    lines = [answer.text]
    if answer.citations:
        lines += ["", "引证："]
    for number, citation in enumerate(answer.citations, 1):
        page = (f"第{citation.page}页",) if citation.page else ()
        lines.append(f"[{number}] " + " · ".join((citation.report, *citation.headings, *page)))
        lines.append(f"    “{' '.join(citation.quote.split())}”")
    if answer.notes:
        lines += ["", "说明：", *(f"- {note}" for note in answer.notes)]
    return lines


_COMMANDS: dict[str, Callable[[argparse.Namespace, Opener], int]] = {
    "ingest": _ingest,
    "ask": _ask,
    "reports": _reports,
    "observations": _observations,
    "remove": _remove,
    "reindex": _reindex,
    "doctor": _doctor,
    "serve": _serve,
}


def _fail(sentence: str, code: int) -> int:
    if os.environ.get("WENBAO_DEBUG") and sys.exc_info()[0] is not None:
        import traceback

        traceback.print_exc()
    print(sentence, file=sys.stderr)
    return code


def _forgive(stream: TextIO) -> None:
    """Characters that the terminal cannot show are replaced, and stop nothing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
