"""Groups: the bot speaks when spoken to, to whom it was, in the topic where it was; nobody has another's buttons."""

import pytest

from tests.botapi import BotApi
from tests.botapi.chats import Chat
from tests.phones import Phone, running


@pytest.fixture
def group(api: BotApi) -> Chat:
    return api.group("Career night")


@pytest.mark.parametrize(
    "said",
    ["@crossroads_bot find", "/find", "/find@crossroads_bot", "find, @Crossroads_Bot", "/start@crossroads_bot find"],
)
async def test_whoever_speaks_to_the_bot_is_answered(api: BotApi, group: Chat, said: str):
    group.privacy = "@crossroads" not in said.lower() or said.startswith("/")  # a name alone is not delivered
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says(said)
        assert "1 of " in ada.text
        assert ada.said[0].reply_to == group.screen()[0].message_id


async def test_name_alone_is_a_greeting(api: BotApi, group: Chat):
    group.privacy = False
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("@crossroads_bot")
        assert "Hi! I'm Crossroads" in ada.text


async def test_talk_among_others_is_left_alone(api: BotApi, group: Chat):
    """With privacy mode the bot hears nothing of it, without it or as an administrator it does, and keeps silent."""
    for group.privacy in (True, False):
        async with running(api):
            ada = Phone(api, chat=group)
            for said in (
                "what do data engineers earn",
                "/find@other_bot",
                "mail me@crossroads_bot.example",
                "@other_bot hi",
            ):
                await ada.says(said)
            await ada.sends("photo")
            assert ada.said == []


async def test_reply_to_the_bot_is_meant_for_it(api: BotApi, group: Chat):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        await ada.says("a black box to make smarter", reply_to=ada.said[0])
        assert "2 of " in ada.text
        await ada.sends("sticker", reply_to_message=group.messages[ada.said[0].message_id].record)
        assert "I can only read words" in ada.text


async def test_words_below_a_picture_may_name_the_bot(api: BotApi, group: Chat):
    group.privacy = False
    async with running(api):
        ada = Phone(api, chat=group)
        mention = [{"type": "mention", "offset": 0, "length": 15}]
        await ada.sends("photo", caption="@crossroads_bot local pay in nigeria", caption_entities=mention)
        assert "₦" in ada.text


async def test_each_has_a_conversation_of_their_own(api: BotApi, group: Chat):
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola", group)
        await ada.says("/find@crossroads_bot")
        await ada.taps("A black box to make smarter")
        await bola.says("/find@crossroads_bot")
        assert "1 of " in bola.text
        await ada.says("/repeat@crossroads_bot")
        assert "2 of " in ada.text


async def test_nobody_takes_away_anothers_buttons(api: BotApi, group: Chat):
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola", group)
        await ada.says("/find@crossroads_bot")
        (board,) = ada.said
        await bola.says("/find@crossroads_bot")
        assert group.show(group.messages[board.message_id]).buttons == board.buttons
        ada.looked()
        ada.person.tap("A black box to make smarter", board, group)
        await api.settled()
        assert "2 of " in ada.text
        assert [shown.reply_to for shown in group.screen() if shown.buttons] == [3, 1]


async def test_press_on_anothers_buttons_gets_a_word_over_the_chat(api: BotApi, group: Chat):
    async with running(api):
        ada, bola = Phone(api, "Ada", group), Phone(api, "Bola", group)
        await ada.says("/find@crossroads_bot")
        before = group.screen()
        await bola.taps("A black box to make smarter")
        (query,) = api.queries.values()
        assert "somebody else's conversation" in query.answers[0]["text"]
        assert group.screen() == before
        await ada.taps("A black box to make smarter")
        assert "2 of " in ada.text


async def test_answers_stay_in_their_topic(api: BotApi):
    forum = api.group("Careers", is_forum=True)
    async with running(api):
        for name in ("Pay", "Learning"):
            ada = Phone(api, chat=forum, thread=api.topic(forum, name))
            await ada.says("/find@crossroads_bot")
            await ada.taps("A black box to make smarter")
            await ada.says("/pay@crossroads_bot")
            assert {shown.thread for shown in ada.said} == {ada.thread}
        ada = Phone(api, chat=forum)
        await ada.says("/find@crossroads_bot")
        assert [shown.thread for shown in ada.said] == [None]


async def test_button_whose_question_was_deleted_is_not_the_topics_makers(api: BotApi):
    """In a forum a message that replies to nothing replies to the topic's beginning, whoever made that."""
    forum = api.group("Careers", is_forum=True)
    thread = api.topic(forum, "Pay")
    async with running(api):
        ada, maker = Phone(api, "Ada", forum, thread), api.person("Maker")
        await ada.says("/find@crossroads_bot")
        (board,) = ada.said
        created = {"message_id": thread, "chat": forum.header, "from": maker.user, "date": 1, "forum_topic_created": {}}
        forum.messages[board.message_id].record["reply_to_message"] = created
        await ada.taps("A black box to make smarter")
        assert "2 of " in ada.text


async def test_group_that_became_a_supergroup_is_answered_there(api: BotApi):
    small = api.group("Small", kind="group")
    async with running(api):
        ada = Phone(api, chat=small)
        await ada.says("/find@crossroads_bot")
        ada.chat = api.migrate(small)
        await ada.says("/find@crossroads_bot")
        assert "1 of " in ada.text


async def test_bot_that_is_put_out_is_silent_and_comes_back(api: BotApi, group: Chat):
    async with running(api):
        ada = Phone(api, chat=group)
        await ada.says("/find@crossroads_bot")
        ada.person.remove_bot(group)
        ada.act("press", "answer:bias:model")  # an old phone
        await api.settled()
        ada.person.add_bot(group)
        await ada.says("/repeat@crossroads_bot")
        assert "2 of " in ada.text


async def test_channel_post_is_met_with_silence(api: BotApi, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    channel = api.channel("News")
    async with running(api):
        api.channel_post(channel, "/find @crossroads_bot")
        await api.settled()
        assert len(channel.screen()) == 1
        assert "put aside: channel post" in caplog.text
        assert "/find" not in caplog.text
