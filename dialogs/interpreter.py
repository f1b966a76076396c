"""Rule-based interpretation of a text: a choice on offer, a command, or neither (then the search classifies it).

Whole messages only: whatever is more than a button's words or a command goes to the search.
"""

import re
import unicodedata
from typing import NamedTuple

from dialogs.choices import NOTED_ALL, NOTED_NONE, Action, parse, words_for
from dialogs.own_words import bare, counted_out, led, named, ruled_out
from dialogs.screens import SCREENS
from dialogs.script import Pack, fold
from dialogs.session import Session
from dialogs.states import VERDICT, State

TEXT_LIMIT = 4000  # characters that are read of one message, as `knowledge.nlu.sentences` reads them
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_BREAK = re.compile(r"(?<![,;.!])[,;.!]{1,3}\s|\s[-–—]\s")
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_ALONE = re.compile(r"#?[0-9]{1,2}[.)]?|[a-z]")  # a number or a letter, and nothing else
FEW = 3  # words beside a 'yes' that say no more
SHORT, LONG = 4, 40  # letters of a message whose slips are mended here
# What agrees with what is offered, and what does not, by how a choice's id begins; the first that is offered counts.
_YES = ("reanswer", "forget_yes", "keep", NOTED_ALL, "helped:yes", "go_on", "find")
_NO = ("forget_no", "unchanged", NOTED_NONE, "helped:no", "continue", "none")
# What a command means while a question is asked: 'why?' is about the question then, and below a topic about that.
BELOW_A_QUESTION = {"why": "purpose", "more": "explain"}
AFTER_A_VERDICT = {"pay": "earn"}


class Interpretation(NamedTuple):
    """A cleaned text; `cut` when only its beginning was read; `action` when it names one.

    `bad_number` is a question's number that there is none of; `lost` is 'yes', 'no', a number or a letter
    that nothing on offer has. `rest` is what a message says after a clause that names the action.
    """

    text: str
    cut: bool
    action: Action | None
    bad_number: str = ""
    lost: str = ""
    rest: str = ""


def clean(text: str) -> str:
    """Text without control and direction characters, in one line, compatibility forms unified."""
    return " ".join(unicodedata.normalize("NFKC", _CONTROLS.sub(" ", text)).split())


def interpret(pack: Pack, session: Session, text: str) -> Interpretation:
    """What a text names: an offered choice by number, letter or words (or one of the screen's), or a command."""
    cut = len(text) > TEXT_LIMIT
    cleaned = clean(text[:TEXT_LIMIT])[:TEXT_LIMIT]  # compatibility forms are up to 18 times as long
    folded = fold(re.sub(r"^/(\w+)(@\w+)?", r"\1", cleaned))
    action = _of_verdict(pack, session, folded) or _offered(pack, session, cleaned, folded)
    action = action or _command(pack, session, folded) or _amid_words(pack, session, folded)
    if action:
        return Interpretation(cleaned, cut, action)
    for pattern in pack.script.numbered:
        if match := pattern.fullmatch(folded):
            return Interpretation(cleaned, cut, *_numbered(pack, session, match[1]))
    if (
        session.state == State.QUESTION
        and not _begins_asking(pack, folded)
        and not ("?" in cleaned and led(pack.script, cleaned)[0])  # what it asks besides is heard, too
        and (place := counted_out(pack.script, cleaned))
    ):
        options = answers_shown(session)
        picked = options[place if place < 0 else place - 1] if -1 <= place <= len(options) else None
        asked = pack.script.questionnaire.questions[session.focus[0]]
        option = named(asked, ruled_out(pack.script, asked, cleaned).rest)  # its words say more than a number
        if picked:
            action = Action("answer", (asked.id, option)) if option and picked.verb == "answer" else picked
            return Interpretation(cleaned, cut, action)
    action, rest = _leading(pack, session, cleaned)
    if action:
        return Interpretation(cleaned, cut, action, rest=rest)
    if rest and session.state == State.QUESTION and len(rest.split()) <= FEW:
        return Interpretation(cleaned, cut, None, lost="yes")
    known = pack.script.commands.get(folded, "")  # one that means nothing here is a text: 'why?' below a topic
    lost = known if known in ("yes", "no") else folded if _ALONE.fullmatch(cleaned.lower()) else ""
    return Interpretation(cleaned, cut, None if known or lost else _slip(pack, session, folded), lost=lost)


def _amid_words(pack: Pack, session: Session, folded: str) -> Action | None:
    """The choice or command that a short message names amid words that say no more: 'ok, find my track then'."""
    if len(folded) > LONG:
        return None
    rest, words = bare(pack.script, folded)
    if rest != folded and (action := _offered(pack, session, "", rest) or _command(pack, session, rest)):
        return action
    if words == rest or pack.script.commands.get(words) in ("yes", "no") or len(words) < SHORT:
        return None
    return _offered(pack, session, "", words) or _command(pack, session, words)


def _leading(pack: Pack, session: Session, cleaned: str) -> tuple[Action | None, str]:
    """(what the first clause of a message agrees to or picks, the rest): 'yes, it is. And how long does it take?'.

    None and no rest where the same sentence takes something of it back, 'yes, but not the first', and for most texts;
    None and the rest of a 'yes' to nothing.
    """
    script, match = pack.script, _BREAK.search(cleaned)
    if not match:
        return None, ""
    first, rest = fold(cleaned[: match.start()]), cleaned[match.end() :]
    more = "" if cleaned[match.start()] in ".!" else fold(_SENTENCE.split(rest)[0])
    if script.negation.search(more) or script.dropping.search(more) or script.excepting.search(more):
        return None, ""
    if script.commands.get(first) == "yes":
        return _command(pack, session, first), rest
    words = bare(script, first[:LONG])[1].split() if len(first) <= LONG else first.split()
    while words and words[0] in pack.knowledge.language.lead:
        words = words[1:]
    picked = _offered(pack, session, "", " ".join(words)) if len(words) > 1 else None
    if not picked and len(words) >= FEW and script.commands.get(" ".join(words)) not in ("yes", "no"):
        picked = _command(pack, session, " ".join(words))
    return (picked, rest) if picked and picked.verb != "answer" else (None, "")  # more may belong to an answer


def _begins_asking(pack: Pack, folded: str) -> bool:
    """Whether a folded message begins as a question does: 'hm, what is the first one' picks nothing."""
    words = [word for word in folded.split() if word not in pack.knowledge.language.lead]
    return bool(words) and words[0] in pack.knowledge.language.asks


def _slip(pack: Pack, session: Session, folded: str) -> Action | None:
    """What a whole message misses by a letter or two, if that is one thing only: a choice on offer, or a command."""
    if not SHORT <= len(folded) <= LONG:
        return None
    from rapidfuzz import process  # noqa: PLC0415 - the first prompt needs none of it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    meant = {said: Action(command) for said, command in pack.script.commands.items() if command not in ("yes", "no")}
    for choice_id in session.offered:
        try:
            meant |= {fold(words): action for words in words_for(pack, choice_id) if (action := parse(choice_id))}
        except (KeyError, IndexError):
            continue  # the script changed since this was offered
    few = len(folded) < 6 or (len(folded) < 10 and " " in folded)  # "does it" is no slip of "do it"
    most = 1 if few else 2 if len(folded) < 15 else 3
    denies = bool(pack.script.negation.search(folded))  # 'not the last one' is no slip of 'ask the last one'
    alike = [said for said in meant if len(said) >= SHORT and (not denies or pack.script.negation.search(said))]
    near = process.extract(folded, alike, scorer=OSA.distance, score_cutoff=most)
    nearest = {meant[said] for said, distance, _ in near if distance == near[0][1]}
    return nearest.pop() if len(nearest) == 1 else None


def _offered(pack: Pack, session: Session, cleaned: str, folded: str) -> Action | None:
    shown = [choice.id for reply in SCREENS[State(session.state)](pack, session) for choice in reply.choices]
    offered = session.offered or shown
    place = 0
    if number := re.fullmatch(r"#?([0-9]{1,2})[.)]?", cleaned):
        place = int(number[1])
    elif re.fullmatch(r"[a-z][.)]?", cleaned.lower()):
        place = ord(cleaned[0].lower()) - ord("a") + 1
    elif picked := next((m[1] for p in pack.script.picked if (m := p.fullmatch(folded))), ""):
        place = pack.script.number_words.get(picked) or (int(picked) if picked.isdecimal() else 0)
        place = len(offered) if place == -1 else place
    if 0 < place <= len(offered):
        return parse(offered[place - 1])
    if not folded:
        return None
    for choice_id in dict.fromkeys((*offered, *shown)):
        try:
            if any(fold(words) == folded for words in words_for(pack, choice_id)):
                return parse(choice_id)
        except (KeyError, IndexError):
            continue  # the script changed since this was offered
    return None


def _of_verdict(pack: Pack, session: Session, folded: str) -> Action | None:
    """A command that is about the verdict where one is shown: 'what would I earn?' is about its track then."""
    command = pack.script.commands.get(folded, "")
    return Action(AFTER_A_VERDICT[command]) if session.state in VERDICT and command in AFTER_A_VERDICT else None


def answers_shown(session: Session) -> list[Action]:
    """The answers to the question in focus, in the order in which they were offered last."""
    actions = [action for choice_id in session.offered if (action := parse(choice_id))]
    return [action for action in actions if action.verb == "answer" and action.args[0] == session.focus[0]]


def _command(pack: Pack, session: Session, folded: str) -> Action | None:
    command = pack.script.commands.get(folded)
    if session.state == State.QUESTION and command in BELOW_A_QUESTION:
        return Action(BELOW_A_QUESTION[command])
    if session.state == State.TOPIC and command in BELOW_A_QUESTION:
        return None
    if command in ("yes", "no"):
        if command == "yes" and (meant := _only_answer(session) or _only_change(session)):
            return meant
        wanted = _YES if command == "yes" else _NO
        offered = (
            choice_id for begin in wanted for choice_id in session.offered if f"{choice_id}:".startswith(f"{begin}:")
        )
        return next((action for choice_id in offered if (action := parse(choice_id))), None)
    if command == "cancel" and "unchanged" in session.offered:  # only the change is left
        return Action("unchanged")
    return Action(command) if command else None


def _only_answer(session: Session) -> Action | None:
    """The answer that 'yes' gives: the only one on offer, or the one that the question guesses."""
    if session.state != State.QUESTION:
        return None
    answers, asked = answers_shown(session), session.focus[0]
    guess = session.guesses.get(asked, "")
    return answers[0] if len(answers) == 1 else Action("answer", (asked, guess)) if guess else None


def _only_change(session: Session) -> Action | None:
    """The answer that 'yes' changes: the only one that is offered to be changed, where nothing else is agreed to."""
    changes = [choice_id for choice_id in session.offered if choice_id.startswith("change:")]
    others = any(f"{choice_id}:".startswith(f"{begin}:") for choice_id in session.offered for begin in _YES)
    return parse(changes[0]) if len(changes) == 1 and not others and session.state != State.QUESTION else None


def global_command(pack: Pack, session: Session, command: str, text: str) -> Action | None:
    """A command that the search heard in a text; which answer to change, if the text counts it out."""
    if command != "change":
        return Action(command) if command in pack.script.commands.values() else None
    words = (re.sub(r"(?<=[0-9])(st|nd|rd|th)$", "", word) for word in fold(text).split())
    counted = [word for word in words if word in pack.script.number_words or word.isdecimal()]
    counted = [word for word in counted if word != "one"]  # 'the second one', 'the wrong one'
    return (_numbered(pack, session, counted[0])[0] if counted else None) or Action("change")


def _numbered(pack: Pack, session: Session, word: str) -> tuple[Action | None, str]:
    sheet = list(pack.script.questionnaire.questions)
    number = pack.script.number_words.get(word) or (int(word) if word.isdecimal() else 0)
    if number == -1:
        given = [q for q in session.answers if q in sheet]
        return (Action("change", (given[-1],)), "") if given else (Action("change"), "")
    if 1 <= number <= len(sheet):
        return Action("change", (sheet[number - 1],)), ""
    return None, word
