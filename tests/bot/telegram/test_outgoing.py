"""The replies of a turn as requests: order, destination, keyboards, tables."""

import msgspec
import pytest

from bot.telegram.call import ANSWER
from bot.telegram.chat_state import REMARKED, ChatState
from bot.telegram.incoming import EDIT, THING, Incoming
from bot.telegram.markdown import LIMIT, MARKS
from bot.telegram.outgoing import destination, document, grid_text, joined, keyboard, to_calls, to_pages, to_rich, toast
from dialogs.replies import Choice, Grid, Picture, Reply

SAID = Incoming("said", 7, 7, "hi", anchor=3, digest="abcd")
PRESSED = Incoming("chose", 7, 7, "find", message=5, callback="q")
IN_GROUP = Incoming("chose", -5, 7, "find", message=5, callback="q", group=True, anchor=2, thread=12)
ONE = [Reply("Hello", (Choice("find", "Find"),))]
TABLE = Grid(("", "Pay", "Fun"), (("Cooks", "low", "high"), ("Poets", "none", "")))


def calls(replies, incoming, state=None, **options):
    options = {"keep": False, "forget": False, "rich": False, **options}
    return to_calls(replies, incoming, state or ChatState(), **options)


def methods(made) -> list[str]:
    return [call.method for call in made]


def rows(*labels: str) -> list[int]:
    """How many buttons stand in each row."""
    markup = keyboard([Choice(f"topic:{n}", label) for n, label in enumerate(labels)])
    assert [button["text"] for row in markup["inline_keyboard"] for button in row] == list(labels)
    return [len(row) for row in markup["inline_keyboard"]]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([9, 9, 9], [3]),
        ([9] * 7, [3, 3, 1]),
        ([10, 9, 9], [2, 1]),
        ([9, 10, 9], [2, 1]),
        ([9, 9, 10], [2, 1]),
        ([18, 18], [2]),
        ([18, 18, 18], [2, 1]),
        ([19, 9, 9], [1, 2]),
        ([18, 19], [1, 1]),
        ([9, 19, 9], [1, 1, 1]),
        ([19, 19], [1, 1]),
    ],
)
def test_short_labels_stand_side_by_side(sizes: list[int], expected: list[int]):
    assert rows(*("x" * size for size in sizes)) == expected


def test_ways_out_never_stand_beside_an_answer():
    ids = ("answer:math:yes", "answer:math:no", "skip:math", "back")
    markup = keyboard([Choice(choice_id, "short") for choice_id in ids])
    assert [[b["callback_data"] for b in row] for row in markup["inline_keyboard"]] == [list(ids[:2]), list(ids[2:])]


def test_picture_is_a_photo_that_no_press_edits_and_falls_back_to_its_words():
    picture = Picture({"math": "yes"}, ("math",))
    pressed = msgspec.structs.replace(PRESSED, text="card")
    first, photo = calls([Reply("**Go**", (Choice("menu", "Menu"),), picture=picture)], pressed, ChatState(last=5))[:2]
    assert (first.method, photo.method, photo.keep, photo.picture) == (ANSWER, "sendPhoto", True, picture)
    assert photo.params["caption"] == "Go"
    plainer = photo.plainer()
    assert plainer is not None
    assert (plainer.method, plainer.params["text"], plainer.picture) == ("sendMessage", "Go", None)


def test_send_to_a_friend_chooses_a_chat_where_inline_mode_is_on():
    send = [Reply("Hello", (Choice("send", "Send"),))]

    def button(incoming, **options):
        return calls(send, incoming, **options)[0].params["reply_markup"]["inline_keyboard"][0][0]

    chosen = button(SAID, share="mine")["switch_inline_query_chosen_chat"]
    assert chosen == {"query": "mine", "allow_user_chats": True, "allow_group_chats": True}
    assert button(SAID) == {"text": "Send", "callback_data": "send"}
    assert button(msgspec.structs.replace(SAID, direct_topic=3), share="mine") == {
        "text": "Send",
        "callback_data": "send",
    }


def test_a_text_is_answered_first_then_old_buttons_go():
    made = calls(ONE, SAID, ChatState(last=4, keyboards={7: 4, 8: 2}))
    assert methods(made) == ["sendMessage", "editMessageReplyMarkup"]
    assert made[0].params["reply_markup"]["inline_keyboard"] == [[{"text": "Find", "callback_data": "find"}]]
    assert made[1].params == {"chat_id": 7, "message_id": 4}
    assert (made[0].role, made[0].user, made[0].source, made[0].digest) == ("board", 7, 3, "abcd")


def test_a_press_on_the_newest_message_edits_it():
    made = calls(ONE, PRESSED, ChatState(last=5, keyboards={7: 5}))
    assert methods(made) == [ANSWER, "editMessageText"]
    assert made[1].params["message_id"] == 5
    assert made[1].fallback == calls(ONE, SAID)[0].params
    assert (made[1].source, made[1].digest) == (0, "")


@pytest.mark.parametrize(
    ("state", "replies", "rich"),
    [
        (ChatState(last=6), ONE, False),
        (ChatState(last=5, keep=True), ONE, False),
        (ChatState(last=5), [Reply("x", (Choice("find", "Find"),)), *ONE], False),
        (ChatState(last=5), [Reply("x", (), TABLE)], True),
    ],
)
def test_any_other_press_gets_a_new_message(state: ChatState, replies: list[Reply], rich: bool):
    made = calls(replies, PRESSED, state, rich=rich)
    assert "editMessageText" not in methods(made)
    assert methods(made)[0] == ANSWER
    assert methods(made)[-1] == "editMessageReplyMarkup"
    assert made[-1].params["message_id"] == 5


def test_two_old_keyboards_go_and_one_that_is_the_same_goes_once():
    assert [call.params["message_id"] for call in calls(ONE, PRESSED, ChatState(keyboards={7: 4}))[-2:]] == [4, 5]
    assert methods(calls(ONE, PRESSED, ChatState(keyboards={7: 5}))) == [
        ANSWER,
        "sendMessage",
        "editMessageReplyMarkup",
    ]


def test_a_press_in_a_group_is_answered_after_its_message():
    made = calls(ONE, IN_GROUP, ChatState(keyboards={7: 4}), refused="Not here")
    assert methods(made) == ["sendMessage", ANSWER, "editMessageReplyMarkup", "editMessageReplyMarkup"]
    assert made[1].params == {"callback_query_id": "q"}
    assert made[1].fallback == {"callback_query_id": "q", "text": "Not here"}


@pytest.mark.parametrize("incoming", [SAID, PRESSED, IN_GROUP])
@pytest.mark.parametrize("state", [ChatState(), ChatState(last=5), ChatState(keyboards={7: 4})])
def test_forgetting_is_the_last_thing_done_but_for_the_answer_to_a_press(incoming: Incoming, state: ChatState):
    made = [call for call in calls(ONE, incoming, state, forget=True) if call.method != ANSWER or call.forget]
    assert [call.forget for call in made] == [False] * (len(made) - 1) + [True]


def test_a_destination_names_the_topic_and_in_a_group_the_question():
    reply = {"message_id": 2, "allow_sending_without_reply": True}
    assert destination(SAID) == {"chat_id": 7}
    assert destination(IN_GROUP) == {"chat_id": -5, "message_thread_id": 12, "reply_parameters": reply}
    assert destination(Incoming("said", -5, 7, direct_topic=31)) == {"chat_id": -5, "direct_messages_topic_id": 31}
    assert document(Incoming("said", 7, 7, thread=12), "c").params == {
        "chat_id": 7,
        "message_thread_id": 12,
        "caption": "c",
    }


def test_what_is_kept_is_marked():
    assert calls(ONE, SAID, keep=True)[0].keep
    assert not calls(ONE, SAID)[0].keep


def test_an_edit_that_was_remarked_on_is_marked_and_a_thing_is_not():
    assert calls(ONE, Incoming("other", 7, 7, EDIT, anchor=3, digest="abcd"))[0].digest == REMARKED
    thing = calls(ONE, Incoming("other", 7, 7, THING, anchor=3, digest="abcd", bundle="album:1"))[0]
    assert (thing.digest, thing.bundle) == ("abcd", "album:1")
    assert calls(ONE, Incoming("said", -5, 7, anchor=3, digest="abcd", group=True))[0].source == 0


def test_a_table_is_rich_where_that_is_known_and_text_elsewhere():
    reply = [Reply("**Both**", (Choice("find", "Find"),), TABLE)]
    (rich,) = calls(reply, SAID, rich=True)
    (plain,) = calls(reply, SAID)
    assert (rich.method, plain.method) == ("sendRichMessage", "sendMessage")
    assert rich.fallback == plain.params
    assert rich.params["reply_markup"] == plain.params["reply_markup"]
    assert plain.params["text"] == "Both\n\nCooks\nPay: low\nFun: high\n\nPoets\nPay: none"


def test_a_grid_is_a_paragraph_a_row_and_a_line_a_cell_that_says_something():
    assert grid_text(TABLE) == "**Cooks**\nPay: low\nFun: high\n\n**Poets**\nPay: none"
    assert grid_text(Grid(("", ""), (("a", "b"),))) == "**a**\nb"


def test_a_rich_table_has_heads_on_top_and_at_the_side():
    blocks = to_rich(Reply("One **two**\n\n_three_ **a _b_**", (), TABLE))["blocks"]
    assert blocks[0] == {"type": "paragraph", "text": ["One ", {"type": "bold", "text": "two"}]}
    assert blocks[1]["text"] == [{"type": "italic", "text": "three"}, " ", {"type": "bold", "text": "a b"}]
    heads = [[cell.get("is_header", False) for cell in row] for row in blocks[2]["cells"]]
    assert heads == [[True, True, True], [True, False, False], [True, False, False]]
    assert to_rich(Reply("😀 **😀a** b"))["blocks"][0]["text"] == ["😀 ", {"type": "bold", "text": "😀a"}, " b"]


def test_replies_are_joined_up_to_the_limit_and_never_below_buttons_or_tables():
    assert joined([Reply("a"), Reply("b", ONE[0].choices)]) == [Reply("a\n\nb", ONE[0].choices)]
    assert joined([ONE[0], Reply("b")]) == [ONE[0], Reply("b")]
    assert joined([Reply("a", (), TABLE), Reply("b")]) == [Reply("a", (), TABLE), Reply("b")]
    half = "x" * (LIMIT // 2 - 1)
    assert len(joined([Reply(half), Reply(half)])) == 1
    assert len(joined([Reply(half), Reply(half + "x")])) == 2
    assert joined([]) == []


def test_a_long_reply_is_cut_and_its_buttons_are_below_the_last_part():
    assert to_pages(Reply("x" * LIMIT)) == [Reply("x" * LIMIT)]
    pages = to_pages(Reply("x" * (LIMIT + 1), ONE[0].choices))
    assert [page.choices for page in pages] == [(), ONE[0].choices]
    assert [page.grid for page in to_pages(Reply("x" * LIMIT, (), TABLE))] == [None, None]


def test_no_mark_is_lost_where_replies_are_joined_or_long():
    """Telegram drops the marks of a message beyond a hundred: telegram-bot-api #820."""
    marked = [Reply("**a** _b_ " * 30), Reply("**c** " * 70)]
    assert joined(marked) == marked
    pages = to_pages(Reply("", (), Grid(("", "x"), tuple((f"Row {n}", "y") for n in range(150)))))
    marks = [calls([page], SAID)[0].params["entities"] for page in pages]
    assert [len(entities) <= MARKS for entities in marks] == [True, True]
    assert sum(map(len, marks)) == 150


def test_a_toast_is_short():
    assert toast(PRESSED, "y" * 300) == {"callback_query_id": "q", "text": "y" * 200}
