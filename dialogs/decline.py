"""What to say of a question that the content does not answer: what kind of thing it lacks, and what is near it."""

import re

from dialogs.screens.menu import single_tracks
from dialogs.script import Pack
from knowledge.model import Found


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
    """The first sentence of an answer, without a list behind it."""
    first = re.split(r"(?<=[.!?])\s", answer.strip().removeprefix("- ").split("\n\n")[0], maxsplit=1)[0]
    return first.rstrip(":") + "." if first.endswith(":") else first
