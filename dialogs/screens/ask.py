"""Ask: browse by subject, read a topic."""

from dialogs.guards import has_verdict
from dialogs.replies import Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons

NEAR = 3  # topics to go on to
LEAD = 20  # words of an answer that say something, where two are given at once


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
    whole = [topic.id for topic in topics if len(topics) > 1 and _lead(topic.answer) != topic.answer]
    near = dict.fromkeys((*whole, *(see for topic in topics for see in topic.see if see not in session.focus)))
    ways = [f"topic:{topic_id}" for topic_id in list(near)[:NEAR]]
    resume = "result" if has_verdict(pack, session) else "find"
    text = answer_text(pack, session.focus)
    if resume == "find" and any(pack.knowledge.subjects[topic.subject].personal for topic in topics):
        total = len(pack.script.questionnaire.questions)
        text = f"{text}\n\n{pack.script.phrase('topic.find_out', total=total)}"
    return (Reply(text, buttons(pack, *ways, resume, "ask", "back", "menu")),)


def answer_text(pack: Pack, topic_ids: tuple[str, ...]) -> str:
    """The answer of a topic with its source; of several, the beginning of each as one text with their sources."""
    script, topics = pack.script, [pack.knowledge.topics[topic_id] for topic_id in topic_ids]
    if len(topics) == 1:
        parts = [script.phrase("topic.text", title=topics[0].title, answer=topics[0].answer)]
    else:
        parts = [script.phrase("topic.part", title=topic.title, answer=_lead(topic.answer)) for topic in topics]
    sections = "; ".join(dict.fromkeys(topic.source.section for topic in topics))
    years = dict.fromkeys(script.phrases["topic.year"].format(year=topic.year) for topic in topics if topic.year)
    return "\n\n".join([*parts, script.phrase("topic.source", section=sections, year="".join(years))])


def _lead(answer: str) -> str:
    """The first paragraphs of an answer, until they say something: LEAD words, and no colon with nothing behind it."""
    paragraphs = answer.strip().split("\n\n")
    kept = paragraphs[:1]
    for paragraph in paragraphs[1:]:
        if len(" ".join(kept).split()) >= LEAD and not kept[-1].endswith(":"):
            break
        kept.append(paragraph)
    return "\n\n".join(kept).replace(":\n\n-", ":\n-")
