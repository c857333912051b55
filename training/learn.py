"""The table: one row per token, learned so that the two texts of a pair lie close to each other.

A text's vector is the mean of its rows, of unit length. The loss is the cross entropy of finding
the partner among all texts of the batch, both ways, over the first 64, 128 and all dimensions.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.collections import Pair, Stream
from training.vocabulary import HAN

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a training run is made of. ``temperature`` divides the cosines."""

    minutes: float
    seed: int
    batches: int = 0
    """When set, the run ends after so many batches, whatever the clock says."""
    dimensions: int = 256
    nested: tuple[int, ...] = (64, 128, 256)
    batch: int = 1024
    temperature: float = 0.05
    rate: float = 0.02
    longest: int = 128
    """Tokens of a text that are looked at while training."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Token ids of many texts, end to end; text i is ``ids[starts[i]:starts[i + 1]]``."""

    ids: Ids
    starts: Ids

    def take(self, wanted: Ids) -> tuple[Ids, Ids]:
        """The ids of the wanted texts end to end, and the number of each."""
        lengths = self.starts[wanted + 1] - self.starts[wanted]
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        return self.ids[at + np.repeat(self.starts[wanted], lengths)], lengths


def encode(tokenizer: Tokenizer, texts: Sequence[str], longest: int) -> Ragged:
    """Tokens of the texts; one without any gets the unknown token."""
    parts, starts = [], [0]
    for at in range(0, len(texts), 4096):
        for made in tokenizer.encode_batch_fast(texts[at : at + 4096], add_special_tokens=False):
            parts.append(np.array(made.ids[:longest] or [0], dtype=np.int64))
            starts.append(starts[-1] + len(parts[-1]))
    return Ragged(np.concatenate(parts), np.array(starts, dtype=np.int64))


class Batches:
    """Batches of one stream each, drawn by the streams' shares; neighbours stay together.

    Pairs are shuffled in blocks, so that sentences of one report meet as hard negatives.
    """

    def __init__(self, tokenizer: Tokenizer, streams: Sequence[Stream], recipe: Recipe) -> None:
        self._rng = np.random.default_rng(recipe.seed)
        self._recipe = recipe
        self._streams = [s for s in streams if s.train]
        shares = np.array([s.share for s in self._streams])
        self._shares = shares / shares.sum()
        self._sides = [_sides(tokenizer, s.train, recipe.longest) for s in self._streams]
        self._orders: list[list[Ids]] = [[] for _ in self._streams]

    def draw(self) -> tuple[tuple[Ids, Ids], tuple[Ids, Ids], Ids]:
        """Anchors, positives (ids, lengths) and a key per row: equal keys are the same text."""
        which = int(self._rng.choice(len(self._streams), p=self._shares))
        anchors, positives, keys = self._sides[which]
        rows = self._rows(which, len(keys))
        return (
            self._thin(*anchors.take(rows), self._streams[which].drop),
            positives.take(rows),
            keys[rows],
        )

    def _rows(self, which: int, total: int) -> Ids:
        size = min(self._recipe.batch, total)
        if not self._orders[which]:
            block = 32
            heads = self._rng.permutation(math.ceil(total / block)) * block
            order = (heads[:, None] + np.arange(block)).ravel()
            order = order[order < total]
            self._orders[which] = [order[at : at + size] for at in range(0, total - size + 1, size)]
        return self._orders[which].pop()

    def _thin(self, ids: Ids, lengths: Ids, most: float) -> tuple[Ids, Ids]:
        if not most:
            return ids, lengths
        rates = np.repeat(self._rng.random(len(lengths)) * most, lengths)
        keep = self._rng.random(len(ids)) >= rates
        ends = np.cumsum(lengths)
        keep[ends - lengths] |= True
        return ids[keep], np.add.reduceat(keep, ends - lengths).astype(np.int64)


def _sides(tokenizer: Tokenizer, pairs: Sequence[Pair], longest: int) -> tuple[Ragged, Ragged, Ids]:
    numbers: dict[str, int] = {}
    keys = np.array([numbers.setdefault(positive, len(numbers)) for _, positive in pairs])
    anchors = encode(tokenizer, [anchor for anchor, _ in pairs], longest)
    return anchors, encode(tokenizer, [positive for _, positive in pairs], longest), keys


def start(tokenizer: Tokenizer, recipe: Recipe) -> torch.Tensor:
    """First rows: the mean of random vectors of a token's characters and character groups."""
    rng = np.random.default_rng(recipe.seed)
    atoms: dict[str, npt.NDArray[np.float32]] = {}
    table = np.empty((tokenizer.get_vocab_size(), recipe.dimensions), dtype=np.float32)
    for piece, at in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1]):
        sizes = (1,) if HAN.search(piece) else (3, 4)
        text = piece if HAN.search(piece) or len(piece) < 3 else f"<{piece}>"
        groups = {text[i : i + n] for n in sizes for i in range(len(text) - n + 1)} | {text}
        total = np.zeros(recipe.dimensions, dtype=np.float32)
        for group in sorted(groups):
            if group not in atoms:
                atoms[group] = rng.standard_normal(recipe.dimensions, dtype=np.float32)
            total += atoms[group]
        table[at] = total / np.linalg.norm(total)
    return torch.from_numpy(table)


class Adam:
    """Adam over the rows that a batch touches; the other rows and their moments rest."""

    def __init__(self, table: torch.Tensor) -> None:
        self._table = table
        self._mean = torch.zeros_like(table)
        self._square = torch.zeros_like(table)
        self._steps = torch.zeros(len(table), 1)

    def step(self, rows: torch.Tensor, gradient: torch.Tensor, rate: float) -> None:
        steps = self._steps[rows] + 1
        mean = self._mean[rows].lerp_(gradient, 0.1)
        square = self._square[rows].lerp_(gradient.square(), 0.01)
        self._steps[rows], self._mean[rows], self._square[rows] = steps, mean, square
        spread = (square / (1 - 0.99**steps)).sqrt_().add_(1e-8)
        self._table[rows] -= rate * (mean / (1 - 0.9**steps)) / spread


def loss_of(
    anchors: torch.Tensor, positives: torch.Tensor, same: torch.Tensor, recipe: Recipe
) -> torch.Tensor:
    """Both ways, over nested dimensions. ``same`` marks partners that are no negatives."""
    target = torch.arange(len(anchors))
    total = anchors.new_zeros(())
    for width in recipe.nested:
        left = functional.normalize(anchors[:, :width], dim=1)
        right = functional.normalize(positives[:, :width], dim=1)
        scores = (left @ right.T / recipe.temperature).masked_fill(same, -1e4)
        total = total + functional.cross_entropy(scores, target)
        total = total + functional.cross_entropy(scores.T, target)
    return total / (2 * len(recipe.nested))


def _spent(recipe: Recipe, done: int, seconds: float) -> float:
    return done / recipe.batches if recipe.batches else seconds / (recipe.minutes * 60)


def train(
    table: torch.Tensor, batches: Batches, recipe: Recipe, report: Callable[[str], None]
) -> int:
    """Changes ``table`` in place until the recipe's end; returns the number of batches."""
    adam, began, done, shown, mean = Adam(table), time.monotonic(), 0, 0.0, 0.0
    while (spent := _spent(recipe, done, time.monotonic() - began)) < 1:
        (left, left_sizes), (right, right_sizes), keys = batches.draw()
        ids = torch.from_numpy(np.concatenate([left, right]))
        sizes = np.concatenate([left_sizes, right_sizes])
        offsets = torch.from_numpy(np.cumsum(sizes) - sizes)
        rows, inverse = torch.unique(ids, return_inverse=True)
        part = table[rows].requires_grad_()
        pooled = functional.embedding_bag(inverse, part, offsets, mode="mean")
        equal = torch.from_numpy(keys[:, None] == keys[None, :]).fill_diagonal_(False)
        loss = loss_of(pooled[: len(keys)], pooled[len(keys) :], equal, recipe)
        (gradient,) = torch.autograd.grad(loss, part)
        warm = min(1.0, (done + 1) / 50)
        adam.step(rows, gradient, recipe.rate * warm * (0.01 + 0.99 * (1 - spent)))
        done, mean = done + 1, 0.98 * mean + 0.02 * loss.item()
        if time.monotonic() - shown > 20:
            shown = time.monotonic()
            report(f"{spent:5.0%}  batch {done}  loss {mean / (1 - 0.98**done):.3f}")
    return done
