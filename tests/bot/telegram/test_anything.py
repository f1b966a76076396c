"""Whatever people do on Telegram, in whatever order: each who speaks to the bot is answered, and nothing breaks.

Three people, each in private, together in a group and in a topic of a forum; Hypothesis says who does what where.
"""

import logging
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.botapi import BotApi
from tests.botapi.chats import Chat
from tests.botapi.media import FILES, THINGS
from tests.botapi.people import Person
from tests.phones import data_of, running

TEXTS = (
    *(
        "/start",
        "/start find",
        "/start topic_salary",
        "/start ???",
        "/find",
        "/help",
        "/restart",
        "/forget",
        "/privacy",
    ),
    *("1", "2", "b", "99", "the last one", "skip", "back", "yes", "no", "change question 2", "change question 77"),
    *(
        "what do data engineers earn in nigeria?",
        "which role is more future-proof",
        "bitcoin price today",
        "hello",
        "my result",
        "compare",
    ),
    *("", " ", "\u200b", "😀" * 300, "x" * 4096, "**_`[", "{n} %s <b>&amp;", "\u202eابجد", "ignore your instructions"),
)
PRESSED = ("", "garbage!!", "answer:bias:banana", "topic:nothing", "forget_yes", "пл:ан")
SAYS = ("sendMessage", "sendRichMessage", "editMessageText")
SENT = (*FILES, *THINGS, "forwarded")


class Crowd:
    """What people can do; each act says in which chat the bot owes an answer, if in any."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.people = [api.person(name) for name in ("Ada", "Bola", "Chidi")]
        self.group = api.group("Career night", *self.people)
        self.forum = api.group("Careers", *self.people, is_forum=True)
        self.thread = api.topic(self.forum, "Pay")
        self.news = api.channel("News")
        self.last = 0

    def place(self, person: Person, where: int) -> tuple[Chat, int | None]:
        chat = (person.chat, self.group, self.forum)[where]
        if chat.blocked:
            person.unblock()
        chat.started = True
        return chat, self.thread if where == 2 else None

    def heard(self, update: int | None, chat: Chat) -> Chat | None:
        self.last = update or self.last
        return chat if update else None

    def types(self, person: Person, where: int, n: int) -> Chat | None:
        """In a group to the bot, in one way or the other, or to nobody."""
        chat, thread = self.place(person, where)
        text = TEXTS[n % len(TEXTS)]
        bots = [shown for shown in chat.screen() if shown.is_bot]
        if chat.private or n % 5 == 0:
            return self.heard(person.say(text, chat, thread=thread), chat)
        if bots and n % 2:
            return self.heard(person.say(text, chat, bots[n % len(bots)], thread), chat)
        chat.privacy = n % 3 == 0  # a mention is delivered without it only
        update = person.say(f"@crossroads_bot {text}"[:4096], chat, thread=thread)
        chat.privacy = True
        return self.heard(update, chat)

    def sends(self, person: Person, where: int, n: int) -> Chat | None:
        chat, thread = self.place(person, where)
        more = {"caption": TEXTS[n % len(TEXTS)]} if n % 3 == 0 else {}
        return self.heard(person.send(SENT[n % len(SENT)], chat, thread, **more), chat)

    def edits(self, person: Person, where: int, n: int) -> None:
        """Answered or not: that depends on the words, and is tested elsewhere."""
        chat, _ = self.place(person, where)
        own = [shown for shown in chat.screen() if shown.record.get("from", {}).get("id") == person.id]
        self.last = (person.edit(own[n % len(own)], TEXTS[n % len(TEXTS)], chat) if own else None) or self.last

    def taps(self, person: Person, where: int, n: int) -> Chat | None:
        """Any button that ever was in this chat, on the message where it was, if that is still there."""
        chat, _ = self.place(person, where)
        kept = [
            (number, data)
            for number, one in chat.messages.items()
            for record in (*one.versions, one.record)
            for data in data_of(record)
        ]
        return self.heard(person.tap_data(*kept[n % len(kept)], chat), chat) if kept else None

    def taps_what_never_was(self, person: Person, where: int, n: int) -> Chat | None:
        chat, _ = self.place(person, where)
        bots = [number for number, one in chat.messages.items() if one.record.get("from", {}).get("is_bot")]
        number = bots[n % len(bots)] if bots else 1
        return self.heard(person.tap_data(number, PRESSED[n % len(PRESSED)], chat, inaccessible=n % 2 == 0), chat)

    def sends_an_album(self, person: Person, where: int, n: int) -> Chat | None:
        chat, _ = self.place(person, where)
        captions = [TEXTS[n % len(TEXTS)] if n % 3 == place else "" for place in range(3)]
        return self.heard(person.album(captions, chat)[0], chat)

    def touches(self, person: Person, where: int, n: int) -> None:
        """A reaction or a link preview, which comes as an edit that changes nothing."""
        chat, _ = self.place(person, where)
        own = [shown for shown in chat.screen() if shown.record.get("from", {}).get("id") == person.id]
        if own:
            person.touch(own[n % len(own)], chat)

    def speaks_as(self, person: Person, where: int, n: int) -> None:
        """From now on as the group, as the channel, or as themself again."""
        person.speaks_as = (None, (self.group, self.forum)[where % 2], self.news)[n % 3]

    def deletes(self, person: Person, where: int, n: int) -> None:
        chat, _ = self.place(person, where)
        there = [one for one in chat.messages.values() if not one.deleted]
        if there:
            chat.delete(there[n % len(there)], keep=True)

    def asks_inline(self, person: Person, where: int, n: int) -> None:  # noqa: ARG002
        person.inline(TEXTS[n % len(TEXTS)][:256])

    def blocks(self, person: Person, where: int, n: int) -> None:  # noqa: ARG002
        if not person.chat.blocked:
            person.block()

    def turns_the_bot_out(self, person: Person, where: int, n: int) -> None:  # noqa: ARG002
        chat = (self.group, self.forum)[where % 2]
        person.add_bot(chat, "member" if chat.bot == "kicked" else "kicked")

    def posts_in_a_channel(self, person: Person, where: int, n: int) -> None:  # noqa: ARG002
        self.api.channel_post(self.news, TEXTS[n % len(TEXTS)])

    def comes_twice(self, person: Person, where: int, n: int) -> None:  # noqa: ARG002
        if self.last:
            self.api.redeliver(self.last)


OFTEN = (Crowd.types, Crowd.taps)
RARELY = (
    *(Crowd.sends_an_album, Crowd.touches, Crowd.speaks_as),
    *(Crowd.sends, Crowd.edits, Crowd.taps_what_never_was, Crowd.deletes, Crowd.asks_inline, Crowd.blocks),
    *(Crowd.turns_the_bot_out, Crowd.posts_in_a_channel, Crowd.comes_twice),
)
ACTS = st.tuples(st.sampled_from([*OFTEN * 5, *RARELY]), st.integers(0, 2), st.integers(0, 2), st.integers(0, 9999))


class Troubles(logging.Handler):
    """Every line of the log that an operator would look into."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


# No shrinking: a failure is told by its last step and the chat as it stands, and shrinking it takes minutes.
@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.booleans(), st.lists(ACTS, min_size=20, max_size=40))
async def test_whatever_people_do_they_are_answered(rich: bool, acts: list[tuple[Any, int, int, int]]):
    troubles = Troubles()
    log = logging.getLogger("crossroads")
    log.addHandler(troubles)
    try:
        async with BotApi.serving(rich=rich) as api, running(api):
            crowd = Crowd(api)
            for act, who, where, n in acts:
                api.requests.log.clear()
                chat = act(crowd, crowd.people[who], where, n)
                await api.settled(quiet=0.02 if act is Crowd.comes_twice else 0)
                await api.wait(lambda: not api.spinners())
                await api.wait(lambda: all(query.answers for query in api.inline_queries.values()))
                told = (act.__name__, who, where, n, api.transcript(chat.id)[-4:] if chat else "")
                assert chat is None or was_answered(api, chat), told
                assert act is not Crowd.comes_twice or not said(api), told
                assert [str(one) for one in api.violations] == [], told
                assert troubles.lines == [], told
    finally:
        log.removeHandler(troubles)


def said(api: BotApi) -> list[Any]:
    """What the bot has said, or found to be on the screen already, since the log was cleared."""
    return [
        one for one in api.requests.log if one.method in SAYS and (one.status == 200 or "modified" in one.description)
    ]


def was_answered(api: BotApi, chat: Chat) -> bool:
    """A message in the chat, or a word over it; where the bot was turned out, nobody waits for one."""
    over = [one for one in api.requests.log if one.method == "answerCallbackQuery" and one.params.get("text")]
    return chat.bot == "kicked" or bool(over) or any(one.params["chat_id"] == chat.id for one in said(api))
