"""The view of each state: functions (pack, session) -> replies, one file for each dialog; pure."""

from collections.abc import Callable

from dialogs.replies import Reply
from dialogs.screens.ask import ask, subject, topic
from dialogs.screens.compare import compare, row, sides, table
from dialogs.screens.find import noted, noted_again, plan, question, settled, what_if
from dialogs.screens.menu import menu
from dialogs.screens.pay import pay, pay_region, pay_specialty, pay_track
from dialogs.screens.verdict import about, card, how_sure, matters, more, points, result, summary, why, why_not
from dialogs.screens.you import forget, my_data
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.states import State

Screen = Callable[[Pack, Session], tuple[Reply, ...]]
_FUNCTIONS = (
    *(menu, question, settled, noted, result, what_if, plan, ask, subject, topic, compare, table, row, sides),
    *(why, why_not, how_sure, more, matters, points, summary, card, about),
    *(pay_region, pay_track, pay_specialty, pay, my_data, forget),
)
SCREENS: dict[State, Screen] = {State(function.__name__): function for function in _FUNCTIONS}
AGAIN: dict[State, Screen] = {State.NOTED: noted_again}  # shorter ones, where the same was shown just before
