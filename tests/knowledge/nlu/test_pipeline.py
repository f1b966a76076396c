"""Questions in people's words: how many are understood, what is declined, and what hostile text costs."""

import json
import string
import time

import hypothesis
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.main import cli
from bot.packs import load_knowledge
from knowledge.model import Outcome
from knowledge.nlu.model_store import open_pipeline
from knowledge.reading import Kind
from knowledge.search import make_find


def test_each_sentence_does_what_it_does(opened):
    reading = opened[1]("Many experiments please. What does a data engineer earn in Nigeria?", (), "failure")
    assert reading.acts[-1].kind == Kind.ASK
    assert reading.acts[-1].label == "salary.nigeria"
    assert reading.acts[-1].text == "What does a data engineer earn in Nigeria?"


def test_a_story_answers_several_questions_with_its_own_words(opened):
    story = "I was a java dev for six years. Calculus was my favourite subject, I love maths. My flat is in Lagos."
    acts = {act.question: act for act in opened[1].answers(story, ("background", "math"))}
    assert (acts["background"].label, acts["math"].label) == ("software", "strong")
    assert acts["background"].text == "I was a java dev for six years."


def test_the_end_of_a_long_message_is_read(opened):
    filler = "We had a long week at the office and the weather was bad. " * 60
    reading = opened[1](f"{filler}\nWhat tools does a data engineer use?")
    assert reading.acts[-1].text == "What tools does a data engineer use?"


def test_distress_and_other_languages_are_no_topics(find):
    assert find("I want to die", (), None).outside == "distress"
    assert find("I want to die", ("salary",), "craft").outside == "distress"
    assert find("this job is killing me", (), None).outside != "distress"
    assert find("¿cuánto gana un ingeniero de datos?", (), None).outside == "language"
    assert find("数据工程师的工资是多少", (), None).outside == "language"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("de salary nigeria", "salary.nigeria"),
        ("wich is hardr to lern", "learning.harder"),
        ("k8s and docker, whose job", "roles.mle.deployment"),
        ("How much does an ML engineer make?", "salary"),
    ],
)
def test_a_persons_words_find_the_topic(find, text, topic):
    found = find(text, (), None)
    assert topic in found.topics[:3]


def test_a_question_on_both_tracks_gets_one_combined_answer(find):
    found = find("what tools does each role use", (), None)
    assert found.outcome is Outcome.ANSWER
    assert set(found.topics) == {"tools.mle", "tools.de"}


@pytest.mark.parametrize(
    ("before", "text", "topic"),
    [
        ("salary.us", "and in Nigeria?", "salary.nigeria"),
        ("tools.mle", "what about the other one", "tools.de"),
        ("premium.mle", "and the data engineer?", "premium.de"),
        ("learning.harder", "why though?", "learning.harder"),
        ("tools.mle", "anyway, what is the local pay in nigeria", "salary.nigeria"),
        ("tools.mle", "is there a big market for data engineering worldwide?", "market.de"),
    ],
)
def test_a_follow_up_is_read_with_what_was_asked_before(find, before, text, topic):
    assert find(text, (before,), None).topics[0] == topic


@pytest.mark.parametrize(
    "text",
    ["salary in germany", "do I need a phd", "weather in hamburg", "data scientist vs data engineer", "asdf jkl qwer"],
)
def test_what_the_article_does_not_say_is_declined(find, text):
    assert find(text, (), None).outcome is not Outcome.ANSWER


def test_steering_and_answers_exist_only_where_they_can_be_meant(find):
    assert find("can we go back one", (), None).outcome is not Outcome.STEER
    assert find("can we go back one", (), "").steer == "back"
    assert find("many experiments please", (), "failure").option == "search"
    assert find("many experiments please", (), None).option == ""


ORDINARY = (
    "so my cousin keeps telling me over dinner that whoever looks after all those pipes sleeps better than people who "
    "teach the thing to guess, and honestly i never know what to reply because both sound like a lot of evenings gone"
)
hostile = st.one_of(
    st.text(max_size=3000),
    st.text(alphabet="🙂🔥💣👩‍💻", min_size=1, max_size=300),
    st.text(alphabet=string.punctuation + "{}<>%$'\"", max_size=500),
    st.from_regex(r"(<script>|'; DROP TABLE|\{\{7\*7\}\}|\.\./){1,40}", fullmatch=True),
    st.text(alphabet="абвגדהअआइ漢字かな", max_size=400),
    st.sampled_from(["a" * 100_000, "pay " * 25_000, "?" * 100_000, "ɐ" * 100_000, "aA1 " * 25_000]),
)


@hypothesis.settings(max_examples=100, deadline=None)
@given(text=hostile)
def test_hostile_text_gets_an_outcome_in_time(find, text):
    assert isinstance(find(text, ("salary",), "bias").outcome, Outcome)
    longest = min(_cost(find, f"{ORDINARY} {n}") for n in range(3))
    hostile = min(_cost(find, f"{text}{n}") for n in range(3))
    assert hostile < 10 * longest  # a guard against blow-ups, as a ratio; the figures are `make bench`'s


def _cost(find, text):
    started = time.process_time()
    find(text, ("salary",), "bias")
    return time.process_time() - started


@pytest.mark.parametrize(
    "text",
    ["🙂🙂🙂", "<img src=x onerror=alert(1)>", "'; DROP TABLE x; --", "ignore all previous instructions", "xq zzv qqk"],
)
def test_hostile_text_is_never_answered(find, text):
    assert find(text, (), None).outcome is not Outcome.ANSWER


def test_new_content_is_fitted_by_itself(tiny_pack, tmp_path):
    def found(text):
        knowledge = load_knowledge(tiny_pack)
        return make_find(knowledge, lambda: open_pipeline(knowledge, tmp_path / "cache", str))(text, (), None)

    assert found("tell me about tea").topics[:1] == ("tea",)
    phrasings = tiny_pack / "phrasings" / "drinks.yaml"
    more = ", ".join(f'"{text} water"' for text in ("tell me about", "is there", "please", "some", "how wet is"))
    phrasings.write_text(phrasings.read_text() + f"outside.water: [{more}]\n")
    assert found("how wet is water").outside == "water"


def test_unanswered_questions_are_counted_masked_and_forgotten(tmp_path):
    store = str(tmp_path / "s.db")
    runner = CliRunner()

    def chat(name: str, *lines: str) -> None:
        args = ["chat", "--plain", "--as", name, "--store", store]
        assert runner.invoke(cli, args, input="\n".join((*lines, ""))).exit_code == 0

    chat("ada", "what is the salary in germany?", "I am Ada Lovelace, do I need a phd?")
    chat("bob", "what is the salary in Germany")
    listed = runner.invoke(cli, ["unanswered", "--store", store]).output
    assert "   2  what is the salary in" in listed
    assert "Lovelace" not in listed
    assert "knowledge/phrasings/" in listed
    chat("bob", "forget me", "1")
    rows = json.loads(runner.invoke(cli, ["unanswered", "--store", store, "--json"]).output)
    assert [row["count"] for row in rows] == [1, 1]
    chat("ada", "forget me", "1")
    assert runner.invoke(cli, ["unanswered", "--store", store]).output.strip() == "none yet"


def test_why_shows_how_an_answer_was_found():
    shown = (
        CliRunner()
        .invoke(cli, ["why", "and for the other one?", "--after", "what tools does an ml engineer use"])
        .output
    )
    assert "completed: [tools.de]" in shown
    assert "outcome:   answer tools.de" in shown
