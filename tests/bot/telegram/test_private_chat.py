"""The Telegram channel against the stand-in: real HTTP, every request checked against the schema. One person, in private.

What every test ends with is in the fixture `api`: no rule broken, no tap unanswered, no error in the log.
"""

import msgspec
import pytest

from bot.store.sqlite.store import SqliteStore
from bot.telegram.profile import COMMANDS, DATA
from tests.botapi import BotApi
from tests.people import Person
from tests.phones import Phone, running, warm, with_topics

KINDS = ("sticker", "voice", "photo", "video", "video_note", "document", "location", "contact", "poll", "dice")


async def test_a_person_is_greeted_asked_and_answered(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        await ada.taps("Find my track")
        await ada.says("what do data engineers earn in nigeria?")
        assert "₦" in ada.text
        assert "1 of " in ada.text


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ("find", ["Hi! I'm Crossroads", "1 of "]),
        ("topic_salary", ["Hi! I'm Crossroads", "2026"]),
        ("topic_salary__remote", ["Hi! I'm Crossroads", "remote"]),
        ("topic_nothing", ["Hi! I'm Crossroads", "is gone", "Where to?"]),
        ("answer_bias_model", ["Hi! I'm Crossroads", "Shall I note"]),
        ("__-_garbage-__", ["Hi! I'm Crossroads", "Where to?"]),
        ("../../etc/passwd", ["Hi! I'm Crossroads", "Where to?"]),
        ("", ["Hi! I'm Crossroads", "Where to?"]),
    ],
)
async def test_deep_link_leads_to_its_place(api: BotApi, payload: str, words: list[str]):
    async with running(api):
        ada = Phone(api)
        await ada.says(f"/start {payload}".rstrip())
        place = 0
        for said in words:
            place = ada.text.find(said, place)
            assert place >= 0, f"{said!r} is not in {ada.text!r}"


async def test_deep_link_of_somebody_known_keeps_their_answers(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        await ada.taps("A black box to make smarter")
        await ada.says("/start find")
        assert "2 of " in ada.text
        assert "Hi! I'm" not in ada.text
        await ada.says("/start")
        assert "Welcome back" in ada.text


async def test_commands_in_the_menu_do_what_their_buttons_do(api: BotApi):
    async with running(api):
        for name, choice in {**{name: name for name in COMMANDS}, **DATA}.items():
            typing, tapping = Phone(api, name), Person(warm())
            await typing.says("/start")
            tapping.presses(choice)
            for written in (f"/{name}", f"/{name}@crossroads_bot"):
                await typing.says(written)
                assert typing.labels == tapping.labels, written
            assert "didn't get that" not in typing.text


async def test_privacy_mydata_and_forget_do_what_they_say(api: BotApi, tmp_path):
    path = tmp_path / "people.db"
    async with running(api, str(path)):
        ada = Phone(api)
        await ada.says("/start find")
        await ada.taps("A black box to make smarter")
        for command in ("/privacy", "/mydata"):
            await ada.says(command)
            assert "What I keep about you, all of it" in ada.text
            assert "A black box to make smarter" in ada.text
        await ada.says("/forget")
        await ada.taps("Yes, forget me")
        assert "Who are you again?" in ada.text
        store, key = SqliteStore(path), f"telegram:{ada.person.id}:{ada.person.id}"
        assert (await store.export(key))["session"] is None
        assert await store.chat_state(f"telegram:{ada.person.id}") == b""
        await store.close()
        await ada.taps("Find my track")
        assert "1 of " in ada.text


async def test_press_on_the_newest_message_changes_it_in_place(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        (first,) = ada.said
        await ada.taps("Find my track")
        assert [(shown.message_id, shown.edited) for shown in ada.said] == [(first.message_id, True)]
        assert len(ada.chat.screen()) == 2


async def test_text_gets_a_new_message_and_the_old_keyboard_goes(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        (first,) = ada.said
        await ada.says("find")
        (second,) = ada.said
        assert second.message_id > first.message_id
        assert [bool(shown.buttons) for shown in ada.chat.screen() if shown.is_bot] == [False, True]


async def test_answer_worth_keeping_is_not_edited_away(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("what do data engineers earn in nigeria?")
        (answer,) = ada.said[-1:]
        assert "₦" in answer.text
        await ada.taps("Menu")
        assert ada.said[0].message_id > answer.message_id
        texts = [shown.text for shown in ada.chat.screen() if shown.is_bot]
        assert answer.text in texts
        assert [shown.message_id for shown in ada.chat.screen() if shown.buttons] == [ada.said[0].message_id]


async def test_long_answer_comes_in_parts_with_its_buttons_below_the_last(api: BotApi):
    topic = warm().pack.knowledge.topics["salary.nigeria"]
    long = "\n\n".join(f"{n}. **Part {n}** " + "𝔼very word counts twice here. " * 12 for n in range(30))
    engine = with_topics({topic.id: msgspec.structs.replace(topic, answer=long)})
    async with running(api, engine=engine):
        ada = Phone(api)
        await ada.says("/start topic_salary__nigeria")
        assert len(ada.said) > 3
        assert [bool(shown.buttons) for shown in ada.said] == [False] * (len(ada.said) - 1) + [True]
        assert all(len(shown.text.encode("utf-16-le")) // 2 <= 4096 for shown in ada.said)
        assert [f"{n}. Part {n}" in ada.text for n in range(30)] == [True] * 30
        assert "**" not in ada.text


async def test_table_is_a_real_one_where_the_server_knows_them():
    async with BotApi.serving(rich=True) as api, running(api, rich=True):
        ada = Phone(api)
        await ada.says("compare")
        await ada.taps("Table: Six factors to decide by")
        (table,) = ada.said
        assert table.kind == "rich"
        assert "Core focus" in table.text
        assert "Menu" in table.buttons
        await ada.taps("Menu")  # a table is kept, so the menu comes below it
        assert ada.said[0].message_id > table.message_id
        assert api.violations == []
        assert api.spinners() == []


async def test_table_is_text_after_the_first_refusal(api: BotApi):
    async with running(api, rich=True):
        ada = Phone(api)
        for title in ["Six factors to decide by"] * 3:
            await ada.says("compare")
            await ada.taps(f"Table: {title}")
            (table,) = ada.said
            assert table.kind == "text"
            assert table.text.startswith(title)
            assert "\n\n" in table.text
            assert "Compare the two" in table.buttons
        assert api.requests["sendRichMessage"] == 1


async def test_what_is_no_text_gets_a_word(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        for kind in KINDS:
            await ada.sends(kind)
            assert "I can only read words" in ada.text, kind
            assert "1 of " in ada.text, kind


async def test_words_below_a_picture_are_read(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.sends("photo", caption="what do data engineers earn in nigeria?")
        assert "₦" in ada.text


async def test_forwarded_text_is_read_like_any_other(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.sends("forwarded", text="what do data engineers earn in nigeria?")
        assert "₦" in ada.text


async def test_edited_message_gets_a_word_and_changes_nothing(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        await ada.says("a black box to make smarter")
        ada.looked()
        own = [shown for shown in ada.chat.screen() if not shown.is_bot][-1]
        ada.person.edit(own, "a system that must never go down")
        await api.settled()
        assert "you changed a message" in ada.text
        await ada.says("my data")
        assert "A black box to make smarter" in ada.text


async def test_place_that_moves_is_answered_once(api: BotApi):
    """Telegram reports every step of a live location as an edited message."""
    async with running(api):
        ada = Phone(api)
        await ada.sends("location")
        (said,) = ada.said
        own = [shown for shown in ada.chat.screen() if not shown.is_bot][-1]
        for n in range(3):
            moved = {
                **own.record,
                "location": {"latitude": 6.5 + n, "longitude": 3.4},
                "edit_date": own.record["date"] + n,
            }
            api.push({"edited_message": moved})
        await api.settled()
        assert ada.said == [said]


@pytest.mark.parametrize("service", ["pinned_message", "message_auto_delete_timer_changed", "forum_topic_created"])
async def test_service_message_is_met_with_silence(api: BotApi, caplog: pytest.LogCaptureFixture, service: str):
    caplog.set_level("INFO")
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        record = api.new_record(ada.chat, ada.person.user, **{service: {"message_auto_delete_time": 60}})
        (before,) = ada.said
        api.push({"message": record})
        await api.settled()
        assert ada.said == [before]
        assert "service message" in caplog.text
        assert "unknown form" not in caplog.text


async def test_answer_in_the_middle_of_a_question_is_not_edited_away(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/find")
        await ada.says("what do data engineers earn in nigeria?")
        await ada.presses("answer:bias:uptime")
        said = [shown.text for shown in ada.chat.screen() if shown.is_bot]
        assert "₦" in said[-2]
        assert "2 of" in said[-1]
