"""Every button that the screens can offer, without showing one, and which of them could not be pressed. Pure."""

import itertools
from collections.abc import Iterable, Iterator

from dialogs.advice import Questionnaire
from dialogs.choices import LIMIT, NO_SPECIALTY, Action, from_changes, parse
from dialogs.question_talk import OF_BEGUN, OF_QUESTION
from dialogs.script import Pack
from dialogs.talk import ANYWHERE, OF_VERDICT, VERDICT_COMMANDS
from knowledge.model import Knowledge
from knowledge.nlu.labels import CHAT, NOT_TOPICS, SAY, STEER
from knowledge.problems import Problem, nearest


def all_choices(pack: Pack) -> Iterator[tuple[str, str]]:
    """(the entry that a button is about, its choice id); of pairs of answers, the longest for each two questions."""
    yield from _of_knowledge(pack.knowledge)
    yield from _of_questions(pack.script.questionnaire)
    yield from (
        (f"track {track}", f"{verb}:{track}") for track in pack.knowledge.tracks for verb in ("why_not", "sides")
    )
    yield from (("labels", f"helped:{answer}") for answer in ("yes", "no"))


def _of_knowledge(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for kind, ids in (("topic", knowledge.topics), ("subject", knowledge.subjects), ("table", knowledge.tables)):
        yield from ((f"{kind} {entry_id}", f"{kind}:{entry_id}") for entry_id in ids)
    longest = sorted(knowledge.topics, key=len)[-2:]
    yield from ((f"topic {topic}", Action("topic", tuple(longest)).id) for topic in longest[-1:])
    for table in knowledge.tables.values():
        yield from ((f"table {table.id}, row {row.id}", f"row:{row.id}") for row in table.rows)
    for region in knowledge.pay.regions:
        yield f"region {region.id}", f"region:{region.id}"
        for track in region.ranges:
            yield f"track {track}", f"track:{region.id}:{track}"
            yield f"region {region.id}", f"specialty:{region.id}:{track}:{NO_SPECIALTY}"
            for special in knowledge.pay.specialties:
                if special.track == track:
                    yield f"specialty {special.id}", f"specialty:{region.id}:{track}:{special.id}"


def _of_questions(sheet: Questionnaire) -> Iterator[tuple[str, str]]:
    for question in sheet.questions.values():
        entry = f"question {question.id}"
        verbs = ("skip", "change", "mark", "unnote", *(("several",) if question.most > 1 else ()))
        yield from ((entry, f"{verb}:{question.id}") for verb in verbs)
        for option in question.options:
            place = f"{entry}, option {option.id}"
            ways = ("answer", "reanswer", *(("pick",) if question.most > 1 else ()))
            yield from ((place, f"{verb}:{question.id}:{option.id}") for verb in ways)
            yield from ((place, from_changes(verb, {question.id: option.id})) for verb in ("what_if", "keep"))
    longest = {q.id: max(q.answers(), key=len) for q in sheet.questions.values()}
    for (one, first), (two, second) in itertools.combinations(longest.items(), 2):
        place = (
            f"question {one}, option {first}"
            if len(one + first) >= len(two + second)
            else f"question {two}, option {second}"
        )
        yield from ((place, from_changes(verb, {one: first, two: second})) for verb in ("what_if", "keep"))


def faulty_choices(pack: Pack) -> list[Problem]:
    """Buttons, by entry, that nobody could press: ids that are too long together, or mean something else."""
    problems: dict[str, Problem] = {}
    for entry, choice_id in all_choices(pack):
        if len(choice_id) > LIMIT:
            cause = f"'{choice_id}' is too long for a button: {len(choice_id)} bytes"
            problems.setdefault(entry, Problem("", 0, entry, cause, f"shorten the ids in it; a button carries {LIMIT}"))
        elif parse(choice_id) is None:
            cause = f"'{choice_id}' is not read as a button"
            problems.setdefault(entry, Problem("", 0, entry, cause, "choose another id"))
    for special in pack.knowledge.pay.specialties:
        if special.id == NO_SPECIALTY:
            cause = f"the id '{NO_SPECIALTY}' stands for having no specialty"
            problems[special.id] = Problem("", 0, f"specialty {special.id}", cause, "choose another id")
    return list(problems.values())


def faulty_phrasings(pack: Pack) -> list[Problem]:
    """Phrasings of what there is not, and questions without any, by label; raises ContentError if unreadable."""
    known = {
        CHAT: [phrase for phrase in pack.script.phrases if phrase.startswith(CHAT)],
        SAY: [f"{SAY}{q.id}.{o.id}" for q in pack.script.questionnaire.questions.values() for o in q.options],
        STEER: [
            *(f"{STEER}{command}" for command in dict.fromkeys(pack.script.commands.values())),
            *(f"{STEER}question.{act}" for act in OF_QUESTION),
            *(f"{STEER}begun.{act}" for act in OF_BEGUN),
            *(f"{STEER}verdict.{act}" for act in (*OF_VERDICT, *VERDICT_COMMANDS)),
            *(f"{STEER}{act}" for act in ANYWHERE),
        ],
    }
    causes = {CHAT: "no phrase answers", SAY: "no question has the option of", STEER: "no command is"}
    found, labels = [], pack.knowledge.phrasings()
    for label in labels:
        prefix = next((prefix for prefix in known if label.startswith(prefix)), "")
        if prefix and label not in known[prefix]:
            found.append(Problem("", 0, label, f"{causes[prefix]} '{label}'", nearest(label, known[prefix])))
        elif not label.startswith(NOT_TOPICS) and not pack.knowledge.source_map.knows("topic", label):
            found.append(Problem("", 0, label, f"there is no topic '{label}'", nearest(label, pack.knowledge.topics)))
    if any(label.startswith(SAY) for label in labels):
        found += _unheard(pack, labels)
    return found


def _unheard(pack: Pack, labels: Iterable[str]) -> Iterator[Problem]:
    """Questions whose answers nobody could type, in a pack that has phrasings of answers."""
    answered = {label.split(".")[1] for label in labels if label.startswith(SAY)}
    for question in pack.script.questionnaire.questions:
        if question not in answered:
            cause = f"no phrasing answers the question '{question}'"
            yield Problem("", 0, f"question {question}", cause, f"add '{SAY}{question}.OPTION' to the phrasings")
