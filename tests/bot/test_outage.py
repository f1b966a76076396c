"""An outage is two lines, however many notice it."""

import logging

from bot.outage import Outage


def test_an_outage_is_one_line_when_it_begins_and_one_when_all_have_recovered(caplog):
    outage = Outage("the store")
    with caplog.at_level(logging.INFO):
        outage.recovered("a")
        outage.failed("a", "no answer; look at it")
        outage.failed("b", "another reason")
        outage.failed("a", "no answer; look at it")
        outage.recovered("a")
        outage.recovered("c")
        assert len(caplog.records) == 1
        outage.recovered("b")
        outage.recovered("b")
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "the store is away (no answer; look at it); what waits for it is kept, and tried again"),
        ("INFO", "the store is back"),
    ]


def test_an_outage_can_be_logged_as_a_warning_and_begins_anew(caplog):
    outage = Outage("Telegram", logging.WARNING)
    for _ in range(2):
        outage.failed("a", "why")
        outage.recovered("a")
    assert [record.levelname for record in caplog.records if record.levelno > logging.INFO] == ["WARNING"] * 2
