"""Statistics: what sessions say, counted."""

import time

from bot.stats import count, tell
from dialogs.session import Session, to_json


class Sessions:
    """A store that holds sessions only."""

    def __init__(self, *sessions: Session) -> None:
        self.rows = [(time.time(), to_json(session)) for session in sessions]

    async def sessions(self):
        return self.rows

    async def turns(self):
        return []

    async def queue_depth(self):
        return 0, 0


async def test_whether_it_helped_is_counted_by_track(tiny_pack):
    slow = {"pace": "slow", "taste": "mild"}
    people = [Session(answers=slow, helped=word) for word in ("yes", "yes", "no", "")]
    figures = await count(tiny_pack, Sessions(*people, Session(helped="no")))
    track = tiny_pack.script.questionnaire.advise(slow).track
    assert figures["helped"] == {track: {"yes": 2, "no": 1}, "none": {"no": 1}}
    assert f"none: yes 0, no 1; {track}: yes 2, no 1" in tell(figures)
    assert "nobody said yet" in tell(await count(tiny_pack, Sessions()))
