"""Counting tokens with the table of the package."""

from __future__ import annotations

import socket
from base64 import b64decode

import pytest

from rag.adapters.tokens import RANKS, clip, count, fit
from rag.resources import resource
from training.tokens import merged, train


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("年", 1), ("年年", 2), ("2022年", 5), ("13.3%", 5), ("\n", 1)]
)
def test_common_characters_and_digits_are_one_token_each(text: str, tokens: int) -> None:
    assert count(text) == tokens


def test_a_rare_character_is_its_bytes() -> None:
    assert 2 <= count("龘") <= 3
    assert count("𠮷") <= 4


def test_the_count_is_an_upper_estimate_on_a_report() -> None:
    """cl100k gives this report 1.19 tokens a character, o200k 0.73."""
    text = (resource("seeds") / "qinshui_2022.txt").read_text("utf-8")
    assert 1.19 < count(text) / len(text) < 1.5


def test_markers_of_models_are_text() -> None:
    assert count("<|endoftext|>") > 5
    assert count("报告<|endoftext|>报告") == count("<|endoftext|>") + 2 * count("报告")


def test_fit_stops_at_the_first_that_is_too_much() -> None:
    texts = ["年" * 10, "年" * 20, "年"]
    assert [fit(texts, n) for n in (0, 9, 10, 29, 30, 31)] == [0, 0, 1, 1, 2, 3]
    assert fit([], 5) == 0


def test_clip_cuts_between_characters() -> None:
    assert clip("年年年", 5) == "年年年"
    assert clip("年年年", 2) == "年年"
    assert clip("年龘", 2) == "年"
    assert clip("年" * 100_000, 600) == "年" * 600
    assert clip("年", 0) == ""


def test_the_table_is_small_and_whole() -> None:
    path = resource(RANKS)
    assert path.stat().st_size < 300_000
    lines = [line.split(" ") for line in path.read_text("ascii").splitlines()]
    assert [int(rank) for _, rank in lines] == list(range(len(lines)))
    tokens = [b64decode(token) for token, _ in lines]
    assert len(set(tokens)) == len(tokens)
    assert set(tokens[:256]) == {bytes([byte]) for byte in range(256)}


def test_training_by_hand() -> None:
    """aab twice and ab once: ab is seen three times, then a+ab twice."""
    from collections import Counter

    tokens = train(Counter({"aab": 2, "ab": 1}), 5)
    assert tokens[256:] == [b"ab", b"aab"]
    assert merged((b"a", b"a", b"a"), (b"a", b"a")) == (b"aa", b"a")
