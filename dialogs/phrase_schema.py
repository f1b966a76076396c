"""What a script must hold: each phrase and label with the words that may be filled into it, and each command.

The screens say them by these names; a script that lacks one, or fills in what nobody knows, is not loaded.
"""

import string
from collections.abc import Callable, Iterator, Mapping

from knowledge.problems import Problem, nearest

# Kinds of small talk, as the phrasings of the content name them.
CHATS = (
    *("greeting", "thanks", "goodbye", "identity", "ability", "compliment", "insult", "joke"),
    *("mood", "ack", "feelings", "free", "trick", "later", "sceptic", "shy"),
)
# Each phrase of the script with the words that may be filled into it.
PHRASES = {
    "menu.finished": "advice",
    "menu.hello": "tracks article publisher year",
    **dict.fromkeys(("menu.again", "menu.resumed", "menu.underway"), ""),
    "question.intro": "total",
    "question.ask": "n total bar text",
    "question.changing": "label text",
    **dict.fromkeys(("question.recorded", "question.guess"), "label"),
    "question.recalled": "name label",
    **dict.fromkeys(("question.others", "question.none_skipped"), ""),
    "question.left_out": "names",
    **dict.fromkeys(("question.skipped", "question.bar_done", "question.bar_open"), ""),
    "settled.text": "left advice",
    "settled.last": "left advice",
    "repair.restored": "names",
    "noted.text": "lines",
    "noted.line": "quote name label",
    **{"noted.line_plain": "name label", "noted.taken": "n", "noted.dropped": "name"},
    **{"noted.again": "labels", "noted.kept": "name label", "noted.progress": "left"},
    **dict.fromkeys(("heard.begin", "heard.next", "heard.here", "heard.felt"), ""),
    **{"repair.not_these": "names text", "repair.not_placed_told": "quote"},
    **dict.fromkeys(("declined.course", "declined.degree", "declined.study-howto", "declined.tool-howto"), ""),
    **dict.fromkeys(("declined.job-search", "declined.feel", "declined.replace", "declined.personal"), ""),
    **dict.fromkeys(("declined.general-tech", "declined.company"), ""),
    "declined.pay-elsewhere": "regions",
    "declined.other-role": "tracks roles",
    "declined.near": "title lead",
    "explain.text": "more terms",
    "explain.named": "more terms",
    "helped.ask": "",
    "chat.go_on": "",
    "explain.term": "term meaning",
    **dict.fromkeys(("explain.purpose", "explain.dislike"), "more"),
    "explain.progress": "left",
    "explain.last": "left",
    **dict.fromkeys(
        (
            "explain.one",
            "explain.early",
            "noted.left_out",
            "noted.which",
            "noted.first",
            "noted.how",
            "my_data.short",
            "declined.off-topic",
            "topic.no_more",
        ),
        "",
    ),
    "topic.only_year": "year",
    **{"explain.words": "terms", "explain.several": "most", "topic.said": "sentence"},
    "source.topic": "publisher section year",
    "explain.unsure": "text",
    **dict.fromkeys(("objection.counted", "objection.taken_back"), "clause"),
    **dict.fromkeys(("objection.changes", "objection.supposed"), "name label before"),
    **dict.fromkeys(("objection.moves", "objection.stays"), "track"),
    **{
        "objection.bad_side": "field side",
        "objection.which": "",
        "objection.even": "",
        **{"objection.supposed_open": "name label", "objection.without": "name before"},
    },
    "result.score": "track points",
    "result.flip": "clauses field",
    **dict.fromkeys(("result.your_answer", "result.total", "result.skipped", "result.open", "result.nothing"), ""),
    "result.changed": "changes before after",
    "result.unchanged": "changes after margin_before margin_after",
    "result.same": "changes after",
    "what_if.text": "changes track scores",
    "what_if.change": "name label",
    "more.text": "",
    "more.flips": "flips",
    "matters.text": "most",
    "matters.marked": "names",
    "matters.none": "",
    "matters.too_many": "most",
    "question.several": "picked",
    "about.text": "article publisher year",
    "helped.thanks": "",
    "helped.sorry": "",
    "points.text": "",
    "summary.copy": "",
    "card.caption": "advice",
    "sides.text": "name good bad day article year",
    "ask.text": "",
    "subject.text": "title",
    "topic.text": "title answer",
    "topic.part": "title answer",
    "topic.find_out": "total",
    "topic.source": "section year",
    "topic.year": "year",
    "compare.text": "",
    "table.text": "title",
    "table.factor": "",
    "row.text": "name",
    "row.source": "section",
    "pay_region.text": "",
    "pay_track.text": "region",
    "pay_specialty.text": "track region",
    "pay.line": "track region range period",
    "pay.yearly": "track region range low high",
    **dict.fromkeys(("pay.no_period", "pay.no_rate"), ""),
    **{"pay.level": "level", "pay.gap": "region low high period", "pay.premium": "specialty base premium low high"},
    "pay.other_period": "",
    "pay.dated": "level year",
    "pay.plain": "track region range period level year",
    "pay.sum": "track region specialty range period premium low_base low_factor low high_base high_factor high open",
    "pay.estimate": "level year",
    "pay.no_figure": "track region specialty range period level year",
    "pay.source": "section",
    **dict.fromkeys(
        (
            "telegram.not_yours",
            "telegram.sorry",
            "telegram.failed",
            "telegram.cannot_write",
            "telegram.my_data",
            "telegram.inline_none",
            "telegram.share",
            "telegram.share_title",
            "telegram.share_none",
            "telegram.share_ask",
        ),
        "",
    ),
    "telegram.name": "",
    **dict.fromkeys(("telegram.description", "telegram.about"), "tracks n"),
    "my_data.text": "facts",
    **dict.fromkeys(("my_data.offered", "my_data.misses", "my_data.back_stack"), "n"),
    **{"my_data.thorough": "", "my_data.knows": "words", "plan.known": ""},
    **dict.fromkeys(("my_data.answers", "my_data.guesses"), "answers"),
    "my_data.topics": "topics",
    "forget.text": "",
    "forget.done": "",
    "console.bye": "",
    "console.leaving": "",
    "console.quit": "",
    "console.kept": "",
    "console.picture": "file",
    "console.no_picture": "why",
    "repair.undone": "names",
    "repair.maybe": "names text",
    "repair.closest": "",
    **dict.fromkeys(("outside.distress", "outside.language"), ""),
    "repair.unclear_more": "hint",
    "repair.old_answer": "text before after",
    "repair.old_open": "text after",
    "repair.same_answer": "label",
    "repair.no_such_question": "n total",
    **{
        f"repair.{name}": ""
        for name in (
            *(
                "unclear",
                "unclear_new",
                "unclear_verdict",
                "which",
                "unclear_out",
                "hint",
                "declined",
                "clarify",
                "misread",
                "not_placed",
                "yes",
                "no",
                "none",
            ),
            *("empty", "no_text", "edited", "long", "back_end", "back", "help", "nothing_to_skip", "cancelled"),
            *("restarted", "gone", "healed", "change_which", "nothing_to_change"),
        )
    },
    **{f"chat.{kind}": "" for kind in CHATS},
}
# Each label of the script, likewise.
LABELS = {
    **dict.fromkeys(
        [
            "menu",
            "find",
            "go_on",
            "result",
            "plan",
            "ask",
            "compare",
            "pay",
            "back",
            "skip",
            "skip_specialty",
            "help",
            "repeat",
            "cancel",
            "restart",
            "my_data",
            "forget",
            "forget_yes",
            "forget_no",
            "change_yes",
            "keep",
            "keep_two",
            "keep_it",
            *("unchanged", "keep_short"),
            "none",
            "continue",
            "what_if_join",
            "why",
            "how_sure",
            "more",
            "matters",
            "noted_all",
            "noted_none",
            "points",
            "summary",
            "card",
            "send",
            "change_any",
            "about",
            "several",
            "done",
            "helped_yes",
            "helped_no",
            "or",
        ],
        "",
    ),
    "change": "name",
    "what_if": "names",
    "why_not": "track",
    "sides": "track",
    "unnote": "name",
    "pick": "label",
    "table": "title",
    "row": "name",
    "track": "name",
}
COMMANDS = [
    *("menu", "find", "result", "plan", "ask", "compare", "pay", "back", "skip", "cancel", "restart", "repeat", "help"),
    *("my_data", "forget", "change", "why", "how_sure", "more", "matters", "points", "summary", "card", "about"),
    *("yes", "no", "go_on"),
]
NUMBERED, PICKED = "change {n}", "pick {n}"


def check_words(
    file: str, found: Mapping[str, str], wanted: Mapping[str, str], has: Callable[[str, str], bool]
) -> Iterator[Problem]:
    """Missing and unknown names, and braces that nothing fills in; `has` knows which names stand in the file."""
    for key in found.keys() - wanted.keys():
        yield Problem(file, 0, _entry(key), "nothing says this", nearest(key, wanted))
    for key in wanted.keys() - found.keys():
        if not has(_entry(key), file):
            yield Problem(file, 0, _entry(key), "is missing: a screen needs it", f"add '{key.split('.')[-1]}: …'")
    for key in found.keys() & wanted.keys():
        allowed = set(wanted[key].split())
        try:
            used = {name for _, name, _, _ in string.Formatter().parse(found[key]) if name is not None}
        except ValueError as error:
            yield Problem(file, 0, _entry(key), f"braces do not match ({error})", "write {word}, or {{ for {")
            continue
        for name in used - allowed:
            yield Problem(file, 0, _entry(key), f"'{{{name}}}' cannot be filled in here", nearest(name, allowed))


def _entry(key: str) -> str:
    return key.replace(".", ", ")


def check_commands(
    file: str, says: Mapping[str, tuple[str, ...]], fold: Callable[[str], str], has: Callable[[str, str], bool]
) -> Iterator[Problem]:
    """Missing and unknown commands, and messages that two of them claim."""
    known, said_by = {*COMMANDS, NUMBERED, PICKED}, dict[str, str]()
    for key in says.keys() - known:
        yield Problem(file, 0, f"says, {key}", "no such command", nearest(key, known))
    for key in known - says.keys():
        if not has(f"says, {key}", file):
            yield Problem(file, 0, f"says, {key}", "nobody can say it", f"add '{key}: […]'")
    for command, messages in says.items():
        for message in messages:
            other = said_by.setdefault(fold(message), command)
            if other != command:
                cause = f"'{message}' stands under '{other}' too"
                yield Problem(file, 0, f"says, {command}", cause, "keep it under one of them")
