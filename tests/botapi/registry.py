"""The registry of implemented Bot API methods, filled by the decorator `method`."""

from collections.abc import Callable
from typing import Any

from tests.botapi.world import Call, World

Method = Callable[[World, Call], Any]

METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Enter a function under the names of the methods that it carries out."""

    def enter(function: Method) -> Method:
        METHODS.update(dict.fromkeys(names, function))
        return function

    return enter
