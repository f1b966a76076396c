"""One contract over both stores."""

import asyncio
import itertools

import pytest
from msgspec.structs import replace

from bot.store.model import ConflictError, InboxItem, Job, StoreError, TurnMetrics, TurnResult
from tests.bot.store.common import KEY, LANE, NOTE, handle, said


async def test_what_arrives_is_worked_off_in_order_and_once(store):
    assert await store.receive([said(7), said(3), said(7), said(5)]) == 3
    assert await store.receive([said(3), said(9)]) == 1
    assert await store.receive([]) == 0
    bodies = []
    while await store.peek(LANE):
        bodies.append((await handle(store)).body)
    assert bodies == [b'"hello 7"', b'"hello 3"', b'"hello 5"', b'"hello 9"']
    assert await store.receive([said(7)]) == 0  # handled, and known all the same


async def test_a_task_brings_all_that_its_turn_needs(place):
    store = await place.open(now=lambda: 1000.5)
    await store.receive([said(1), said(2)])
    first = await store.peek(LANE)
    assert first == await store.peek(LANE)
    assert replace(first, seq=0) == Job(0, LANE, KEY, b'"hello 1"', 1000.5, None, 0, b"")
    seqs = await store.commit(TurnResult(first, b"\x00\xff", (b"\x00", b"two"), NOTE))
    await store.mark_sent(seqs[0], LANE, b"\xfe\x00")
    second = await store.peek(LANE)
    assert replace(second, seq=0) == Job(0, LANE, KEY, b'"hello 2"', 1000.5, b"\x00\xff", 1, b"\xfe\x00")


async def test_a_lane_without_work_has_no_task(store):
    assert await store.peek("telegram:9") is None
    assert await store.claim("telegram", 5) == []


async def test_sends_wait_in_order_until_they_are_sent(store):
    await store.receive([said(1), said(2), said(3, "telegram:2")])
    await handle(store, LANE, b"one", b"two")
    await handle(store, "telegram:2", b"elsewhere")
    await handle(store, LANE, b"three")
    sends = await store.unsent(LANE)
    assert [(send.key, send.body) for send in sends] == [(KEY, b"one"), (KEY, b"two"), (KEY, b"three")]
    assert sends == sorted(sends, key=lambda send: send.seq)
    await store.mark_sent(sends[0].seq, LANE)
    await store.mark_sent(sends[0].seq, LANE)
    await store.mark_sent(sends[1].seq, LANE, b"message 17")
    assert [send.body for send in await store.unsent(LANE)] == [b"three"]
    assert await store.chat_state(LANE) == b"message 17"
    await store.mark_sent(sends[2].seq, LANE)
    assert await store.chat_state(LANE) == b"message 17"
    assert await store.chat_state("telegram:2") == b""


async def test_a_lane_that_moves_takes_its_people_along(store):
    """Who is known in the new lane already stays as they are there; a lane whose name begins alike is another one."""
    old, new, alike = "telegram:-5", "telegram:-100", "telegram:-55"
    people = [(old, 7, b"seven"), (old, 8, b"eight"), (new, 8, b"eight, there"), (alike, 7, b"alike")]
    for number, (lane, person, session) in enumerate(people):
        await store.receive([InboxItem(str(number), lane, f"{lane}:{person}", b"")])
        await handle(store, lane, b"out", session=session, missed=f"missed {number}")
    for _ in range(2):
        await store.move(old, new, b"moved")
    kept = {
        key: (await store.export(key))["session"]
        for key in (f"{lane}:{n}" for lane in (old, new, alike) for n in (7, 8))
    }
    assert kept == {
        f"{old}:7": None,
        f"{old}:8": None,
        f"{new}:7": "seven",
        f"{new}:8": "eight, there",
        f"{alike}:7": "alike",
        f"{alike}:8": None,
    }
    assert (await store.export(f"{new}:7"))["unanswered"] == ["missed 0"]
    assert [message.key for message in await store.unsent(old)] == [f"{new}:7", f"{new}:8"]
    assert (await store.chat_state(old), await store.chat_state(new)) == (b"moved", b"")
    await store.forget(f"{new}:7")
    assert len(await store.sessions()) == 2


async def test_a_turn_committed_twice_counts_once(store):
    await store.receive([said(1)])
    task = await store.peek(LANE)
    done = TurnResult(task, b"{}", (b"one",), NOTE, missed="why")
    assert len(await store.commit(done)) == 1
    assert await store.commit(done) is None
    assert len(await store.unsent(LANE)) == 1
    assert await store.unanswered() == ["why"]
    assert (await store.turns())[0]["turns"] == 1


async def test_two_at_once_commit_a_turn_once(place):
    stores = [await place.open(), await place.open()]
    await stores[0].receive([said(n) for n in range(20)])
    for n in range(20):
        task = await stores[0].peek(LANE)
        found = await asyncio.gather(
            *(store.commit(TurnResult(task, b"%d" % n, (b"x",), NOTE)) for store in stores), return_exceptions=True
        )
        assert sum(isinstance(one, tuple) for one in found) == 1, found
        assert all(one is None or isinstance(one, tuple) for one in found), found
    assert await stores[1].queue_depth() == (0, 20)


async def test_a_session_saved_by_somebody_else_meanwhile_is_a_conflict_that_changes_nothing(store):
    await store.receive([said(1), said(2)])
    stale = await store.peek(LANE)
    await handle(store, session=b'{"new":1}')
    task = await store.peek(LANE)
    for version in (0, 2):
        with pytest.raises(ConflictError):
            await store.commit(TurnResult(replace(task, version=version), b"{}", (b"no",), NOTE, missed="no"))
    assert await store.peek(LANE) == task
    assert await store.unsent(LANE) == []
    assert await store.unanswered() == []
    assert (await store.turns())[0]["turns"] == 1
    assert await store.commit(TurnResult(stale, b"{}", (), NOTE)) is None


async def test_a_conflict_does_not_undo_its_neighbours(store):
    lanes = [f"telegram:{n}" for n in range(10)]
    await store.receive([said(n, lane) for n, lane in enumerate(lanes)])
    tasks = [await store.peek(lane) for lane in lanes]
    await store.receive([said(n + 100, lane) for n, lane in enumerate(lanes[:3])])
    wrong = [replace(task, key="telegram:5:5", version=9) if n == 4 else task for n, task in enumerate(tasks)]
    await handle(store, "telegram:5")
    found = await asyncio.gather(
        *(store.commit(TurnResult(task, b"{}", (b"x",), NOTE)) for task in wrong), return_exceptions=True
    )
    assert [type(one) for one in found] == [tuple] * 4 + [ConflictError, type(None)] + [tuple] * 4


async def test_what_is_dropped_makes_no_turn(store):
    await store.receive([said(1), said(2)])
    task = await store.peek(LANE)
    await store.drop(task)
    assert (await store.peek(LANE)).body == b'"hello 2"'
    assert await store.commit(TurnResult(task, b"{}", (), NOTE)) is None
    assert await store.turns() == []


async def test_lanes_are_claimed_longest_waiting_first_and_by_one_at_a_time(store):
    await store.receive([said(n, f"telegram:{lane}") for n, lane in enumerate((9, 2, 9, 7, 1))])
    assert await store.claim("telegram", 2) == ["telegram:9", "telegram:2"]
    assert await store.claim("telegram", 9) == ["telegram:7", "telegram:1"]
    assert await store.claim("telegram", 9) == []
    await store.release("telegram:2")
    assert await store.claim("telegram", 9) == ["telegram:2"]


async def test_a_flooding_lane_goes_behind_the_others(store):
    await store.receive([said(n) for n in range(50)] + [said(n, f"telegram:{n}") for n in (100, 200)])
    order = []
    for n in range(6):
        (lane,) = await store.claim("telegram", 1)
        order.append(lane)
        await handle(store, lane)
        await store.receive([said(1000 + n)])
        await store.release(lane)
    assert order == [LANE, "telegram:100", "telegram:200", LANE, LANE, LANE]


async def test_a_lane_worked_off_is_gone_and_comes_back_with_news(store):
    await store.receive([said(1)])
    assert await store.claim("telegram", 1) == [LANE]
    await handle(store)
    await store.release(LANE)
    assert await store.claim("telegram", 1) == []
    await store.receive([said(2)])
    assert await store.claim("telegram", 1) == [LANE]


async def test_a_lane_with_something_unsent_comes_back(store):
    await store.receive([said(1)])
    await store.claim("telegram", 1)
    await handle(store, LANE, b"one")
    await store.release(LANE)
    assert await store.claim("telegram", 1) == [LANE]
    await store.mark_sent((await store.unsent(LANE))[0].seq, LANE)
    await store.release(LANE)
    assert await store.claim("telegram", 1) == []


async def test_what_is_left_in_a_lane_waits_as_long_as_was_said(store):
    await store.receive([said(1), said(2, "telegram:2")])
    assert await store.claim("telegram", 1) == [LANE]
    await store.release(LANE, delay=0.4)
    assert await store.claim("telegram", 9) == ["telegram:2"]
    await store.receive([said(3)])
    assert await store.claim("telegram", 9) == []
    await asyncio.sleep(0.45)
    assert await store.claim("telegram", 9) == [LANE]
    await handle(store)
    await handle(store)
    await store.release(LANE, delay=60)
    await store.receive([said(4)])  # nothing was left, so nothing waits
    assert await store.claim("telegram", 9) == [LANE]


async def test_news_while_a_lane_is_given_back_are_never_lost(place):
    ours, theirs = await place.open(), await place.open()
    for n in range(150):
        lane = f"telegram:{n % 3}"
        await ours.receive([said(2 * n, lane)])
        assert await ours.claim("telegram", 1) == [lane]
        await handle(ours, lane)
        await asyncio.gather(ours.release(lane), theirs.receive([said(2 * n + 1, lane)]))
        assert await ours.claim("telegram", 1) == [lane], n
        await handle(ours, lane)
        await ours.release(lane)


async def test_the_same_update_received_by_two_at_once_counts_once(place):
    stores = [await place.open(), await place.open()]
    for n in range(30):
        batch = [said(10 * n + i, f"telegram:{i}") for i in range(8)]
        found = await asyncio.gather(stores[0].receive(batch), stores[1].receive(batch[::-1]))
        assert sum(found) == 8
    assert await stores[0].queue_depth() == (240, 0)


async def test_statistics_keep_nothing_of_what_was_said(store):
    await store.receive([said(1), said(2), said(3)])
    for ms, missed in ((1.0, False), (4.0, True)):
        task = await store.peek(LANE)
        await store.commit(TurnResult(task, b"{}", (), TurnMetrics("telegram", "menu", "ask", ms, missed)))
    await handle(store)
    rows = await store.turns()
    assert rows[0] == {
        "channel": "telegram",
        "state": "menu",
        "trigger": "ask",
        "turns": 2,
        "missed": 1,
        "mean_ms": 2.5,
        "most_ms": 4.0,
    }
    assert [row["turns"] for row in rows] == [2, 1]


async def test_what_is_kept_can_be_looked_at(place):
    store = await place.open(now=lambda: 50.0)
    await store.receive([said(1), said(2, "telegram:2"), said(3)])
    await handle(store, LANE, b'{"text":"hi"}', session=b'{"state":"menu"}', missed="what about pay?")
    assert await store.export(KEY) == {
        "key": KEY,
        "session": {"state": "menu"},
        "last_turn": 50.0,
        "waiting": ["hello 3"],
        "unsent": [{"text": "hi"}],
        "unanswered": ["what about pay?"],
    }
    nobody = {"key": "x", "session": None, "last_turn": None, "waiting": [], "unsent": [], "unanswered": []}
    assert await store.export("x") == nobody
    assert await store.unanswered() == ["what about pay?"]
    assert await store.sessions() == [(50.0, b'{"state":"menu"}')]
    assert await store.queue_depth() == (2, 1)


async def test_odd_text_is_kept_as_well_as_can_be(store):
    await store.receive([said(1)])
    await handle(store, missed="a\x00b\ud800c 🙂 'x'; --")
    assert await store.unanswered() == ["a\N{REPLACEMENT CHARACTER}b?c 🙂 'x'; --"]


@pytest.mark.parametrize("by_a_turn", [False, True])
async def test_forgetting_leaves_no_byte_of_a_person(place, by_a_turn):
    store = await place.open()
    secret, other = "pelargonium", "hippopotamus"
    crowd = [said(n, f"telegram:5{n:03}", other) for n in range(40)]
    await store.receive([said(900, text=secret), *crowd, said(901, text=secret), said(902, text=secret)])
    for lane in [one.lane for one in crowd[:30]] + [LANE]:
        word = secret if lane == LANE else other
        task = await handle(store, lane, b"0", f"to {word}".encode(), session=f"{word} 1".encode() * 20, missed=word)
        seqs = [send.seq for send in await store.unsent(lane)]
        await store.mark_sent(seqs[0], lane, word.encode())
    await handle(store, session=f"{secret} 2".encode() * 30)
    if place.kind == "postgres":
        await asyncio.gather(*(store._all(f"ANALYZE {table}") for table in ("sessions", "inbox", "unanswered")))
    assert secret.encode() in await place.kept()
    if by_a_turn:
        task = await store.peek(LANE)
        assert len(await store.commit(TurnResult(task, b"never", (b"goodbye",), NOTE, missed=secret, forget=True))) == 1
        assert [send.body for send in await store.unsent(LANE)] == [b"goodbye"]
        assert await store.commit(TurnResult(task, b"never", (b"goodbye",), NOTE, forget=True)) is None
        await store.mark_sent((await store.unsent(LANE))[0].seq, LANE)
    else:
        await store.drop(await store.peek(LANE))
        await store.forget(KEY)
    about = await store.export(KEY)
    assert not any(value for name, value in about.items() if name != "key")
    kept = await place.kept()
    assert secret.encode() not in kept
    assert other.encode() in kept
    assert LANE not in await store.claim("telegram", 99) or by_a_turn
    if not by_a_turn:
        assert LANE.encode() not in kept
    assert len(await store.sessions()) == 30
    assert len(await store.unanswered()) == 30
    assert await store.chat_state(LANE) == b""
    await store.forget("telegram:0:0")


async def test_what_was_said_after_being_forgotten_is_answered_to_somebody_new(store):
    await store.receive([said(1), said(2, text="forget me"), said(3, text="hello?"), said(4, text="still there?")])
    await handle(store, session=b"old")
    task = await store.peek(LANE)
    assert len(await store.commit(TurnResult(task, b"never", (b"goodbye",), NOTE, forget=True))) == 1
    stale = await store.peek(LANE)
    assert (stale.body, stale.session) == (b'"hello? 3"', None)
    await handle(store, session=b"new")
    await store.forget(KEY)  # the farewell is sent only now
    late = await store.peek(LANE)
    assert (late.body, late.session) == (b'"still there? 4"', None)
    assert await store.unsent(LANE) == []


async def test_a_turn_on_a_session_that_was_forgotten_meanwhile_is_taken_anew(store):
    await store.receive([said(1), said(2)])
    await handle(store, session=b"old")
    task = await store.peek(LANE)
    await store.forget(KEY)
    with pytest.raises(ConflictError):
        await store.commit(TurnResult(task, b"old, and more", (), NOTE))
    assert (await store.peek(LANE)).session is None


async def test_silent_people_are_forgotten_and_those_who_wrote_again_are_not(place):
    clock = itertools.count(100)
    store = await place.open(now=lambda: float(next(clock)) / 1)
    old, back, new = "telegram:1", "telegram:2", "telegram:3"
    await store.receive([said(1, old), said(2, back)])
    await handle(store, old, b"x", missed="old question")
    await handle(store, back)
    line = float(next(clock))
    await store.receive([said(3, new), said(4, back, "I am back")])
    await handle(store, new, missed="new question")
    assert await store.expire(line) == 1
    assert await store.expire(line) == 0
    assert (await store.export("telegram:1:1"))["session"] is None
    assert await store.unsent(old) == []
    assert await store.unanswered() == ["new question"]
    assert (await store.peek(back)).session is not None
    assert len(await store.sessions()) == 2
    assert [row["turns"] for row in await store.turns()] == [1]


async def test_ids_are_known_for_two_weeks(place):
    day = [0.0]
    store = await place.open(now=lambda: day[0] * 86400)
    await store.receive([said(1)])
    for day[0] in range(14):
        await store.expire(0)
    assert await store.receive([said(1)]) == 0
    for day[0] in range(14, 16):
        await store.expire(0)
    assert await store.receive([said(1)]) == 1


async def test_all_is_there_after_closing_and_opening(place):
    first = await place.open()
    await first.receive([said(1), said(2)])
    await first.claim("telegram", 1)
    await handle(first, LANE, b"one")
    await first.close()
    with pytest.raises(StoreError):
        await first.receive([said(3)])
    second = await place.open()
    assert await second.claim("telegram", 9) == [LANE]
    assert (await second.peek(LANE)).session == b'{"n":1}'
    assert [send.body for send in await second.unsent(LANE)] == [b"one"]
