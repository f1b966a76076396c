"""An update -> what is kept of it until its turn: who is meant, by whom, and what of it is read."""

import msgspec
import pytest

from bot.telegram.incoming import (
    EDIT,
    NOT_ADDRESSED,
    THING,
    Ignored,
    Incoming,
    Me,
    Migration,
    chat_of_lane,
    from_payload,
    lane_of_chat,
    named_bots,
    to_event,
    to_inbox_item,
    to_incoming,
)
from bot.telegram.update import Update, to_update
from dialogs.events import Chose, Other, Said, Started
from tests.botapi.entities import find_entities

ME = Me(99, "crossroads_bot")
ADA = {"id": 7, "is_bot": False}
PRIVATE, GROUP = {"id": 7, "type": "private"}, {"id": -5, "type": "supergroup"}
OURS = {"message_id": 1, "chat": GROUP, "from": {"id": 99, "is_bot": True}}


def message(kind: str = "message", **fields: object) -> Update:
    content = {"message_id": 3, "chat": PRIVATE, "from": ADA, "date": 100, **fields}
    update = to_update({"update_id": 1, kind: content})
    assert update
    return update


def text(words: str, **fields: object) -> Update:
    return message(text=words, entities=find_entities(words), **fields)


def read(update: Update, me: Me = ME) -> Incoming:
    incoming = to_incoming(update, me)
    assert isinstance(incoming, Incoming), incoming
    return incoming


@pytest.mark.parametrize(
    ("words", "kind", "kept"),
    [
        ("hello", "said", "hello"),
        ("/start", "started", ""),
        ("/start find", "started", "find"),
        ("/START@Crossroads_Bot\nfind", "started", "find"),
        ("/started", "said", "/started"),
        ("start", "said", "start"),
        ("", "said", ""),
        (" ", "said", " "),
    ],
)
def test_a_private_message_is_read_whole(words: str, kind: str, kept: str):
    incoming = read(message(text=words))
    assert (incoming.kind, incoming.text) == (kind, kept)
    assert (incoming.chat, incoming.user, incoming.anchor, incoming.group) == (7, 7, 3, False)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("@crossroads_bot find", "find"),
        ("find, @Crossroads_Bot", "find"),
        ("so @crossroads_bot: find", "so  : find"),
        ("😀😀 @crossroads_bot 😀 find", "😀😀   😀 find"),
        ("@ada and @crossroads_bot find", "@ada and   find"),
        ("/find", "/find"),
        ("/find@CROSSROADS_bot", "/find@CROSSROADS_bot"),
    ],
)
def test_in_a_group_it_is_addressed_by_name_and_command(words: str, kept: str):
    incoming = read(text(words, chat=GROUP))
    assert (incoming.text, incoming.group, incoming.chat, incoming.anchor) == (kept, True, -5, 3)


def test_a_bare_name_is_a_greeting():
    assert read(text(" @crossroads_bot ,", chat=GROUP)).kind == "started"


@pytest.mark.parametrize(
    "words", ["find", "/find@other_bot", "@other_bot hi", "say /find", "a@crossroads_bot.example", "@crossroads_bots x"]
)
def test_in_a_group_nothing_else_is_for_it(words: str):
    assert to_incoming(text(words, chat=GROUP), ME) is NOT_ADDRESSED


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_mention_is_where_its_offset_says_in_utf_16_units(shift: int):
    words = "😀 @crossroads_bot"
    mention = {"type": "mention", "offset": 3 + shift, "length": 15}
    assert to_incoming(message(text=words, entities=[mention], chat=GROUP), ME) is NOT_ADDRESSED
    read(message(text=words, entities=[{**mention, "offset": 3}], chat=GROUP))


def test_a_reply_to_it_is_for_it_but_not_one_to_the_beginning_of_a_topic():
    assert read(message(text="1", chat=GROUP, reply_to_message=OURS)).text == "1"
    theirs = {**OURS, "from": ADA}
    assert to_incoming(message(text="1", chat=GROUP, reply_to_message=theirs), ME) is NOT_ADDRESSED
    topic = {**OURS, "forum_topic_created": {}}
    assert to_incoming(message(text="1", chat=GROUP, reply_to_message=topic), ME) is NOT_ADDRESSED


def test_a_caption_is_read_and_a_thing_without_one_is_a_thing():
    assert read(message(photo=[], caption="look")).text == "look"
    assert read(message(photo=[])) == read(message(sticker={}))
    assert (read(message(photo=[])).kind, read(message(photo=[])).text) == ("other", THING)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 8, "is_bot": True}},
        {"from": None},
        {"chat": {"id": -9, "type": "channel"}},
        {"via_bot": {"id": 99, "is_bot": True}},
        {"chat": GROUP, "is_automatic_forward": True, "sender_chat": {"id": -9, "type": "channel"}},
        {"chat": GROUP, "from": {"id": 777000, "is_bot": False}, "sender_chat": {"id": -9, "type": "channel"}},
        {"text": None, "pinned_message": {}},
        {"text": None},
    ],
)
def test_what_nobody_said_is_ignored(fields: dict):
    for kind in ("message", "edited_message"):
        update = to_update(
            {"update_id": 1, kind: {"message_id": 3, "chat": PRIVATE, "from": ADA, "text": "/x", **fields}}
        )
        assert isinstance(to_incoming(update, ME), Ignored)


def test_an_answer_through_another_bot_is_read():
    assert read(message(text="hi", via_bot={"id": 98, "is_bot": True})).text == "hi"


def test_whoever_writes_as_a_chat_has_that_chats_id():
    channel = {"id": -9, "type": "channel"}
    assert read(text("/find", chat=GROUP, sender_chat=channel, **{"from": {"id": 1, "is_bot": True}})).user == -9
    assert read(message(text="x", sender_chat=channel)).user == 7  # in private nobody does


def test_migrations_are_told_from_either_side():
    assert to_incoming(message(chat=GROUP, migrate_to_chat_id=-100), ME) == Migration(-5, -100)
    assert to_incoming(message(chat=GROUP, migrate_from_chat_id=-4), ME) == Migration(-4, -5)


def test_topics_are_kept_and_threads_of_comments_are_not():
    assert read(message(text="x", message_thread_id=12, is_topic_message=True)).thread == 12
    assert read(message(text="x", message_thread_id=12)).thread == 0
    assert read(message(text="x", direct_messages_topic={"topic_id": 31})).direct_topic == 31


def test_digests_differ_where_words_do():
    digests = {words: read(message(text=words)).digest for words in ("one two", "one  two\n", "one three", "")}
    assert digests["one two"] == digests["one  two\n"] != digests["one three"]
    assert len(digests[""]) == 8
    for same in ("One two.", "one, \u201ctwo\u201d!", "o\u00adne\u200b two\ufe0f", "ｏne …two"):
        assert read(message(text=same)).digest == digests["one two"]
    for other in ("one two++", "one $two", "one -two", "one 2.5", "one 25"):
        assert read(message(text=other)).digest != digests["one two"]
    assert read(message(text="one 2.5")).digest != read(message(text="one 25")).digest
    assert read(text("/find", chat=GROUP)).digest == ""


def test_an_edit_is_one_of_a_text_in_a_private_chat():
    edit = read(message("edited_message", text="new"))
    assert (edit.kind, edit.text, edit.anchor) == ("other", EDIT, 3)
    assert edit.digest == read(message(text="new")).digest
    for fields in ({"chat": GROUP, "text": "/find"}, {"location": {}}):
        assert isinstance(to_incoming(message("edited_message", **fields), ME), Ignored)


def test_bundles_are_albums_and_what_was_forwarded():
    assert read(message(photo=[], media_group_id="13")).bundle == "album:13"
    assert read(message(photo=[], forward_origin={})).bundle == "forward:7:100"
    assert read(message(photo=[], media_group_id="13", forward_origin={})).bundle == "forward:7:100"
    assert read(message(photo=[])).bundle == ""


def press(**fields: object) -> Incoming:
    board = {"message_id": 8, "chat": GROUP, "from": {"id": 99, "is_bot": True}, **fields}
    update = to_update({"update_id": 1, "callback_query": {"id": "q", "from": ADA, "message": board, "data": "find"}})
    assert update
    return read(update)


def test_a_press_knows_its_message_and_whose_question_it_was():
    asked = {"message_id": 5, "chat": GROUP, "from": {"id": 6, "is_bot": False}}
    pressed = press(reply_to_message=asked)
    assert (pressed.kind, pressed.text, pressed.message, pressed.callback) == ("chose", "find", 8, "q")
    assert (pressed.user, pressed.owner, pressed.anchor, pressed.group) == (7, 6, 5, True)


def test_a_press_below_a_topics_beginning_or_a_bots_message_has_no_owner():
    maker = {"message_id": 5, "chat": GROUP, "from": {"id": 6, "is_bot": False}, "forum_topic_created": {}}
    assert (press(reply_to_message=maker).owner, press(reply_to_message=maker).anchor) == (0, 0)
    assert press(reply_to_message=OURS).owner == 0
    assert press().owner == 0


def test_a_press_on_what_cannot_be_seen_any_more_is_of_the_persons_own_topic():
    """Telegram tells the chat and the number of such a message, and nothing else."""
    chat = {**GROUP, "is_direct_messages": True}
    assert press(chat=chat, date=0, **{"from": None}).direct_topic == 7
    assert press(chat=chat, direct_messages_topic={"topic_id": 31}).direct_topic == 31
    assert press().direct_topic == 0


def test_a_press_on_what_a_channel_asked_is_that_channels():
    asked = {
        "message_id": 5,
        "chat": GROUP,
        "from": {"id": 1, "is_bot": True},
        "sender_chat": {"id": -9, "type": "channel"},
    }
    pressed = press(reply_to_message=asked)
    assert (pressed.user, pressed.owner, pressed.presser) == (-9, 0, 7)


def test_other_updates_say_why_they_are_ignored():
    member = {"chat": GROUP, "new_chat_member": {"status": "kicked"}}
    inline = {"callback_query": {"id": "q", "from": ADA, "inline_message_id": "1"}}
    whys = [{"my_chat_member": member}, {"channel_post": {}}, {"poll": {}}, inline]
    told = [to_incoming(to_update({"update_id": 1, **update}), ME) for update in whys]
    assert [one.why for one in told] == [
        "membership: kicked",
        "channel post",
        "nothing to read",
        "press on an inline message",
    ]


@pytest.mark.parametrize(
    ("payload", "choice"),
    [
        ("find", "find"),
        ("FIND", "find"),
        ("Topic_Salary", "topic:salary"),
        ("topic_salary", "topic:salary"),
        ("topic_salary__remote", "topic:salary.remote"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_a_payload_is_a_choice(payload: str, choice: str):
    assert from_payload(payload) == choice


def test_events_are_made_of_what_was_kept():
    kinds = {"chose": Chose("find"), "started": Started("find"), "other": Other("find"), "said": Said("find")}
    assert {kind: to_event(Incoming(kind, 1, 2, "find")) for kind in kinds} == kinds


def test_an_inbox_item_is_keyed_by_chat_and_person():
    item = to_inbox_item(12, Incoming("said", -5, 7, "hi"))
    assert (item.id, item.lane, item.key) == ("telegram:12", "telegram:-5", "telegram:-5:7")
    assert msgspec.json.decode(item.body, type=Incoming) == Incoming("said", -5, 7, "hi")
    assert chat_of_lane(lane_of_chat(-5)) == -5


def test_what_was_written_down_by_earlier_versions_is_read():
    body = b'{"kind":"said","chat":-5,"user":7,"text":"hi","thread":3,"group":true,"anchor":9}'
    assert msgspec.json.decode(body, type=Incoming) == Incoming("said", -5, 7, "hi", thread=3, group=True, anchor=9)


def test_named_bots_are_mentions_and_addressees():
    named = text("/help@Some_Bot and @other_bot, 😀 @adaobi", chat=GROUP).message
    assert named
    assert named_bots(named) == {"some_bot", "other_bot", "adaobi"}
