"""What the shipped content hears below a question and after a verdict. Texts of the project's own; small, and no figure."""

import pytest

from knowledge.nlu.cues import CERTAIN
from knowledge.reading import BEGUN, NOTES, VERDICT
from knowledge.search import decide


@pytest.fixture(scope="module")
def understanding(opened):
    return opened[1]


@pytest.mark.parametrize(
    ("text", "asked", "command"),
    [
        ("sorry, what do you mean?", "math", "explain"),
        ("why are you asking me that", "math", "purpose"),
        ("how many questions are there still", "math", "progress"),
        ("hang on, i meant number 2", "math", "correct"),
        ("what tipped the balance in the end", VERDICT, "mattered"),
        ("i don't think that's right", VERDICT, "disagree"),
        ("but i hate maths", VERDICT, "objection"),
        ("what if i loved experiments", VERDICT, "suppose"),
        ("any drawbacks?", VERDICT, "catch"),
        ("in plain words please", VERDICT, "short"),
        ("how long would it take me", VERDICT, "how_long"),
        ("would that pay well", VERDICT, "earn"),
    ],
)
def test_talk_is_heard_where_it_makes_sense(understanding, text: str, asked: str, command: str):
    assert decide(understanding(text, (), asked)).steer == command
    assert decide(understanding(text, (), "")).steer != command


@pytest.mark.parametrize("topic", ["tools.mle", "path.hybrid"])
@pytest.mark.parametrize(
    ("text", "steer", "chat"), [("ok", "", "ack"), ("ok lets go", "find", ""), ("thanks", "", "thanks")]
)
def test_what_is_said_to_the_bot_goes_on_from_no_topic(understanding, topic: str, text: str, steer: str, chat: str):
    found = decide(understanding(text, (topic,), ""))
    assert (found.steer, found.chat) == (steer, chat)


@pytest.mark.parametrize("text", ["what does a data engineer do", "how much maths do i need", "what is etl"])
def test_questions_about_topics_stay_questions_after_a_verdict(understanding, text: str):
    assert decide(understanding(text, (), VERDICT)).steer == ""


@pytest.mark.parametrize(
    ("text", "question", "option"),
    [
        ("what if i loved statistics", "math", "strong"),
        ("but i hate maths", "math", "avoid"),
        ("suppose i wanted to build ai models", "wish", "build"),
        ("what if i were learning statistics gladly?", "math", "learning"),
    ],
)
def test_suppositions_and_objections_are_about_a_question(understanding, text: str, question: str, option: str):
    first = understanding.about(text, tuple(understanding.heads.options))[0]
    assert (first.question, first.label) == (question, option)


def test_a_story_is_read_sentence_by_sentence_negations_included(understanding):
    story = "Hello there! I am a java developer. I hate statistics. My cat is called Tom. I need a job within the year."
    acts = [
        act for act in understanding.answers(story, tuple(understanding.heads.options)) if act.cued and act.score > 0.6
    ]
    told = {act.question: act.label for act in acts}
    assert told["background"] == "software"
    assert told["math"] == "avoid"
    assert told["order"] == "soon"
    assert not any("Tom" in act.text or "Hello" in act.text for act in acts)


@pytest.mark.parametrize(
    "text", ["what's the point of living", "my life has no meaning any more", "i want to die", "nobody would miss me"]
)
def test_danger_is_heard(understanding, text: str):
    assert understanding(text, (), "").distress


@pytest.mark.parametrize(
    "text", ["this job is killing me", "i'd rather die than write java", "deadlines are murder", "i'm dead tired"]
)
def test_figures_of_speech_are_none(understanding, text: str):
    reading = understanding(text, (), "math")
    assert not reading.distress
    assert reading.outside != "distress"


def test_a_clause_of_a_sentence_is_an_answer_of_its_own(understanding):
    acts = understanding.answers("I'm a DBA at a hospital and I hate statistics.", ("background", "math"))
    assert {act.question: act.label for act in acts} == {"background": "systems", "math": "avoid"}


def test_where_questions_were_left_they_can_be_spoken_of_and_topics_go_on(understanding):
    assert decide(understanding("how many questions are there still", (), BEGUN)).steer == "progress"
    assert decide(understanding("sorry, what do you mean?", (), BEGUN)).steer != "explain"
    after = understanding("and for the other one?", ("salary.remote.de",), BEGUN)
    assert after.topics == understanding("and for the other one?", ("salary.remote.de",), "").topics


@pytest.mark.parametrize("asked", ["", "door", BEGUN, NOTES])
def test_who_argues_with_a_verdict_before_there_is_one_is_heard(understanding, asked: str):
    assert decide(understanding("ok but what if i had shipped a model?", (), asked)).steer == "early"
    assert understanding("ok but what if i had shipped a model?", (), asked).early.topic == "suppose"


def test_where_there_is_a_verdict_nobody_is_early(understanding):
    assert understanding("ok but what if i had shipped a model?", (), VERDICT).early is None
    assert understanding("ok but what if i had shipped a model?").early is None
    assert understanding("how many questions are left?", (), "door").early is None


def test_a_question_mark_is_seen(understanding):
    assert [understanding(text, (), "door").marked for text in ("data?", "data? :)", "data", "is it? data")] == [
        *(True, False, False, False)
    ]


def test_what_is_said_below_a_question_is_no_follow_up_to_a_topic_before(understanding):
    read = [understanding("why are you asking this?", before, "door").steer for before in ((), ("roles.mle",))]
    assert [command.topic for command in read] == ["purpose", "purpose"]


def test_beyond_doubt_an_answer_needs_no_telling_word(understanding):
    """A trade that many questions name tells little by its word; said by itself, it is an answer all the same."""
    act = next(act for act in understanding.answers("teacher, for twelve years", ("background",)))
    assert act.score >= CERTAIN
    assert act.cued
    assert not understanding._cues[f"say.background.{act.label}"] & {"teach", "teacher", "twelve"}
