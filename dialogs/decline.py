"""What to say of a question that the content does not answer: what kind of thing it lacks, and what is near it."""

import re

from dialogs.screens.menu import single_tracks
from dialogs.script import Pack
from knowledge.model import Found

MOST_FIGURES = 3  # of a list that stand in a sentence


def decline_lines(pack: Pack, found: Found) -> list[str]:
    """One sentence for what is lacking, and one for the nearest topic, if there is one."""
    lines = [_lacking(pack, found)]
    if found.matches:
        topic = pack.knowledge.topics[found.topics[0]]
        lines.append(pack.script.phrase("declined.near", title=topic.title, lead=lead_of(topic.answer)))
    return lines


def _lacking(pack: Pack, found: Found) -> str:
    script, key = pack.script, f"declined.{found.outside}"
    if found.roles:
        tracks = script.label("or").join(track.name for track in single_tracks(pack))
        return script.phrase("declined.other-role", roles=", ".join(found.roles[:2]), tracks=tracks)
    if key not in script.phrases or key == "declined.other-role":
        return script.phrase("repair.declined")
    if key == "declined.pay-elsewhere":
        return script.phrase(key, regions=", ".join(region.name for region in pack.knowledge.pay.regions))
    return script.phrase(key)


def lead_of(answer: str) -> str:
    """The first sentence of an answer; where it heads a list of figures, with them, of another list without."""
    head, *more = answer.strip().removeprefix("- ").split("\n\n")
    first = re.split(r"(?<=[.!?])\s", head, maxsplit=1)[0]
    if not first.endswith(":"):
        return first
    items = [line.removeprefix("- ") for line in more[0].split("\n")] if more else []
    figures = 0 < len(items) <= MOST_FIGURES and all(re.search(r"\d", item) for item in items)
    return f"{first} {'; '.join(items)}." if figures else f"{first.rstrip(':')}."
