"""The menu state, and the greeting."""

from dialogs.advice.verdict import headline
from dialogs.guards import has_verdict
from dialogs.replies import Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons
from knowledge.model import Track

START: tuple[str, ...] = ("find", "ask", "compare", "pay", "plan", "about", "help")
UNDERWAY: tuple[str, ...] = ("find", "result", *START[1:])
FINISHED: tuple[str, ...] = ("result", "plan", "ask", "compare", "pay", "about", "help")


def menu(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The ways on: to the questions, or to what came of them; and to what the pack has."""
    script, knowledge = pack.script, pack.knowledge
    if has_verdict(pack, session):
        advice = headline(pack, session.answers, session.matters)
        text, ways = script.phrase("menu.finished", advice=advice), FINISHED
    elif any(session.answers.values()):
        text, ways = script.phrase("menu.underway"), UNDERWAY
    else:
        text, ways = script.phrase("menu.again"), START
    has = {"pay": knowledge.pay.regions, "compare": knowledge.tables, "plan": knowledge.plans}
    return (Reply(text, buttons(pack, *(way for way in ways if has.get(way, True)))),)


def hello(pack: Pack) -> Reply:
    """The first words to somebody new."""
    article, tracks = pack.knowledge.article, choice_of(pack)
    text = pack.script.phrase(
        "menu.hello", tracks=tracks, article=article.title, publisher=article.publisher, year=article.year
    )
    return Reply(text)


def choice_of(pack: Pack) -> str:
    """The tracks that somebody is torn between, in one line."""
    return " / ".join(track.name for track in single_tracks(pack))


def single_tracks(pack: Pack) -> list[Track]:
    """The tracks without the one for those who are torn."""
    close = pack.script.questionnaire.close_track
    return [track for track in pack.knowledge.tracks.values() if track.id != close]
