"""`python -m bench.ablation`: what each part of the understanding brings, on real questions and on public test sets.

Rows leave one part out. First guess, among three, and the area under the curve of in against out of scope, on our real
calibration questions and the shared real ones; then the encoder alone and with the vote of near texts on BANKING77 and
CLINC150 at 10 examples an intent (`../shared/public_sets`; for measuring only, nothing is learnt from them).
"""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import platformdirs

from bench.understanding import CALIBRATION_REAL, DEVELOPMENT, DEVELOPMENT_REAL, SHARED, forced, listed_topics, read
from knowledge.loader import load
from knowledge.nlu import classifier, heads, pipeline
from knowledge.nlu.classifier import fit_softmax, known, voting
from knowledge.nlu.encoder import Encoder
from knowledge.nlu.model_store import open_encoder, text_vectors
from knowledge.nlu.sentences import normalise

PUBLIC = SHARED / "public_sets"
SETS = {"ours, real": CALIBRATION_REAL, "shared, real": DEVELOPMENT_REAL, "shared, ours": DEVELOPMENT}


def main() -> None:
    for part in (public, parts):
        for line in part():
            print(line, flush=True)


def parts() -> Iterator[str]:
    """A line for each part left out."""
    knowledge, encoder = load(), open_encoder()
    rows = heads.examples(knowledge)
    cache = platformdirs.user_cache_path("crossroads", appauthor=False)

    def vectors_of(rows: list[heads.Example]) -> np.ndarray:
        return text_vectors([row.text for row in rows], encoder, cache, lambda _done, _all: None)

    vectors = vectors_of(rows)
    asked = {normalise(row["q"]) for row in read(Path("knowledge/phrasings/asked.jsonl"))}
    whole = list(range(len(rows)))
    yield from _measured("all of it", knowledge, encoder, rows, vectors, whole)
    for name, module, value, without in (
        ("without the vote of near texts", classifier, "VOTE", 0.0),
        ("the vote along all 384 numbers", classifier, "AXES", 384),
        ("without counting named tracks", pipeline, "NAMED", 0.0),
        ("without the head for scope", pipeline, "SCOPE", 0.0),
        ("people's texts count as phrasings", heads, "ASKED", 1.0),
    ):
        kept = getattr(module, value)
        setattr(module, value, without)
        fewer = heads.examples(knowledge)
        yield from _measured(name, knowledge, encoder, fewer, vectors_of(fewer), list(range(len(fewer))))
        setattr(module, value, kept)
    for name, left in (
        ("without real questions", lambda row: row.text in asked),
        ("without any text in people's manner", lambda row: row.importance > 1),
        ("without our phrasings of topics", lambda row: row.importance == 1 and row.labels[0] in knowledge.topics),
    ):
        kept = [i for i in whole if not left(rows[i])]
        yield from _measured(name, knowledge, encoder, rows, vectors, kept)


def _measured(name, knowledge, encoder, rows, vectors, places) -> Iterator[str]:
    made = heads.fit([rows[i] for i in places], vectors[places])
    understanding = pipeline.NluPipeline(knowledge, encoder, made)
    for label, file in SETS.items():
        if file.exists():
            questions = read(file)
            began = time.perf_counter()
            readings = [understanding(question["q"]) for question in questions]
            cost = (time.perf_counter() - began) / len(questions) * 1e3
            yield f"{name:38} {label:14} {forced(questions, readings, listed_topics())}, {cost:.1f} ms"


def public() -> Iterator[str]:
    """The encoder on the public sets, with a softmax alone and with the vote."""
    encoder = open_encoder()
    for name in ("BANKING77", "CLINC150"):
        if (PUBLIC / name).exists():
            alone, voted = _accuracy(encoder, PUBLIC / name)
            yield f"{name}, 10 examples an intent: softmax alone {alone:.1%}, with the vote {voted:.1%}"


def _accuracy(encoder: Encoder, folder: Path) -> tuple[float, float]:
    (texts, labels), (asked, right) = (_pairs(folder / part) for part in ("train_10", "test"))
    names = sorted(set(labels))
    vectors, new = encoder.many(texts, threads=2), encoder.many(asked, threads=2)
    target = np.eye(len(names), dtype=np.float32)[[names.index(label) for label in labels]]
    head = fit_softmax(vectors, target, steps=200)
    vote = voting(head, range(len(texts)), target, np.ones(len(texts), np.float32))
    guesses = [vote(point).argmax() for point in known(vectors).points(new)]
    truth = np.array([names.index(label) for label in right])
    return float((head(new).argmax(1) == truth).mean()), float((np.array(guesses) == truth).mean())


def _pairs(folder: Path) -> tuple[list[str], list[str]]:
    texts, labels = ((folder / name).read_text(encoding="utf-8").splitlines() for name in ("seq.in", "label"))
    return [normalise(text) for text in texts], labels


if __name__ == "__main__":
    main()
