"""The menu: where every way starts and ends."""

from dialogs.replies import Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons

WAYS = ("find", "ask", "compare", "pay", "plan", "result")


def menu(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The ways on; the way to the result only once there is something in it."""
    sheet, answered = pack.script.questionnaire, any(session.answers.values())
    done = answered and (sheet.next_question(session.answers) is None or sheet.decided(session.answers))
    said = "menu.finished" if done else "menu.underway" if answered else "menu.again"
    ways = [way for way in WAYS if way != "result" or answered]
    return (Reply(pack.script.phrase(said), buttons(pack, *ways, "help")),)


def hello(pack: Pack) -> Reply:
    """The first words to somebody new."""
    article, tracks = pack.knowledge.article, choice_of(pack)
    text = pack.script.phrase(
        "menu.hello", tracks=tracks, article=article.title, publisher=article.publisher, year=article.year
    )
    return Reply(text)


def choice_of(pack: Pack) -> str:
    """The tracks that somebody is torn between, in one line."""
    close = pack.script.questionnaire.close_track
    return " / ".join(track.name for track in pack.knowledge.tracks.values() if track.id != close)
