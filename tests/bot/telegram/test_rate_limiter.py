"""Telegram's limits, by a clock that the tests turn."""

from itertools import pairwise

import pytest

from bot.telegram.rate_limiter import CHAT, GROUP, MAX_CHATS, Limit, RateLimiter, Window


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent(limiter: RateLimiter, clock: Clock, chats: list[int], seconds: float) -> list[tuple[float, int]]:
    """When what went out, with more to say than may be said in each of the chats."""
    times, end = [], clock.now + seconds
    while clock.now < end:
        for chat in chats:
            if limiter.acquire(chat) == (0, 0):
                times.append((clock.now, chat))
                limiter.complete(chat)
        clock.now += 0.01
    return times


def most(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


def test_no_second_has_more_than_the_bot_may_send():
    clock = Clock()
    requests = sent(RateLimiter(30, clock), clock, list(range(1, 200)), 5)
    assert most([at for at, _ in requests], 1.0) == 30
    assert len(requests) >= 5 * 28


def test_a_chat_gets_about_one_a_second():
    clock = Clock()
    times = [at for at, _ in sent(RateLimiter(30, clock), clock, [17], 60)]
    assert most(times, 1.0) <= 5
    assert 52 <= len(times) <= 60


def test_no_minute_has_more_than_twenty_for_a_group():
    clock = Clock()
    times = [at for at, _ in sent(RateLimiter(30, clock), clock, [-17], 300)]
    assert most(times, 60) == 20
    assert len(times) >= 95


def test_a_slow_rate_is_kept_too():
    clock = Clock()
    times = [at for at, _ in sent(RateLimiter(0.5, clock), clock, [1, 2, 3], 30)]
    assert all(later - sooner >= 2 for sooner, later in pairwise(times))
    assert len(times) >= 14


def test_a_chat_that_waits_keeps_no_other_waiting():
    clock = Clock()
    limiter = RateLimiter(30, clock)
    while limiter.acquire(17) == (0, 0):
        limiter.complete(17)
    bot, chat = limiter.acquire(17)
    assert bot == 0
    assert chat > 0
    assert limiter.acquire(18) == (0, 0)


def test_what_is_under_way_counts():
    clock = Clock()
    limiter = RateLimiter(3, clock)
    assert [limiter.acquire(chat) == (0, 0) for chat in range(1, 5)] == [True, True, True, False]
    clock.now += 10
    assert limiter.acquire(4)[0] > 0
    limiter.complete(1)
    clock.now += 0.9
    assert limiter.acquire(4)[0] > 0
    clock.now += 0.2
    assert limiter.acquire(4) == (0, 0)


def test_the_silent_are_forgotten():
    clock = Clock()
    limiter = RateLimiter(1e6, clock)
    for chat in range(1, 30_000):
        assert limiter.acquire(chat) == (0, 0)
        limiter.complete(chat)
    assert len(limiter) <= 10_000


def test_a_window_lets_go_as_many_as_it_says_and_no_more():
    window = Window(Limit(3, 10))
    for at in (0, 1, 2):
        assert window.wait(at) == 0
        window.acquire()
        window.complete(at)
    assert window.wait(2.5) == 7.5  # until the first is out of the window
    assert window.wait(9.9) == pytest.approx(0.1)
    assert window.wait(10) == 0
    window.acquire()
    assert window.wait(10) == 1.0  # now the second


def test_requests_in_flight_fill_a_window_alone():
    window = Window(Limit(2, 10))
    window.acquire()
    assert window.wait(0) == 0
    window.acquire()
    assert 0 < window.wait(0) < 1  # nothing is complete: look again soon
    window.complete(5)
    assert window.wait(6) == 9.0  # counted from its arrival
    window.complete(7)
    assert window.wait(15) == 0


def test_a_refused_request_is_not_in_flight():
    clock = Clock()
    limiter = RateLimiter(30, clock)
    for _ in range(CHAT.count):
        assert limiter.acquire(17) == (0, 0)
    for _ in range(100):
        assert limiter.acquire(17)[1] > 0
    for _ in range(CHAT.count):
        limiter.complete(17)
    clock.now += CHAT.seconds
    assert limiter.acquire(17) == (0, 0)


def test_what_may_use_a_share_leaves_the_rest_to_others():
    window = Window(Limit(4, 1.0))
    for _ in range(3):
        assert window.wait(0.0, 0.75) == 0.0
        window.acquire()
    assert window.wait(0.0, 0.75) > 0.0
    assert window.wait(0.0) == 0.0


def test_a_group_has_both_limits_and_a_person_one():
    for chat, count in ((-17, GROUP.count), (17, 60)):
        clock = Clock()
        assert len(sent(RateLimiter(30, clock), clock, [chat], 59.9)) == pytest.approx(count, abs=5)


def test_a_faster_server_allows_more_in_each_chat():
    clock = Clock()
    limiter = RateLimiter(300, clock)
    assert sum(limiter.acquire(17) == (0, 0) for _ in range(100)) == 10 * CHAT.count


def test_of_many_chats_those_of_late_are_kept():
    clock = Clock()
    limiter = RateLimiter(30, clock)
    for chat in range(2, MAX_CHATS + 1):
        if limiter.acquire(chat) == (0, 0):
            limiter.complete(chat)
    clock.now += 10
    while limiter.acquire(1) == (0, 0):
        limiter.complete(1)
    assert len(limiter) == MAX_CHATS
    limiter.acquire(MAX_CHATS + 1)
    assert len(limiter) == MAX_CHATS // 2 + 1
    assert limiter.acquire(1)[1] > 0  # what it sent still counts
    limiter.complete(2)  # forgotten: counts for the bot only
