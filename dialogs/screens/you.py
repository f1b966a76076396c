"""What is stored about a person, and the question before it is erased."""

from dialogs.replies import Reply
from dialogs.screens.find import answer_label
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons


def my_data(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """All that the session holds, in words."""
    script, questions = pack.script, pack.script.questionnaire.questions
    answers = "; ".join(f"{questions[q].name}: {answer_label(pack, session.answers, q)}" for q in session.answers)
    topics = "; ".join(pack.knowledge.topics[topic].title for topic in session.topics)
    facts = []
    if answers:
        facts.append(script.phrase("my_data.answers", answers=answers))
    guesses = {q: o for q, o in session.guesses.items() if q in questions and q not in session.answers}
    if guesses:
        guessed = "; ".join(f"{questions[q].name}: {answer_label(pack, guesses, q)}" for q in guesses)
        facts.append(script.phrase("my_data.guesses", answers=guessed))
    if topics:
        facts.append(script.phrase("my_data.topics", topics=topics))
    facts.append(script.phrase("my_data.back_stack", n=len(session.back_stack)))
    facts.append(script.phrase("my_data.offered", n=len(session.offered)))
    if session.knows:
        facts.append(script.phrase("my_data.knows", words=", ".join(session.knows)))
    if session.misses:
        facts.append(script.phrase("my_data.misses", n=session.misses))
    if session.thorough:
        facts.append(script.phrase("my_data.thorough"))
    return (Reply(script.phrase("my_data.text", facts="\n".join(facts)), buttons(pack, "forget", "back", "menu")),)


def forget(pack: Pack, session: Session) -> tuple[Reply, ...]:  # noqa: ARG001 - all screens take both
    """Sure?"""
    return (Reply(pack.script.phrase("forget.text"), buttons(pack, "forget_yes", "forget_no")),)
