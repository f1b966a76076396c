"""A session of an older script keeps what still exists and loses the rest; a person hears of it only when it shows."""

import pytest

from dialogs import script
from dialogs.engine import Engine
from dialogs.events import Chose, Said
from dialogs.migration import migrate_session
from dialogs.script import Pack
from dialogs.session import CHANGING, LOST, SKIPPED, BackStep, Note, Session
from dialogs.states import State
from tests.people import Person


def test_session_of_this_pack_is_left_as_it_is(tiny_pack: Pack):
    session = Session(pack=tiny_pack.fingerprint, state="question", focus=("pace",), answers={"pace": "slow"})
    assert migrate_session(tiny_pack, session) == (session, False)


def test_session_of_an_older_pack_that_still_fits_moves_without_a_word(tiny_pack: Pack):
    old = Session(pack="old", state="question", focus=("pace",), answers={"taste": "mild"}, topics=("tea", "gone"))
    new, noticed = migrate_session(tiny_pack, old)
    assert not noticed
    assert (new.pack, new.state, new.focus, new.answers) == (
        tiny_pack.fingerprint,
        "question",
        ("pace",),
        {"taste": "mild"},
    )
    assert new.topics == ("tea",)


def test_answers_that_are_gone_are_dropped_and_skipped_ones_stay(tiny_pack: Pack):
    old = Session(pack="old", answers={"pace": "gone", "taste": SKIPPED, "gone": "x"})
    new, noticed = migrate_session(tiny_pack, old)
    assert noticed
    assert new.answers == {"taste": SKIPPED}


def test_way_back_through_what_is_gone_is_dropped(tiny_pack: Pack):
    stack = (
        BackStep("topic", ("gone",)),
        BackStep("topic", ("tea",), {"pace": "slow", "taste": "gone", "gone": "x"}),
        BackStep("menu", (), {"pace": None}),
        BackStep("menu", ("odd",)),
    )
    new, _ = migrate_session(tiny_pack, Session(pack="old", back_stack=stack))
    assert new.back_stack == (BackStep("topic", ("tea",), {"pace": "slow"}), BackStep("menu", (), {"pace": None}))


@pytest.mark.parametrize(
    ("state", "focus"),
    [
        *(("gone", ()), ("menu", ("x",)), ("question", ()), ("question", ("gone",)), ("question", ("pace", "x"))),
        *(("question", ("pace", CHANGING)), ("what_if", ()), ("what_if", ("pace=gone",)), ("what_if", ("pace=",))),
        *(("subject", ("gone",)), ("subject", ("drinks", "x")), ("topic", ()), ("topic", ("tea", "gone"))),
        *(
            ("table", ("gone",)),
            ("row", ("gone",)),
            ("pay_track", ()),
            ("pay_track", ("gone",)),
            ("pay_track", ("home", "tea")),
        ),
        *(("pay_specialty", ("home", "mix")), ("pay_specialty", ("home",)), ("pay", ("home", "tea", "crema"))),
        *(("pay", ("home", "tea")), ("pay", ("home", "tea", "gone"))),
    ],
)
def test_state_about_what_is_gone_leads_to_the_menu(tiny_pack: Pack, state, focus):
    new, noticed = migrate_session(tiny_pack, Session(pack="old", state=state, focus=focus))
    assert (new.state, new.focus, noticed) == ("menu", (), True)


@pytest.mark.parametrize(
    ("state", "focus"),
    [
        *(("question", ("taste", CHANGING)), ("what_if", ("pace=slow", "taste=mild")), ("subject", ("drinks",))),
        *(("topic", ("tea", "coffee")), ("table", ("taste",)), ("row", ("speed",)), ("pay_track", ("home",))),
        *(("pay_specialty", ("home", "tea")), ("pay", ("home", "tea", "milk")), ("pay", ("home", "coffee", ""))),
    ],
)
def test_state_about_what_is_there_stays(tiny_pack: Pack, state, focus):
    new, noticed = migrate_session(tiny_pack, Session(pack="old", state=state, focus=focus, answers={"taste": "mild"}))
    assert (new.state, new.focus, noticed) == (state, focus, False)


def test_session_that_could_not_be_read_begins_at_the_menu(tiny_pack: Pack):
    new, noticed = migrate_session(tiny_pack, LOST)
    assert (new.state, noticed) == ("menu", True)


def test_no_way_back_leads_to_a_state_that_was_renamed_while_no_content_was(tiny: Engine, monkeypatch):
    """After a deploy of code alone: botbuilder-dotnet #5007."""
    pack = tiny.pack
    with monkeypatch.context() as patch:
        patch.setattr(script, "State", [*State, "renamed"])
        before = script._fingerprint(pack.knowledge, pack.script)
    turn = tiny.take_turn(Session(pack=before, back_stack=(BackStep("renamed"),)), Said("back"))
    assert turn.session.state == "menu"
    assert turn.replies


@pytest.mark.parametrize(
    "session",
    [
        Session(pack="old", state="quiz", focus=("page_1",)),
        Session(pack="old", state="question", focus=("gone",), answers={"gone": "x"}),
        Session(pack="old", state="topic", focus=("gone", "gone.too"), topics=("gone",), offered=("topic:gone",)),
        Session(pack="old", state="noted", noted=(Note("gone", "x", "words"),)),
        Session(
            pack="old", state="what_if", focus=("gone=x",), back_stack=(BackStep("quiz", ("a",)),), matters=("gone",)
        ),
        Session(pack="old", state="why_not", focus=("gone",), pay=("gone", "gone", "gone"), helped="maybe"),
    ],
)
@pytest.mark.parametrize("event", [Said("hello"), Said("1"), Said("back"), Chose("answer:gone:x"), Chose("noted_all")])
def test_a_conversation_goes_on_after_a_deploy_that_renamed_its_dialog(
    tiny: Engine, session: Session, event: Said | Chose
):
    """botbuilder-dotnet 5007: sessions that named a dialog that was gone raised at each message, for good."""
    turn = tiny.take_turn(session, event)
    assert turn.replies
    assert turn.session.pack == tiny.pack.fingerprint
    person = Person(tiny)
    person.session = turn.session
    assert person.says("menu").session.state == "menu"
