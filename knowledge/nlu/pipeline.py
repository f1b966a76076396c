"""A text -> what its sentences do and what the whole may mean: encoder, heads, entities, follow-ups. Pure once made."""

import math
import re
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from knowledge.language import Move
from knowledge.model import Knowledge, Match
from knowledge.nlu.classifier import Array, Point, Voting
from knowledge.nlu.command_scope import COMMANDS, OF_QUESTION, OF_VERDICT
from knowledge.nlu.contextual_rewrite import ContextualRewriter, Rewrite
from knowledge.nlu.cues import stems, surest_of
from knowledge.nlu.encoder import Encoder
from knowledge.nlu.entities import EntityMatcher
from knowledge.nlu.families import family_of, merged
from knowledge.nlu.heads import Heads
from knowledge.nlu.labels import CHAT, DISTRESS, NONSENSE, OUTSIDE, SAY, SMALL_TALK, STEER
from knowledge.nlu.leads import Leads
from knowledge.nlu.sentences import clauses, normalise, sentences
from knowledge.nlu.spelling import Speller, names_in
from knowledge.nlu.suppositions import Suppositions
from knowledge.reading import BEGUN, NOTES, VERDICT, Act, Kind, Reading, Slots

CONTEXT = 3  # earlier topics that may count
# How likely anything has an answer is a sum of log-odds: the topics' summed probability, the scope head's, and how many
# tracks the text names; weights by logistic regression on the real questions of `make tune`.
SUMMED, SCOPE, NAMED = 0.75, 0.25, 1.6
MOST_NAMED = 2
DEMOTED = 0.02  # what stays of a topic about another move than the one that is asked about,
PROMOTED = 2.0  # and how much likelier those about it are
FEW = 3  # sentences of a text that are encoded each by itself, at their own cost
STORY = 1200  # word pieces read of a story; 4,000 letters of plain English are some 1,000, of mashed keys 2,500
THREADS = 2  # that read the sentences of a story
BEYOND_DOUBT = 0.9  # from which one word of its question will do for an answer
SURE = 0.5  # from which a sentence does one thing and not another


class NluPipeline:
    """Made of content, the encoder and the heads that were fitted for both."""

    def __init__(self, knowledge: Knowledge, encoder: Encoder, heads: Heads) -> None:
        self.entities = EntityMatcher(knowledge)
        self.heads = heads
        self._knowledge = knowledge
        self._encoder = encoder
        self._leads = Leads(knowledge)
        self._rewrite = ContextualRewriter(knowledge, self.entities.tracks)
        self._spell = Speller(heads.words, encoder.knows)
        self._cues = {label: frozenset(words) for label, words in heads.cues.items()}
        self._suppositions = Suppositions(knowledge.language)
        feelings = stems(" ".join(knowledge.language.feelings))
        self._subjects = {question: frozenset(words) - feelings for question, words in heads.subjects.items()}
        self._last: tuple[str, list[tuple[str, Point, frozenset[str]]]] = ("", [])
        self._topics = np.array([label in knowledge.topics for label in heads.labels])

    def __call__(self, text: str, earlier: Iterable[str] = (), asked: str | None = None) -> Reading:
        """What a text does after the earlier topics, the newest last, where `asked` is asked (see `reading.Read`)."""
        before = next(iter(reversed(tuple(earlier)[-CONTEXT:])), "")
        parts, names = sentences(text), names_in(text)
        whole = self._spell(normalise(text), names)
        entities, language = self.entities(whole), self.entities.language(whole)
        if self.entities.distress(whole):
            return Reading((), outside="distress", entities=entities, distress=True)
        if not parts or not (language or self.knows_a_word(whole)):
            return Reading((), outside="nonsense", entities=entities, noise=True)
        waits = bool(asked) and asked not in (BEGUN, NOTES)
        rewrite = self._rewrite(whole, before, asked=waits)
        own = self._point(whole) if rewrite.text != whole else None  # of what is said to us no topic is part
        if own is not None and self._said_to_us(own, asked):
            rewrite = Rewrite(whole)
        units = [self._spell(normalise(part), names) for part in parts] if rewrite.text == whole else [rewrite.text]
        vector, each = self._encoder.with_parts(units)
        if asked and 1 < len(parts) <= FEW:  # an answer and an aside are read apart
            each = self._encoder.many(units)
        point, *points = self.heads.known.points(np.vstack([vector, each]) if len(parts) > 1 else vector[None])
        points = points if len(points) == len(parts) else [point] * len(parts)
        own = point if own is None else own
        asks = self.heads.ask(point)
        moves = entities if rewrite.text == whole else self.entities(rewrite.text)
        move = self.entities.move(moves)
        labels = _moved(self._labels(asks, rewrite.topic), move)
        if labels.get(DISTRESS, 0.0) > SURE:
            return Reading((), outside="distress", entities=entities, distress=True)
        return self._reading(
            labels,
            acts=tuple(self._act(part, one, asked) for part, one in zip(parts, points, strict=True)),
            inside=1.0 if rewrite.topic else self._inside(point, asks, len(entities.tracks)),
            both=self.entities.tracks.of_both(whole),
            options=self._options(own, asked),
            steer=(steer := self._command(own, asked)),
            says=move.says if move else "",
            aimed=steer is not None and f"{STEER}{steer.topic}" not in self.heads.commands,
            entities=entities,
            language=language,
            asks=self.entities.begins_asking(whole),
            tells=self.entities.tells(whole),
            marked=whole.rstrip(" .!)").endswith("?"),
            personal=self.entities.personal(whole),
            asked=asked or "",
            early=self._early(own, asked),
        )

    def answers(self, text: str, questions: Iterable[str]) -> tuple[Act, ...]:
        """What the sentences of a text answer, each read by itself: the surest of them for each of these questions."""
        if self._last[0] != text:  # a turn asks more than once
            self._last = (text, self._clauses(text))
        read, surest = self._last[1], []
        for question in questions:
            acts = [
                self._cued(act, words) for part, point, words in read if (act := self._answer(part, point, question))
            ]
            if acts:
                surest.append(surest_of(acts, short=len(read) <= FEW))
        return tuple(surest)

    def _clauses(self, text: str) -> list[tuple[str, Point, frozenset[str]]]:
        """The clauses of a text that may answer something, each with its point and its stems."""
        parts, names = [part for part in clauses(text) if self.entities.may_answer(normalise(part))], names_in(text)
        units = [self._spell(normalise(part), names) for part in parts]
        kept = self._encoder.within(units, STORY)
        parts, units = [parts[i] for i in kept], [units[i] for i in kept]
        points = self.heads.known.points(self._encoder.many(units, threads=THREADS))
        return list(zip(parts, points, map(stems, units), strict=True))

    def about(self, text: str, questions: Iterable[str]) -> tuple[Act, ...]:
        """The questions that a text has a telling word for, the likeliest first, each with the option it leans to.

        For texts that name an answer without giving one: suppositions, objections.
        """
        plain = self._spell(normalise(text), names_in(text))
        words, point, acts = stems(plain), self._point(self._suppositions.stated(plain)), []
        for question in questions:
            options = self._options(point, question)
            if hits := len(self._subjects.get(question, frozenset()) & words):
                total = sum(option.score for option in options)
                act = Act(Kind.ANSWER, text, options[0].topic, options[0].score, question, cued=True)
                acts.append((hits, total, act))
        return tuple(act for _, _, act in sorted(acts, key=lambda one: (-one[0], -one[1])))

    def _cued(self, act: Act, words: frozenset[str]) -> Act:
        """An answer with whether a word of the sentence speaks for it; if it is beyond doubt, for its question."""
        cues = self._cues.get(f"{SAY}{act.question}.{act.label}", frozenset())
        if act.score >= BEYOND_DOUBT:
            cues |= self._subjects.get(act.question, frozenset())
        return msgspec.structs.replace(act, cued=not cues.isdisjoint(words))

    def nearest(self, text: str, sentences: tuple[str, ...]) -> tuple[int, float]:
        """(the index of the sentence whose meaning is nearest to the text's, its cosine); (0, -1.0) for none."""
        if not sentences:
            return 0, -1.0
        own, *others = self._encoder.many([normalise(text), *map(normalise, sentences)])
        near = [float(own @ other) for other in others]
        return max(enumerate(near), key=lambda pair: pair[1])

    def lead(self, topic: str, text: str, before: str) -> str:
        """What answers yes or no before the topic; '' where the text asks neither."""
        return self._leads(self._knowledge.topics[topic], text, before)

    def slots(self, text: str) -> Slots:
        """What a text names of regions, tracks and periods."""
        return self.entities.slots(normalise(text))

    def _point(self, text: str) -> Point:
        """The vector of a normalised text, among the known ones."""
        return self.heads.known.points(self._encoder(text)[None])[0]

    def _said_to_us(self, point: Point, asked: str | None) -> bool:
        """Whether a text is small talk or a command, and so goes on from no topic."""
        steer, chat = self._command(point, asked), _chat(self._labels(self.heads.ask(point)))
        return any(match is not None and match.score > SURE for match in (steer, chat))

    def _inside(self, point: Point, asks: Array, tracks: int) -> float:
        """How likely any topic answers a text that was taken to ask `asks` and names so many tracks."""
        summed, scope = _log_odds(float(asks @ self._topics)), _log_odds(float(self.heads.scope(point.vector)[1]))
        z = SUMMED * summed + SCOPE * scope + NAMED * (min(tracks, MOST_NAMED) - 1)
        return 1 / (1 + math.exp(-z))

    def knows_a_word(self, text: str) -> bool:
        """Whether anything in a normalised text is a word or a number: not so mashed keys, only emoji."""
        return any(c.isdigit() for c in text) or any(
            len(word) > 1 and (self._encoder.knows(word) or word in self.heads.words)
            for word in re.findall(r"[^\W\d_]+", text)
        )

    def completed(self, text: str, before: str) -> str:
        """What a text is taken to ask after a topic: a topic's id in brackets, or the completed question."""
        rewrite = self._rewrite(self._spell(normalise(text), names_in(text)), before)
        return f"[{rewrite.topic}]" if rewrite.topic else rewrite.text

    def _labels(self, asks: Array, topic: str = "") -> dict[str, float]:
        """The probability of each label; a follow-up that can only mean `topic` means that."""
        if topic in self._knowledge.topics:
            return {**dict.fromkeys(self.heads.labels, 0.0), topic: 1.0}
        return dict(zip(self.heads.labels, asks.tolist(), strict=True))

    def _reading(self, labels: dict[str, float], *, both: bool, **parts: Any) -> Reading:  # noqa: ANN401
        """A reading of the labels' probabilities and what is known beside them."""
        topics = {label: p for label, p in labels.items() if label in self._knowledge.topics}
        total = sum(topics.values()) or 1.0
        families, pairs = merged(self._knowledge, topics, both=both)
        ranked = sorted(families, key=lambda name: -families[name][1])[:3]
        outside = top({label: p for label, p in labels.items() if label != DISTRESS}, OUTSIDE)  # that one is told above
        mashed = outside is not None and OUTSIDE + outside.topic == NONSENSE and outside.score > SURE
        return Reading(
            topics=tuple(Match(families[name][0], families[name][1] / total) for name in ranked),
            chat=_chat(labels),
            outside=outside.topic if outside else "",
            pair=pairs.get(ranked[0], "") if ranked else "",
            noise=mashed and not parts["language"],
            **parts,
        )

    def _options(self, point: Point, asked: str | None) -> tuple[Match, ...]:
        """The asked question's options, the likeliest first; none where nothing is asked."""
        head = self.heads.say.get(asked or "")
        return _ranked(self.heads.options[asked], head, point, f"{SAY}{asked}.") if head and asked else ()

    def _command(self, point: Point, asked: str | None) -> Match | None:
        """The likeliest command of those that make sense (see COMMANDS); None outside of a dialog."""
        if self.heads.steer is None or asked is None:
            return None
        groups = COMMANDS.get(asked, OF_QUESTION)
        names = [label.removeprefix(STEER) for label in self.heads.commands]
        fits = np.array([bool("." not in name or name.startswith(groups)) for name in names] + [True])
        probabilities = np.where(fits, self.heads.steer(point), 0.0)
        best = int(probabilities[:-1].argmax())
        return Match(names[best].rpartition(".")[2], float(probabilities[best] / probabilities.sum()))

    def _early(self, point: Point, asked: str | None) -> Match | None:
        """The likeliest command, if it is about a verdict where there is none."""
        if self.heads.steer is None or asked in (None, VERDICT):
            return None
        probabilities = self.heads.steer(point)
        _, group, command = (*self.heads.commands, "")[int(probabilities.argmax())].rpartition(f"{STEER}{OF_VERDICT}")
        return Match(command, float(probabilities.max())) if group else None

    def _answer(self, part: str, point: Point, question: str) -> Act | None:
        options = self._options(point, question)
        if not options or options[0].score <= SURE:
            return None
        return Act(Kind.ANSWER, part, options[0].topic, options[0].score, question)

    def _act(self, part: str, point: Point, asked: str | None) -> Act:
        """What one sentence does."""
        if answer := self._answer(part, point, asked or ""):
            return answer
        steer = self._command(point, asked)
        if steer and steer.score > SURE:
            return Act(Kind.STEER, part, steer.topic, steer.score)
        asks = self.heads.ask(point)
        labels = self._labels(asks)
        chat = _chat(labels)
        if chat and chat.score > SURE:
            return Act(Kind.CHAT, part, chat.topic, chat.score)
        if not self.entities.asks(normalise(part)):
            return Act(Kind.NONE, part)
        label = max(labels, key=lambda label: labels[label])
        inside = self._inside(point, asks, len(self.entities.tracks.tracks_in(normalise(part))))
        if label in self._knowledge.topics:
            return Act(Kind.ASK, part, family_of(self._knowledge, label), inside)
        return Act(Kind.ASK, part, "", 1 - inside, outside=label.removeprefix(OUTSIDE))


def _log_odds(probability: float) -> float:
    p = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def _chat(labels: dict[str, float]) -> Match | None:
    """The likeliest kind of small talk; what is small talk of no kind counts with it."""
    chat = top(labels, CHAT)
    return Match(chat.topic, chat.score + labels.get(SMALL_TALK, 0.0)) if chat else None


def top(found: dict[str, float], prefix: str) -> Match | None:
    """The likeliest label of a prefix, without it."""
    labels = [label for label in found if label.startswith(prefix)]
    best = max(labels, key=lambda label: found[label], default="")
    return Match(best.removeprefix(prefix), found[best]) if best else None


def _ranked(labels: tuple[str, ...], head: Voting, point: Point, prefix: str) -> tuple[Match, ...]:
    """The labels without their prefix, the likeliest first."""
    probabilities = head(point)[: len(labels)].tolist()
    matches = [Match(label.removeprefix(prefix), p) for label, p in zip(labels, probabilities, strict=True)]
    return tuple(sorted(matches, key=lambda match: -match.score))


def _moved(labels: dict[str, float], move: Move | None) -> dict[str, float]:
    """Topics about another move than the one that is named are less likely, those about it more so."""
    if not move:
        return labels
    weights = dict.fromkeys(move.not_topics, DEMOTED) | dict.fromkeys(move.topics, PROMOTED)
    return {label: p * weights.get(label, 1.0) for label, p in labels.items()}
