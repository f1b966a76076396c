"""A text -> the probability of each label: topics, kinds of small talk, and what lies outside. Pure once made."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Knowledge, Match
from knowledge.nlu.classifier import TfidfClassifier, fit_dense, fit_tfidf, softmax
from knowledge.nlu.contextual_rewrite import ContextualRewriter
from knowledge.nlu.encoder import Encoder
from knowledge.nlu.features import TEXT_LIMIT, EntityMatcher, features, normalise
from knowledge.nlu.hashed_vocabulary import HashedVocabulary
from knowledge.nlu.spelling import Speller, count_words

Array = NDArray[Any]  # of float32
SHARE = 0.65  # of the encoder's say against the counted features'
SAY, STEER = "say.", "steer."  # labels: say.QUESTION.OPTION, steer.COMMAND
# In a dialog people answer and steer far oftener than their share of the phrasings says: half of what is typed below a
# question answers it, though its options have 1 % of the phrasings. These are the roots of the two ratios to topics.
LIKELY_SAY, LIKELY_STEER = 13.0, 2.7
SURE = 0.9  # a counted probability from which the encoder is not asked: it would only agree, and costs 3 ms
LEANING = 0.65  # of the completed question's say against the bare text's
RECALL = 0.2  # that a text which leans on an earlier topic is still about it


class NluPipeline:
    """`labels` are in the order of all probabilities; made by `fit`, or from what an earlier `fit` left."""

    def __init__(
        self,
        knowledge: Knowledge,
        encoder: Encoder,
        common: Sequence[str],
        labels: Sequence[str],
        vocabulary: tuple[HashedVocabulary, HashedVocabulary],
        arrays: Mapping[str, Any],
        counts: Mapping[str, int],
    ) -> None:
        self.labels = tuple(labels)
        self._place = {label: i for i, label in enumerate(labels)}
        self.inside = np.array([label in knowledge.topics for label in labels])
        self._say = [label.split(".")[1] if label.startswith(SAY) else "" for label in labels]
        self._steer = np.array([label.startswith(STEER) for label in labels])
        self._open: dict[str | None, Array] = {}
        self._aliases = EntityMatcher(knowledge.language)
        self._follow = ContextualRewriter(knowledge, self._aliases)
        spell = Speller(counts, common)
        self._spell = spell
        self._mend = functools.lru_cache(maxsize=64)(lambda text: spell(normalise(text)))
        self._encoder = encoder
        self._counted = TfidfClassifier(vocabulary, arrays)
        self._dense, self._dense_bias = arrays["dense"], arrays["dense_bias"]

    def __call__(self, text: str, before: str = "", asked: str | None = None) -> Array:
        """The probabilities for a text after the topic `before`, where `asked` is asked (see `model.Find`)."""
        mended = self.mended(text)
        whole = self._follow.whole(mended, before, asked=bool(asked))
        if whole.topic in self._place:
            found: Array = np.full(len(self.labels), 0.05 / len(self.labels), np.float32)
            found[self._place[whole.topic]] += 0.95
            return found
        found = self._possible(self._of(whole.text), asked)
        if not whole.near:
            return found
        found = LEANING * found + (1 - LEANING) * self._possible(self._of(mended), asked)
        found *= 1 - RECALL
        found[self._place[whole.near]] += RECALL
        if found @ self.inside > 0.4:  # who goes on from a topic is likelier to stay inside
            found = np.where(self.inside, found, found / 2)
        return found / found.sum()  # type: ignore[no-any-return]

    def _possible(self, found: Array, asked: str | None) -> Array:
        """Only what can be meant here: answers to what is asked, steering only in a dialog."""
        if asked not in self._open:
            here = np.array([not question or question == asked for question in self._say])
            weight = here & ~self._steer if asked is None else np.where(self._steer, LIKELY_STEER, here)
            self._open[asked] = np.where([bool(question) for question in self._say], here * LIKELY_SAY, weight)
        left: Array = self._open[asked] * found
        return left / left.sum()  # type: ignore[no-any-return]

    def mended(self, text: str) -> str:
        """The text as it is read: normalised, slips of the finger mended."""
        return self._mend(text[: 2 * TEXT_LIMIT])

    def made_whole(self, text: str, before: str) -> str:
        """What a text is taken to ask after a topic: a topic's id in brackets, or the completed question."""
        whole = self._follow.whole(self.mended(text), before)
        return f"[{whole.topic}]" if whole.topic else whole.text

    def is_noise(self, text: str) -> bool:
        """Whether nothing in a text is a word or a number: mashed keys, only emoji, a script that is not read."""
        mended = self.mended(text)
        return not self._spell.knows_a_word(mended) and not any(c.isdigit() for c in mended)

    def tracks_in(self, text: str) -> list[str]:
        """The tracks that a text names."""
        return self._aliases.tracks_in(self.mended(text))

    def of_both(self, text: str) -> bool:
        """Whether a text speaks of several tracks at once."""
        return self._aliases.of_both(self.mended(text))

    def outside_kinds(self, text: str) -> list[Match]:
        """What a text would be if it lay outside: the three likeliest kinds, best first."""
        found = zip(self.labels, self._of(self.mended(text)).tolist(), strict=True)
        kinds = [Match(label, p) for label, p in found if label.startswith(("outside.", "chat."))]
        return sorted(kinds, key=lambda kind: -kind.score)[:3]

    def _of(self, mended: str) -> Array:
        counted = self._counted(features(mended, self._aliases))
        if counted.max() >= SURE:
            return counted
        dense = softmax(self._dense @ self._encoder(mended) + self._dense_bias)
        return (1 - SHARE) * counted + SHARE * dense


def fit(
    knowledge: Knowledge, encoder: Encoder, common: Sequence[str]
) -> tuple[list[str], tuple[list[str], list[str]], dict[str, Any], dict[str, int]]:
    """Labels, vocabulary, arrays and counts of words for `NluPipeline`, from the phrasings and titles there are."""
    rows = [(asked, label) for label, texts in knowledge.phrasings().items() for asked in texts]
    rows += [(topic.title, topic.id) for topic in knowledge.topics.values()]
    labels = sorted({label for _, label in rows})
    place = {label: i for i, label in enumerate(labels)}
    counts = count_words(normalise(text) for text, _ in rows)
    speller, aliases = Speller(counts, common), EntityMatcher(knowledge.language)
    texts = [speller(normalise(text)) for text, _ in rows]
    targets = np.array([place[label] for _, label in rows])
    vocabulary, arrays = fit_tfidf([features(text, aliases) for text in texts], targets, len(labels))
    return labels, vocabulary, {**arrays, **fit_dense(encoder.many(texts), targets, len(labels))}, counts
