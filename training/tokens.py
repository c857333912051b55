"""Makes the token table of ``rag/adapters/tokens.py`` from a folder of Chinese texts.

    python -m training.tokens FOLDER… [--merges N] [--out FILE]

Byte pair encoding as Sennrich et al. (2016) describe it, over bytes: the most frequent pair of
neighbours becomes a token, N times. Ties go to the smaller pair, so the table depends on nothing
but the texts. One line of the file is ``base64(token) rank``, the form that tiktoken reads.
"""

from __future__ import annotations

import argparse
from base64 import b64encode
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tokenizers import Regex
from tokenizers.pre_tokenizers import Split

from rag.adapters.tokens import PATTERN, RANKS

Word = tuple[bytes, ...]


def words(folders: list[Path]) -> Counter[str]:
    """How often each word of the pattern stands in the ``.txt`` files under the folders."""
    cut = Split(Regex(PATTERN), behavior="isolated")
    found: Counter[str] = Counter()
    for path in sorted(path for folder in folders for path in folder.rglob("*.txt")):
        text = path.read_text("utf-8", errors="ignore")
        found.update(word for word, _ in cut.pre_tokenize_str(text))
    return found


def merged(word: Word, pair: tuple[bytes, bytes]) -> Word:
    """The word with every occurrence of the pair made one, from the left."""
    out: list[bytes] = []
    at = 0
    while at < len(word):
        if word[at : at + 2] == pair:
            out.append(word[at] + word[at + 1])
            at += 2
        else:
            out.append(word[at])
            at += 1
    return tuple(out)


def train(counts: Counter[str], merges: int) -> list[bytes]:
    """The tokens in the order of their ranks: the 256 bytes, then what was merged."""
    tokens = [bytes([byte]) for byte in range(256)]
    split: dict[Word, int] = {}
    for text, n in counts.items():
        split[tuple(bytes([byte]) for byte in text.encode())] = n
    for _ in range(merges):
        pairs: Counter[tuple[bytes, bytes]] = Counter()
        for word, n in split.items():
            for pair in pairwise(word):
                pairs[pair] += n
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        tokens.append(best[0] + best[1])
        split = {merged(word, best) if best[0] in word else word: n for word, n in split.items()}
    return list(dict.fromkeys(tokens))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--merges", type=int, default=400)
    parser.add_argument("--out", type=Path, default=Path("rag/data") / RANKS)
    options = parser.parse_args()
    counts = words(options.folders)
    tokens = train(counts, options.merges)
    lines = [f"{b64encode(token).decode()} {rank}\n" for rank, token in enumerate(tokens)]
    options.out.write_text("".join(lines), "ascii")
    print(f"{len(counts)} words, {len(tokens)} tokens, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
