"""A delay is announced once a chat, where the person wrote, until a turn succeeds."""

from bot.telegram.delay_notice import DelayNotice
from bot.telegram.transport import Api
from tests.botapi import TOKEN, BotApi


async def test_a_delay_is_announced_once_until_it_is_over(api: BotApi):
    ada, bola = api.person("Ada", started=True), api.person("Bola", started=True)
    line = Api(TOKEN, api.origin)
    notice = DelayNotice(line, "Wait")
    for _ in range(3):
        notice.notify({"chat_id": ada.id})
    notice.notify({"chat_id": bola.id})
    await api.wait(lambda: api.requests["sendMessage"] == 2)
    notice.clear(ada.id)
    notice.notify({"chat_id": ada.id})
    notice.notify({"chat_id": bola.id})
    await api.wait(lambda: [shown.text for shown in api.screen(ada.id)] == ["Wait", "Wait"])
    assert [shown.text for shown in api.screen(bola.id)] == ["Wait"]
    await line.hang_up()


async def test_it_goes_to_the_topic_and_a_failure_does_no_harm(api: BotApi):
    forum = api.group("Careers", is_forum=True)
    topic, line = api.topic(forum, "Pay"), Api(TOKEN, api.origin)
    notice = DelayNotice(line, "Wait")
    api.faults.add("status", "sendMessage")
    notice.notify({"chat_id": forum.id, "message_thread_id": topic})
    await api.wait(lambda: api.faults.fired["status"])
    notice.clear(forum.id)
    notice.notify({"chat_id": forum.id, "message_thread_id": topic})
    await api.wait(forum.screen)
    assert forum.screen()[0].thread == topic
    await line.hang_up()


async def test_it_comes_in_the_chat_where_its_topic_is_gone(api: BotApi):
    forum, line = api.group("Careers", is_forum=True), Api(TOKEN, api.origin)
    DelayNotice(line, "Wait").notify({"chat_id": forum.id, "message_thread_id": 7})
    await api.wait(forum.screen)
    assert (forum.screen()[0].text, forum.screen()[0].thread) == ("Wait", None)
    await line.hang_up()
