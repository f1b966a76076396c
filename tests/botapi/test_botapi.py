"""The Bot API stand-in itself: over real HTTP it does what Telegram does, and lets nothing wrong pass."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
import telegram.ext
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError, TimedOut

from tests.botapi import BotApi
from tests.botapi.remote import process

pytest_plugins = ["tests.botapi.fixtures"]

YES_NO = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}


class Caller:
    """Calls methods with JSON over one session, and gives back whatever the server says."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.api.base_url}{self.api.token}/{method}", json=params) as reply:
            return await reply.json()

    async def result(self, method: str, **params: Any) -> Any:
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def error(self, method: str, **params: Any) -> str:
        answer = await self(method, **params)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        return await self.result("getUpdates", **params)


@pytest.fixture
async def call(bot_api: BotApi) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(bot_api, session)


@pytest.fixture
async def bot(bot_api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[telegram.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else a RetryAfter brings a warning, which is an error here
    urls = {"base_url": bot_api.base_url, "base_file_url": bot_api.base_file_url}
    async with telegram.Bot(bot_api.token, **urls) as bot:
        yield bot


@pytest.fixture
async def wrong() -> AsyncIterator[Caller]:
    """A caller whose violations do not fail the test."""
    async with BotApi.serving() as api, aiohttp.ClientSession() as session:
        api.person("Ada", started=True)
        yield Caller(api, session)


# python-telegram-bot against it


async def test_bot_polls_answers_a_tap_and_edits(bot_api, bot):
    ada = bot_api.person("Ada", language="pt")
    first = ada.say("/start now @bob_smith")
    [update] = await bot.get_updates(timeout=2)
    assert (update.update_id, update.message.from_user.language_code) == (first, "pt")
    assert [entity.type for entity in update.message.entities] == ["bot_command", "mention"]
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    await update.message.reply_text("<b>Really</b>?", parse_mode="HTML", reply_markup=keyboard)
    assert bot_api.screen(ada.id)[-1].choices == {"Yes": "y"}
    ada.tap("Yes")
    [update] = await bot.get_updates(offset=first + 1, timeout=2)
    assert bot_api.spinners()
    await update.callback_query.answer("Fine")
    await update.callback_query.edit_message_text("Good.")
    await bot.get_updates(offset=update.update_id + 1)
    await bot_api.settled()
    shown = bot_api.screen(ada.id)[-1]
    assert (shown.text, shown.buttons, shown.edited, bot_api.spinners()) == ("Good.", [], True, [])
    assert [version.get("text") for version in bot_api.history(ada.id)[-1]] == ["Really?", "Good."]
    assert bot_api.transcript(ada.id) == ["Ada: /start now @bob_smith", "Crossroads (edited): Good."]
    assert bot_api.requests["editMessageText"] == 1


async def test_bot_sends_files_and_gets_them_back(bot_api, bot):
    ada = bot_api.person("Ada", started=True)
    sent = await bot.send_document(ada.id, b"a,b\n1,2\n", filename="plan.csv", caption="Your plan")
    assert sent.document.file_name == "plan.csv"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b\n1,2\n"
    photo = await bot.send_photo(ada.id, b"\x89PNG")
    again = await bot.send_photo(ada.id, photo.photo[-1].file_id)
    assert bot_api.screen(ada.id)[-1].kind == "photo"
    assert again.photo[-1].file_id == photo.photo[-1].file_id


async def test_bot_reads_every_kind_of_message(bot_api, bot):
    ada = bot_api.person("Ada")
    names = "sticker photo voice video document location contact poll dice forwarded audio animation venue video_note"
    kinds = names.split()
    for kind in kinds:
        ada.send(kind)
    updates = await bot.get_updates()
    assert len(updates) == len(kinds)
    for kind, update in zip(kinds, updates, strict=True):
        assert getattr(update.message, kind if kind != "forwarded" else "forward_origin")


async def test_bot_keeps_commands_names_and_menu(bot_api, bot):
    scope = telegram.BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("start", "Begin"), ("help", "Help")], scope=scope, language_code="de")
    assert [one.command for one in await bot.get_my_commands(scope=scope, language_code="de")] == ["start", "help"]
    assert await bot.get_my_commands() == ()
    await bot.delete_my_commands(scope=scope, language_code="de")
    assert await bot.get_my_commands(scope=scope, language_code="de") == ()
    await bot.set_my_name("Wegweiser", language_code="de")
    assert [(await bot.get_my_name(language)).name for language in ("de", "fr")] == ["Wegweiser", "Crossroads"]
    await bot.set_my_description("Advice")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_description()).description == "Advice"
    assert (await bot.get_my_short_description()).short_description == "Short"
    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"
    ada = bot_api.person("Ada", started=True)
    assert (await bot.get_chat(ada.id)).first_name == "Ada"
    assert (await bot.get_chat_member(ada.id, ada.id)).status == "member"
    group = bot_api.group("Team", ada)
    group.bot = "administrator"
    assert {one.status for one in await bot.get_chat_administrators(group.id)} == {"creator", "administrator"}
    assert await bot.get_chat_member_count(group.id) == 2


async def test_bot_answers_an_inline_query(bot_api, bot):
    ada = bot_api.person("Ada")
    ada.inline("salary")
    [update] = await bot.get_updates()
    content = telegram.InputTextMessageContent("About pay")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="m")]])
    article = telegram.InlineQueryResultArticle("1", "Pay", content, reply_markup=markup)
    await update.inline_query.answer([article])
    ada.choose(update.inline_query.id, "1")
    [update] = await bot.get_updates(offset=update.update_id + 1)
    inline_id = update.chosen_inline_result.inline_message_id
    assert await bot.edit_message_text("Changed", inline_message_id=inline_id) is True
    with pytest.raises(BadRequest, match=r"(?i)message_id_invalid"):
        await bot.edit_message_text("Changed", inline_message_id="unknown")


async def test_updater_runs_against_it(bot_api):
    async def echo(update, _context):
        await update.message.reply_text(update.message.text)

    builder = telegram.ext.Application.builder().token(bot_api.token).base_url(bot_api.base_url)
    application = builder.base_file_url(bot_api.base_file_url).build()
    application.add_handler(telegram.ext.MessageHandler(None, echo))
    ada = bot_api.person("Ada")
    async with application:
        await application.updater.start_polling(timeout=1)
        await application.start()
        for text in ("one", "two"):
            ada.say(text)
        await bot_api.settled()
        await application.updater.stop()
        await application.stop()
    assert [shown.text for shown in bot_api.screen(ada.id)] == ["one", "two", "one", "two"]
    assert len(bot_api.lags) == 1


# updates


async def test_unconfirmed_updates_come_again_and_an_offset_confirms_those_below(bot_api, call):
    ada = bot_api.person("Ada")
    ids = [ada.say(text) for text in "abcd"]
    for _ in range(2):
        assert [one["update_id"] for one in await call.updates(limit=3)] == ids[:3]
    assert [one["update_id"] for one in await call.updates(offset=ids[2])] == ids[2:]
    assert [one["update_id"] for one in await call.updates(offset=-1)] == ids[3:]
    assert await call.updates(offset=ids[3] + 1) == []


async def test_a_long_poll_ends_when_something_comes_or_the_time_is_up(bot_api, call):
    started = time.monotonic()
    assert await call.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - started < 3
    poll = asyncio.create_task(call.updates(timeout=30))
    await asyncio.sleep(0.05)
    bot_api.person("Ada").say("hello")
    assert (await poll)[0]["message"]["text"] == "hello"


async def test_a_second_poll_ends_the_first_with_a_conflict(bot_api, call, bot):
    first = asyncio.create_task(call.error("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(timeout=5))
    assert (await first).startswith("409 Conflict: terminated by other getUpdates request")
    bot_api.person("Ada").say("hello")
    assert len(await second) == 1


async def test_updates_of_kinds_that_were_not_asked_for_do_not_come(bot_api, call):
    ada = bot_api.person("Ada")
    await call.updates(allowed_updates=["message", "message_reaction"])
    ada.say("hello")
    assert ada.inline("x") is None
    assert ada.react(1, "👍")
    assert [set(one) - {"update_id"} for one in await call.updates()] == [{"message"}, {"message_reaction"}]


async def test_an_update_can_come_twice_and_ids_can_jump(bot_api, call):
    ada = bot_api.person("Ada")
    number = ada.say("hello")
    [first] = await call.updates()
    await call.updates(offset=number + 1)
    bot_api.redeliver(number)
    assert await call.updates(offset=number + 1) == [first]
    assert await call.updates(offset=number + 1) == []
    bot_api.updates.next_id = 5_000  # as if it had jumped down
    assert ada.say("after a week") == 5_000
    assert [one["update_id"] for one in await call.updates(offset=number + 1)] == [5_000]
    await call.updates(offset=5_001)
    assert bot_api.updates.jump() == ada.say("after another")
    pushed = bot_api.push({"poll_answer": {"poll_id": "1"}})
    assert (await call.updates())[-1] == {"update_id": pushed, "poll_answer": {"poll_id": "1"}}


async def test_a_long_text_comes_in_pieces(bot_api, call):
    bot_api.person("Ada").say("x" * 5000)
    assert sum(len(one["message"]["text"]) for one in await call.updates()) == 5000
    assert bot_api.updates.total == 2


async def test_people_edit_block_and_add_the_bot(bot_api, call):
    ada = bot_api.person("Ada")
    ada.say("helo")
    ada.edit(1, "hello")
    ada.block()
    assert await call.error("sendMessage", chat_id=ada.id, text="x") == "403 Forbidden: bot was blocked by the user"
    ada.unblock()
    await call.result("sendMessage", chat_id=ada.id, text="x")
    group = bot_api.group("Team", ada)
    group.bot = "left"
    ada.add_bot(group)
    ada.remove_bot(group)
    error = await call.error("sendMessage", chat_id=group.id, text="x")
    assert error == "403 Forbidden: bot was kicked from the supergroup chat"
    updates = await call.updates()
    assert updates[1]["edited_message"]["text"] == "hello"
    changes = [one["my_chat_member"] for one in updates[2:]]
    told = [(one["chat"]["type"], one["new_chat_member"]["status"]) for one in changes]
    assert told == [("private", "kicked"), ("private", "member"), ("supergroup", "member"), ("supergroup", "kicked")]
    for update in updates:
        telegram.Update.de_json(update, None)


# webhooks


class Hook:
    """A bot's endpoint that fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures = 0
        self.taken: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.reply: dict[str, Any] | None = None
        self.pause = 0.0

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await asyncio.sleep(self.pause)
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        self.taken.append(await request.json())
        return web.json_response(self.reply) if self.reply else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield hook, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_webhook_gets_updates_with_the_secret_again_after_an_error_and_in_order(bot_api, call, hook):
    endpoint, url = hook
    ada, bola = bot_api.person("Ada"), bot_api.person("Bola")
    ada.say("before")
    endpoint.failures = 2
    await call.result("setWebhook", url=url, secret_token="s3cret", max_connections=3)
    for number in range(5):
        ada.say(f"a{number}")
        bola.say(f"b{number}")
    await bot_api.settled()
    assert endpoint.secrets == {"s3cret"}
    said = [one["message"]["text"] for one in endpoint.taken]
    assert [text for text in said if text[0] == "a"] == [f"a{n}" for n in range(5)]
    assert len(said) == 11
    bot_api.redeliver(endpoint.taken[0]["update_id"])
    await bot_api.settled()
    assert endpoint.taken[-1] == endpoint.taken[0]
    info = await call.result("getWebhookInfo")
    assert (info["url"], info["max_connections"], info["pending_update_count"]) == (url, 3, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 500"
    assert "409 Conflict: can't use getUpdates method while webhook is active" in await call.error("getUpdates")
    await call.result("deleteWebhook")
    assert await call.updates() == []


async def test_webhook_keeps_to_its_connections_and_may_answer_with_a_call(bot_api, call, hook):
    endpoint, url = hook
    endpoint.pause = 0.02
    people = [bot_api.person(name) for name in "ABCDEF"]
    endpoint.reply = {"method": "sendMessage", "chat_id": people[0].id, "text": "by the way"}
    await call.result("setWebhook", url=url, max_connections=2)
    for person in people:
        person.say("hello")
    await bot_api.settled()
    assert bot_api.server.webhook.most == 2
    assert sum(shown.text == "by the way" for shown in bot_api.screen(people[0].id)) == 6
    endpoint.failures = 1000
    people[0].say("dropped")
    await call.result("deleteWebhook", drop_pending_updates=True)
    assert await call.updates() == []
    assert "409 Conflict: terminated by setWebhook request" in await overtaken(call, url)


async def overtaken(call: Caller, url: str) -> str:
    poll = asyncio.create_task(call.error("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await call.result("setWebhook", url=url)
    return await poll


# what Telegram refuses


async def test_tokens_are_checked(bot_api, call):
    async with call.session.get(f"{bot_api.origin}/bot12/getMe") as reply:
        assert (reply.status, (await reply.json())["description"]) == (404, "Not Found")
    with pytest.raises(InvalidToken):
        async with telegram.Bot("1234567:" + "x" * 35, base_url=bot_api.base_url):
            pass
    async with call.session.get(f"{bot_api.base_url}{bot_api.token}/getMe") as reply:
        assert (await reply.json())["result"]["username"] == "crossroads_bot"


async def test_edits_that_cannot_be_are_refused_in_telegrams_words(bot_api, call):
    ada = bot_api.person("Ada")
    ada.say("mine")
    place = {"chat_id": ada.id}
    sent = await call.result("sendMessage", **place, text="one", reply_markup=YES_NO)
    here = {**place, "message_id": sent["message_id"]}
    assert "message is not modified" in await call.error("editMessageText", **here, text="one", reply_markup=YES_NO)
    assert (await call.result("editMessageReplyMarkup", **here)).get("reply_markup") is None
    assert "message is not modified" in await call.error("editMessageReplyMarkup", **here)
    assert "message can't be edited" in await call.error("editMessageText", **place, message_id=1, text="x")
    assert "message to edit not found" in await call.error("editMessageText", **place, message_id=99, text="x")
    assert "no caption in the message to edit" in await call.error("editMessageCaption", **here, caption="x")
    keyboard = {"keyboard": [["A", {"text": "B"}]]}
    keyed = await call.result("sendMessage", **place, text="pick", reply_markup=keyboard)
    error = await call.error("editMessageText", **place, message_id=keyed["message_id"], text="x")
    assert "message can't be edited" in error
    assert ada.tap("B")
    photo = await call.result("sendPhoto", **place, photo="https://example.org/a.png", caption="old")
    assert "no text in the message to edit" in await call.error(
        "editMessageText", **place, message_id=photo["message_id"], text="x"
    )
    edited = await call.result("editMessageCaption", **place, message_id=photo["message_id"], caption="new")
    assert edited["caption"] == "new"
    await call.result("deleteMessage", **here)
    assert "message to delete not found" in await call.error("deleteMessage", **here)
    assert "message to edit not found" in await call.error("editMessageText", **here, text="x")


async def test_chats_replies_and_topics_that_are_not_there_are_refused(bot_api, call):
    ada, bola = bot_api.person("Ada"), bot_api.person("Bola")
    ada.say("hi")
    place = {"chat_id": ada.id, "text": "x"}
    assert await call.error("sendMessage", chat_id=5, text="x") == "400 Bad Request: chat not found"
    assert "can't initiate conversation" in await call.error("sendMessage", chat_id=bola.id, text="x")
    assert "message to be replied not found" in await call.error(
        "sendMessage", **place, reply_parameters={"message_id": 77}
    )
    loose = {"message_id": 77, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await call.result("sendMessage", **place, reply_parameters=loose)
    reply = await call.result("sendMessage", **place, reply_parameters={"message_id": 1})
    assert reply["reply_to_message"]["text"] == "hi"
    assert "message thread not found" in await call.error("sendMessage", **place, message_thread_id=3)
    ada.deactivate()
    assert "user is deactivated" in await call.error("sendMessage", **place)


async def test_taps_that_are_too_old_or_unknown_are_refused(bot_api, call):
    ada = bot_api.person("Ada", started=True)
    sent = await call.result("sendMessage", chat_id=ada.id, text="?", reply_markup=YES_NO)
    ada.tap("y")
    [update] = await call.updates()
    query = update["callback_query"]
    bot_api.expire_queries()
    too_old = "query is too old and response timeout expired or query ID is invalid"
    assert too_old in await call.error("answerCallbackQuery", callback_query_id=query["id"])
    assert too_old in await call.error("answerCallbackQuery", callback_query_id="7")
    assert [query.data for query in bot_api.spinners()] == ["y"]
    await call.result("deleteMessage", chat_id=ada.id, message_id=sent["message_id"])
    with pytest.raises(LookupError, match="no button 'Yes'"):
        ada.tap("Yes")
    ada.tap_data(sent["message_id"], "y")
    message = (await call.updates(offset=-1))[0]["callback_query"]["message"]
    assert message == {"chat": bot_api.chats[ada.id].header, "message_id": sent["message_id"], "date": 0}


async def test_rich_messages_only_where_the_server_knows_them(bot_api, call):
    ada = bot_api.person("Ada", started=True)
    button = {"text": "More", "callback_data": "more"}
    blocks = [
        {"type": "heading", "size": 2, "text": "Pay"},
        {"type": "paragraph", "text": ["About ", {"type": "bold", "text": "12"}]},
        {"type": "table", "cells": [[{"text": "MLE", "align": "left", "valign": "top"}] * 2]},
        {"type": "buttons", "buttons": [button]},
    ]
    sent = await call.result("sendRichMessage", chat_id=ada.id, rich_message={"blocks": blocks})
    ada.chat.shows_rich = False
    assert "not supported" in ada.chat.screen()[-1].text
    ada.chat.shows_rich = True
    shown = bot_api.screen(ada.id)[-1]
    assert shown.text == "Pay\nAbout 12\nMLE | MLE\n[More]"
    assert ada.tap("More")
    here = {"chat_id": ada.id, "message_id": sent["message_id"]}
    await call.result("editMessageText", **here, rich_message={"blocks": blocks[:1]})
    assert bot_api.screen(ada.id)[-1].text == "Pay"
    bot_api.rich = False
    assert await call.error("sendRichMessage", chat_id=ada.id, rich_message={"html": "x"}) == "404 Not Found"
    assert "text is empty" in await call.error("editMessageText", **here, rich_message={"html": "x"})


# groups


async def test_in_privacy_mode_the_bot_hears_only_what_is_meant_for_it(bot_api, call):
    ada, bola = bot_api.person("Ada"), bot_api.person("Bola")
    group = bot_api.group("Team", ada, bola)
    sent = await call.result("sendMessage", chat_id=group.id, text="?", reply_markup=YES_NO)
    unheard = [ada.say("just talk", group), ada.say("/help@other_bot", group), bola.say("more talk", group, reply_to=2)]
    assert [*unheard, ada.say("hey @crossroads_bot", group)] == [None] * 4
    for text in ("/help", "/help@crossroads_bot now"):
        assert ada.say(text, group)
    assert bola.say("yes", group, reply_to=sent["message_id"])
    assert bola.tap("No", chat=group)
    update = (await call.updates())[-1]["callback_query"]
    assert (update["from"]["first_name"], update["message"]["chat"]["id"]) == ("Bola", group.id)
    group.privacy = False
    assert ada.say("just talk", group)


async def test_topics_channels_and_grown_groups(bot_api, call):
    ada = bot_api.person("Ada")
    forum = bot_api.group("Forum", ada, is_forum=True)
    topic = bot_api.topic(forum, "Careers")
    ada.say("/start", forum, thread=topic)
    message = (await call.updates())[0]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic, True)
    await call.result("sendMessage", chat_id=forum.id, text="hi", message_thread_id=topic)
    assert bot_api.screen(forum.id)[-1].thread == topic
    made = await call.result("createForumTopic", chat_id=forum.id, name="More")
    await call.result("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=made["message_thread_id"])
    assert forum.actions == ["typing"]
    channel = bot_api.channel("News", username="news")
    assert bot_api.channel_post(channel, "today")
    sent = await call.result("sendMessage", chat_id="@news", text="posted")
    assert sent["sender_chat"]["title"] == "News"
    small = bot_api.group("Small", ada, kind="group")
    large = bot_api.migrate(small)
    answer = await call("sendMessage", chat_id=small.id, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": large.id}
    await call.result("leaveChat", chat_id=large.id)
    assert "not a member of the supergroup" in await call.error("sendMessage", chat_id=large.id, text="x")
    assert ada.say("/start", large) is None


async def test_where_the_bot_may_not_write_it_is_refused(bot_api, call):
    forum = bot_api.group("Forum", is_forum=True)
    topic = bot_api.topic(forum, "Careers")
    forum.closed.add(topic)
    send = {"chat_id": forum.id, "text": "hi"}
    assert "TOPIC_CLOSED" in await call.error("sendMessage", **send, message_thread_id=topic)
    del forum.topics[topic]
    assert "message thread not found" in await call.error("sendMessage", **send, message_thread_id=topic)
    forum.slow_until = time.monotonic() + 100
    assert (await call("sendMessage", **send))["parameters"]["retry_after"] > 60
    forum.muted = True
    assert "not enough rights" in await call.error("sendMessage", **send)


async def test_direct_messages_of_a_channel_have_a_topic_for_each_person(bot_api, call):
    ada, chat = bot_api.person("Ada"), bot_api.direct_messages()
    ada.say("/start", chat)
    message = (await call.updates())[0]["message"]
    assert (message["direct_messages_topic"]["topic_id"], message["chat"]["is_direct_messages"]) == (ada.id, True)
    assert "topic" in await call.error("sendMessage", chat_id=chat.id, text="x")
    sent = await call.result("sendMessage", chat_id=chat.id, text="x", direct_messages_topic_id=ada.id)
    assert sent["direct_messages_topic"]["topic_id"] == ada.id


async def test_whoever_writes_as_a_group_or_channel_is_not_named(bot_api, call):
    ada, channel = bot_api.person("Ada"), bot_api.channel("News")
    group = bot_api.group("Team", ada)
    group.privacy = False
    for ada.speaks_as in (group, channel):
        ada.say("hello", group)
    channel.linked = group
    bot_api.channel_post(channel, "today")
    names = [(one["message"]["from"]["id"], one["message"]["sender_chat"]["id"]) for one in (await call.updates())[:3]]
    assert names == [(1087968824, group.id), (136817688, channel.id), (777000, channel.id)]


async def test_an_album_is_a_message_a_picture_and_a_preview_is_an_edit_of_nothing(bot_api, call):
    ada = bot_api.person("Ada")
    ada.album(["", "look", ""])
    ada.say("hello")
    ada.touch(bot_api.screen(ada.id)[-1])
    *pictures, text, touched = await call.updates()
    assert len({one["message"]["media_group_id"] for one in pictures}) == 1
    assert [one["message"].get("caption") for one in pictures] == [None, "look", None]
    assert touched["edited_message"] == text["message"]


async def test_an_update_may_be_no_json(bot_api, bot):
    bot_api.person("Ada").say("half a pair: \ud83d")
    assert b"\\ud83d" in bot_api.updates.encode(next(iter(bot_api.updates.pending.values())))
    bot_api.push_raw(b'{"update_id":%d,"message":{"text":"\xff')
    with pytest.raises(TelegramError):
        await bot.get_updates()


async def test_reactions_copies_and_what_is_not_modelled(bot_api, call):
    ada = bot_api.person("Ada")
    ada.say("hi")
    here = {"chat_id": ada.id, "message_id": 1}
    await call.result("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert bot_api.screen(ada.id)[0].reactions == [{"type": "emoji", "emoji": "👍"}]
    assert await call.result("copyMessage", from_chat_id=ada.id, **here) == {"message_id": 2}
    assert (await call.result("forwardMessage", from_chat_id=ada.id, **here))["forward_origin"]
    assert "message to copy not found" in await call.error(
        "copyMessage", from_chat_id=ada.id, chat_id=ada.id, message_id=99
    )
    assert await call.result("pinChatMessage", **here) is True
    assert await call.result("logOut") is True


# limits


async def test_limits_are_measured_always_and_enforced_on_demand(bot_api, bot):
    people = [bot_api.person(started=True) for _ in range(40)]
    for person in people[:8]:
        await bot.send_message(person.id, "x")
    for _ in range(7):
        await bot.send_message(people[0].id, "x")
    assert (bot_api.limits.peak, bot_api.limits.chat_peaks[people[0].id]) == (15, 8)
    bot_api.limits.enforce = True
    with pytest.raises(RetryAfter):
        await bot.send_message(people[0].id, "x")
    for person in people[8:23]:
        await bot.send_message(person.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(people[23].id, "x")
    assert bot_api.limits.peak == 30


async def test_a_group_takes_twenty_messages_a_minute(bot_api, call):
    bot_api.limits.enforce, bot_api.limits.chat_burst = True, 25
    group = bot_api.group("Team", bot_api.person())
    for _ in range(20):
        await call.result("sendMessage", chat_id=group.id, text="x")
    answer = await call("sendMessage", chat_id=group.id, text="x")
    assert (answer["error_code"], answer["parameters"]["retry_after"] > 30) == (429, True)
    assert bot_api.limits.group_peaks[group.id] == 20


# faults


async def test_faults_strike_as_often_as_told(bot_api, call, bot):
    ada = bot_api.person("Ada", started=True)
    bot_api.faults.add("flood", "sendMessage", retry_after=7)
    with pytest.raises(RetryAfter, match="7"):
        await bot.send_message(ada.id, "x")
    bot_api.faults.add("status", status=500, spare=("getMe",))
    assert (await call.result("getMe"))["is_bot"]
    assert "500" in await call.error("sendMessage", chat_id=ada.id, text="x")
    bot_api.faults.add("status", status=502, html=True)
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(ada.id, "x")
    bot_api.faults.add("garbage")
    with pytest.raises(telegram.error.TelegramError):
        await bot.send_message(ada.id, "garbled")
    assert [shown.text for shown in bot_api.screen(ada.id)] == ["garbled"]
    assert bot_api.faults.fired == {"flood": 1, "status": 2, "garbage": 1}


async def test_a_dropped_connection_loses_the_request_or_only_the_reply(bot_api, call):
    ada = bot_api.person("Ada", started=True)
    for kind, left in (("drop_before", []), ("drop_after", ["x"])):
        bot_api.faults.add(kind, "sendMessage")
        with pytest.raises(aiohttp.ClientError):
            await call("sendMessage", chat_id=ada.id, text="x")
        assert [shown.text for shown in bot_api.screen(ada.id)] == left


async def test_slow_hanging_and_distant_servers(bot_api, call, bot):
    ada = bot_api.person("Ada", started=True)
    bot_api.faults.add("hang", "sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(ada.id, "x", read_timeout=0.1)
    bot_api.faults.add("slow", seconds=0.1)
    started = time.monotonic()
    await call("getMe")
    assert time.monotonic() - started > 0.1
    bot_api.latency_ms = 60
    started = time.monotonic()
    await call("sendMessage", chat_id=ada.id, text="far")
    assert 0.06 < time.monotonic() - started < 2
    bot_api.latency_ms = 0
    await bot_api.settled()


async def test_faults_by_chance_are_the_same_each_time(bot_api, call):
    outcomes = []
    for _ in range(2):
        bot_api.faults.clear()
        bot_api.faults.add("status", "getMe", times=None, chance=0.5, seed=3)
        outcomes.append([(await call("getMe"))["ok"] for _ in range(12)])
    assert outcomes[0] == outcomes[1]
    assert set(outcomes[0]) == {True, False}


async def test_waiting_says_what_is_left(bot_api):
    bot_api.person("Ada").say("nobody listens")
    with pytest.raises(TimeoutError, match="1 updates are not confirmed"):
        await bot_api.settled(0.05)
    with pytest.raises(TimeoutError):
        await bot_api.wait(lambda: False, 0.05)


# what is never right


def button(**more: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "A", **more}]]}


def text(string: str, **more: Any) -> dict[str, Any]:
    return {"chat_id": 1001, "text": string, **more}


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def rich(**message: Any) -> dict[str, Any]:
    return {"chat_id": 1001, "rich_message": message}


def inline(*ids: str) -> dict[str, Any]:
    content = {"message_text": "x"}
    results = [{"type": "article", "id": one, "title": "T", "input_message_content": content} for one in ids]
    return {"inline_query_id": "1", "results": results}


ROW = [{"text": "A", "callback_data": "a"}]
WRONG = {
    "unknown parameter": ("sendMessage", text("x", colour="red"), "colour: sendMessage knows no such field"),
    "missing": ("sendMessage", {"chat_id": 1001}, "text: required"),
    "type": ("sendMessage", text("x", message_thread_id="7x"), "message_thread_id: Integer is expected"),
    "boolean": ("sendMessage", text("x", protect_content=1), "protect_content: Boolean"),
    "chat id": ("sendMessage", {"chat_id": [1], "text": "x"}, "chat_id: Integer or String"),
    "deep type": ("sendMessage", text("x", reply_parameters={"message_id": "1"}), "reply_parameters.message_id"),
    "deep unknown": ("sendMessage", text("x", link_preview_options={"disabled": True}), "options.disabled"),
    "range": ("getUpdates", {"limit": 101}, "limit: 101 range, 1 to 100"),
    "empty": ("sendMessage", text("  "), "text: an empty text"),
    "long": ("sendMessage", text("😀" * 2049), "text: 4098 units"),
    "long after markup": ("sendMessage", text("<b>" + "x" * 4097 + "</b>", parse_mode="HTML"), "4097 units"),
    "markup": ("sendMessage", text("<b>x", parse_mode="HTML"), "can't parse entities: Can't find end tag"),
    "html tag": ("sendMessage", text("<p>x</p>", parse_mode="HTML"), 'Unsupported start tag "p" at byte offset 0'),
    "markdown": ("sendMessage", text("1.", parse_mode="MarkdownV2"), "Character '.' is reserved"),
    "markdown end": ("sendMessage", text("*x", parse_mode="MarkdownV2"), "Can't find end of Bold entity"),
    "old markdown": ("sendMessage", text("a_b", parse_mode="Markdown"), "Can't find end of the entity"),
    "mode": ("sendMessage", text("x", parse_mode="BBCode"), "no parse mode is called 'BBCode'"),
    "entity outside": ("sendMessage", text("abc", entities=[entity("bold", 1, 3)]), "entities[0]: 1+3 is outside"),
    "entity empty": ("sendMessage", text("abc", entities=[entity("bold", 1, 0)]), "outside"),
    "entity kind": ("sendMessage", text("abc", entities=[entity("blink", 0, 1)]), "no entity is of type 'blink'"),
    "entity half": ("sendMessage", text("😀", entities=[entity("bold", 1, 1)]), "in the middle of a character"),
    "entity needs": ("sendMessage", text("abc", entities=[entity("text_link", 0, 1)]), "a text_link needs url"),
    "entities cross": (
        "sendMessage",
        text("abcd", entities=[entity("bold", 0, 3), entity("italic", 2, 2)]),
        "neither contains the other",
    ),
    "bold code": ("sendMessage", text("abcd", entities=[entity("bold", 0, 4), entity("code", 1, 1)]), "code may not"),
    "caption": ("sendPhoto", {"chat_id": 1001, "photo": "https://x.y/z", "caption": "x" * 1025}, "caption: 1025 units"),
    "no action": ("sendMessage", text("x", reply_markup=button()), "exactly one action, this one: none"),
    "two actions": (
        "sendMessage",
        text("x", reply_markup=button(callback_data="a", url="https://x.y")),
        "reply_markup.inline_keyboard[0][0]: a button has exactly one action",
    ),
    "long data": ("sendMessage", text("x", reply_markup=button(callback_data="é" * 33)), "callback_data: 66 bytes"),
    "no data": ("sendMessage", text("x", reply_markup=button(callback_data="")), "callback_data: 0 bytes"),
    "no label": ("sendMessage", text("x", reply_markup={"inline_keyboard": [[{**ROW[0], "text": ""}]]}), "label"),
    "address": ("sendMessage", text("x", reply_markup=button(url="nowhere")), "'nowhere' is no address"),
    "wide": ("sendMessage", text("x", reply_markup={"inline_keyboard": [ROW * 9]}), "more than 8 buttons in a row"),
    "tall": ("sendMessage", text("x", reply_markup={"inline_keyboard": [ROW] * 101}), "more than 100 buttons"),
    "markup kind": ("sendMessage", text("x", reply_markup={"buttons": []}), "reply_markup"),
    "action": ("sendChatAction", {"chat_id": 1001, "action": "thinking"}, "no action is called 'thinking'"),
    "toast": ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "text: 201 characters"),
    "command": ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "commands[0].command"),
    "commands": ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}, "commands: 101 items"),
    "description": ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "[0].description: 0"),
    "scope": ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}, "scope.type: no BotCommandScope"),
    "language": ("setMyName", {"name": "x", "language_code": "english"}, "a language has two letters"),
    "results": ("answerInlineQuery", inline(*map(str, range(51))), "51 results"),
    "same result": ("answerInlineQuery", inline("1", "1"), "results[1].id: the id '1' twice"),
    "result id": ("answerInlineQuery", inline("é" * 33), "an id has 1 to 64 bytes"),
    "result": (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": [{"type": "card", "id": "1"}]},
        "results[0].type",
    ),
    "reaction": (
        "setMessageReaction",
        {"chat_id": 1001, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "🚂"}]},
        "is no reaction",
    ),
    "edit of nothing": ("editMessageText", {"text": "x"}, "neither inline_message_id nor"),
    "webhook": ("setWebhook", {"url": "http://example.org/hook"}, "url: 'http://example.org/hook' is neither https"),
    "secret": ("setWebhook", {"url": "https://x.y", "secret_token": "a b"}, "secret_token"),
    "rich twice": ("sendRichMessage", rich(html="a", markdown="b"), "exactly one of blocks, html, markdown"),
    "rich block": ("sendRichMessage", rich(blocks=[{"type": "song"}]), "rich_message.blocks[0].type"),
    "rich wide": (
        "sendRichMessage",
        rich(blocks=[{"type": "table", "cells": [[{"text": "x", "align": "left", "valign": "top"}] * 21]}]),
        "more than 20 columns",
    ),
    "rich long": ("sendRichMessage", rich(markdown="x" * 32769), "more than 32768 characters"),
    "rich many": ("sendRichMessage", rich(blocks=[{"type": "divider"}] * 501), "501 blocks, at most 500"),
    "no file": ("sendDocument", {"chat_id": 1001, "document": "attach://it"}, "no file came with attach://it"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_never_right_is_refused_and_remembered(wrong, name):
    method, params, told = WRONG[name]
    error = await wrong.error(method, **params)
    assert error.startswith("400 Bad Request: ")
    [violation] = wrong.api.violations
    assert told in str(violation)
    assert wrong.api.screen(1001) == []


async def test_wrong_forms_are_refused_too(wrong):
    url = f"{wrong.api.base_url}{wrong.api.token}/"
    forms: list[tuple[str, Any]] = [
        ("sendMessage", {"chat_id": "1001", "text": "x", "reply_markup": "{no json"}),
        ("sendMessage", {"chat_id": "1001", "text": "x", "disable_notification": "maybe"}),
        ("sendMessage", {"chat_id": "1001", "text": "x", "entities": '[{"type": "bold"}]'}),
        ("SendCake", {}),
    ]
    for number, (method, form) in enumerate(forms, 1):
        async with wrong.session.post(url + method, data=form) as reply:
            assert reply.status == (404 if method == "SendCake" else 400)
        assert len(wrong.api.violations) == number
    spare = aiohttp.FormData({"chat_id": "1001", "text": "x"})
    spare.add_field("other", b"bytes", filename="a.bin")
    async with wrong.session.post(url + "sendMessage", data=spare) as reply:
        assert reply.status == 400
    async with wrong.session.post(url + "sendMessage", data="{", headers={"Content-Type": "application/json"}) as reply:
        assert (await reply.json())["description"] == "Bad Request: can't parse request JSON object"
    assert len(wrong.api.violations) == 6


async def test_right_forms_are_read(bot_api, call):
    ada = bot_api.person("Ada", started=True)
    markup = json.dumps(YES_NO)
    form = {"chat_id": str(ada.id), "text": "50% + ü = 😀 & %41", "reply_markup": markup, "protect_content": "true"}
    async with call.session.post(f"{bot_api.base_url}{bot_api.token}/sendmessage", data=form) as reply:
        assert (await reply.json())["result"]["text"] == form["text"]
    file = aiohttp.FormData(
        {"chat_id": str(ada.id), "document": "attach://it", "caption": "*b*", "parse_mode": "Markdown"}
    )
    file.add_field("it", b"\r\n--x\r\n", filename="a.bin")
    async with call.session.post(f"{bot_api.base_url}{bot_api.token}/sendDocument", data=file) as reply:
        document = (await reply.json())["result"]["document"]
    assert bot_api.files[document["file_id"]].content == b"\r\n--x\r\n"
    assert bot_api.screen(ada.id)[-1].entities == [entity("bold", 0, 1)]


async def test_requests_in_a_row_in_chunks_and_without_sense(bot_api):
    async def exchange(sent: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(bot_api.origin.rpartition(":")[2]))
        writer.write(sent)
        writer.write_eof()
        received = await asyncio.wait_for(reader.read(), 2)
        writer.close()
        await writer.wait_closed()
        return received

    path = f"POST /bot{bot_api.token}/getMe HTTP/1.1\r\n".encode()
    chunked = (
        path + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    )
    last = path + b"Connection: close\r\n\r\n"
    assert (await exchange((path + b"\r\n") * 2 + chunked + last)).count(b"HTTP/1.1 200 OK") == 4
    for nonsense in (b"\0\xff\r\n\r\n", b"GET\r\n\r\n", path + b"Content-Length: many\r\n\r\n"):
        assert (await exchange(nonsense)).startswith(b"HTTP/1.1 400 Bad Request")


# as a process


def test_a_driver_in_another_process_sees_and_does_all_this():
    with process() as remote:
        ids = remote.do("people", count=3, started=True)
        acts = [{"do": "say", "person": person, "text": "hello"} for person in ids]
        numbers = remote.do("act", acts=acts)
        remote.do("set", latency_ms=5, limits={"enforce": False})
        remote.do("fault", kind="flood", method="sendMessage", retry_after=1)
        answer = asyncio.run(two_messages(remote))
        assert [one["ok"] for one in answer] == [False, True]
        remote.do("act", acts=[{"do": "tap", "person": ids[0], "label": "Yes"}])
        assert remote.do("screen", chat_id=ids[0])[-1]["text"] == "?"
        assert remote.do("transcript", chat_id=ids[0]) == ["Ada: hello", "Crossroads: ?", "    [Yes] [No]"]
        stats = remote.do("stats")
        assert (stats["pending"], stats["spinners"], stats["violations"]) == (4, 1, 0)
        assert remote.do("redeliver", ids=numbers[:1]) == numbers[:1]
        assert remote.do("violations") == []
        assert len(remote.do("lags", clear=True)) == 1
        asked = remote.do("answered")
        assert [(one["chat_id"], one["text"], len(one["choices"])) for one in asked] == [(ids[0], "?", 2)]
        assert remote.do("answered") == []
        with pytest.raises(RuntimeError, match="4 updates are not confirmed"):
            remote.do("settled", timeout=0.1)
        with pytest.raises(RuntimeError, match="no setting is called"):
            remote.do("set", colour="red")


async def two_messages(remote):
    api = type("Api", (), {"base_url": remote.base_url, "token": remote.token})()
    async with aiohttp.ClientSession() as session:
        call = Caller(api, session)
        return [await call("sendMessage", chat_id=1001, text="?", reply_markup=YES_NO) for _ in range(2)]
