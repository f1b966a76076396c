"""A text -> what its sentences do and what the whole may mean: encoder, heads, entities, follow-ups. Pure once made."""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from knowledge.model import Knowledge, Match
from knowledge.nlu.classifier import Array, Softmax
from knowledge.nlu.contextual_rewrite import ContextualRewriter
from knowledge.nlu.encoder import Encoder
from knowledge.nlu.entities import EntityMatcher
from knowledge.nlu.families import family_of, merged
from knowledge.nlu.heads import Heads
from knowledge.nlu.labels import CHAT, NONSENSE, OUTSIDE, SAY, STEER
from knowledge.nlu.sentences import normalise, sentences
from knowledge.reading import Act, Entities, Kind, Reading

CONTEXT = 3  # earlier topics that may count
WHOLE = 0.5  # of the whole text's say against that of the sentence it asks with
SUMMED = 0.5  # of the topics' summed probability against the scope head's
DEMOTED = 0.2  # what stays of a topic about another move than the one that is asked about
SENTENCES = 24  # sentences of a message that are read one by one: the first and the last


class Probabilities(NamedTuple):
    """`labels`: of each topic, outside kind and kind of small talk; `inside`: that any topic has an answer."""

    labels: dict[str, float]
    inside: float


class NluPipeline:
    """Made of content, the encoder and the heads that were fitted for both."""

    def __init__(self, knowledge: Knowledge, encoder: Encoder, heads: Heads) -> None:
        self.entities = EntityMatcher(knowledge)
        self.heads = heads
        self._knowledge = knowledge
        self._encoder = encoder
        self._rewrite = ContextualRewriter(knowledge, self.entities.tracks)
        self._topics = np.array([label in knowledge.topics for label in heads.labels])
        self._vectors = functools.lru_cache(maxsize=4)(encoder.many)

    def __call__(self, text: str, earlier: Iterable[str] = (), asked: str | None = None) -> Reading:
        """What a text does after the earlier topics, the newest last, where `asked` is asked (see `model.Read`)."""
        before = next(iter(reversed(tuple(earlier)[-CONTEXT:])), "")
        whole, parts = normalise(text), sentences(text)
        entities = self.entities(whole)
        noise = not self.knows_a_word(whole)
        language, distress = self.entities.language(whole), self.entities.distress(whole)
        if noise or distress:
            return Reading(
                (),
                outside="distress" if distress else "nonsense",
                noise=noise and not distress,
                entities=entities,
                language=language if noise else "",
                distress=distress,
            )
        parts = parts if len(parts) <= SENTENCES else [*parts[: SENTENCES // 4], *parts[-SENTENCES * 3 // 4 :]]
        units = [normalise(part) for part in parts]
        rewrite = self._rewrite(whole, before, asked=bool(asked))
        vectors = self.vectors((rewrite.text, *(units if len(units) > 1 else ())))
        each = vectors[1:] if len(units) > 1 else vectors
        asking = [i for i, unit in enumerate(units) if self.entities.asks(unit)]
        probabilities = self._mixed(vectors, rewrite.topic, each[asking[-1:]] if len(units) > 1 else each[:0])
        probabilities = self._moved(probabilities, entities)
        acts = tuple(
            self._act(part, unit, vector, asked) for part, unit, vector in zip(parts, units, each, strict=True)
        )
        return self._reading(whole, probabilities, acts, entities, vectors if len(units) > 1 else each, asked, language)

    def vectors(self, texts: tuple[str, ...]) -> Array:
        """The unit vectors (texts, 384) of normalised texts; those of the latest few calls are kept."""
        return self._vectors(texts)

    def probabilities(self, vector: Array) -> Probabilities:
        """What one vector is, by itself."""
        found = self.heads.ask(vector)
        summed = float(found @ self._topics)
        inside = SUMMED * summed + (1 - SUMMED) * float(self.heads.scope(vector)[1])
        return Probabilities(dict(zip(self.heads.labels, found.tolist(), strict=True)), inside)

    def knows_a_word(self, text: str) -> bool:
        """Whether anything in a normalised text is a word or a number: not so mashed keys, only emoji."""
        return any(c.isdigit() for c in text) or any(
            len(word) > 1 and self._encoder.knows(word) for word in re.findall(r"[^\W\d_]+", text)
        )

    def completed(self, text: str, before: str) -> str:
        """What a text is taken to ask after a topic: a topic's id in brackets, or the completed question."""
        rewrite = self._rewrite(normalise(text), before)
        return f"[{rewrite.topic}]" if rewrite.topic else rewrite.text

    def _mixed(self, vectors: Array, topic: str, asking: Array) -> Probabilities:
        """The whole text with the sentence it asks with; a follow-up that can only mean `topic` means that."""
        if topic in self._knowledge.topics:
            return Probabilities({**dict.fromkeys(self.heads.labels, 0.0), topic: 1.0}, 1.0)
        whole = self.probabilities(vectors[0])
        if not len(asking):
            return whole
        part = self.probabilities(asking[0])
        labels = {label: WHOLE * p + (1 - WHOLE) * part.labels[label] for label, p in whole.labels.items()}
        return Probabilities(labels, WHOLE * whole.inside + (1 - WHOLE) * part.inside)

    def _moved(self, found: Probabilities, entities: Entities) -> Probabilities:
        """Topics about another move than the one that is named are less likely."""
        move = self.entities.move(entities)
        if not move:
            return found
        labels = {label: p * (DEMOTED if label in move.not_topics else 1) for label, p in found.labels.items()}
        return Probabilities(labels, found.inside)

    def _reading(
        self,
        whole: str,
        found: Probabilities,
        acts: tuple[Act, ...],
        entities: Entities,
        vectors: Array,
        asked: str | None,
        language: str,
    ) -> Reading:
        topics = {label: p for label, p in found.labels.items() if label in self._knowledge.topics}
        total = sum(topics.values()) or 1.0
        families, pairs = merged(self._knowledge, topics, both=self.entities.tracks.of_both(whole))
        ranked = sorted(families, key=lambda name: -families[name][1])[:3]
        outside = top(found.labels, OUTSIDE)
        return Reading(
            acts,
            topics=tuple(Match(families[name][0], families[name][1] / total) for name in ranked),
            inside=found.inside,
            options=self._options(vectors, asked),
            steer=self._command(vectors) if asked is not None else None,
            chat=top(found.labels, CHAT),
            outside=outside.topic if outside else "",
            pair=pairs.get(ranked[0], "") if ranked else "",
            entities=entities,
            language=language,
            noise=outside is not None and OUTSIDE + outside.topic == NONSENSE and outside.score > 0.5,
        )

    def _options(self, vectors: Array, asked: str | None) -> tuple[Match, ...]:
        """The asked question's options, each as likely as the sentence, or the whole, that says it best."""
        head = self.heads.say.get(asked or "")
        if head is None or not asked:
            return ()
        return _ranked(self.heads.options[asked], head, vectors[:1], f"{SAY}{asked}.")

    def _command(self, vectors: Array) -> Match | None:
        if self.heads.steer is None:
            return None
        return _ranked(self.heads.commands, self.heads.steer, vectors[:1], STEER)[0]

    def _act(self, part: str, unit: str, vector: Array, asked: str | None) -> Act:
        """What one sentence does by itself."""
        options = self._options(vector[None], asked)
        if options and options[0].score > 0.5:
            return Act(Kind.ANSWER, part, options[0].topic, options[0].score, asked or "")
        steer = self._command(vector[None]) if asked is not None else None
        if steer and steer.score > 0.5:
            return Act(Kind.STEER, part, steer.topic, steer.score)
        found = self.probabilities(vector)
        chat = top(found.labels, CHAT)
        if chat and chat.score > 0.5:
            return Act(Kind.CHAT, part, chat.topic, chat.score)
        if not self.entities.asks(unit):
            return Act(Kind.NONE, part)
        label = max(found.labels, key=lambda label: found.labels[label])
        if label in self._knowledge.topics:
            return Act(Kind.ASK, part, family_of(self._knowledge, label), found.inside)
        return Act(Kind.ASK, part, "", 1 - found.inside, outside=label.removeprefix(OUTSIDE))


def top(found: dict[str, float], prefix: str) -> Match | None:
    """The likeliest label of a prefix, without it."""
    labels = [label for label in found if label.startswith(prefix)]
    best = max(labels, key=lambda label: found[label], default="")
    return Match(best.removeprefix(prefix), found[best]) if best else None


def _ranked(labels: tuple[str, ...], head: Softmax, vectors: Array, prefix: str) -> tuple[Match, ...]:
    """The labels without their prefix, the likeliest of any vector first."""
    best = head(vectors).max(0)[: len(labels)].tolist()
    matches = [Match(label.removeprefix(prefix), p) for label, p in zip(labels, best, strict=True)]
    return tuple(sorted(matches, key=lambda match: -match.score))
