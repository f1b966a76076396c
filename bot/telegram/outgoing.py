"""The replies of a turn -> requests to the Bot API. Pure: they depend on the turn and on the state of the chat."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from bot.telegram.call import ANSWER, Call
from bot.telegram.chat_state import REMARKED, ChatState
from bot.telegram.incoming import EDIT, Incoming
from bot.telegram.markdown import fits, split, to_entities
from dialogs.choices import SEND
from dialogs.replies import Choice, Grid, Reply

WAYS_OUT = ("skip", "back", "menu")  # verbs of choices
WIDE, MIDDLE = 18, 9  # longest label, in characters, of which two or three go in a row


def to_calls(
    replies: Sequence[Reply],
    incoming: Incoming,
    state: ChatState,
    *,
    keep: bool,
    forget: bool,
    rich: bool,
    refused: str = "",
    share: str = "",
) -> list[Call]:
    """What to send, in order. `keep`: these replies are worth finding again, so no later press edits them away.

    What the person waits for comes first; taking away old keyboards comes last, and may fail. In a group a press is
    answered after its message, so that it can say `refused` where that one may not be sent. `share` is what to type
    behind the bot's name, in any chat, for something to send; '' where the bot has no inline mode.
    """
    pages = [page for reply in joined(replies) for page in to_pages(reply)]
    share = "" if incoming.direct_topic else share  # there no chat can be chosen
    anew = any(page.picture or (rich and page.grid) for page in pages)
    if len(pages) == 1 and incoming.message and incoming.message == state.last and not state.keep and not anew:
        calls, old = [_edit(pages[0], incoming, keep=keep, share=share)], []
    else:
        calls = [_send(page, incoming, rich=rich, keep=keep, share=share) for page in pages]
        old = _old_keyboards(incoming, state)
    if incoming.callback and incoming.group:
        fallback = toast(incoming, refused) if refused else None
        calls.append(Call(ANSWER, {"callback_query_id": incoming.callback}, fallback=fallback))
    elif incoming.callback:
        calls.insert(0, Call(ANSWER, {"callback_query_id": incoming.callback}))
    calls += old
    last = max(place for place, call in enumerate(calls) if call.method != ANSWER)  # a press waits for nothing
    calls[last] = msgspec.structs.replace(calls[last], forget=forget)
    return calls


def document(incoming: Incoming, caption: str) -> Call:
    """All that is kept of a person, as a file; the sender puts it in."""
    return Call("sendDocument", {**destination(incoming), "caption": caption})


def apology(incoming: Incoming, text: str) -> Call:
    """What is said instead of a turn that cannot be taken; it answers its message, album or batch all the same."""
    return _page_call("sendMessage", {**destination(incoming), "text": text}, Reply(text), incoming, keep=False)


def destination(incoming: Incoming) -> dict[str, Any]:
    """The parameters of any message that say where it goes: chat, topic, and in a group to whom it replies."""
    params: dict[str, Any] = {"chat_id": incoming.chat}
    if incoming.thread:
        params["message_thread_id"] = incoming.thread
    if incoming.direct_topic:
        params["direct_messages_topic_id"] = incoming.direct_topic
    if incoming.group and incoming.anchor:
        params["reply_parameters"] = {"message_id": incoming.anchor, "allow_sending_without_reply": True}
    return params


def toast(incoming: Incoming, text: str) -> dict[str, Any]:
    """The parameters of a few words over the chat for one person, and nothing else."""
    return {"callback_query_id": incoming.callback, "text": text[:200]}


def joined(replies: Iterable[Reply]) -> list[Reply]:
    """The replies of a turn in as few messages as they fit: a phone hums once."""
    messages: list[Reply] = []
    for reply in replies:
        before = messages[-1] if messages else None
        is_open = before and not (before.choices or before.grid or reply.picture)
        if before and is_open and fits(text := f"{before.text}\n\n{reply.text}"):
            messages[-1] = Reply(text, reply.choices, reply.grid)
        else:
            messages.append(reply)
    return messages


def to_pages(reply: Reply) -> list[Reply]:
    """A reply as messages that are short enough; its buttons are below the last."""
    text = reply.text + ("\n\n" + grid_text(reply.grid) if reply.grid else "")
    if fits(text):
        return [reply]
    *first, last = split(text)
    return [*(Reply(part) for part in first), Reply(last, reply.choices)]


def grid_text(grid: Grid) -> str:
    """A table for a narrow screen: a paragraph a row, a line a cell."""
    rows = []
    for name, *cells in grid.rows:
        lines = [
            f"{column}: {cell}" if column else cell for column, cell in zip(grid.header[1:], cells, strict=True) if cell
        ]
        rows.append("\n".join([f"**{name}**", *lines]))
    return "\n\n".join(rows)


def keyboard(choices: Sequence[Choice], share: str = "") -> dict[str, Any]:
    """Buttons under the thumb: short labels side by side, the longer each in a row; ways out never beside an answer."""
    rows: list[list[dict[str, Any]]] = []
    row_fits = 0  # buttons that the longest label of the last row allows
    leaving = False
    for choice in choices:
        size, leaves = len(choice.label), choice.id.partition(":")[0] in WAYS_OUT
        abreast = 3 if size <= MIDDLE else 2 if size <= WIDE else 1
        if not rows or len(rows[-1]) >= min(abreast, row_fits) or leaves != leaving:
            rows.append([])
            row_fits = abreast
        rows[-1].append(_button(choice, share))
        row_fits, leaving = min(row_fits, abreast), leaves
    return {"inline_keyboard": rows}


def _button(choice: Choice, share: str) -> dict[str, Any]:
    if choice.id == SEND and share:
        chosen = {"query": share, "allow_user_chats": True, "allow_group_chats": True}
        return {"text": choice.label, "switch_inline_query_chosen_chat": chosen}
    return {"text": choice.label, "callback_data": choice.id}


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
    spans: list[Any] = []
    end = 0
    for entity in entities:
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        if start < end:
            continue  # a mark inside a mark: the outer one is enough here
        spans.append(raw[2 * end : 2 * start].decode("utf-16-le"))
        spans.append({"type": entity["type"], "text": raw[2 * start : 2 * stop].decode("utf-16-le")})
        end = stop
    return [part for part in (*spans, raw[2 * end :].decode("utf-16-le")) if part]


def _cell(text: str, *, head: bool) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": text, "align": "left", "valign": "top"}
    return {**cell, "is_header": True} if head else cell


def _content(page: Reply) -> dict[str, Any]:
    text, entities = to_entities(page.text + ("\n\n" + grid_text(page.grid) if page.grid else ""))
    return {"text": text, "entities": entities}


def _caption(page: Reply) -> dict[str, Any]:
    text, entities = to_entities(page.text)
    return {"caption": text, "caption_entities": entities}


def _edit(page: Reply, incoming: Incoming, *, keep: bool, share: str) -> Call:
    params = {"chat_id": incoming.chat, "message_id": incoming.message, **_content(page)}
    params["reply_markup"] = keyboard(page.choices, share)
    fallback = {**destination(incoming), **_content(page), **_reply_markup(page, share)}
    return _page_call("editMessageText", params, page, incoming, keep=keep, fallback=fallback)


def _send(page: Reply, incoming: Incoming, *, rich: bool, keep: bool, share: str) -> Call:
    params = {**destination(incoming), **_content(page), **_reply_markup(page, share)}
    if page.picture:
        photo = {**destination(incoming), **_caption(page), **_reply_markup(page, share)}
        call = _page_call("sendPhoto", photo, page, incoming, keep=True, fallback=params)  # no text to edit in it
        return msgspec.structs.replace(call, picture=page.picture)
    if not (page.grid and rich):
        return _page_call("sendMessage", params, page, incoming, keep=keep)
    table = {**destination(incoming), "rich_message": to_rich(page), **_reply_markup(page, share)}
    return _page_call("sendRichMessage", table, page, incoming, keep=keep, fallback=params)


def _page_call(
    method: str,
    params: dict[str, Any],
    page: Reply,
    incoming: Incoming,
    *,
    keep: bool,
    fallback: dict[str, Any] | None = None,
) -> Call:
    answered = incoming.text if incoming.kind == "other" else ""
    return Call(
        method,
        params,
        "board" if page.choices else "page",
        keep,
        fallback=fallback,
        user=incoming.user,
        source=0 if incoming.message or incoming.group else incoming.anchor,
        digest=REMARKED if answered == EDIT else incoming.digest,
        bundle=incoming.bundle,
    )


def _old_keyboards(incoming: Incoming, state: ChatState) -> list[Call]:
    message_ids = dict.fromkeys(number for number in (state.keyboards.get(incoming.user), incoming.message) if number)
    return [
        Call("editMessageReplyMarkup", {"chat_id": incoming.chat, "message_id": message_id})
        for message_id in message_ids
    ]


def _reply_markup(page: Reply, share: str) -> dict[str, Any]:
    return {"reply_markup": keyboard(page.choices, share)} if page.choices else {}
