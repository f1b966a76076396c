"""A turn -> calls of the Bot API. Pure: what is sent depends on the turn and on what is remembered of the chat."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from bot.telegram.incoming import Incoming
from bot.telegram.markdown import LIMIT, split, to_entities, units
from dialogs.replies import Choice, Grid, Reply

WIDE, MIDDLE = 18, 9  # longest label, in characters, of which two or three go in a row
_LINE = 64  # units between two replies in one message, at most
KEYBOARDS = 100  # people of a group whose buttons are remembered


class ChatState(Struct, frozen=True, omit_defaults=True):
    """What is remembered of a chat: our newest message, whether it is kept, and by person the message with buttons.

    In a group nobody takes away another's buttons.
    """

    last: int = 0
    keyboards: dict[int, int] = {}
    keeps: bool = False


class Call(Struct, frozen=True, omit_defaults=True):
    """One request: `role` says what becomes of it in the memory, `otherwise` what to send when it is refused.

    `user` is whose turn it is of; `forget`: once it is sent, everything about them is erased.
    """

    method: str
    params: dict[str, Any]
    role: str = ""  # page: a message of ours; board: one with buttons; '' : neither
    keeps: bool = False
    forget: bool = False
    otherwise: dict[str, Any] | None = None
    user: int = 0


def to_calls(
    replies: Sequence[Reply], incoming: Incoming, memory: ChatState, *, keeps: bool, forget: bool, rich: bool
) -> list[Call]:
    """What to send, in order. `keeps`: these replies are worth finding again, so no later press edits them away."""
    pages = [page for reply in joined(replies) for page in to_pages(reply)]
    calls = [_answer(incoming.callback)] if incoming.callback else []
    place: dict[str, Any] = {"chat_id": incoming.chat}
    table = rich and any(page.grid for page in pages)
    if len(pages) == 1 and incoming.message and incoming.message == memory.last and not memory.keeps and not table:
        page, here = pages[0], {**place, "message_id": incoming.message}
        params = {**here, **_content(page), "reply_markup": keyboard(page.choices)}
        role = "board" if page.choices else "page"
        sent = _sent(page, place, incoming)
        return [*calls, Call("editMessageText", params, role, keeps, forget, sent, incoming.user)]
    for old in dict.fromkeys(number for number in (memory.keyboards.get(incoming.user), incoming.message) if number):
        calls.append(Call("editMessageReplyMarkup", {**place, "message_id": old}))
    for page in pages:
        params, plain = _sent(page, place, incoming), None
        method, role = "sendMessage", "board" if page.choices else "page"
        if page.grid and rich:
            method, plain = "sendRichMessage", params
            params = {**_where(place, incoming), "rich_message": to_rich(page), **_board(page)}
        calls.append(Call(method, params, role, keeps, forget and page is pages[-1], plain, incoming.user))
    return calls


def document(incoming: Incoming, caption: str) -> Call:
    """All that is kept of a person, as a file; the sender puts it in."""
    return Call("sendDocument", {"chat_id": incoming.chat, "caption": caption})


def joined(replies: Iterable[Reply]) -> list[Reply]:
    """The replies of a turn in as few messages as they fit: a phone hums once."""
    found: list[Reply] = []
    for reply in replies:
        before = found[-1] if found else None
        if before and not before.choices and not before.grid and units(before.text + reply.text) < LIMIT - _LINE:
            found[-1] = Reply(f"{before.text}\n\n{reply.text}", reply.choices, reply.grid)
        else:
            found.append(reply)
    return found


def to_pages(reply: Reply) -> list[Reply]:
    """A reply as messages that are short enough; its buttons are below the last."""
    text = reply.text + ("\n\n" + grid_text(reply.grid) if reply.grid else "")
    if units(text) <= LIMIT:
        return [reply]
    *first, last = split(text)
    return [*(Reply(part) for part in first), Reply(last, reply.choices)]


def grid_text(grid: Grid) -> str:
    """A table for a narrow screen: a paragraph a row, a line a cell."""
    rows = []
    for name, *cells in grid.rows:
        told = [
            f"{column}: {cell}" if column else cell for column, cell in zip(grid.header[1:], cells, strict=True) if cell
        ]
        rows.append("\n".join([f"**{name}**", *told]))
    return "\n\n".join(rows)


def keyboard(choices: Sequence[Choice]) -> dict[str, Any]:
    """Buttons under the thumb: short labels side by side, the longer each in a row."""
    rows: list[list[dict[str, str]]] = []
    room = 0
    for choice in choices:
        size = len(choice.label)
        fits = 3 if size <= MIDDLE else 2 if size <= WIDE else 1
        if not rows or room <= 0 or fits == 1 or len(rows[-1]) >= fits:
            rows.append([])
            room = fits
        rows[-1].append({"text": choice.label, "callback_data": choice.id})
        room = min(room, fits) - 1 if fits > 1 else 0
    return {"inline_keyboard": rows}


def to_rich(reply: Reply) -> dict[str, Any]:
    """A reply with a real table (Bot API 10.1 and later)."""
    blocks: list[dict[str, Any]] = [
        {"type": "paragraph", "text": _rich_text(part)} for part in reply.text.split("\n\n") if part.strip()
    ]
    grid = reply.grid
    if grid:
        rows = [[_cell(text, head=True) for text in grid.header]]
        rows += [[_cell(text, head=i == 0) for i, text in enumerate(row)] for row in grid.rows]
        table: dict[str, Any] = {"type": "table", "cells": rows, "is_bordered": True, "is_compact": True}
        blocks.append(table)
    return {"blocks": blocks}


def _rich_text(markdown: str) -> list[Any]:
    plain, entities = to_entities(markdown)
    raw = plain.encode("utf-16-le")
    found: list[Any] = []
    end = 0
    for entity in entities:
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        if start < end:
            continue  # a mark inside a mark: the outer one is enough here
        found.append(raw[2 * end : 2 * start].decode("utf-16-le"))
        found.append({"type": entity["type"], "text": raw[2 * start : 2 * stop].decode("utf-16-le")})
        end = stop
    return [part for part in (*found, raw[2 * end :].decode("utf-16-le")) if part]


def _cell(text: str, *, head: bool) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": text, "align": "left", "valign": "top"}
    return {**cell, "is_header": True} if head else cell


def _content(page: Reply) -> dict[str, Any]:
    text, entities = to_entities(page.text + ("\n\n" + grid_text(page.grid) if page.grid else ""))
    return {"text": text, "entities": entities}


def _sent(page: Reply, place: dict[str, Any], incoming: Incoming) -> dict[str, Any]:
    return {**_where(place, incoming), **_content(page), **_board(page)}


def _where(place: dict[str, Any], incoming: Incoming) -> dict[str, Any]:
    where = dict(place)
    if incoming.thread:
        where["message_thread_id"] = incoming.thread
    if incoming.group and incoming.anchor:
        where["reply_parameters"] = {"message_id": incoming.anchor, "allow_sending_without_reply": True}
    return where


def _board(page: Reply) -> dict[str, Any]:
    return {"reply_markup": keyboard(page.choices)} if page.choices else {}


def _answer(callback: str) -> Call:
    return Call("answerCallbackQuery", {"callback_query_id": callback})


def toast(incoming: Incoming, text: str) -> dict[str, Any]:
    """The parameters of a few words over the chat for one person, and nothing else."""
    return {"callback_query_id": incoming.callback, "text": text[:200]}


def remembered(memory: ChatState, call: Call, result: object) -> ChatState:
    """The memory once a call was carried out."""
    if not call.role:
        return memory
    number = result.get("message_id", 0) if isinstance(result, dict) else call.params.get("message_id", 0)
    boards = {user: board for user, board in memory.keyboards.items() if user != call.user}
    if call.role == "board":
        boards[call.user] = number
    return ChatState(number, dict(list(boards.items())[-KEYBOARDS:]), call.keeps)
