"""Texts typed in the middle of a persona question: answered, asked, steered or chatted, as the labels say."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from bench.understanding import HERE, as_listed, listed_topics, open_now, read
from dialogs.engine import Engine
from dialogs.events import Said
from dialogs.script import Pack
from dialogs.session import Session
from knowledge.model import Found, Outcome
from knowledge.search import make_find

FROZEN = HERE / "tests" / "frozen_pack"  # the set's questions are that pack's
MIDWAY = HERE / "tests" / "knowledge" / "nlu" / "midway.jsonl"


def measure(misses: bool = False) -> Iterator[str]:
    from bot.packs import load_pack

    pack = load_pack(FROZEN)
    understanding = open_now(FROZEN)[1]
    counts: dict[str, Counter] = defaultdict(Counter)
    for line in read(MIDWAY):
        if line["question"] not in pack.script.questionnaire.questions:
            continue
        got = heard(pack, understanding, line["question"], line["text"])
        kind = line["want"].split(":")[0]
        kind = kind if kind in ("answer", "ask", "decline", "chat") else "steer"
        right = fits(line["want"], got)
        for row in (kind, "all"):
            counts[row]["n"] += 1
            counts[row]["right"] += right
            counts[row]["kind right"] += right or got.split(":")[0] == line["want"].split(":")[0]
        if misses and not right:
            yield f"  {line['question']:10} {line['text'][:70]!r:72} wanted {line['want']} got {got}"
    yield "--- in the middle of a question"
    for row, count in counts.items():
        yield f"{row:10}{count['n']:>5}{count['right'] / count['n']:>9.1%} right{count['kind right'] / count['n']:>9.1%} of the right kind"


def heard(pack: Pack, understanding: object, question: str, text: str) -> str:
    """What the dialog made of a text, as a label."""
    made: list[Found] = []
    find = make_find(pack.knowledge, lambda: understanding)

    def noting(*args: object) -> Found:
        made.append(find(*args))
        return made[-1]

    session = Session(
        pack=pack.fingerprint,
        state="question",
        focus=(question,),
        answers=dict.fromkeys([q for q in pack.script.questionnaire.questions if q != question][:4], ""),
    )
    from dialogs.interpreter import global_command, interpret

    action = interpret(pack, session, text).action
    if action is None:
        Engine(pack, noting).take_turn(session, Said(text))
        found = made[-1]
        if found.outcome is Outcome.REPLY:
            return f"answer:{found.option}"
        if found.outcome is Outcome.ANSWER:
            return "ask:" + "|".join(as_listed(topic, listed_topics()) for topic in found.topics[:1])
        if found.options:
            return "maybe:" + "|".join(found.options)
        if found.outcome in (Outcome.CLARIFY, Outcome.NEAR):
            return "clarify:" + "|".join(as_listed(topic, listed_topics()) for topic in found.topics[:3])
        if found.outcome is not Outcome.STEER:
            return str(found.outcome)
        action = global_command(pack, session, found.steer, text)
    if action.verb == "answer":
        return f"answer:{action.args[1]}"
    if action.verb == "change" and action.args:
        return f"change:{list(pack.script.questionnaire.questions).index(action.args[0]) + 1}"
    return action.verb


def fits(want: str, got: str) -> bool:
    if want.startswith("ask:"):
        accepted = set(want[4:].split("|"))
        return got.split(":", maxsplit=1)[0] in ("ask", "clarify") and bool(
            accepted & set(got.split(":")[1].split("|"))
        )
    return want == got
