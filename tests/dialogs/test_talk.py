"""Talk about a question leaves it open; talk about a verdict is about this person's, and changes nothing by itself."""

import msgspec
import pytest

from dialogs.advice.words import Words
from dialogs.engine import Engine
from dialogs.question_talk import OF_QUESTION
from dialogs.talk import OF_VERDICT
from knowledge.model import Found, Match, Outcome
from knowledge.reading import VERDICT, Slots
from tests.dialogs.listening import Hears, steer
from tests.people import Person

MILD = {"pace": "slow", "taste": "mild"}


def asked(tiny: Engine, hears: Hears, question: str = "pace") -> Person:
    person = Person(Engine(tiny.pack, hears))
    person.presses("find")
    if question == "taste":
        person.presses("answer:pace:slow")
    assert person.session.focus == (question,)
    return person


def advised(tiny: Engine, hears: Hears) -> Person:
    person = asked(tiny, hears, "taste")
    person.presses("answer:taste:mild")
    assert person.session.state == "result"
    return person


@pytest.mark.parametrize("act", list(OF_QUESTION))
def test_talk_about_a_question_records_nothing_and_keeps_it_open(tiny: Engine, act: str):
    person = asked(tiny, Hears(steer(act)))
    turn = person.says("hm, what now")
    assert turn.session.answers == {}
    assert turn.session.focus == ("pace",)
    assert "How do you wake up?" in person.text
    assert "answer:pace:slow" in turn.session.offered or "skip:pace" in turn.session.offered


def test_hard_words_that_a_text_names_are_explained(tiny: Engine):
    person = asked(tiny, Hears(steer("explain")))
    assert "_tea cup_: a small one." in person.says("what is a tea cup?").replies[0].text
    assert "what one drinks from" not in person.text
    assert "_slowly_: with time." in person.says("what do you mean").replies[0].text


def test_a_term_is_explained_even_where_nothing_was_understood(tiny: Engine):
    person = asked(tiny, Hears(Found(Outcome.DECLINE)))
    assert "what one drinks from" in person.says("cups?").replies[0].text


def test_progress_counts_what_is_left(tiny: Engine):
    assert "2 at most" in asked(tiny, Hears(steer("progress"))).says("how many").replies[0].text
    assert "last one" in asked(tiny, Hears(steer("progress")), "taste").says("how many").replies[0].text


@pytest.mark.parametrize("act", list(OF_VERDICT))
def test_talk_about_a_verdict_changes_no_answer_and_offers_a_way_on(tiny: Engine, act: str):
    hears = Hears(steer(act))
    hears.said = [("taste", "bitter", 0.9, "bitter")]
    turn = advised(tiny, hears).says("hm")
    assert turn.session.answers == MILD
    assert turn.session.offered
    assert turn.replies[-1].text


def test_what_is_asked_tells_the_search_where_the_person_is(tiny: Engine):
    hears = Hears()
    person = advised(tiny, hears)
    person.says("hm")
    person.presses("menu")
    person.says("hm")
    fresh = Person(Engine(tiny.pack, hears))
    fresh.says("hm")
    asked(tiny, hears).says("hm")
    assert [context for _, context in hears.asked] == [VERDICT, VERDICT, "", "pace"]


def test_an_objection_names_the_answer_that_it_touches(tiny: Engine):
    hears = Hears(steer("objection"))
    hears.said = [("taste", "bitter", 0.9, "bitter"), ("pace", "slow", 0.5, "slow")]
    person = advised(tiny, hears)
    text = person.says("but i like it bitter").replies[0].text
    assert "You answered _Mild_; this sounds more like _Bitter_." in text
    assert "keep:taste=bitter" in person.session.offered
    hears.said = [("taste", "mild", 0.9, "mild")]
    assert "you like it mild" in person.says("but mild").replies[0].text


@pytest.mark.parametrize(
    ("label", "phrase", "clause"),
    [("slow", "objection.taken_back", "slow"), ("fast", "objection.counted", "slow")],
)
def test_who_speaks_against_an_option_is_not_taken_to_be_for_it(tiny: Engine, label: str, phrase: str, clause: str):
    hears = Hears(steer("objection"))
    person = advised(tiny, hears)
    hears.said = [("pace", label, 0.5, "")]
    turn = person.says("but i hate that")
    told = Words(tiny.pack).clause("pace", clause)
    assert turn.replies[0].text == tiny.pack.script.phrase(phrase, clause=told)
    assert "change:pace" in [choice.id for choice in turn.replies[-1].choices]


def test_a_question_about_a_bad_side_is_answered_with_that(tiny: Engine):
    personal = Found(Outcome.DECLINE, outside="feel", personal=True)
    granted = advised(tiny, Hears(personal, near=0.26)).says("do i get called at night").replies[0].text
    assert "a real point" in granted
    assert "a real point" not in advised(tiny, Hears(personal, near=0.25)).says("do i get called").replies[0].text


def test_an_objection_to_a_bad_side_is_granted(tiny: Engine):
    assert (
        "It takes a while to brew."
        in advised(tiny, Hears(steer("objection"), near=0.5)).says("no time").replies[0].text
    )
    turn = advised(tiny, Hears(steer("objection"), near=0.1)).says("no cats")
    assert "None of my questions" in turn.replies[0].text
    assert turn.missed == "no cats"


def test_what_an_objection_tells_of_open_questions_is_noted_and_a_fact_told_again_is_known(tiny: Engine):
    hears = Hears(steer("objection"))
    person = asked(tiny, hears)
    person.session = msgspec.structs.replace(person.session, state="result", focus=(), answers={"pace": "slow"})
    before = person.session
    hears.said = [("taste", "mild", 0.85, "nothing bitter")]
    assert person.says("nothing bitter for me").session.state == "noted"
    person.session = before
    hears.said = [("taste", "mild", 0.84, "nothing bitter")]
    assert person.says("nothing bitter for me").session.state == "result"


@pytest.mark.parametrize(("score", "supposed"), [(0.6, True), (0.59, False)])
def test_an_answer_that_is_supposed_away_is_left_out_of_the_sum(tiny: Engine, score: float, supposed: bool):
    hears = Hears(steer("suppose"))
    person = advised(tiny, hears)
    hears.said = [("pace", "slow", score, "")]
    turn = person.says("what if i did not wake slowly")
    said = tiny.pack.script.phrase("objection.without", before="Slowly", name="pace")
    assert turn.replies[0].text.startswith(said) == supposed
    assert turn.session.answers == MILD


def test_what_was_answered_before_is_known_below_another_question_or_offered_to_be_changed(tiny: Engine):
    hears = Hears(Found(Outcome.DECLINE, tells=True))
    person = asked(tiny, hears, "taste")
    hears.said = [("pace", "slow", 0.85, "")]
    assert person.says("i wake slowly, as i said").replies[0].text == tiny.pack.script.phrase(
        "repair.same_answer", label="Slowly"
    )
    hears.said = [("pace", "fast", 0.85, "")]
    assert person.says("i am up at dawn, every day").replies[0].choices[0].id == "reanswer:pace:fast"
    hears.found = Found(Outcome.CHAT, chat="feelings")
    assert person.says("i am up at dawn, every day").replies[0].choices[0].id == "reanswer:pace:fast"
    hears.said = [("pace", "fast", 0.84, "")]
    assert not person.says("i am up at dawn, every day").replies[0].choices
    assert person.session.answers == {"pace": "slow"}


@pytest.mark.parametrize(
    ("text", "near", "supposed"),
    [
        ("what if i woke at once", 0.5, True),
        ("what if i woke at once", 0.49, False),
        ("would i wake at once", 0.5, False),
    ],
)
def test_a_supposition_in_the_words_of_the_verdict_is_reckoned(tiny: Engine, text, near: float, supposed: bool):
    hears = Hears(Found(Outcome.ANSWER, (Match("tea", 0.9),)), near=near)
    person = advised(tiny, hears)
    first = next(
        option for q in tiny.pack.script.questionnaire.questions.values() for option in q.options if option.you
    )
    person.session = msgspec.structs.replace(person.session, answers={"pace": "fast", "taste": "mild"})
    told = person.says(text).replies[0].text
    assert told.startswith(f"Suppose you had answered _{first.label}_") == supposed
    assert person.session.answers == {"pace": "fast", "taste": "mild"}


def test_a_supposition_is_reckoned_and_not_taken(tiny: Engine):
    hears = Hears(steer("suppose"))
    hears.said = [("taste", "bitter", 0.9, "bitter")]
    text = advised(tiny, hears).says("what if i liked it bitter").replies[0].text
    assert "_Bitter_ instead of _Mild_" in text
    assert "it would be too even" in text
    hears.said = []
    assert "Which answer" in advised(tiny, hears).says("what if").replies[0].text


def test_thanks_after_a_verdict_asks_whether_it_helped_once(tiny: Engine):
    person = advised(tiny, Hears(Found(Outcome.CHAT, chat="thanks")))
    person.says("thanks")
    assert {"helped:yes", "helped:no"} <= set(person.session.offered)
    assert person.presses("helped:yes").session.helped == "yes"
    person.says("thanks")
    assert "helped:yes" not in person.session.offered


def test_pay_is_of_the_track_that_was_advised(tiny: Engine):
    person = advised(tiny, Hears(steer("earn")))
    person.says("and the money?")
    assert "- At home: €1–€2 a cup" in person.text
    assert person.session.pay == ("", "tea", "")


@pytest.mark.parametrize(("score", "touched"), [(0.3, True), (0.29, False)])
def test_an_objection_touches_an_answer_from_a_share_on(tiny: Engine, score: float, touched: bool):
    hears = Hears(steer("objection"))
    hears.said = [("taste", "bitter", score, "bitter")]
    assert ("sounds more like _Bitter_" in advised(tiny, hears).says("hm").replies[0].text) is touched


@pytest.mark.parametrize(("near", "granted"), [(0.26, True), (0.25, False)])
def test_a_bad_side_is_granted_from_a_nearness_on(tiny: Engine, near: float, granted: bool):
    text = advised(tiny, Hears(steer("objection"), near=near)).says("no time").replies[0].text
    assert ("It takes a while to brew." in text) is granted


def test_a_term_is_explained_where_no_question_waits(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.DECLINE, asks=True))))
    assert "what one drinks from" in person.says("what are cups?").replies[0].text
    assert person.session.state == "menu"


def test_only_a_short_text_asks_for_a_word_that_it_names(tiny: Engine):
    person = asked(tiny, Hears(Found(Outcome.DECLINE)))
    assert "what one drinks from" in person.says("those cups you mention?").replies[0].text
    assert "what one drinks from" not in person.says("who washes all those cups then?").replies[0].text


def test_an_answer_named_by_its_label_after_a_verdict_is_offered_as_a_change(tiny: Engine):
    for found in (steer("disagree"), Found(Outcome.NEAR, (Match("tea", 0.4),)), Found(Outcome.DECLINE)):
        person = advised(tiny, Hears(found))
        turn = person.says("when I said slowly I was too modest; it is rather at once")
        assert "keep:pace=fast" in turn.session.offered
        assert turn.session.answers == MILD
    person = advised(tiny, Hears(steer("suppose")))
    assert "Suppose you had answered _At once_" in person.says("and if I had said at once?").replies[0].text
    person = advised(tiny, Hears(Found(Outcome.DECLINE)))
    assert "keep:pace=fast" not in person.says("it was mild").session.offered  # the answer that was given


@pytest.mark.parametrize(
    ("found", "beyond"),
    [
        (Found(Outcome.NEAR, (Match("tea", 0.4),), personal=True, asks=True), True),
        (Found(Outcome.NEAR, (Match("tea", 0.4),), personal=True, asks=True, named=True), False),
        (Found(Outcome.NEAR, (Match("tea", 0.4),), asks=True), False),
        (Found(Outcome.DECLINE, outside="feel", personal=True, asks=True), True),
        (Found(Outcome.DECLINE, outside="course", personal=True, asks=True), False),
        (Found(Outcome.DECLINE, outside="feel", personal=True, asks=True, roles=("cook",)), False),
        (Found(Outcome.DECLINE, personal=True, noise=True), False),
    ],
)
def test_what_is_asked_about_the_person_after_a_verdict_is_answered_from_it(tiny: Engine, found: Found, beyond: bool):
    person = advised(tiny, Hears(found))
    turn = person.says("would that suit my cousin, too?")
    assert turn.replies[0].text.startswith("To “") is beyond
    assert not beyond or (turn.missed, turn.session.offered[0]) == ("would that suit my cousin, too?", "why")


def test_a_claim_about_oneself_is_changed_by_choosing_which(tiny: Engine):
    turn = advised(tiny, Hears(steer("correct"))).says("i lied a bit")
    assert turn.session.offered[:2] == ("change:pace", "change:taste")
    assert turn.session.answers == MILD


def test_the_source_is_that_of_the_topic_told_last(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(steer("source"))))
    assert person.says("says who?").session.state == "about"
    person.presses("topic:tea")
    section = tiny.pack.knowledge.topics["tea"].source.section
    turn = person.says("says who?")
    assert section in turn.replies[0].text
    assert turn.session.state == "topic"


def test_who_asks_on_about_a_topic_hears_that_there_is_no_more(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.ANSWER, (Match("tea", 1.0),)))))
    person.presses("topic:tea")
    for text in ("an example?", "more"):
        turn = person.says(text)
        assert (turn.replies[0].text.split(",")[0], turn.missed) == ("The article says no more about that", text)
    assert "Tea" in person.says("why?").replies[0].text  # the reason may stand in it
    person.presses("topic:coffee")
    assert "Tea" in person.says("more").replies[0].text


def test_who_asks_about_privacy_while_we_ask_is_answered_there(tiny: Engine):
    turn = asked(tiny, Hears(steer("my_data"))).says("does my boss get to see this")
    assert turn.replies[0].text.startswith("I show your answers to nobody")
    assert (turn.session.state, turn.session.focus) == ("question", ("pace",))


@pytest.mark.parametrize("act", ["disappointed", "for_others", "circumstances", "lacking", "able"])
def test_what_is_said_of_a_life_is_answered_from_the_verdict_and_changes_nothing(tiny: Engine, act: str):
    person = advised(tiny, Hears(steer(act)))
    before = person.session.answers
    turn = person.says("oh well")
    assert turn.session.answers == before
    assert turn.session.state == "result"
    assert turn.session.offered[-1] == "result"
    assert (
        "You wake up slowly" in person.text
        or "you wake up slowly" in person.text
        or act in ("circumstances", "lacking")
    )


def test_who_hoped_for_the_other_one_hears_its_best_case(shipped: Engine):
    person = Person(Engine(shipped.pack, Hears(steer("disappointed"))))
    answers = {"door": "data", "built": "nothing", "product": "records", "wish": "base"}
    person.session = msgspec.structs.replace(person.session, state="result", answers=answers)
    assert "The best case for machine learning is this:" in person.says("pity").replies[0].text


def test_a_supposition_of_what_was_answered_already_is_none(tiny: Engine):
    hears = Hears(steer("suppose"))
    hears.said = [("taste", "mild", 0.9, "mild")]
    person = advised(tiny, hears)
    assert "instead of" not in person.says("and if i liked it mild").replies[0].text
    hears.said = [("taste", "strong", 0.1, "strong")]
    assert "the article has no answer" in person.says("and if the moon were cheese").replies[0].text


def test_doubts_about_the_bot_are_about_the_verdict_once_there_is_one(tiny: Engine):
    doubt = Found(Outcome.CHAT, chat="sceptic")
    assert "I sell nothing" in asked(tiny, Hears(doubt)).says("another quiz").replies[0].text
    assert "it is your choice" in advised(tiny, Hears(doubt)).says("you say that to everybody").replies[0].text


def test_doubts_about_a_guess_admit_it_and_lead_to_what_was_left_open(tiny: Engine):
    doubts = Hears(steer("disagree"))
    person = asked(tiny, doubts)
    for choice in ("skip:pace", "skip:taste"):
        person.presses(choice)
    turn = person.says("that is vague")
    assert doubts.asked[-1] == ("that is vague", VERDICT)
    assert turn.replies[0].text.startswith("Fair enough: that is little to go on. So far nothing you told me")


def test_doubts_about_a_leaning_offer_the_questions_that_were_skipped(shipped: Engine):
    person = Person(Engine(shipped.pack, Hears(steer("disagree"))))
    skipped = dict.fromkeys(shipped.pack.script.questionnaire.questions, "")
    person.session = msgspec.structs.replace(person.session, state="result", answers={**skipped, "door": "data"})
    turn = person.says("that is vague")
    assert "I lean towards data engineering" in turn.replies[0].text
    assert sum(choice.startswith("change:") for choice in turn.session.offered) == 2
    assert "change:door" not in turn.session.offered
    assert "matters" not in turn.session.offered
    person.session = msgspec.structs.replace(person.session, answers={"door": "data", "built": ""})
    offered = person.says("that is vague").session.offered
    assert "go_on" in offered
    assert "change:built" not in offered


def test_doubts_about_a_joined_road_hear_that_it_is_one_of_its_own(tiny: Engine):
    person = asked(tiny, Hears(steer("disagree")))
    person.presses("answer:pace:both")
    person.presses("answer:taste:either")
    assert (
        person.says("so you could not decide")
        .replies[0]
        .text.startswith(
            "It is a road of its own and no way around a decision: whoever likes both is happiest by turns."
        )
    )


def test_a_question_about_a_life_that_names_where_gets_the_pay_there_too(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    hears = Hears(steer("circumstances"))
    person = Person(Engine(engine.pack, hears))
    person.presses("find")
    while person.session.state == "question":
        question = engine.pack.script.questionnaire.questions[person.session.focus[0]]
        best = max(question.options, key=lambda option: option.points.get("de", 0))
        person.presses(f"answer:{question.id}:{best.id}")
    person.presses("result")
    assert region.range_of("de") not in person.says("with two children?").replies[0].text
    hears.named = Slots(regions=(region.id,))
    told = person.says("with two children, over there?").replies[0].text
    assert region.range_of("de") in told
    assert region.range_of("mle") not in told


@pytest.mark.parametrize("before", [(), ("find",)])
def test_who_argues_before_there_is_a_verdict_hears_so_and_loses_nothing(tiny: Engine, before: tuple[str, ...]):
    person = Person(Engine(tiny.pack, Hears(steer("early"))))
    for choice in before:
        person.presses(choice)
    state = person.session.state
    turn = person.says("why not coffee?")
    assert turn.replies[0].text.startswith("I have not advised anything yet")
    assert (turn.session.state, turn.session.answers) == (state, {})


def test_a_hardship_in_one_sentence_is_heard_before_what_else_is_answered(tiny: Engine):
    found = Found(Outcome.ANSWER, (Match("tea", 0.9),), asks=True, felt="feelings")
    replies = Person(Engine(tiny.pack, Hears(found))).says("i was laid off. what is tea?").replies
    assert replies[0].text == tiny.pack.script.phrases["heard.felt"]
    assert len(replies) > 1


def test_what_was_noted_last_is_told(tiny: Engine):
    person = asked(tiny, Hears(steer("recall")), "taste")
    turn = person.says("what did i just pick?")
    assert "You said _Slowly_" in turn.replies[0].text
    assert turn.session.focus == ("taste",)
    assert "haven't answered" in asked(tiny, Hears(steer("recall"))).says("what did i pick?").replies[0].text


@pytest.mark.parametrize("act", ["too_late", "able", "circumstances"])
def test_worries_are_answered_anywhere_and_lose_no_question(tiny: Engine, act: str):
    person = asked(tiny, Hears(steer(act)))
    turn = person.says("am i too old")
    assert len(turn.replies[0].text) > 40
    assert turn.session.focus == ("pace",)
    assert "How do you wake up?" in person.text
    fresh = Person(Engine(tiny.pack, Hears(steer(act))))
    assert len(fresh.says("am i too old").replies[0].text) > 40
    assert fresh.session.state == "menu"


def test_a_label_of_an_earlier_question_corrects_it_where_the_text_takes_back(tiny: Engine):
    person = asked(tiny, Hears(Found(Outcome.DECLINE)), "taste")
    assert person.says("oh wait, for the one before: At once").session.answers == {"pace": "fast"}
    assert person.session.focus == ("taste",)
    assert person.says("my boss says: slowly does it").session.answers == {"pace": "fast"}


def test_who_asks_for_somebody_else_is_told_how_that_goes(tiny: Engine):
    hears = Hears(steer("find"), slots=Slots(others=True))
    person = Person(Engine(tiny.pack, hears))
    assert "Let them answer for themselves" in person.says("could you help my son choose").replies[0].text
    assert person.session.state == "question"
    assert "Let them answer" not in person.says("and my son?").replies[0].text


def test_relief_is_shared_with_an_honest_word(tiny: Engine):
    text = advised(tiny, Hears(steer("relieved"))).says("phew").replies[0].text
    assert text.startswith("I am glad it feels right. One honest word beside it: ")
    assert "What comes first" in text


def test_what_was_skipped_is_offered_again(tiny: Engine):
    person = asked(tiny, Hears(steer("skipped")))
    assert person.says("what did i skip").replies[0].text == "You left none out."
    person.presses("skip:pace")
    assert person.says("what did i skip").replies[0].text == "You left these out: pace. Which shall I ask?"
    assert person.presses("change:pace").session.focus[0] == "pace"


def test_the_other_road_is_not_closed_and_a_summary_is_theirs_to_pass_on(tiny: Engine):
    person = advised(tiny, Hears(steer("other_road")))
    assert "No road is closed by this" in person.says("is the other one off the table?").replies[0].text
    person.engine.find.found = steer("summary")
    assert person.says("can i send this to my husband?").replies[0].text.startswith("I can't send it myself.")
    assert person.session.state == "summary"


def test_topics_are_of_the_track_of_the_verdict_unless_another_is_talked_about(shipped: Engine):
    def finds(topic: str, **more: bool) -> Hears:
        return Hears(Found(Outcome.ANSWER, (Match(topic, 1.0),)), **more)

    titles = {topic.id: topic.title for topic in shipped.pack.knowledge.topics.values()}
    answers = {"door": "data", "built": "data", "product": "reliable", "wish": "base", "failure": "cause"}
    questions = shipped.pack.script.questionnaire.questions
    answers = {q: o for q, o in answers.items() if questions[q].option(o)}
    person = Person(Engine(shipped.pack, finds("tools.mle")))
    person.session = msgspec.structs.replace(person.session, state="result", answers=answers)
    assert titles["tools.de"] in person.says("which tools would i use").replies[0].text
    person.engine.find.found = Found(Outcome.ANSWER, (Match("persona.mle", 1.0),))
    person.engine.find.named = Slots(tracks=("mle",), rest=3)
    assert titles["persona.mle"] in person.says("who suits ml").replies[0].text
    person.engine.find.named = Slots(rest=3)
    person.engine.find.found = Found(Outcome.ANSWER, (Match("tools.mle", 1.0),))
    assert titles["tools.mle"] in person.says("and their tools").replies[0].text


TWELVE = "with two children i have little pieces of time, one after another"


@pytest.mark.parametrize(
    ("text", "score", "answers"),
    [(TWELVE, 0.8, {}), (TWELVE, 0.79, {"pace": "fast"}), (TWELVE[5:], 0.8, {"pace": "fast"})],
)
def test_a_clause_that_says_otherwise_than_the_whole_is_asked_back(
    tiny: Engine, text: str, score: float, answers: dict
):
    hears = Hears(Found(Outcome.REPLY, option="fast"))
    hears.said = [("pace", "slow", score, "one after another")]
    turn = asked(tiny, hears).says(text)
    assert turn.session.answers == answers
    assert ("Do you mean _Slowly_ or _At once_?" in turn.replies[0].text) == (not answers)


def test_what_is_asked_besides_a_yes_is_answered_and_answers_nothing_new(tiny: Engine):
    hears = Hears(Found(Outcome.ANSWER, (Match("tea", 0.9),)))
    person = asked(tiny, hears)
    person.session = msgspec.structs.replace(person.session, guesses={"pace": "slow"})
    turn = person.says("yes, right. what is tea?")
    assert turn.session.answers == {"pace": "slow"}
    assert tiny.pack.knowledge.topics["tea"].title in " ".join(reply.text for reply in turn.replies)
    assert turn.session.focus == ("taste",)
    person = asked(tiny, Hears(Found(Outcome.REPLY, option="mild")))
    person.session = msgspec.structs.replace(person.session, guesses={"pace": "slow"})
    assert person.says("yes, right. is mild any good?").session.answers == {"pace": "slow"}
    person = asked(tiny, Hears(Found(Outcome.DECLINE, options=("mild", "bitter"), asks=True)))
    person.session = msgspec.structs.replace(person.session, guesses={"pace": "slow"})
    assert "Do you mean" not in " ".join(reply.text for reply in person.says("yes, right. is it any good?").replies)


def test_a_supposition_may_name_an_open_answer_or_the_first_part_of_a_label(shipped: Engine):
    person = Person(Engine(shipped.pack, Hears(steer("suppose"))))
    person.session = msgspec.structs.replace(
        person.session, state="result", answers={"door": "data", "built": "nothing", "product": "records"}
    )
    turn = person.says("suppose I had told that I want to be very close to AI, what then?")
    assert "keep:wish=build" in turn.session.offered
