"""What a writer should mend in content that can be loaded: every problem, none raised. The loader finds the rest."""

from collections import Counter
from collections.abc import Iterator

from knowledge.model import Knowledge
from knowledge.problems import Problem

ANSWER_LIMIT = 600  # characters; one phone screen


def check(knowledge: Knowledge) -> list[Problem]:
    """All problems of what is known, by entry; lengths show on the screens."""
    return [*_topics(knowledge), *_rows(knowledge)]


def _topics(knowledge: Knowledge) -> Iterator[Problem]:
    titles = Counter(topic.title for topic in knowledge.topics.values())
    for topic in knowledge.topics.values():
        entry = f"topic {topic.id}"
        if len(topic.answer) > ANSWER_LIMIT:
            cause = f"the answer has {len(topic.answer)} characters"
            yield Problem("", 0, f"{entry}, answer", cause, f"shorten it to {ANSWER_LIMIT}, or make two topics of it")
        if not topic.answer:
            yield Problem("", 0, f"{entry}, answer", "the answer is empty", "write it")
        if titles[topic.title] > 1:
            cause = f"two topics are titled '{topic.title}'"
            yield Problem("", 0, f"{entry}, title", cause, "say what sets them apart")
        if not topic.source.lines:
            yield Problem("", 0, f"{entry}, source", "no line of the article is cited", "add its line numbers")


def _rows(knowledge: Knowledge) -> Iterator[Problem]:
    rows = Counter(row.id for table in knowledge.tables.values() for row in table.rows)
    for table in knowledge.tables.values():
        for row in table.rows:
            if rows[row.id] > 1:
                cause = f"the id '{row.id}' is taken by another row"
                yield Problem("", 0, f"table {table.id}, row {row.id}", cause, "choose another id")
