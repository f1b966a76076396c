"""What happens to groups: they grow, close topics, forbid writing, and are spoken in by those who hide their name."""

import time
from pathlib import Path

import pytest

from bot.store.sqlite.store import SqliteStore
from tests.botapi import BotApi
from tests.botapi.chats import Chat
from tests.botapi.entities import find_entities
from tests.phones import Phone, running


@pytest.fixture
def group(api: BotApi) -> Chat:
    return api.group("Career night")


def toasts(api: BotApi) -> list[str]:
    return [answer["text"] for query in api.queries.values() for answer in query.answers if answer.get("text")]


async def nobody_is_kept(path: Path) -> None:
    store = SqliteStore(path)
    assert (await store.sessions(), await store.unanswered()) == ([], [])
    await store.close()


# a group becomes a supergroup


@pytest.mark.parametrize("told", ["both", "none"])
async def test_a_conversation_goes_on_in_the_supergroup(api: BotApi, tmp_path, told: str):
    small = api.group("Small", kind="group")
    async with running(api, str(tmp_path / "db")):
        ada = Phone(api, chat=small)
        await ada.says("/find@crossroads_bot")
        await ada.taps("A black box to make smarter")
        if told == "both":
            ada.chat = api.migrate(small)
        else:  # Telegram tells it only when the bot writes to the old group
            ada.chat = api.group("Small")
            small.migrated = ada.chat.id
            ada.person.say("/repeat@crossroads_bot", small)
        await api.settled()
        await ada.says("/repeat@crossroads_bot")
        assert "2 of " in ada.text
        await ada.says("/forget@crossroads_bot")
        await ada.taps("Yes, forget me")
    store = SqliteStore(tmp_path / "db")
    for chat in (small, ada.chat):
        assert (await store.export(f"telegram:{chat.id}:{ada.person.id}"))["session"] is None
    assert await store.sessions() == []
    await store.close()


@pytest.mark.parametrize("told", ["old", "new", "new old", "old new old new"])
async def test_one_word_of_a_migration_is_enough_and_two_are_not_too_many(api: BotApi, tmp_path, told: str):
    small, large = api.group("Small", kind="group"), api.group("Small")
    words = {"old": (small, {"migrate_to_chat_id": large.id}), "new": (large, {"migrate_from_chat_id": small.id})}
    async with running(api, str(tmp_path / "db")):
        ada = Phone(api, chat=small)
        await ada.says("/find@crossroads_bot")
        await ada.taps("A black box to make smarter")
        small.migrated = large.id
        for one in told.split():
            chat, field = words[one]
            api.push({"message": api.new_record(chat, None, **field)})
        await api.settled()
        ada.chat = large
        await ada.says("/repeat@crossroads_bot")
        assert "2 of " in ada.text
        await ada.says("/forget@crossroads_bot")
        await ada.taps("Yes, forget me")
    await nobody_is_kept(tmp_path / "db")


async def test_a_forget_that_finds_the_group_moved_leaves_nothing(api: BotApi, tmp_path):
    small, large = api.group("Small", kind="group"), api.group("Small")
    async with running(api, str(tmp_path / "db")):
        ada = Phone(api, chat=small)
        await ada.says("/find@crossroads_bot")
        await ada.says("/forget@crossroads_bot")
        small.migrated = large.id
        await ada.taps("Yes, forget me")
        assert "Who are you again?" in large.screen()[-1].text
    await nobody_is_kept(tmp_path / "db")


async def test_who_spoke_in_the_supergroup_first_leaves_nothing_in_the_old_group(api: BotApi, tmp_path):
    small, large = api.group("Small", kind="group"), api.group("Small")
    async with running(api, str(tmp_path / "db")):
        ada = Phone(api, chat=small)
        for ada.chat in (small, large):
            await ada.says("/find@crossroads_bot")
        small.migrated = large.id
        api.push({"message": api.new_record(large, None, migrate_from_chat_id=small.id)})
        await api.settled()
        await ada.says("/forget@crossroads_bot")
        await ada.taps("Yes, forget me")
    await nobody_is_kept(tmp_path / "db")


async def test_buttons_sent_to_a_supergroup_by_way_of_the_old_group_go_like_others(api: BotApi):
    small, large = api.group("Small", kind="group"), api.group("Small")
    async with running(api):
        ada = Phone(api, chat=small)
        small.migrated = large.id
        await ada.says("/find@crossroads_bot")
        ada.chat = large
        await ada.says("/help@crossroads_bot")
        assert [bool(shown.buttons) for shown in large.screen() if shown.is_bot] == [False, True]


async def test_what_waits_to_be_sent_while_a_group_moves_comes_in_the_supergroup(api: BotApi):
    small = api.group("Small", kind="group")
    async with running(api):
        ada = Phone(api, chat=small)
        api.faults.add("flood", "sendMessage", retry_after=1)
        ada.act("you", "/find@crossroads_bot")
        await api.wait(lambda: api.faults.fired["flood"])
        large = api.migrate(small)
        await api.wait(lambda: any("1 of " in shown.text for shown in large.screen()))


async def test_nobodys_message_is_overwritten_after_a_migration(api: BotApi):
    """Message ids begin anew in the supergroup: the bot's old ones are other people's there."""
    small = api.group("Small", kind="group")
    async with running(api):
        ada = Phone(api, chat=small)
        await ada.says("/find@crossroads_bot")
        (board,) = ada.said
        large = api.migrate(small)
        await api.settled()
        bola = Phone(api, "Bola", large)
        for _ in range(5):
            await bola.says("just talk")
        others = large.screen()
        ada.person.tap_data(board.message_id, "answer:bias:model", small)
        await api.settled(quiet=0.7)
        assert large.screen()[: len(others)] == others
        answer = large.screen()[-1]
        assert "2 of " in answer.text
        assert answer.reply_to is None
        ada.chat = large
        await ada.says("/repeat@crossroads_bot")
        assert "2 of " in ada.text


async def test_what_arrived_before_a_migration_is_answered_after_it(api: BotApi):
    small = api.group("Small", kind="group")
    ada = Phone(api, chat=small)
    ada.act("you", "/find@crossroads_bot")
    large = api.migrate(small)  # before the bot looks
    async with running(api):
        await api.settled(quiet=0.7)
        assert "1 of " in large.screen()[-1].text


# who writes


@pytest.mark.parametrize("how", ["anonymous admin", "channel"])
async def test_whoever_writes_as_a_group_or_channel_has_a_conversation(api: BotApi, group: Chat, how: str):
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola", group)
        ada.person.speaks_as = group if how == "anonymous admin" else api.channel("News")
        await bola.says("/find@crossroads_bot")
        await ada.says("/find@crossroads_bot")
        assert "1 of " in ada.text
        await ada.taps("A black box to make smarter")
        assert "2 of " in ada.text
        await ada.says("/repeat@crossroads_bot")
        assert "2 of " in ada.text
        await bola.says("/repeat@crossroads_bot")
        assert "1 of " in bola.text


@pytest.mark.parametrize("how", ["anonymous admin", "channel"])
async def test_a_stranger_cannot_press_what_was_made_for_a_group_or_channel(api: BotApi, group: Chat, how: str):
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola", group)
        ada.person.speaks_as = group if how == "anonymous admin" else api.channel("News")
        await ada.says("/find@crossroads_bot")
        before = group.screen()
        await bola.taps("A black box to make smarter")
        assert [text for text in toasts(api) if "somebody else's conversation" in text]
        assert group.screen() == before
        await ada.taps("A black box to make smarter")
        assert "2 of " in ada.text


@pytest.mark.parametrize("fault", [{"kind": "hang"}, {"kind": "status"}, None])
async def test_a_press_for_a_channel_counts_where_nobody_tells_its_admins(api: BotApi, group: Chat, fault: dict | None):
    async with running(api):
        ada = Phone(api, chat=group)
        ada.person.speaks_as = api.channel("News")
        ada.person.speaks_as.bot = "administrator" if fault else "left"
        await ada.says("/find@crossroads_bot")
        if fault:
            api.faults.add(**fault, method="getChatMember")
        await ada.taps("A black box to make smarter")
        assert "2 of " in ada.text


@pytest.mark.parametrize("how", ["anonymous admin", "channel", "linked channel"])
async def test_whoever_writes_as_a_group_or_channel_can_do_what_others_can(api: BotApi, tmp_path, how: str):
    """Reply in a topic, send an album, be forgotten."""
    forum, channel = api.group("Careers", is_forum=True), api.channel("News")
    channel.linked = forum if how == "linked channel" else None
    async with running(api, str(tmp_path / "db")):
        ada = Phone(api, chat=forum, thread=api.topic(forum, "Pay"))
        ada.person.speaks_as = forum if how == "anonymous admin" else channel
        await ada.says("/find@crossroads_bot")
        board = forum.screen()[-1]
        await ada.says("a black box to make smarter", reply_to=board)
        assert "2 of " in ada.text
        assert forum.screen()[-1].thread == ada.thread
        ada.person.album([""] * 3, forum, thread=ada.thread, reply_to_message=board.record)
        await api.settled()
        assert sum("I can only read words" in shown.text for shown in forum.screen()) == 1
        await ada.says("/forget@crossroads_bot")
        await ada.taps("Yes, forget me")
    await nobody_is_kept(tmp_path / "db")


def posts(ours: dict) -> dict[str, dict]:
    """What a channel may post that names the bot, or seems to reply to its message."""
    return {
        "caption": {"photo": [], "caption": "@crossroads_bot find"},
        "album": {"photo": [], "caption": "/find@crossroads_bot", "media_group_id": "5"},
        "reply": {"text": "@crossroads_bot find", "reply_to_message": ours},
        "thing": {"poll": {}, "reply_to_message": ours},
        "nobody's": {"text": "@crossroads_bot find", "from": None},
        "sent inline": {"text": "/find@crossroads_bot", "via_bot": ours.get("from")},
    }


@pytest.mark.parametrize("what", posts({}))
async def test_a_post_of_the_linked_channel_in_any_form_is_met_with_silence(api: BotApi, group: Chat, what: str):
    group.privacy = False
    channel = api.channel("News")
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        before = group.screen()
        post = posts(before[-1].record)[what]
        words = post.get("text") or post.get("caption") or ""
        marked = {"caption_entities" if "caption" in post else "entities": find_entities(words)}
        origin = {"type": "channel", "date": 1, "chat": channel.header, "message_id": 5}
        more = {"sender_chat": channel.header, "is_automatic_forward": True, "forward_origin": origin}
        author = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        record = api.new_record(group, author, **more, **marked, **post)
        for kind in ("message", "edited_message"):
            api.push({kind: record})
        await api.settled()
        assert group.screen() == before


@pytest.mark.parametrize("text", ["@crossroads_bot find", "/find@crossroads_bot", "/find"])
async def test_a_post_of_the_linked_channel_is_met_with_silence(api: BotApi, group: Chat, text: str):
    group.privacy = False
    channel = api.channel("News")
    channel.linked = group
    async with running(api):
        api.channel_post(channel, text)
        await api.settled()
        post = group.screen()[-1].record
        api.push({"edited_message": {**post, "text": f"{text} now"}})
        api.push({"message": {**post, "is_automatic_forward": None, "message_id": 99}})  # as older servers tell it
        await api.settled()
        assert len(group.screen()) == 1
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot", reply_to=group.screen()[0])  # a comment below it
        assert "1 of " in ada.text


# where it may not write


async def test_an_answer_to_a_topic_that_is_gone_comes_in_the_chat(api: BotApi):
    forum = api.group("Careers", is_forum=True)
    async with running(api):
        ada = Phone(api, chat=forum, thread=api.topic(forum, "Pay"))
        await ada.says("/find@crossroads_bot")
        del forum.topics[ada.thread]
        await ada.says("what do data engineers earn in nigeria?", reply_to=ada.said[0])
        answer = forum.screen()[-1]
        assert answer.is_bot
        assert answer.thread is None


FORBIDDEN = {
    "closed topic": lambda chat: chat.closed.update(chat.topics),
    "no right to write": lambda chat: setattr(chat, "muted", True),
    "slow mode": lambda chat: setattr(chat, "slow_until", time.monotonic() + 900),
}


@pytest.mark.parametrize("how", FORBIDDEN)
async def test_a_press_gets_a_word_over_the_chat_where_nothing_may_be_said(api: BotApi, how: str):
    forum = api.group("Careers", is_forum=True)
    async with running(api):
        ada = Phone(api, chat=forum, thread=api.topic(forum, "Pay"))
        await ada.says("/find@crossroads_bot")
        old = ada.said[0].message_id
        await ada.says("/help@crossroads_bot")
        before = forum.screen()
        FORBIDDEN[how](forum)
        ada.person.tap_data(old, "answer:bias:model", forum)
        await api.settled()
        assert [text for text in toasts(api) if "may not write here" in text]
        assert forum.screen() == before  # no buttons were taken away


REFUSALS = [
    "Bad Request: have no rights to send a message",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: USER_BANNED_IN_CHANNEL",
    "Forbidden: bot can't send messages to the chat",
    "Forbidden: bot was kicked from the supergroup chat",
]


@pytest.mark.parametrize("says", REFUSALS)
async def test_whatever_telegram_calls_it_no_buttons_go_where_nothing_may_be_said(api: BotApi, group: Chat, says: str):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        (old,) = ada.said
        await ada.says("/help@crossroads_bot")
        before = [shown for shown in group.screen() if shown.is_bot]
        api.faults.add("status", "sendMessage", status=403 if "Forbidden" in says else 400, says=says, times=None)
        ada.person.tap_data(old.message_id, "answer:bias:model", group)
        await api.settled()
        assert [text for text in toasts(api) if "may not write here" in text]
        await ada.says("/pay@crossroads_bot")
        assert [shown for shown in group.screen() if shown.is_bot] == before


@pytest.mark.parametrize("says", ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"])
@pytest.mark.parametrize("where", ["forum", "private"])
async def test_a_press_in_a_topic_that_is_gone_is_answered_in_the_chat(api: BotApi, where: str, says: str):
    async with running(api):
        ada = Phone(api)
        ada.chat = api.group("Careers", is_forum=True) if where == "forum" else ada.chat
        ada.thread = api.topic(ada.chat, "Pay")
        await ada.says("/find")
        (old,) = ada.said
        await ada.says("/help")
        api.faults.add("status", "sendMessage", status=400, says=f"Bad Request: {says}")
        ada.person.tap_data(old.message_id, "answer:bias:model", ada.chat)
        await api.settled()
        assert "2 of " in ada.chat.screen()[-1].text
        assert ada.chat.screen()[-1].thread is None


async def test_a_group_without_pictures_gets_words(api: BotApi, group: Chat):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        for _ in range(5):
            await ada.presses(ada.said[-1].rows[0][0]["callback_data"])
        says = "Bad Request: not enough rights to send photos to the chat"
        api.faults.add("status", "sendPhoto", status=400, says=says, times=None)
        await ada.says("/share@crossroads_bot")
        assert api.faults.fired["status"] == 1
        assert (ada.said[-1].kind, group.screen()[-1].is_bot) == ("text", True)
        assert toasts(api) == []


async def test_a_press_in_a_group_gets_no_needless_word(api: BotApi, group: Chat):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        old = ada.said[0].message_id
        await ada.says("/help@crossroads_bot")
        ada.person.tap_data(old, "answer:bias:model", group)
        await api.settled()
        assert toasts(api) == []
        assert [shown.message_id for shown in group.screen() if shown.buttons] == [group.screen()[-1].message_id]


async def test_a_press_in_a_group_that_must_wait_is_answered_at_once(api: BotApi, group: Chat):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        api.faults.add("flood", "editMessageText", retry_after=2)
        ada.act("press", "answer:bias:model")
        await api.wait(lambda: not api.spinners(), 1.0)
        await api.wait(lambda: "2 of " in group.screen()[-1].text)


# topics of the direct messages of a channel


async def test_all_that_is_said_in_direct_messages_stays_in_its_topic(api: BotApi):
    chat = api.direct_messages()
    async with running(api):
        ada = Phone(api, chat=chat)
        await ada.says("/find")
        await ada.taps("A black box to make smarter")
        await ada.says("/mydata")
        assert ada.said
        assert {shown.record["direct_messages_topic"]["topic_id"] for shown in chat.screen()} == {ada.person.id}
    assert list(api.errors) == []


@pytest.mark.parametrize("how", ["too old", "deleted"])
async def test_a_press_on_what_is_gone_stays_in_its_topic(api: BotApi, how: str):
    chat = api.direct_messages()
    async with running(api):
        ada = Phone(api, chat=chat)
        await ada.says("/find")
        (board,) = ada.said
        if how == "deleted":
            chat.delete(chat.messages[board.message_id], keep=True)
        ada.person.tap_data(board.message_id, "answer:bias:model", chat, inaccessible=how == "too old")
        await api.settled()
        assert "2 of " in chat.screen()[-1].text
        assert chat.screen()[-1].record["direct_messages_topic"]["topic_id"] == ada.person.id


async def test_tables_and_pictures_in_direct_messages_stay_in_their_topics(api: BotApi):
    chat = api.direct_messages()
    api.rich = True
    async with running(api, rich=True):
        ada, bola = Phone(api, "Ada", chat), Phone(api, "Bola", chat)
        for phone in (ada, bola):
            await phone.says("/compare")
            await phone.taps("Table: Six factors to decide by")
            await phone.says("/find")
            for _ in range(5):
                await phone.presses(phone.said[-1].rows[0][0]["callback_data"])
            await phone.says("/share")
            topics = {shown.record["direct_messages_topic"]["topic_id"] for shown in phone.said}
            assert topics == {phone.person.id}
    assert api.requests["sendRichMessage"] == api.requests["sendPhoto"] == 2
    assert list(api.errors) == []


async def test_a_press_in_direct_messages_gets_a_word_over_the_chat_where_nothing_may_be_said(api: BotApi):
    chat = api.direct_messages()
    async with running(api):
        ada = Phone(api, chat=chat)
        await ada.says("/find")
        (board,) = ada.said
        await ada.says("/help")
        api.faults.add(
            "status", "sendMessage", status=400, says="Bad Request: DIRECT_MESSAGES_TOPIC_INVALID", times=None
        )
        ada.person.tap_data(board.message_id, "answer:bias:model", chat)
        await api.settled()
        assert [text for text in toasts(api) if "may not write here" in text]


async def test_the_file_of_mydata_stays_in_its_topic(api: BotApi):
    """A private chat may have topics too."""
    async with running(api):
        ada = Phone(api)
        ada.thread = api.topic(ada.chat, "Second thoughts")
        await ada.says("/mydata")
        await api.wait(lambda: api.requests["sendDocument"])
        await api.settled()
        assert {shown.thread for shown in ada.chat.screen()} == {ada.thread}


# names


async def test_a_renamed_bot_hears_its_new_name(api: BotApi, group: Chat):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        api.me["username"] = api.author["username"] = "forks_bot"
        await ada.says("/help@forks_bot")
        assert "2 of" not in ada.text
        assert len([shown for shown in group.screen() if shown.is_bot]) == 2
        group.privacy = False
        await ada.says("@Forks_Bot: menu")
        assert "Where to?" in ada.text


async def test_a_renamed_bot_hears_its_new_name_below_a_picture_and_in_private(api: BotApi, group: Chat):
    group.privacy = False
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola")
        await bola.says("/start")
        api.me["username"] = api.author["username"] = "forks_bot"
        await bola.says("/find@forks_bot")
        assert "1 of " in bola.text
        caption = "@Forks_Bot local pay in nigeria"
        await ada.sends("photo", caption=caption, caption_entities=find_entities(caption))
        assert "₦" in ada.text


async def test_nobody_waits_long_for_a_name_that_is_looked_up(api: BotApi, group: Chat):
    group.privacy = False
    async with running(api):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola", group)
        await ada.says("/start")
        api.faults.add("hang", "getMe", times=None)
        for number in range(5):
            bola.act("you", f"hi @somebody{number}")
        ada.act("you", "find")
        await api.wait(lambda: "1 of " in ada.text, 3.0)


async def test_names_of_other_bots_are_looked_up_once(api: BotApi, group: Chat):
    group.privacy = False
    async with running(api):
        ada = Phone(api, chat=group)
        api.requests.clear()
        for text in ("/help@other_bot", "hi @other_bot", "/help@other_bot", "hi @bob and @ada"):
            await ada.says(text)
        assert ada.said == []
        assert api.requests["getMe"] <= 2
