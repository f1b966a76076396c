"""A chat that always fails is told from an outage."""

from bot.telegram.failures import BACKOFF, LONGEST, MAX_BROKEN, SEVERAL, TRIES, Failures


def fail(failures: Failures, seq: int, lane: str, times: int) -> None:
    for _ in range(times):
        failures.add(seq, lane)


def test_a_message_is_exhausted_after_its_tries():
    failures = Failures()
    fail(failures, 1, "a", TRIES - 1)
    assert not failures.is_exhausted(1, "a")
    fail(failures, 1, "a", 1)
    assert failures.is_exhausted(1, "a")
    assert not failures.is_exhausted(2, "a")
    failures.restart(1)
    assert not failures.is_exhausted(1, "a")


def test_pauses_double_up_to_the_longest():
    failures = Failures()
    pauses = [failures.add(1, "a") for _ in range(20)]
    assert pauses[:4] == [2 * BACKOFF, 4 * BACKOFF, 8 * BACKOFF, 16 * BACKOFF]
    assert pauses[-1] == LONGEST


def test_several_chats_that_fail_are_an_outage_until_something_is_delivered():
    failures = Failures()
    fail(failures, 1, "a", 9)
    assert not failures.is_outage()
    for number in range(1, SEVERAL):
        assert not failures.is_outage()
        failures.add(1 + number, f"b{number}")
    assert failures.is_outage()
    failures.succeed(9, "c")
    assert not failures.is_outage()
    failures.add(1, "a")
    assert not failures.is_outage()


def test_a_chat_where_something_was_given_up_counts_no_more_and_has_one_try():
    failures = Failures()
    fail(failures, 1, "a", TRIES)
    failures.give_up(1, "a")
    failures.add(2, "a")
    assert failures.is_exhausted(2, "a")
    for number in range(1, SEVERAL):
        failures.add(2 + number, f"b{number}")
    assert not failures.is_outage()
    failures.succeed(4, "a")
    failures.add(5, "a")
    assert not failures.is_exhausted(5, "a")


def test_chats_known_to_fail_are_bounded():
    failures = Failures()
    for number in range(MAX_BROKEN + 1):
        failures.give_up(number, str(number))
    failures.add(1, "0")
    failures.add(2, "1")
    assert not failures.is_exhausted(1, "0")  # the oldest is forgotten
    assert failures.is_exhausted(2, "1")
