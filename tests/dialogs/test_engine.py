"""The engine is total, pure and frozen: every state meets every kind of event, and random walks never end badly."""

import json

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.choices import ACTION_SPECS, LIMIT, parse
from dialogs.engine import Engine
from dialogs.events import Chose, Said, Started
from dialogs.interpreter import interpret
from dialogs.script import Pack
from dialogs.session import CHANGING, SKIPPED, BackStep, Note, Session, from_json, to_json
from dialogs.states import WAITING, State
from tests.people import Person

FOCUS = {
    State.QUESTION: ("craft",),
    State.WHAT_IF: ("bias=model", "math=love"),
    State.SUBJECT: ("pay",),
    State.TOPIC: ("salary.us",),
    State.TABLE: ("matrix",),
    State.ROW: ("math",),
    State.PAY_TRACK: ("us",),
    State.PAY_SPECIALTY: ("us", "mle"),
    State.PAY: ("us", "mle", "llmops"),
}
ODD = (
    *(
        "",
        " ",
        "\n",
        "\x00\x07\x1b[31m",
        "\u202eabc\u202c",
        "\ufeff",
        "א ב ג",
        "🙂🙃",
        "?",
        "¿",
        "...",
        "{}",
        "{0}",
        "%s",
    ),
    *(
        "1",
        "0",
        "-1",
        "99",
        "999999999999",
        "²",
        "٣",
        "a",
        "z",
        "é",
        "yes",
        "no",
        "both",
        "back",
        "skip",
        "help",
        "/start",
    ),
    *("change question 99", "change my third answer", "change question 2", "question", "restart", "forget me", "none"),
    *(
        "<b>x</b>",
        "'; DROP TABLE sessions; --",
        "**bold** _it_",
        "a" * 100_000,
        "pay " * 500,
        "what is mlops?",
        "lagos",
    ),
)
IDS = (
    *(
        "",
        "x",
        ":",
        "answer",
        "answer:",
        "answer:bias",
        "answer:bias:model:more",
        "answer:nope:model",
        "answer:bias:nope",
    ),
    *(
        "answer:craft:design",
        "reanswer:bias:uptime",
        "skip:bias",
        "skip:craft",
        "skip:nope",
        "change:math",
        "change:nope",
    ),
    *(
        "topic:nope",
        "topic:salary",
        "topic:tools.mle:tools.de",
        "subject:nope",
        "table:nope",
        "row:nope",
        "region:nope",
    ),
    *("track:us:hybrid", "track:us:nope", "track:nope:mle", "specialty:us:mle:nope", "specialty:us:de:llmops"),
    *("specialty:us:de:none", "specialty:us:hybrid:none", "what_if:bias=model", "what_if:bias=nope", "what_if:nope=x"),
    *(
        "keep:bias=model:math=love",
        "keep:x",
        "what_if::",
        "ANSWER:bias:model",
        "topic:\u202e",
        "a" * 65,
        "back",
        "forget_yes",
    ),
)


def session_in(state: State) -> Session:
    answers = {"bias": "both", "trouble": SKIPPED, "math": "love"}
    noted = (Note("craft", "design", "i build to last"),) if state == State.NOTED else ()
    place = {"state": state, "focus": FOCUS.get(state, ()), "noted": noted}
    return Session(**place, answers=answers, back_stack=(BackStep("menu"),), topics=("salary.us",))


def check_turn(turn) -> None:
    """What holds after each turn: something is said, there is a way on, and ids fit a button."""
    assert turn.replies
    assert all(reply.text.strip() for reply in turn.replies)
    choices = [choice for reply in turn.replies for choice in reply.choices]
    assert choices
    assert all(choice.label.strip() and parse(choice.id) for choice in choices)
    assert all(len(choice.id.encode()) <= LIMIT for choice in choices)
    assert turn.session.offered == tuple(choice.id for choice in choices)
    assert all(len(reply.grid.header) == len(row) for reply in turn.replies if reply.grid for row in reply.grid.rows)
    assert from_json(to_json(turn.session)) == turn.session
    assert all(len(reply.text.encode("utf-16-le")) // 2 < 4096 for reply in turn.replies)


@pytest.mark.parametrize("state", State)
def test_every_state_takes_every_kind_of_event(engine: Engine, state: State):
    session = session_in(state)
    events = [Started(), Started("find"), Started("topic:salary"), Started("nonsense")]
    events += [*map(Said, ODD), *map(Chose, IDS), *map(Chose, ACTION_SPECS)]
    for event in events:
        turn = engine.take_turn(session, event)
        check_turn(turn)
        assert engine.take_turn(session, event) == turn, "same session, same event, same turn"


def test_a_turn_leaves_the_old_session_alone(engine: Engine):
    session = session_in(State.QUESTION)
    before = to_json(session)
    engine.take_turn(session, Chose("answer:craft:design"))
    assert to_json(session) == before


@pytest.mark.parametrize("state", WAITING)
def test_a_question_in_between_is_answered_in_place(engine: Engine, state: State):
    session = session_in(state)
    turn = engine.take_turn(session, Chose("topic:salary.us"))
    assert (turn.session.state, turn.session.focus) == (session.state, session.focus)
    assert "$185,000" in turn.replies[0].text
    whole = engine.take_turn(session, Said("repeat")).replies[-1]
    assert (turn.replies[-1].text == whole.text) == (state != State.NOTED)  # those are told in short
    assert turn.replies[-1].choices == whole.choices


events = st.one_of(
    st.builds(Started, link=st.sampled_from(["", "find", "result", "topic:salary"])),
    st.builds(
        Said,
        text=st.one_of(st.sampled_from(ODD[:-3]), st.text(max_size=40), st.from_regex(r"[0-9a-l]", fullmatch=True)),
    ),
    st.builds(
        Chose, choice_id=st.one_of(st.sampled_from(IDS), st.sampled_from(sorted(ACTION_SPECS)), st.text(max_size=70))
    ),
)


@hypothesis.settings(max_examples=40)
@given(walk=st.lists(st.one_of(st.integers(0, 30), events), min_size=100, max_size=300))
def test_random_walks_never_end_badly(engine: Engine, walk):
    seen = ["menu"]
    person = Person(engine)
    for step in walk:
        if isinstance(step, int):  # tap something shown now, or long ago
            shown = person.choices
            person.presses(shown[step % len(shown)].id if step < 20 else seen[step * 7 % len(seen)])
        else:
            person.does(step)
        check_turn(person.turn)
        seen += [choice.id for choice in person.choices]


@hypothesis.settings(max_examples=40)
@given(walk=st.lists(st.one_of(st.integers(0, 30), events), min_size=60, max_size=120))
def test_another_pack_runs_through_the_same_engine(tiny: Engine, pack: Pack, walk):
    """And nothing that it says is of the first pack's content."""
    knowledge, person = pack.knowledge, Person(tiny)
    foreign = [track.name for track in knowledge.tracks.values()] + [topic.title for topic in knowledge.topics.values()]
    foreign += [q.text for q in pack.script.questionnaire.questions.values()]
    for step in walk:
        shown = person.choices
        person.presses(shown[step % len(shown)].id) if isinstance(step, int) else person.does(step)
        check_turn(person.turn)
        said = " ".join((person.text, *person.labels))
        assert not [words for words in foreign if words in said]


def test_tiny_pack_advises_on_its_own_choice(tiny: Engine):
    person = Person(tiny)
    person.taps("Find my track")
    person.says("At once")
    assert "coffee" in person.says("my result").replies[0].text
    assert person.presses("topic:tea").replies[0].text.startswith("**What tea is like**")


@hypothesis.settings(max_examples=60)
@given(steps=st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_back_retraces_the_way_and_undoes_answers(engine: Engine, steps):
    person = Person(engine)
    person.presses("find")
    states = []
    for step in steps:
        states.append((person.session.state, person.session.focus, person.session.answers))
        person.presses(person.choices[step % len(person.choices)].id)
        if len(person.session.back_stack) <= len(states) - 1:  # 'Back' itself was among the choices
            return
    for state in reversed(states):
        while (
            len(person.session.back_stack) > 1
            and (person.session.state, person.session.focus, person.session.answers) != state
        ):
            person.says("back")
        assert (person.session.state, person.session.focus, person.session.answers) == state


def test_an_old_button_offers_to_change_that_answer(engine: Engine):
    person = Person(engine)
    person.presses("find")
    person.presses("answer:bias:model")
    focus = person.session.focus
    person.presses("answer:bias:uptime")
    assert person.session.answers == {"bias": "model"}
    assert person.session.focus == focus
    assert "A system that must never go down" in person.text
    person.taps("Yes, do that")
    assert person.session.answers == {"bias": "uptime"}
    assert person.session.focus == focus


def test_changing_an_answer_midway_returns_to_the_open_question(engine: Engine):
    person = Person(engine)
    for choice_id in ("find", "answer:bias:model", "answer:trouble:silent"):
        person.presses(choice_id)
    person.says("change my first answer")
    assert person.session.focus == ("bias", CHANGING)
    person.says("2")
    assert person.session.answers == {"bias": "uptime", "trouble": "silent"}
    assert person.session.focus == ("craft",)


@pytest.mark.parametrize(
    "stored",
    [
        {"state": "gone"},
        {"state": "question", "focus": ["gone"]},
        {"state": "question"},
        {"state": "topic", "focus": ["gone"]},
        {"state": "pay", "focus": ["us", "mle", "gone"]},
        {"state": "pay_track", "focus": []},
        {"state": "what_if", "focus": ["x"]},
        {"answers": {"gone": "x", "bias": "gone"}},
        {"state": "row", "focus": ["gone"]},
    ],
)
def test_a_session_of_an_older_script_finds_solid_ground(engine: Engine, stored):
    old = json.dumps({**stored, "offered": ["topic:gone"], "topics": ["gone"], "back_stack": [{"state": "gone"}]})
    turn = engine.take_turn(from_json(old.encode()), Said("1"))
    check_turn(turn)
    assert "changed since we last met" in turn.replies[0].text


def test_unclear_input_climbs_to_a_way_out(engine: Engine):
    person = Person(engine)
    person.presses("find")
    first, second, third = (person.says("qwzx vbnm").replies[0].text for _ in range(3))
    assert "didn't get that" in first
    assert "black box" in second
    assert "circles" in third
    assert person.labels[0] == "Skip"


def test_forgetting_leaves_nothing(engine: Engine):
    person = Person(engine)
    for choice_id in ("find", "answer:bias:model", "forget"):
        person.presses(choice_id)
    turn = person.taps("Yes, forget me")
    assert turn.forget
    assert turn.session == Session(pack=engine.pack.fingerprint, offered=turn.session.offered)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("go bakc", "back"), ("strat over", "restart"), ("fogret me", "forget"), ("my reslut", "result"), ("xyz", None)],
)
def test_a_slip_in_a_command_is_read_as_the_command(pack, slip, meant):
    action = interpret(pack, Session(pack=pack.fingerprint), slip).action
    assert (action.verb if action else None) == meant


def test_a_slip_that_could_mean_two_things_means_neither(pack):
    assert interpret(pack, Session(pack=pack.fingerprint), "pln").action is None
    said = Session(pack=pack.fingerprint, offered=("topic:math", "answer:bias:uptime"))
    assert interpret(pack, said, "a system that must nevr go down").action.id == "answer:bias:uptime"
