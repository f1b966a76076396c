"""Inline mode: `@bot` and a question typed in any chat offers answers to send. Pure but for the search it gets."""

from typing import Any

from bot.telegram.markdown import split, to_entities
from dialogs.advice.summary import summary
from dialogs.advice.verdict import headline
from dialogs.engine import Engine
from dialogs.migration import migrate_session
from dialogs.screens.ask import answer_text
from dialogs.session import Session
from knowledge.model import Outcome

MAX_RESULTS = 5
CACHE = 300  # seconds for which Telegram may reuse them: they are the same for everybody
QUERY = 256  # characters; Telegram sends no more


def to_results(engine: Engine, query: str) -> list[dict[str, Any]]:
    """Answers for an inline query, best first; of an empty one the first topic of each subject."""
    knowledge = engine.pack.knowledge
    if not query.strip():
        topics = [knowledge.of_subject(subject)[0].id for subject in knowledge.subjects]
    else:
        result = engine.find(query[:QUERY], (), None)
        if result.outcome not in (Outcome.ANSWER, Outcome.CLARIFY):
            return []
        topics = list(dict.fromkeys(result.topics))
    return [_article(engine, topic) for topic in topics[:MAX_RESULTS]]


def to_answer(engine: Engine, query_id: str, query: str) -> dict[str, Any]:
    """The parameters of answerInlineQuery, with a way into the whole conversation above the answers."""
    results = to_results(engine, query)
    label = engine.pack.script.label("find") if results else engine.pack.script.phrase("telegram.inline_none")
    button = {"text": label[:64], "start_parameter": "find" if results else "ask"}
    return {"inline_query_id": query_id, "results": results, "cache_time": CACHE, "button": button}


def is_share(engine: Engine, query: str) -> bool:
    """Whether a query asks for the person's own verdict, as the button 'send to a friend' types it."""
    return query.strip().casefold() == engine.pack.script.phrase("telegram.share").casefold()


def to_share(engine: Engine, query_id: str, session: Session | None, username: str) -> dict[str, Any]:
    """The parameters of answerInlineQuery with the person's own summary to send; for them only, and never cached."""
    pack, phrase = engine.pack, engine.pack.script.phrase
    answer: dict[str, Any] = {"inline_query_id": query_id, "results": [], "cache_time": 0, "is_personal": True}
    session = migrate_session(pack, session)[0] if session else None
    if session is None or pack.script.questionnaire.advise(session.answers, session.matters).track is None:
        return {**answer, "button": {"text": phrase("telegram.share_none")[:64], "start_parameter": "find"}}
    ask = {"text": phrase("telegram.share_ask")[:64], "url": f"https://t.me/{username}?start=find"}
    result = {
        "type": "article",
        "id": "verdict",
        "title": phrase("telegram.share_title"),
        "description": to_entities(headline(pack, session.answers, session.matters))[0],
        "input_message_content": {"message_text": summary(pack, session.answers, session.matters, session.knows)},
        "reply_markup": {"inline_keyboard": [[ask]]},
    }
    return {**answer, "results": [result]}


def _article(engine: Engine, topic_id: str) -> dict[str, Any]:
    topic = engine.pack.knowledge.topics[topic_id]
    text, entities = to_entities(split(answer_text(engine.pack, (topic_id,)))[0])  # whoever sends it sends one message
    content = {"message_text": text, "entities": entities}
    plain, _ = to_entities(topic.answer)
    return {
        "type": "article",
        "id": topic_id[:64],
        "title": topic.title,
        "description": plain[:120],
        "input_message_content": content,
    }
