"""Numbers as people write them -> values with their units: '₦700k–₦3.5m a month', '$105 billion', '40–60%'. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "tn": 1e12, "trillion": 1e12}
_CURRENCY = "$¢-¥₠-₿"
_MEASURES = "years? months? weeks? days? hours? minutes? seconds? decades? times points? people".replace(" ", "|")
_NUMBER = re.compile(
    rf"""(?<![\w.]) (?P<sign>[{_CURRENCY}]?) \s? (?P<digits>\d[\d,]*(?:\.\d+)?)
    (?: \s? (?P<scale>{"|".join(sorted(_SCALES, key=len, reverse=True))}) (?!\w) )?
    (?: \s? (?P<unit>%|percent|per\ cent) )?
    \+? (?: [\s-]? (?:an?|per|each|every|/)? \s? (?P<measure>{_MEASURES}) \b )?
    (?P<range> \s? (?:–|—|-|to) \s? (?=[{_CURRENCY}]?\d) )?""",
    re.IGNORECASE | re.VERBOSE,
)


class Quantity(NamedTuple):
    """A value with its sign ('$', '%' or ''), and what it is counted in or by ('month' or '')."""

    value: float
    sign: str = ""
    measure: str = ""

    def bears_out(self, other: "Quantity") -> bool:
        """Whether another, which may leave out the measure, says no more than this one."""
        return self[:2] == other[:2] and other.measure in ("", self.measure)

    def __str__(self) -> str:
        number = f"{self.value:,.15g}"
        signed = f"{number}%" if self.sign == "%" else f"{self.sign}{number}"
        return f"{signed} ({self.measure})" if self.measure else signed


def quantities_in(text: str) -> set[Quantity]:
    """All quantities of a text; both ends of a range have the sign and the measure that one of them is written with."""
    return set(_spread(list(_NUMBER.finditer(text))))


def _spread(found: list[re.Match[str]]) -> Iterator[Quantity]:
    runs: list[list[re.Match[str]]] = []
    for match in found:
        if runs and runs[-1][-1]["range"]:
            runs[-1].append(match)
        else:
            runs.append([match])
    for run in runs:
        signs = [match["sign"] or ("%" if match["unit"] else "") for match in run]
        measures = [(match["measure"] or "").lower().rstrip("s") for match in run]
        for match, sign in zip(run, signs, strict=True):
            value = float(match["digits"].replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1)
            yield Quantity(round(value, 4), sign or next(filter(None, signs), ""), next(filter(None, measures), ""))
