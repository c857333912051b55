"""What a yes-or-no question asserts in words, held against the clause of the report that decides.

That something is done (建成了吗), is the first of its kind among all (全省率先吗), that so many
things are of a kind (200个是休闲蜂场吗); two such questions at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag import asks
from rag.numerals import figures, same
from rag.reader import prose
from rag.reader.choose import candidates
from rag.reader.clauses import ANY
from rag.reader.match import Segment
from rag.reader.wording import claim, figure_text, sentence
from rag.types import Answer, Basis, Claim, Evidence, Outcome, Query


def yes(query: Query, so: bool, denied: str = "没有，") -> str:
    if query.language == "en":
        return "Yes: " if so else "No: "
    return "是的，" if so else denied


def settled(query: Query, so: bool, claims: Sequence[Claim], denied: str = "没有，") -> Answer:
    """Yes or no, and the claims that show it."""
    text = yes(query, so, denied) + sentence(query, claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=tuple(claims))


def each(query: Query, evidence: Evidence) -> Answer | None:
    """Two questions at once, each with the sentence that decides it."""
    parts = [p for p in re.split("[？?；;]", query.standalone) if len(p) > _SENTENCE]
    if len(parts) != 2 or query.indicators or query.language == "en":
        return None
    answers = []
    for part in parts:
        terms = tuple(t for t in query.terms if t in part)
        own = replace(query, standalone=part, terms=terms, operands=())
        answers.append(prose.quote(own, evidence) if terms else None)
    claims = tuple(dict.fromkeys(c for answer in answers if answer for c in answer.claims))
    if not all(answers) or len(claims) < len(parts):
        return None
    text = "".join(c.text for c in claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


_SENTENCE = 6
"""Characters from which a part of a question is one by itself."""


def attributed(query: Query, evidence: Evidence) -> Answer | None:
    """Whether so many things are what the question calls them: 200个是休闲观光蜂场吗."""
    said_of = figures(query.standalone)
    asked = [f for f in said_of if not (f.is_year or f.bare or f.is_rank or f.han)]
    if len(asked) != 1 or query.indicators or asked[0].quantity.unit in ("%", "元", ""):
        return None
    bare = replace(query, intent=asks.FIGURE, units=(), kinds=(), operands=())
    found = [c for c in candidates(bare, evidence) if not c.faults]
    said = next((c for c in found if same(c.observation.quantity, asked[0].quantity)), None)
    if said is None:
        return None
    rest = query.standalone[asked[0].end :]
    named = [t for t in query.terms if t in rest and len(t) > 1]
    own = [t for t in named if t in said.zones.own]
    other = [
        c
        for c in found
        if c.where == said.where
        and c is not said
        and c.observation.quantity.unit == said.observation.quantity.unit
        and sum(t in c.zones.own for t in named) > len(own)
    ]
    if not other or not named:
        return None
    claims = [claim(c, figure_text(query, c)) for c in (said, other[0])]
    return settled(query, so=False, claims=claims, denied="不是，")


_FINISHED = r"建成|完工|竣工|投用|投入使用|投入运营|通车|开通|启用|投产|落成|建好|修好|完成"
_UNDERWAY = re.compile(
    r"开工(?!率)|动工|奠基|启动|加快|推进|在建|正在|前期|谋划|力争|力促|确保|计划|即将|争取|开展|抓好"
)
_DONE = re.compile(_FINISHED)
_ASKS_DONE = re.compile(
    rf"(?:{_FINISHED})(?:[^，。？?]{{0,4}}(?:了|没|吗|吧)|的[^，。？?]{{0,6}}，(?:对|是)|的?吗)"
)


def staged(query: Query, evidence: Evidence) -> Answer | None:
    """Whether something is finished, where its clause says that it is, or only under way."""
    asked = _ASKS_DONE.search(query.standalone)
    if asked is None or query.indicators or query.basis is Basis.TARGET:
        return None
    terms = tuple(t for t in query.terms if not (_DONE.search(t) or t in ANY))
    if not terms:
        return None
    part = _deciding(replace(query, terms=terms), evidence)
    if part is None:
        return None
    done, underway = _DONE.search(part.text), _UNDERWAY.search(part.text)
    if bool(done) == bool(underway):
        return None
    answer = prose.quoted(query, [part])
    return replace(answer, text=yes(query, done is not None) + answer.text)


def _deciding(query: Query, evidence: Evidence) -> Segment | None:
    """The clause nearest to a question in the sentence that ranks first, if that is about it."""
    first = next(iter(prose.segments(query, evidence)), None)
    return _closest(query, first) if first and first.coverage >= _SURE else None


def _closest(query: Query, segment: Segment) -> Segment:
    """The clause of a segment that has the longest run of the question's characters."""

    def run(text: str) -> int:
        asked = query.standalone
        size = 0
        for start in range(len(asked)):
            while asked[start : start + size + 1] in text and start + size < len(asked):
                size += 1
        return size

    spans = [m.span() for m in re.finditer("[^，；。]+", segment.text)]
    best = max(spans, key=lambda s: run(segment.text[slice(*s)]), default=(0, 0))
    return replace(segment, start=segment.start + best[0], end=segment.start + best[1])


_FOREMOST = re.compile(
    r"(全[国省市县区球]|世界)[^，。；]{0,4}?(率先|首[个家批例]|唯一|第一[个家批例]|最[早先大高])"
)
"""Among whom something is the first or the only one."""


def scoped(query: Query, evidence: Evidence) -> Answer | None:
    """Whether something is the first among those that the question says: 全省率先, not 全市率先."""
    asked = _FOREMOST.search(query.standalone)
    part = _deciding(query, evidence) if asked else None
    said = _FOREMOST.search(part.text) if part else None
    if not (asked and part and said) or said.group(2)[0] != asked.group(2)[0]:
        return None
    answer = prose.quoted(query, [part])
    word = yes(query, so=said.group(1) == asked.group(1), denied="不是，")
    return replace(answer, text=word + answer.text)


_SURE = 0.7
"""Coverage of the question's words from which a sentence is about the same thing."""
