"""python-telegram-bot with a ConversationHandler, updates one after the other, which is its default."""

import os
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ConversationHandler, MessageHandler, filters

from bench.contenders.quiz import QUESTIONS, labels, result, told


def board(number: int) -> InlineKeyboardMarkup:
    question = QUESTIONS[number]
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(option["label"], callback_data=f"{question['id']}:{option['id']}")]
            for option in question["options"]
        ]
    )


async def start(update: Update, context) -> int:
    context.user_data["answers"] = {}
    await update.message.reply_text(told(0), reply_markup=board(0))
    return 0


async def tapped(update: Update, context) -> int:
    query = update.callback_query
    await query.answer()
    question, _, option = query.data.partition(":")
    return await after(context, question, option, query.edit_message_text)


async def typed(update: Update, context) -> int:
    text = update.message.text
    question, option = next((q, o) for q in QUESTIONS for o in q["options"] if o["label"] == text)
    return await after(context, question["id"], option["id"], update.message.reply_text)


async def after(context, question: str, option: str, say) -> int:
    answers = context.user_data["answers"]
    answers[question] = option
    number = len(answers)
    if number == len(QUESTIONS):
        await say(result(answers))
        return ConversationHandler.END
    await say(told(number), reply_markup=board(number))
    return number


def main() -> None:
    origin = sys.argv[1]
    states = {
        number: [
            CallbackQueryHandler(tapped, pattern=f"^{question['id']}:"),
            MessageHandler(filters.Text(labels(number)), typed),
        ]
        for number, question in enumerate(QUESTIONS)
    }
    application = (
        Application.builder()
        .token(os.environ["CROSSROADS_TOKEN"])
        .base_url(f"{origin}/bot")
        .base_file_url(f"{origin}/file/bot")
        .build()
    )
    begin = CommandHandler("start", start)
    application.add_handler(ConversationHandler(entry_points=[begin], states=states, fallbacks=[begin]))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


main()
