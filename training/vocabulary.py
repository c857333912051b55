"""The tokenizer: lower-cased NFKC text, traditional characters read as simplified ones, numbers in
short groups, Chinese words of up to four characters, punctuation left out.

All of it is inside ``tokenizer.json``, so that every loader sees the same tokens.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LONGEST_WORD = 4
LONGEST_LATIN = 16
_LATIN = re.compile(r"[a-z\u00e0-\u00ff]{2,}")
_PIECES = r"\p{Han}+|(?:19|20)\d\d(?!\d)|\d{1,2}|[\p{L}\p{M}&&[^\p{Han}]]+|[%‰℃]"
_NON_FINAL = 1 << 8
_VALUE = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many pieces of each sort: merges (letters and Chinese words), of them letters, Latin."""

    merges: int = 31_000
    letters: int = 7_000
    latin: int = 11_500


def traditional(path: Path) -> dict[str, str]:
    """Traditional → simplified, the first choice of each line of an OpenCC character table."""
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        left, _, right = line.partition("\t")
        if len(left) == 1 and right and left != right.split()[0]:
            table[left] = right.split()[0]
    return {key: table.get(value, value) for key, value in table.items()}


def charsmap(table: dict[str, str]) -> bytes:
    """A replacement table in the binary form of SentencePiece: a double-array trie, then values.

    The form: u32 size of the trie in bytes, its units as u32, then the values, each ended by NUL.
    A unit holds its label in the low byte, bit 8 when a value hangs under it, the offset from
    bit 10 on; a value unit has bit 31 set.
    """
    values, starts = bytearray(), {}
    for value in dict.fromkeys(table.values()):
        starts[value] = len(values)
        values += value.encode() + b"\0"
    root: dict[int, dict] = {}  # type: ignore[type-arg]
    for key, value in table.items():
        node = root
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[0] = starts[value]  # type: ignore[assignment]
    units, taken, used, free = {0: 0}, {0}, set(), 1
    waiting = [(0, root)]
    while waiting:
        at, node = waiting.pop()
        base = free
        while base in used or any(base ^ byte in taken for byte in node):
            base += 1
        if len(node) > 1:
            free = max(free, base - 255)
        used.add(base)
        units[at] |= ((at ^ base) << 10) | (_NON_FINAL if 0 in node else 0)
        for byte, below in node.items():
            place = base ^ byte
            taken.add(place)
            units[place] = (_VALUE | below) if byte == 0 else byte  # type: ignore[operator]
            if byte:
                waiting.append((place, below))
    size = (max(units) | 255) + 1
    trie = b"".join(units.get(at, 0).to_bytes(4, "little") for at in range(size))
    return len(trie).to_bytes(4, "little") + trie + bytes(values)


def bare(table: dict[str, str], model: models.Model) -> Tokenizer:
    """The rules of the text around a model of its pieces."""
    made = Tokenizer(model)
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Precompiled(charsmap(table))]
    )
    made.pre_tokenizer = pre_tokenizers.Split(Regex(_PIECES), "removed", invert=True)
    return made


def learn(texts: Sequence[str], table: dict[str, str], sizes: Sizes) -> Tokenizer:
    """Learns the pieces from the texts, then how probable each of them is (hard EM, two rounds).

    Chinese pieces come from byte-pair merges, Latin ones are the frequent words of the texts and
    short merges for the rest. Numbers of two digits and years are pieces whatever the texts hold.
    """
    merges = bare(table, models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=sizes.merges,
        limit_alphabet=sizes.letters,
        max_token_length=LONGEST_WORD,
        show_progress=False,
    )
    merges.train_from_iterator(texts, trainer)
    counts = dict.fromkeys(merges.get_vocab(), 1) | _used(merges, texts)
    counts |= {f"{n:02d}": 1 for n in range(100)} | {str(n): 1 for n in range(1900, 2100)}
    model = _unigram(counts | _latin(texts, sizes.latin), table)
    for _ in range(2):
        used = _used(model, texts)
        model = _unigram({piece: 1 + used[piece] for piece in model.get_vocab()}, table)
    return model


def _used(tokenizer: Tokenizer, texts: Sequence[str]) -> Counter[str]:
    used: Counter[str] = Counter()
    for at in range(0, len(texts), 4096):
        for made in tokenizer.encode_batch_fast(texts[at : at + 4096], add_special_tokens=False):
            used.update(made.tokens)
    return used


def _latin(texts: Sequence[str], most: int) -> Counter[str]:
    words: Counter[str] = Counter()
    for text in texts:
        words.update(_LATIN.findall(text.lower()))
    return Counter({word: n for word, n in words.most_common(most) if len(word) <= LONGEST_LATIN})


def _unigram(counts: Mapping[str, int], table: dict[str, str]) -> Tokenizer:
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    known = ((p, round(math.log(n / total), 3)) for p, n in ranked if p != UNKNOWN)
    pieces = [(UNKNOWN, 0.0), *known]
    return bare(table, models.Unigram(pieces, unk_id=0))
