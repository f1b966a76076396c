"""What the Bot API demands beyond its schema: keyboards, commands, actions, inline results, formatted text."""

import re
from collections.abc import Callable
from typing import Any

from tests.botapi.entities import Entity, check_entities, units
from tests.botapi.errors import InvalidError
from tests.botapi.markup import parse
from tests.botapi.rich import check_rich

Record = dict[str, Any]
Rule = Callable[[Record], None]

BUTTONS, A_ROW = 100, 8
LABEL = frozenset({"text", "icon_custom_emoji_id", "style"})
STYLES = frozenset({"danger", "success", "primary"})
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}|")
HOOK = re.compile(r"https://\S+|http://(?:127\.0\.0\.1|localhost)[:/]\S*|")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LINK = re.compile(r"(?:https?|tg|ton)://\S+|[\w.-]+\.\w{2,}\S*")
ACTION_NAMES = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
ACTIONS = frozenset(ACTION_NAMES.split())
REACTION_NAMES = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 "
    "👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(REACTION_NAMES.split())


def check_button(button: Record) -> None:
    """An inline button: a label, one action, and an address that can be opened."""
    actions = button.keys() - LABEL
    if len(actions) != 1:
        told = ", ".join(sorted(actions)) or "none"
        raise InvalidError(
            f"a button has exactly one action, this one: {told}", "Text buttons are unallowed in the inline keyboard"
        )
    check_label(button)
    if "url" in button and not LINK.fullmatch(button["url"]):
        url = button["url"]
        raise InvalidError(f"{url!r} is no address", f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_key(button: Record | str) -> None:
    """A key of a reply keyboard: a label, and one action at most."""
    if isinstance(button, str):
        button = {"text": button}
    check_label(button)
    if len(button.keys() - LABEL) > 1:
        raise InvalidError("a key has one action at most")


def check_label(button: Record) -> None:
    """A button's label says something; its style is one that there is."""
    if isinstance(button["text"], str) and not button["text"].strip():
        raise InvalidError("a button without a label", "Button text is empty").under("text")
    if button.get("style", "primary") not in STYLES:
        raise InvalidError(f"no style is called {button['style']!r}").under("style")


def check_rows(field: str) -> Rule:
    """The rule on how many buttons a keyboard and a row of it may have."""

    def check(markup: Record) -> None:
        rows = markup[field]
        if sum(map(len, rows)) > BUTTONS:
            raise InvalidError(f"more than {BUTTONS} buttons", "reply markup is too long").under(field)
        for number, row in enumerate(rows):
            if len(row) > A_ROW:
                raise (
                    InvalidError(f"more than {A_ROW} buttons in a row", "BUTTON_ROW_INVALID").under(number).under(field)
                )

    return check


def check_command(command: Record) -> None:
    """A command's name is one that can be typed."""
    name = command["command"]
    if not COMMAND.fullmatch(name):
        raise InvalidError(f"{name!r} is not of 1 to 32 of a-z, 0-9 and _", "BOT_COMMAND_INVALID").under("command")


def check_emoji(reaction: Record) -> None:
    """A reaction is one of those that Telegram offers."""
    if reaction["emoji"].replace("\ufe0f", "") not in REACTIONS:
        raise InvalidError(f"{reaction['emoji']!r} is no reaction", "REACTION_INVALID").under("emoji")


def check_results(call: Record) -> None:
    """Inline results: 50 at most, each with an id of its own."""
    ids = [result["id"] for result in call["results"]]
    if len(ids) > 50:
        raise InvalidError(f"{len(ids)} results, at most 50", "RESULTS_TOO_MUCH").under("results")
    for number, one in enumerate(ids):
        if not 1 <= len(one.encode()) <= 64:
            raise (
                InvalidError("an id has 1 to 64 bytes", "RESULT_ID_INVALID").under("id").under(number).under("results")
            )
        if one in ids[:number]:
            raise (
                InvalidError(f"the id {one!r} twice", "RESULT_ID_DUPLICATE").under("id").under(number).under("results")
            )


def check_action(call: Record) -> None:
    """A chat action is one that there is."""
    if call["action"] not in ACTIONS:
        raise InvalidError(f"no action is called {call['action']!r}", "wrong parameter action in request").under(
            "action"
        )


def check_language(call: Record) -> None:
    """A language is two small letters, or none."""
    if not LANGUAGE.fullmatch(call.get("language_code", "")):
        raise InvalidError("a language has two letters", "invalid language code specified").under("language_code")


def check_webhook(call: Record) -> None:
    """A webhook's secret and number of connections are such as Telegram takes."""
    if not HOOK.fullmatch(call["url"]):
        says = "bad webhook: An HTTPS URL must be provided for webhook"
        raise InvalidError(f"{call['url']!r} is neither https nor on loopback", says).under("url")
    if not SECRET.fullmatch(call.get("secret_token", "_")):
        says = "secret token contains unallowed characters"
        raise InvalidError("1 to 256 of A-Z, a-z, 0-9, _ and -", says).under("secret_token")
    if not 1 <= call.get("max_connections", 40) <= 100:
        raise InvalidError("1 to 100 connections").under("max_connections")


def check_edit(call: Record) -> None:
    """An edit names its message one way or the other."""
    if "inline_message_id" not in call and not {"chat_id", "message_id"} <= call.keys():
        raise InvalidError(
            "neither inline_message_id nor chat_id and message_id", "message identifier is not specified"
        )


def check_edit_text(call: Record) -> None:
    """An edit of the text brings a text, or a rich message instead."""
    if ("text" in call) == ("rich_message" in call):
        raise InvalidError("either text or rich_message", "message text is empty")


RULES: dict[str, tuple[Rule, ...]] = {
    "InlineKeyboardButton": (check_button,),
    "RichMessageButton": (check_button,),
    "KeyboardButton": (check_key,),
    "InlineKeyboardMarkup": (check_rows("inline_keyboard"),),
    "ReplyKeyboardMarkup": (check_rows("keyboard"),),
    "InputRichMessage": (check_rich,),
    "BotCommand": (check_command,),
    "ReactionTypeEmoji": (check_emoji,),
    "answerInlineQuery": (check_results,),
    "sendChatAction": (check_action,),
    "setWebhook": (check_webhook,),
    "editMessageText": (check_edit, check_edit_text),
    "editMessageCaption": (check_edit,),
    "editMessageMedia": (check_edit,),
    "editMessageReplyMarkup": (check_edit,),
}


class Formatted:
    """The rule for a text that may be given with a parse mode or with entities; lengths count after parsing."""

    def __init__(self, key: str, mode: str, entities: str, least: int, most: int) -> None:
        self.key, self.mode, self.entities = key, mode, entities
        self.least, self.most = least, most

    def read(self, record: Record) -> tuple[str, list[Entity]]:
        """The text as people see it and its entities; raises InvalidError."""
        try:
            return self.plain(record)
        except InvalidError as error:
            raise error if error.path else error.under(self.key) from None

    def plain(self, record: Record) -> tuple[str, list[Entity]]:
        """As `read`, without the place of an error."""
        text, entities = record[self.key], record.get(self.entities) or []
        if mode := record.get(self.mode):
            text, entities = parse(text, mode)
        length = units(text)
        if self.least and not text.strip():
            raise InvalidError("an empty text", f"message {self.key} is empty")
        if length > self.most:
            caption = "caption " if self.key == "caption" else ""
            raise InvalidError(f"{length} units, at most {self.most}", f"message {caption}is too long")
        if entities:
            try:
                check_entities(text, entities)
            except InvalidError as error:
                raise error.under(self.entities) from None
        return text, entities

    def __call__(self, record: Record) -> None:
        if self.key in record:
            self.read(record)
