"""A press is answered in the background, and only for as long as that helps anybody."""

import pytest

from bot.store.model import StoreError
from bot.telegram.failures import RetryLaterError
from bot.telegram.press_answers import PressAnswers


class Store:
    """Knows what was marked."""

    def __init__(self) -> None:
        self.marked: list[int] = []

    async def mark_sent(self, seq: int, _: str) -> None:
        self.marked.append(seq)


def refusing(seconds: list[float]):
    """Puts off as often as there are seconds, then does it."""

    async def deliver() -> None:
        if seconds:
            raise RetryLaterError(seconds.pop(0))

    return deliver


async def test_it_is_tried_until_it_is_done():
    answers, seconds = PressAnswers(Store()), [0.01, 0.01]
    task = answers.begin("a", 1, refusing(seconds))
    assert ("a", 1) in answers
    assert answers.is_busy("a")
    assert not answers.is_busy("b")
    assert await answers.wait([task]) == {task}
    assert seconds == []
    assert not answers.is_busy("a")


async def test_what_would_come_too_late_is_put_aside():
    store = Store()
    answers = PressAnswers(store)
    await answers.begin("a", 1, refusing([900.0]))
    assert store.marked == [1]


async def test_nobody_waits_long_and_what_is_left_at_the_end_is_marked_nowhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.telegram.press_answers.WAIT", 0.01)
    store = Store()
    answers = PressAnswers(store)
    task = answers.begin("a", 1, refusing([50.0]))
    assert await answers.wait([task]) == set()
    await answers.aclose()
    assert task.cancelled()
    assert store.marked == []
    assert not answers.is_busy("a")


async def test_an_error_ends_it_and_can_be_seen():
    async def fail() -> None:
        raise StoreError("away")

    answers = PressAnswers(Store())
    (task,) = await answers.wait([answers.begin("a", 1, fail)])
    assert isinstance(task.exception(), StoreError)
    assert not answers.is_busy("a")
