"""Reads the texts, learns tokenizer and table, measures, writes the model's folder."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.collections import Stream, general
from training.domain import domain
from training.learn import Batches, Recipe, encode, start, train
from training.measure import Floats, score
from training.vocabulary import Sizes, learn, traditional

NAME = "wenbao-static-1"


def main() -> None:
    asked = _arguments()
    recipe = Recipe(minutes=asked.minutes, seed=asked.seed, batches=asked.batches)
    torch.manual_seed(recipe.seed)
    streams = general(asked.train) + domain(asked.reports, asked.train, recipe.seed)
    for stream in streams:
        print(f"{stream.name:10} {len(stream.train):7} train {len(stream.dev):6} dev")
    tokenizer = learn(sample(streams, recipe.seed), traditional(asked.traditional), Sizes())
    print(f"{tokenizer.get_vocab_size()} tokens")
    table = start(tokenizer, recipe)
    done = train(table, Batches(tokenizer, streams, recipe), recipe, print)
    table = table.half()
    results = {s.name: score(s, lambda texts: embed(tokenizer, table, texts)) for s in streams}
    card = {"batches": done, "seed": recipe.seed, "dev": results}
    write(tokenizer, table, asked.out, card)
    print(json.dumps(card, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="folder of the collections")
    parser.add_argument("--reports", type=Path, required=True, help="folder of the reports")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--minutes", type=float, default=5.0, help="time for the table")
    parser.add_argument("--batches", type=int, default=0, help="instead of the minutes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--traditional", type=Path, help="OpenCC's TSCharacters.txt")
    asked = parser.parse_args()
    beside = asked.train.parent / "lexicon" / "opencc" / "TSCharacters.txt"
    asked.traditional = asked.traditional or beside
    return asked


def sample(streams: Sequence[Stream], seed: int, most: int = 10_000_000) -> list[str]:
    """Training texts for the tokenizer, the same number of characters of each stream at most."""
    rng, texts = random.Random(seed), []
    for stream in streams:
        own = list(dict.fromkeys(text[:300] for pair in stream.train for text in pair))
        rng.shuffle(own)
        room = most // len(streams)
        for text in own:
            room -= len(text)
            if room < 0:
                break
            texts.append(text)
    return texts


def embed(tokenizer: Tokenizer, table: torch.Tensor, texts: list[str]) -> Floats:
    """Unit vectors as the saved model gives them, every token looked at."""
    made = encode(tokenizer, texts, 1 << 30)
    ids, offsets = torch.from_numpy(made.ids), torch.from_numpy(made.starts[:-1].copy())
    pooled = functional.embedding_bag(ids, table.float(), offsets, mode="mean")
    vectors: Floats = functional.normalize(pooled, dim=1).numpy()
    return vectors


def write(tokenizer: Tokenizer, table: torch.Tensor, out: Path, card: dict[str, object]) -> None:
    """Saves through sentence-transformers; keeps only the files that loading needs."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=table)
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder, create_model_card=False)
        for path in sorted(Path(folder).rglob("*")):
            kept = out / path.relative_to(folder)
            if path.is_file():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, kept)
    content = hashlib.sha256()
    for path in sorted([*out.rglob("tokenizer.json"), *out.rglob("model.safetensors")]):
        content.update(path.read_bytes())
    about = {"name": NAME, "content": content.hexdigest()[:12], "dimensions": table.shape[1]} | card
    (out / "model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
