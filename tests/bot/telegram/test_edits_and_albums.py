"""What is no message of its own: an edit that changed nothing, one picture of an album, what happened in a chat."""

import pytest

from bot.telegram.update import CONTENT
from tests.botapi import BotApi
from tests.botapi.chats import Shown
from tests.botapi.schema import Schema
from tests.phones import Phone, running

REMARK, EDITED = "I can only read words", "you changed a message"
SCHEMA = Schema().types
# Fields of Message that say something about a message, or what is text in it: neither content nor a service.
ABOUT = [
    "message_id",
    "message_thread_id",
    "direct_messages_topic",
    "from",
    "sender_chat",
    "sender_boost_count",
    "sender_business_bot",
    "sender_tag",
    "receiver_user",
    "ephemeral_message_id",
    "date",
    "guest_query_id",
    "business_connection_id",
    "chat",
    "forward_origin",
    "is_topic_message",
    "is_automatic_forward",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_to_story",
    "reply_to_checklist_task_id",
    "reply_to_poll_option_id",
    "via_bot",
    "guest_bot_caller_user",
    "guest_bot_caller_chat",
    "edit_date",
    "has_protected_content",
    "is_from_offline",
    "is_paid_post",
    "media_group_id",
    "author_signature",
    "paid_star_count",
    "text",
    "entities",
    "link_preview_options",
    "suggested_post_info",
    "effect_id",
    "rich_message",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "reply_markup",
]
SENT = SCHEMA["ExternalReplyInfo"].keys() & SCHEMA["Message"].keys() - set(ABOUT)  # what a person can send
SERVICES = sorted(SCHEMA["Message"].keys() - set(ABOUT) - SENT)
MIGRATIONS = ("migrate_to_chat_id", "migrate_from_chat_id")
SAMPLES = {"Integer": 5, "String": "x", "True": True, "Boolean": True}


def sample(kind: str) -> object:
    """A value of a type of the schema, with what it requires, one level deep."""
    if kind.startswith("Array of "):
        return [sample(kind.removeprefix("Array of "))]
    return SAMPLES.get(kind, {"id": 7, "message_id": 7, "is_bot": False, "first_name": "x", "chat": {"id": 7}})


def own(phone: Phone) -> list[Shown]:
    return [shown for shown in phone.chat.screen() if not shown.is_bot]


def remarks(phone: Phone, text: str = REMARK) -> int:
    return sum(text in shown.text for shown in phone.chat.screen() if shown.is_bot)


def test_content_is_what_the_schema_says_that_people_can_send():
    assert set(CONTENT) == SENT | {"rich_message"}
    assert len(SERVICES) > 50


@pytest.mark.parametrize("text", ["hello", "/start", "what do data engineers earn in nigeria?"])
@pytest.mark.parametrize("more", [{}, {"edit_date": 9}, {"link_preview_options": {"url": "https://example.org"}}])
async def test_an_edit_that_changes_no_word_is_met_with_silence(api: BotApi, text: str, more: dict):
    async with running(api):
        ada = Phone(api)
        await ada.says(text)
        before = ada.chat.screen()
        for _ in range(3):
            ada.person.touch(own(ada)[-1], **more)
        ada.person.touch(own(ada)[-1], text=f"  {text}\n")  # white space is no word
        ada.person.touch(own(ada)[-1], entities=[{"type": "bold", "offset": 0, "length": 2}])
        await api.settled()
        assert ada.chat.screen() == before


@pytest.mark.parametrize("text", ["Hello there", "hello, there!", "\u200bhello there\ufe0f", "hello\u00a0there …"])
async def test_an_edit_of_what_is_no_word_is_met_with_silence(api: BotApi, text: str):
    """What a phone corrects after the message went out."""
    async with running(api):
        ada = Phone(api)
        await ada.says("hello there")
        before = ada.chat.screen()
        ada.person.touch(own(ada)[-1], text=text)
        await api.settled()
        assert ada.chat.screen() == before


@pytest.mark.parametrize("kind", sorted(CONTENT))
async def test_a_thing_that_changes_by_itself_is_met_with_silence(api: BotApi, kind: str):
    """A location that moves, votes in a poll, ticks in a checklist, a picture that is another one now."""
    async with running(api):
        ada = Phone(api)
        ada.chat.started = True
        record = api.new_record(ada.chat, ada.person.user, **{kind: {}})
        captioned = api.new_record(ada.chat, ada.person.user, **{kind: {}}, caption="help")
        for one in (record, captioned):
            api.push({"message": one})
        await api.settled()
        before = ada.chat.screen()
        for one in (record, captioned):
            for more in ({}, {kind: {"version": 2}}, {"show_caption_above_media": True, "edit_date": 9}):
                api.push({"edited_message": {**one, **more}})
        await api.settled()
        assert ada.chat.screen() == before


async def test_a_message_by_way_of_another_bot_that_rewrites_itself_gets_one_word(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("hello", via_bot={"id": 98, "is_bot": True, "first_name": "Gif"})
        ada.person.touch(own(ada)[-1], reply_markup={"inline_keyboard": []})
        await api.settled()
        assert remarks(ada, EDITED) == 0
        for text in ("hello 1", "hello 2"):
            ada.person.touch(own(ada)[-1], text=text)
            await api.settled()
        assert remarks(ada, EDITED) == 1


async def test_an_edit_that_arrives_with_its_message_is_judged_as_well(api: BotApi):
    ada = Phone(api)
    ada.act("you", "hello")
    ada.person.touch(own(ada)[-1])  # before the bot looks
    async with running(api):
        await api.settled()
        assert sum(shown.is_bot for shown in ada.chat.screen()) == 1


async def test_an_edit_of_anything_in_an_album_or_before_a_forget_is_met_with_silence(api: BotApi):
    async with running(api):
        ada = Phone(api)
        ada.person.album(["what do data engineers earn in nigeria?", "", ""])
        await api.settled()
        await ada.says("/forget")
        for act in (None, "Yes, forget me"):
            if act:
                await ada.taps(act)
            before = ada.chat.screen()
            for one in own(ada):
                ada.person.touch(one)
            await api.settled()
            assert ada.chat.screen() == before


async def test_a_message_that_is_changed_again_and_again_gets_one_word(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("hello")
        for text in ("hello there", "hello again", "hello", "something else"):
            ada.person.edit(own(ada)[-1], text)
            await api.settled()
        assert remarks(ada, EDITED) == 1
        await ada.says("help")
        ada.person.edit(own(ada)[-1], "helped")
        await api.settled()
        assert remarks(ada, EDITED) == 2


async def test_an_edit_is_judged_after_a_restart_as_well(api: BotApi, tmp_path):
    store = str(tmp_path / "db")
    ada = Phone(api)
    async with running(api, store):
        await ada.says("hello")
    async with running(api, store):
        ada.person.touch(own(ada)[-1])
        await api.settled()
        assert remarks(ada, EDITED) == 0
        ada.person.edit(own(ada)[-1], "hello there")
        await api.settled()
        assert remarks(ada, EDITED) == 1


async def test_a_caption_that_is_put_below_a_picture_is_a_change(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.sends("photo")
        picture = own(ada)[-1]
        ada.person.touch(picture)
        ada.person.touch(picture, caption="what do data engineers earn in nigeria?")
        await api.settled()
        assert remarks(ada, EDITED) == 1


async def test_an_edit_of_a_message_that_was_never_seen_is_met_with_silence(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("hello")
        before = ada.chat.screen()
        api.push({"edited_message": {**own(ada)[-1].record, "message_id": 9999, "text": "long ago"}})
        await api.settled()
        assert ada.chat.screen() == before


@pytest.mark.parametrize("kind", [kind for kind in SERVICES if kind not in MIGRATIONS])
async def test_a_service_message_of_any_kind_is_met_with_silence(api: BotApi, kind: str):
    value = sample(SCHEMA["Message"][kind]["type"])
    async with running(api):
        ada = Phone(api)
        ada.chat.started = True
        record = api.new_record(ada.chat, ada.person.user, **{kind: value})
        for update in ("message", "edited_message"):
            api.push({update: record})
        api.push({"message": {**record, "invented_next_year": {}, kind: None}})
        await api.settled()
        assert ada.chat.screen() == []


async def test_service_messages_in_a_group_are_met_with_silence_also_as_replies_to_the_bot(api: BotApi):
    group = api.group("Career night")
    group.privacy = False
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        before = group.screen()
        ours = before[-1].record
        for kind in (kind for kind in SERVICES if kind not in MIGRATIONS):
            service = {kind: sample(SCHEMA["Message"][kind]["type"])}
            for more in ({}, {"reply_to_message": ours}, {"sender_chat": group.header}):
                api.push({"message": api.new_record(group, ada.person.user, **service, **more)})
        for service in ({"pinned_message": ours}, {"new_chat_members": [api.me]}, {"left_chat_member": api.me}):
            api.push({"message": api.new_record(group, ada.person.user, **service)})
        await api.settled(timeout=20.0)
        assert group.screen() == before


READ = {"update_id", "message", "edited_message", "callback_query", "inline_query"}


@pytest.mark.parametrize("kind", sorted(SCHEMA["Update"].keys() - READ))
async def test_an_update_of_any_other_kind_is_met_with_silence(api: BotApi, kind: str):
    """Also one that looks like a message: in a business chat, by a guest, in a channel."""
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        before = ada.chat.screen()
        message = api.new_record(ada.chat, ada.person.user, text="/find")
        for value in (sample(SCHEMA["Update"][kind]["type"]), message, {}):
            api.push({kind: value})
        await api.settled()
        assert ada.chat.screen() == before
        await ada.says("find")
        assert "1 of " in ada.text


@pytest.mark.parametrize("kind", sorted(SENT | {"rich_message"}))
async def test_whatever_a_person_can_send_gets_a_word(api: BotApi, kind: str):
    async with running(api):
        ada = Phone(api)
        ada.chat.started = True
        api.push({"message": api.new_record(ada.chat, ada.person.user, **{kind: {}})})
        await api.settled()
        assert remarks(ada) == 1


@pytest.mark.parametrize(
    "captions", [["what do data engineers earn in nigeria?", *[""] * 9], ["", "", "local pay in nigeria", ""]]
)
async def test_an_album_with_a_question_gets_its_answer_and_nothing_else(api: BotApi, captions: list[str]):
    async with running(api):
        ada = Phone(api)
        ada.person.album(captions)
        await api.settled()
        assert (remarks(ada), remarks(ada, "₦")) == (0, 1)


async def test_an_album_without_words_gets_one_remark_and_the_next_one_another(api: BotApi):
    async with running(api):
        ada = Phone(api)
        for count in (1, 2):
            ada.person.album([""] * 10)
            await api.settled()
            assert remarks(ada) == count


async def test_things_forwarded_together_get_one_remark(api: BotApi):
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    async with running(api):
        ada = Phone(api)
        for kind in ("photo", "voice", "sticker", "document", "video"):
            ada.person.send(kind, forward_origin=origin)
        await api.settled()
        assert remarks(ada) == 1
        ada.person.send("photo", forward_origin=origin, date=4_000_000_000)  # much later
        await api.settled()
        assert remarks(ada) == 2


async def test_albums_and_other_things_forwarded_together_get_one_remark(api: BotApi):
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    async with running(api):
        ada = Phone(api)
        for _ in range(2):
            ada.person.album([""] * 4, forward_origin=origin)
        for kind in ("voice", "sticker"):
            ada.person.send(kind, forward_origin=origin)
        await api.settled()
        assert remarks(ada) == 1


async def test_a_text_forwarded_among_things_is_all_that_is_answered(api: BotApi):
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    async with running(api):
        ada = Phone(api)
        ada.person.send("photo", forward_origin=origin)
        ada.person.say("what do data engineers earn in nigeria?", forward_origin=origin)
        ada.person.send("voice", forward_origin=origin)
        await api.settled()
        assert (remarks(ada), remarks(ada, "₦")) == (0, 1)


async def test_albums_of_two_people_get_a_remark_each(api: BotApi):
    group = api.group("Career night")
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola", group)
        await ada.says("/find@crossroads_bot")
        replied = {"reply_to_message": group.messages[ada.said[0].message_id].record}
        for _ in range(4):  # one picture of each in turn
            ada.person.send("photo", group, media_group_id="1", **replied)
            bola.person.send("photo", group, media_group_id="2", **replied)
        await api.settled()
        assert remarks(ada) == 2


async def test_an_album_that_goes_on_after_a_restart_gets_one_remark(api: BotApi, tmp_path):
    store = str(tmp_path / "db")
    ada = Phone(api)
    async with running(api, store):
        ada.person.album(["", ""])
        await api.wait(lambda: not api.updates.pending)
    async with running(api, store):
        ada.person.send("photo", media_group_id=own(ada)[0].record["media_group_id"])
        await api.settled()
        assert remarks(ada) == 1


async def test_things_sent_one_by_one_get_a_remark_each(api: BotApi):
    async with running(api):
        ada = Phone(api)
        for count, kind in enumerate(("photo", "voice", "photo"), 1):
            await ada.sends(kind)
            assert remarks(ada) == count


async def test_an_album_in_a_reply_to_the_bot_gets_one_remark(api: BotApi):
    group = api.group("Career night")
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        replied = {"reply_to_message": group.messages[ada.said[0].message_id].record}
        ada.person.album([""] * 5, group, **replied)
        await api.settled()
        assert remarks(ada) == 1


@pytest.mark.parametrize(
    "text",
    [
        "/START find",
        "/Start Find",
        "/start\nfind",
        "/start\tfind\n",
        "/start@Crossroads_Bot \n find",
        "/START  find ",
        "/start\u2028find",
    ],
)
async def test_start_is_known_however_it_is_written(api: BotApi, text: str):
    async with running(api):
        ada = Phone(api)
        await ada.says(text)
        assert "Hi! I'm Crossroads" in ada.text
        assert "1 of " in ada.text


@pytest.mark.parametrize("text", ["/FIND", "/Find\n", "/find@Crossroads_Bot\n", "/find\u00a0", " /find"])
async def test_other_commands_are_known_however_they_are_written(api: BotApi, text: str):
    async with running(api):
        ada = Phone(api)
        await ada.says(text)
        assert "1 of " in ada.text


@pytest.mark.parametrize("text", ["/start", "/START\n", "/start\u00a0"])
async def test_bare_start_is_a_greeting(api: BotApi, text: str):
    async with running(api):
        ada = Phone(api)
        await ada.says(text)
        assert "Hi! I'm Crossroads" in ada.text
