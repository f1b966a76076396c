"""What a writer got wrong in the content itself: every problem, none raised. Structure is the loader's to check."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge.model import Knowledge
from knowledge.problems import Problem, nearest

ANSWER_LIMIT = 600  # characters; one phone screen
TITLE_LIMIT = 40  # characters; one button
_ID = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


def check(knowledge: Knowledge) -> list[Problem]:
    """All problems of a loaded pack, ids that lead nowhere first."""
    found = [*_topics(knowledge), *_tracks(knowledge), *_tables(knowledge), *_pay(knowledge), *_plans(knowledge)]
    found += [*_ids(knowledge), *_phrasings(knowledge)]
    return found


def _unknown(file: str, entry: str, what: str, wrong: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    for name in wrong:
        if name not in known:
            yield Problem(file, 0, entry, f"there is no {what} '{name}'", nearest(name, known))


def _topics(knowledge: Knowledge) -> Iterator[Problem]:
    titles = Counter(topic.title for topic in knowledge.topics.values())
    for topic in knowledge.topics.values():
        file, entry = f"{topic.subject}.yaml", f"topic {topic.id}"
        yield from _unknown(file, entry, "topic", topic.see, knowledge.topics)
        if len(topic.answer) > ANSWER_LIMIT:
            cause = f"the answer has {len(topic.answer)} characters"
            yield Problem(file, 0, entry, cause, f"shorten it to {ANSWER_LIMIT}, or make two topics of it")
        if not topic.answer:
            yield Problem(file, 0, entry, "the answer is empty", "write it")
        if len(topic.title) > TITLE_LIMIT:
            cause = f"the title has {len(topic.title)} characters"
            yield Problem(file, 0, entry, cause, f"a button holds {TITLE_LIMIT}: shorten it")
        if titles[topic.title] > 1:
            yield Problem(file, 0, entry, f"two topics are titled '{topic.title}'", "say what sets them apart")
        if not topic.source.lines:
            yield Problem(file, 0, entry, "no line of the article is cited", "add its line numbers")
    for subject in knowledge.subjects.values():
        if not knowledge.of_subject(subject.id):
            yield Problem(f"{subject.id}.yaml", 0, f"subject {subject.id}", "it has no topics", "add one, or delete it")


def _tracks(knowledge: Knowledge) -> Iterator[Problem]:
    for track in knowledge.tracks.values():
        yield from _unknown("tracks", f"track {track.id}", "topic", [track.topic], knowledge.topics)
    if len(knowledge.tracks) < 2:
        yield Problem("tracks", 0, "tracks", "there is nothing to choose between", "write at least two")


def _tables(knowledge: Knowledge) -> Iterator[Problem]:
    rows = Counter(row.id for table in knowledge.tables.values() for row in table.rows)
    for table in knowledge.tables.values():
        entry = f"table {table.id}"
        yield from _unknown("tables", entry, "topic", [table.topic], knowledge.topics)
        for row in table.rows:
            place = f"{entry}, row {row.id}"
            yield from _unknown("tables", place, "topic", [row.topic], knowledge.topics)
            yield from _unknown("tables", place, "track", row.cells, knowledge.tracks)
            if rows[row.id] > 1:
                yield Problem("tables", 0, place, f"the id '{row.id}' is taken by another row", "choose another id")


def _pay(knowledge: Knowledge) -> Iterator[Problem]:
    for what, entries in (("region", knowledge.pay.regions), ("specialty", knowledge.pay.specialties)):
        ids = Counter(entry.id for entry in entries)
        for name in (name for name, n in ids.items() if n > 1):
            yield Problem("pay", 0, f"{what} {name}", f"two have the id '{name}'", "choose another id")
    for region in knowledge.pay.regions:
        entry = f"region {region.id}"
        yield from _unknown("pay", entry, "topic", [region.topic], knowledge.topics)
        yield from _unknown("pay", entry, "track", region.ranges, knowledge.tracks)
        for track, span in region.ranges.items():
            yield from _span(f"{entry}, {track}", span)
    for special in knowledge.pay.specialties:
        entry = f"specialty {special.id}"
        yield from _unknown("pay", entry, "topic", [special.topic], knowledge.topics)
        yield from _unknown("pay", entry, "track", [special.track], knowledge.tracks)
        if special.percent is not None:
            yield from _span(entry, special.percent)


def _span(entry: str, span: tuple[int, ...]) -> Iterator[Problem]:
    if len(span) != 2 or span[0] > span[1]:
        yield Problem("pay", 0, entry, f"{list(span)} is no range", "write [low, high]")


def _plans(knowledge: Knowledge) -> Iterator[Problem]:
    yield from _unknown("plans", "plans", "track", knowledge.plans, knowledge.tracks)
    for track in knowledge.tracks:
        if not knowledge.plans.get(track):
            yield Problem("plans", 0, f"plan {track}", "the track has no plan", "add its steps")
    for track, steps in knowledge.plans.items():
        for i, step in enumerate(steps, 1):
            yield from _unknown("plans", f"plan {track}, step {i}", "topic", [step.topic], knowledge.topics)


def _ids(knowledge: Knowledge) -> Iterator[Problem]:
    pay = knowledge.pay
    ids = {
        *(f"topic {name}" for name in knowledge.topics),
        *(f"subject {name}" for name in knowledge.subjects),
        *(f"track {name}" for name in knowledge.tracks),
        *(f"table {name}" for name in knowledge.tables),
        *(f"row {row.id}" for table in knowledge.tables.values() for row in table.rows),
        *(f"region {region.id}" for region in pay.regions),
        *(f"specialty {special.id}" for special in pay.specialties),
    }
    for entry in sorted(ids):
        name = entry.split(" ", 1)[1]
        if not _ID.fullmatch(name):
            cure = "use lower-case letters and digits, joined by '.', '-' or '_'"
            yield Problem("content", 0, entry, f"'{name}' is no id", cure)
        elif len(name) > 30:
            yield Problem("content", 0, entry, f"the id has {len(name)} characters", "a button holds 30: shorten it")


def _phrasings(knowledge: Knowledge) -> Iterator[Problem]:
    asked = [label for label in knowledge.phrasings() if not label.startswith(("outside.", "chat.", "say.", "steer."))]
    yield from _unknown("phrasings", "phrasings", "topic", asked, knowledge.topics)
