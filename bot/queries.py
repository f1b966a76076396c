"""The one-shot commands (topics, ask, advise, simulate) as functions that return text; no terminal I/O."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from bot.answers import InputError, Profile, read_text
from bot.console import plain
from bot.packs import open_find, open_pipeline_of
from dialogs.advice.explain import points_table
from dialogs.advice.firmness import firmness, how_sure
from dialogs.advice.verdict import verdict
from dialogs.decline import decline_lines
from dialogs.screens.ask import answer_text
from dialogs.script import Pack, fold
from knowledge.model import Knowledge, Outcome


def to_json(value: object) -> str:
    """One line of JSON, letters of all scripts as they are."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)


def topics(knowledge: Knowledge, *, as_json: bool) -> str:
    """All topics: id, title, subject, source."""
    if as_json:
        rows = ({"id": t.id, "title": t.title, "subject": t.subject, "source": t.source} for t in _all(knowledge))
        return json.dumps([msgspec.to_builtins(row) for row in rows], ensure_ascii=False)
    lines = []
    for subject in knowledge.subjects.values():
        lines.append(subject.title)
        for topic in knowledge.of_subject(subject.id):
            cited = ", ".join(map(str, topic.source.lines))
            lines.append(f"  {topic.id:24} {topic.title}  ({topic.source.section}: {cited})")
    return "\n".join(lines)


def _all(knowledge: Knowledge) -> Iterator[Any]:
    return iter(knowledge.topics.values())


class Answerer:
    """Answers questions outside of any conversation."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._find = open_find(pack)

    def answer(self, question: str, earlier: tuple[str, ...]) -> dict[str, object]:
        """{"outcome", "topics": ids best first, "text"}; `earlier` are the questions before, oldest first."""
        result = self._find(question, self.talked(earlier), None)
        script, shown = self._pack.script, result.topics
        titles = "".join(f"\n- {self._pack.knowledge.topics[topic].title}" for topic in shown[:3])
        text = {
            Outcome.ANSWER: lambda: "\n\n".join(filter(None, (result.lead, answer_text(self._pack, shown)))),
            Outcome.NEAR: lambda: script.phrase("repair.closest") + "\n\n" + answer_text(self._pack, shown[:1]),
            Outcome.CLARIFY: lambda: script.phrase("repair.clarify") + titles,
            Outcome.CHAT: lambda: script.phrase(f"chat.{result.chat}"),
            Outcome.DECLINE: lambda: "\n".join(decline_lines(self._pack, result)),
        }[result.outcome]()
        return {"outcome": result.outcome.value, "topics": list(shown), "text": text}

    def talked(self, earlier: tuple[str, ...]) -> tuple[str, ...]:
        """The topics that earlier questions were about, oldest first."""
        topics: tuple[str, ...] = ()
        for asked in earlier:
            before = self._find(asked, topics, None)
            if before.outcome in (Outcome.ANSWER, Outcome.NEAR, Outcome.CLARIFY):
                topics = (*topics, before.topics[0])
        return topics


def read_batch(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(question, earlier questions) of each line of a question file; raises InputError naming the line."""
    try:
        lines = read_text(file).split("\n")  # not at what Unicode calls a line's end: a text may hold that
    except OSError as error:
        raise InputError(f"{file}: {error}") from error
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.removeprefix("\ufeff"))  # files put together keep a mark each
            question, context = row["q"], row.get("context", [])
            if not isinstance(question, str) or not _is_texts(context):
                raise TypeError("text expected")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(f'{file}:{n}: not a question ({error}); write {{"q": "…"}}') from error
        yield question, tuple(context)


def _is_texts(context: object) -> bool:
    return isinstance(context, list) and all(isinstance(asked, str) for asked in context)


def questionnaire(pack: Pack, *, as_json: bool) -> str:
    """The persona questions in the order asked, each option with its points for every track; then the rules."""
    sheet = pack.script.questionnaire
    if as_json:
        rows = [
            {
                "id": q.id,
                "text": q.text,
                "most": q.most,
                "options": [
                    {"id": o.id, "label": o.label, "points": {t: o.points.get(t, 0) for t in sheet.tracks}}
                    for o in q.options
                ],
            }
            for q in sheet.questions.values()
        ]
        return json.dumps(rows, ensure_ascii=False)
    lines = []
    for question in sheet.questions.values():
        several = f" (name up to {question.most})" if question.most > 1 else ""
        lines.append(f"{question.id}: {question.text}{several}")
        for option in question.options:
            lines.append(f"  {option.id:12} {option.label}  ({_points(option.points)}; {option.topic})")
    for rule in sheet.rules.values():
        lines.append(f"rule {rule.id}: {rule.you}  ({_points(rule.points)}; {rule.topic})")
    return "\n".join(lines)


def _points(points: Mapping[str, int]) -> str:
    return ", ".join(f"{track} {n}" for track, n in points.items()) or "no points"


def advice(pack: Pack, profile: Profile, *, as_json: bool) -> str:
    """The verdict on these answers in words, how firm it is, and the sum as a table; or all of it as JSON."""
    sheet = pack.script.questionnaire
    answers, matters = profile
    if as_json:
        advice = sheet.advise(answers, matters)
        full = [
            {**msgspec.structs.asdict(r), "points": {t: r.points.get(t, 0) for t in sheet.tracks}}
            for r in advice.reasons
        ]
        return to_json(
            {
                **msgspec.structs.asdict(advice),
                "reasons": full,
                "flips": sheet.flips(answers, matters),
                "decided": sheet.decided(answers, matters),
                "firmness": firmness(sheet, answers, matters),
                "verdict": verdict(pack, answers, matters),
            }
        )
    grid = points_table(pack, answers, matters)
    table = "\n".join(" | ".join(row) for row in (grid.header, *grid.rows))
    parts = (verdict(pack, answers, matters), how_sure(pack, answers, matters), table)
    return "\n\n".join(plain(part) for part in parts)


def simulation(pack: Pack, *, as_json: bool) -> str:
    """All profiles: shares, ties, questions saved, idle answers, and how much hangs on a single point."""
    from dialogs.advice.simulation import simulate  # noqa: PLC0415

    simulated = simulate(pack.script.questionnaire)
    if as_json:
        return to_json(simulated)
    total = len(pack.script.questionnaire.questions)
    lines = [f"{simulated.profiles:,} complete profiles, {simulated.profiles_with_skips:,} with skipped questions"]
    lines += [
        f"  {track:8} {share:6.1%}   with skips {simulated.shares_with_skips[track]:6.1%}"
        for track, share in simulated.shares.items()
    ]
    lines.append(
        f"{simulated.profiles_with_several:,} with several options named: "
        + ", ".join(f"{track} {share:.1%}" for track, share in simulated.shares_with_several.items())
    )
    lines += [
        f"  {track:8} {least:6.1%} to {most:.1%}, whichever answers count double"
        for track, (least, most) in simulated.marked.items()
    ]
    lines += [
        f"close calls {simulated.close_calls:.1%}, exact ties {simulated.ties:.1%}",
        f"stopping early: {simulated.stopped_early:.1%} of profiles, {simulated.mean_questions_saved:.2f} of {total} "
        "questions saved on average",
        f"answers that never matter: {', '.join(simulated.never_matter) or 'none'}",
        f"one weight moved by one flips {simulated.weights[0].flipped:.2%} of results at most, "
        f"{sum(w.flipped for w in simulated.weights) / len(simulated.weights):.2%} on average; the touchiest:",
    ]
    lines += [f"  {w.question}:{w.option} {w.track} {w.moved:+d}: {w.flipped:.2%}" for w in simulated.weights[:5]]
    return "\n".join(lines)


def list_unanswered(pack: Pack, texts: list[str], *, as_json: bool) -> str:
    """Questions without an answer, the most frequent first, with the nearest topics and a stub to paste."""
    counts = Counter(fold(text) for text in texts)
    if not counts:
        return "[]" if as_json else "none yet"
    by_text = {fold(text): text for text in texts}
    understanding = open_pipeline_of(pack)
    rows: list[dict[str, Any]] = [
        {
            "question": by_text[key],
            "count": n,
            "near": [match.topic for match in understanding(key).topics],
        }
        for key, n in counts.most_common()
    ]
    if as_json:
        return to_json(rows)
    lines = [f"{row['count']:>4}  {row['question']}  (near: {', '.join(row['near'][:2])})" for row in rows]
    near = rows[0]["near"]
    lines += ["", "# To answer it with a topic that exists, paste into its list in knowledge/phrasings/:"]
    lines += [f"{near[0] if near else 'topic.id'}:", f"  - {json.dumps(rows[0]['question'], ensure_ascii=False)}"]
    lines += ["# To answer it with a new topic, paste under `topics` of a file in knowledge/content/:"]
    lines += [
        "  - id: new.topic",
        '    title: "…"',
        "    answer: |",
        "      …",
        '    source: {section: "…", lines: [0]}',
    ]
    return "\n".join(lines)
