"""aiogram-dialog with its state in memory: a dialog of a window a question."""

import asyncio
import os
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import ContentType, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const, Format

from bench.contenders.quiz import QUESTIONS, labels, result, told

Quiz = type("Quiz", (StatesGroup,), {name: State() for name in (*(f"q{i}" for i in range(len(QUESTIONS))), "result")})
STATES = (*(getattr(Quiz, f"q{i}") for i in range(len(QUESTIONS))), Quiz.result)


def button(question: dict, option: dict) -> Button:
    async def tapped(callback, widget, dialog_manager: DialogManager) -> None:
        dialog_manager.dialog_data[question["id"]] = option["id"]
        await dialog_manager.next()

    return Button(Const(option["label"]), id=f"{question['id']}_{option['id']}".replace("-", "_"), on_click=tapped)


def window(number: int) -> Window:
    question = QUESTIONS[number]

    async def typed(message: Message, widget, dialog_manager: DialogManager) -> None:
        chosen = next(option for option in question["options"] if option["label"] == message.text)
        dialog_manager.dialog_data[question["id"]] = chosen["id"]
        await dialog_manager.next()

    return Window(
        Const(told(number)),
        Column(*(button(question, option) for option in question["options"])),
        MessageInput(typed, content_types=ContentType.TEXT, filter=F.text.in_(labels(number))),
        state=STATES[number],
    )


async def advised(dialog_manager: DialogManager, **_) -> dict[str, str]:
    return {"result": result(dialog_manager.dialog_data)}


async def start(message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(STATES[0], mode=StartMode.RESET_STACK)


async def main() -> None:
    server = TelegramAPIServer.from_base(sys.argv[1])
    bot = Bot(os.environ["CROSSROADS_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(start, CommandStart())
    end = Window(Format("{result}"), state=Quiz.result, getter=advised)
    dispatcher.include_router(Dialog(*(window(number) for number in range(len(QUESTIONS))), end))
    setup_dialogs(dispatcher)
    await dispatcher.start_polling(bot)


asyncio.run(main())
