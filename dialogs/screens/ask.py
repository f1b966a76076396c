"""Ask: browse by subject, read a topic."""

from collections.abc import Iterable

from dialogs.replies import Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons


def ask(pack: Pack, session: Session) -> tuple[Reply, ...]:  # noqa: ARG001 - all screens take both
    """The subjects."""
    subjects = (f"subject:{subject}" for subject in pack.knowledge.subjects)
    return (Reply(pack.script.phrase("ask.text"), buttons(pack, *subjects, "back", "menu")),)


def subject(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The topics of the subject in focus."""
    shelf = pack.knowledge.subjects[session.focus[0]]
    topics = (f"topic:{topic.id}" for topic in pack.knowledge.of_subject(shelf.id))
    text = pack.script.phrase("subject.text", title=shelf.title)
    return (Reply(text, buttons(pack, *topics, "back", "menu")),)


def topic(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The topic in focus, or several as one answer, with what people ask next."""
    topics = [pack.knowledge.topics[topic_id] for topic_id in session.focus]
    near = dict.fromkeys(see for topic in topics for see in topic.see if see not in session.focus)
    ways = [f"topic:{topic_id}" for topic_id in list(near)[:3]]
    resume = ["find"] if pack.script.questionnaire.next_question(session.answers) else ["result"]
    return (Reply(answer_text(pack, session.focus), buttons(pack, *ways, "ask", *resume, "back", "menu")),)


def line_list(pack: Pack, lines: Iterable[int]) -> str:
    """Line numbers as people write them: (8, 9, 10, 22) -> 'lines 8–10, 22'."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    said = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return pack.script.phrase("topic.line" if said.isdigit() else "topic.lines", lines=said)


def answer_text(pack: Pack, topic_ids: tuple[str, ...]) -> str:
    """The answer of a topic, or of several as one text, each with its source."""
    script, parts = pack.script, []
    for topic_id in topic_ids:
        found = pack.knowledge.topics[topic_id]
        parts.append(
            script.phrase(
                "topic.text",
                title=found.title,
                answer=found.answer,
                section=found.source.section,
                lines=line_list(pack, found.source.lines),
                year=script.phrases["topic.year"].format(year=found.year) if found.year else "",
            )
        )
    return "\n\n".join(parts)
