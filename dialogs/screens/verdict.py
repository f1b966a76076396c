"""After the questions: the verdict in words, and what one can ask of it; the arithmetic is one tap away."""

from collections.abc import Sequence

from dialogs.advice import explain, firmness
from dialogs.advice import summary as summary_text
from dialogs.advice import verdict as verdict_text
from dialogs.advice.model import Advice, Flip
from dialogs.advice.scoring import Questionnaire
from dialogs.advice.words import Words
from dialogs.choices import SEND, from_changes
from dialogs.replies import Picture, Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons

FLIPS_SHOWN = 2  # with the other ways on, five rows of buttons on a phone


def advise(pack: Pack, session: Session) -> Advice:
    """The advice on a session's answers, with what counts double in it."""
    return pack.script.questionnaire.advise(session.answers, session.matters)


def result(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The verdict; with too little to go by, the way on to what is still open comes first."""
    advice, open_left = advise(pack, session), _open_left(pack, session)
    text = verdict_text.verdict(pack, session.answers, session.matters)
    if advice.track is None:
        ways = (*(["go_on"] if open_left else []), *(["matters"] if advice.tie else []), "why", "more", "menu")
        return (Reply(text, buttons(pack, *ways)),)
    return (Reply(text, buttons(pack, "why", *_others(pack, advice), "how_sure", "plan", "more", "menu")),)


def why(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The sum in sentences; line by line it is one tap away."""
    text = explain.why(pack, session.answers, session.matters)
    ways = ("points", *_others(pack, advise(pack, session)), "how_sure", "more", "result")
    return (Reply(text, buttons(pack, *ways)),)


def points(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The sum line by line."""
    table = explain.points_table(pack, session.answers, session.matters)
    return (Reply(pack.script.phrase("points.text"), buttons(pack, "change", "more", "result"), table),)


def why_not(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """What stands between the answers and the track in focus, and the best case for it."""
    text = explain.why_not(pack, session.answers, session.focus[0], session.matters)
    others = (way for way in _others(pack, advise(pack, session)) if session.focus[0] not in way)
    ways = ("why", *others, f"sides:{session.focus[0]}", "how_sure", "matters", "more", "result")
    return (Reply(text, buttons(pack, *ways)),)


def how_sure(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """Whether one answer, a mark, or chance would turn the verdict around."""
    text = firmness.how_sure(pack, session.answers, session.matters)
    return (Reply(text, buttons(pack, "why", "matters", "more", "result")),)


def more(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """What would change the verdict, each answer open to change, and what to do with it."""
    script, sheet = pack.script, pack.script.questionnaire
    flips = (
        telling(sheet, [f for f in sheet.flips(session.answers, session.matters) if f.track])
        if advise(pack, session).track
        else []
    )
    words = Words(pack)
    listed = "\n".join(
        script.phrase("result.flip", **{**words.changed(flip), "field": words.advice(flip.track)}) for flip in flips
    )
    text = script.phrase("more.flips", flips=listed) if flips else script.phrase("more.text")
    ways = [
        *(from_changes("what_if", flip.changes) for flip in flips),
        *(["go_on"] if _open_left(pack, session) else []),
        *("change", "matters", "points", "summary", "result"),
    ]
    return (Reply(text, buttons(pack, *ways)),)


def matters(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The answers that may count double."""
    given = [question for question, option in session.answers.items() if option]
    text = pack.script.phrase("matters.text", most=pack.script.questionnaire.terms.double)
    return (Reply(text, buttons(pack, *(f"mark:{question}" for question in given), "result")),)


def summary(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The advice in plain text, to copy or to forward, and whether it helped."""
    text = summary_text.summary(pack, session.answers, session.matters, session.knows)
    asked = ("helped:yes", "helped:no") if advise(pack, session).track else ()
    return (Reply(text, buttons(pack, "card", SEND, *asked, "about", "plan", "result", "menu")),)


def card(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The advice as a picture."""
    picture = Picture(session.answers, session.matters)
    text = pack.script.phrase("card.caption", advice=verdict_text.headline(pack, session.answers, session.matters))
    return (Reply(text, buttons(pack, SEND, "summary", "plan", "result", "menu"), picture=picture),)


def about(pack: Pack, session: Session) -> tuple[Reply, ...]:  # noqa: ARG001 - all screens take both
    """Who wrote the article and what they gain, how certain it is, and what the advice does not weigh."""
    article = pack.knowledge.article
    words = {"article": article.title, "publisher": article.publisher, "year": article.year}
    return (Reply(pack.script.phrase("about.text", **words), buttons(pack, "result", "ask", "back", "menu")),)


def _open_left(pack: Pack, session: Session) -> bool:
    return pack.script.questionnaire.next_question(session.answers) is not None


def _others(pack: Pack, advice: Advice) -> list[str]:
    """The tracks to ask 'why not' of: the other one; of a track that joins two, both of them."""
    sheet = pack.script.questionnaire
    single = [track for track in sheet.tracks if track != sheet.close_track]
    return [f"why_not:{track}" for track in single if track != advice.track][:2]


def telling(sheet: Questionnaire, flips: Sequence[Flip]) -> list[Flip]:
    """The flips worth showing: answers that take a side before those that only avoid one, one for each question."""
    evasive = [any(not any(sheet.vectors[q][o]) for q, o in flip.changes.items()) for flip in flips]
    shown: dict[tuple[str, ...], Flip] = {}
    for _, flip in sorted(zip(evasive, flips, strict=True), key=lambda pair: pair[0]):
        shown.setdefault(tuple(flip.changes), flip)
    return list(shown.values())[:FLIPS_SHOWN]
