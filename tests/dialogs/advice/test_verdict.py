"""Verdicts of many people: short, grammatical, and true to what they rest on."""

import re

from dialogs.advice.evidence import evidence
from dialogs.advice.explain import points_table, why, why_not
from dialogs.advice.firmness import how_sure
from dialogs.advice.plan import plan
from dialogs.advice.summary import reasons, summary
from dialogs.advice.verdict import verdict
from dialogs.advice.words import Words, joined, length, listed, merged
from tests.dialogs.advice.people import profiles, some


def faults(text: str) -> list[str]:
    """What no sentence of ours may have."""
    patterns = (
        r"  ",
        r"\b(\w+) \1\b",
        r" [,.:;!?)]",
        r"\( ",
        r"[,:;]\.",
        r"\.\.",
        r"\{|\}",
        r", ,",
        r"\band and\b",
    )
    wrong = [pattern for pattern in patterns if re.search(pattern, text, re.IGNORECASE)]
    for paragraph in text.split("\n"):
        plain = paragraph.strip("*_- ")
        if plain and not re.match(r"[A-Z0-9“]", plain):
            wrong.append(f"begins small: {plain[:30]}")
        if plain and not re.search(r"[.?!:]$", plain):
            wrong.append(f"does not end: {plain[-30:]}")
        for end in re.finditer(r"[.?!] [a-z]", plain):
            wrong.append(f"small after a full stop: {plain[end.start() :][:20]}")
    return wrong


def test_faults_are_noticed():
    for text in ("Two  spaces.", "The the end.", "No end", "small start.", "A b. c d.", "A , b.", "It is {n}."):
        assert faults(text), text
    assert faults("**A verdict.**\n\n- Two things: one, and “two”.\n\n_Small print._") == []


def test_verdicts_are_short_and_grammatical(told):
    for _, _, text in told:
        assert length(text) <= 110, text
        assert faults(text) == [], text


def test_a_verdict_names_its_track_and_says_when_it_is_close(own, sheet, told):
    for answers, marks, text in told:
        advice, heading = sheet.advise(answers, marks), text.split("\n\n")[0]
        if advice.track:
            assert own.knowledge.tracks[advice.track].advice in heading
            assert ("It is close" in heading) == advice.close_call
        else:
            assert heading in (
                "**So far I can only guess.**",
                "**I cannot choose between them yet: it is an exact tie.**",
            )
            assert ("guess" in heading) == advice.too_little


def test_firmness_in_a_verdict_is_what_the_flips_say(sheet, told):
    for answers, marks, text in told[: some(400, 2000)]:
        if sheet.advise(answers, marks).track:
            flips = sheet.flips(answers, marks)
            assert ("This is firm" in text) == (not flips or len(flips[0].changes) > 1)


def test_explanations_plans_and_summaries_are_grammatical(own, sheet, people):
    for answers, marks in people[: some(150, 200)]:
        assert faults(why(own, answers, marks)) == []
        assert length(short := summary(own, answers, marks)) <= 120
        assert faults(short) == [], short
        assert faults(plan(own, answers, marks)) == []
        for track in sheet.tracks:
            assert faults(text := why_not(own, answers, track, marks)) == [], text
            assert length(text) <= 130
    for answers, marks in people[:20]:
        assert faults(text := how_sure(own, answers, marks)) == [], text


def test_table_adds_up(own, sheet, people):
    for answers, marks in people[:200]:
        grid = points_table(own, answers, marks)
        *rows, total = [[int(cell or 0) for cell in row[1:]] for row in grid.rows]
        assert total == list(sheet.advise(answers, marks).scores.values())
        assert [sum(column) for column in zip(*rows, strict=True)] == total if rows else not any(total)


def test_a_plan_leaves_out_what_somebody_has_and_begins_with_what_they_lack(own):
    models = {"failure": "search", "product": "predictions", "launch": "improve", "wish": "build", "math": "strong"}
    strong = plan(own, {**models, "background": "science", "built": "models", "door": "models"})
    assert "You bring software, the mathematics, and a model in use, so that is left out." in strong
    assert "**This month.** MLOps" in strong
    data = {"failure": "cause", "product": "records", "launch": "steady", "door": "data"}
    assert "**This month.** SQL" in plan(own, {**data, "background": "newcomer"})
    assert "You bring SQL" in plan(own, {**data, "background": "systems"})
    assert "no verdict yet" in plan(own, {})
    for text in (strong, plan(own, data), plan(own, {})):
        assert "no courses, no months and no employers" in text


def test_reasons_are_three_and_of_both_sides_where_the_road_joins_two(own, sheet):
    answers = {"failure": "search", "product": "predictions", "launch": "improve", "wish": "build", "math": "new"}
    answers |= {"background": "newcomer", "built": "nothing", "door": "none", "learning": "steps", "order": "soon"}
    assert sheet.advise(answers).track == "hybrid"
    assert reasons(own, answers) == [
        "you have yet to build something that others use",
        "you would be proudest of predictions that keep getting better",
        "you like to learn step by step",
    ]


def test_why_not_names_costs_lacking_points_and_a_way_that_leads_there(own, sheet, people):
    seen = set()
    for answers, marks in people[:200]:
        advice = sheet.advise(answers, marks)
        for track in sheet.tracks:
            text = why_not(own, answers, track, marks)
            if advice.track == track:
                assert text.startswith("That is what I would do")
            elif advice.track:
                lacks = advice.scores[advice.track] - advice.scores[track]
                assert (f"It lacks {lacks} point" in text) == (lacks > 0)
                assert own.knowledge.tracks[track].best.text in text
                speaks_for = [one for one in evidence(sheet, advice) if one.track == track]
                assert not any(Words(own).clause(one.question, one.answer, track) in text for one in speaks_for)
                seen.add((advice.track, track))
    assert len(seen) == 6


def test_too_little_a_tie_and_a_close_call_are_said_as_such(own, sheet):
    little = verdict(own, {"failure": "cause", "product": "records"})
    assert "So far I can only guess" in little
    assert "Only two answers take a side, and together they lean towards data engineering" in little
    assert "One more that takes a side" in little
    assert "Nothing you have said" in verdict(own, {})
    assert "they do not agree" in verdict(own, {"failure": "cause", "wish": "build"})
    ruled = {"door": "data", "built": "nothing"}  # both speak for data, and a rule of the article for the joined road
    assert sheet.advise(ruled).leaning == "hybrid"
    assert "together they lean towards data first and models later: you could get work" in verdict(own, ruled)
    found = next(a for a, _ in _ties(sheet) if sheet.advise(a).tie)
    text = verdict(own, found)
    assert "an exact tie" in text
    assert "Marking what matters most" in text
    close = {"failure": "cause", "product": "predictions", "launch": "improve", "wish": "base", "math": "strong"}
    assert sheet.advise(close).close_call == ("It is close" in verdict(own, close))


def test_it_weighs_less_only_where_as_many_answers_pull_the_other_way(sheet, told):
    for answers, marks, text in told:
        advice = sheet.advise(answers, sheet.marks(answers, marks))
        taken = evidence(sheet, advice)
        against = sum(one.track != advice.track for one in taken)
        if "Together they weigh less." in text:
            assert against >= len(taken) - against
            assert advice.scores[advice.track] == max(advice.scores.values())
    assert any("Together they weigh less." in text for _, _, text in told)


def test_why_names_as_the_heaviest_only_what_the_verdict_counts_for_it(own, sheet, people):
    for answers, marks in people:
        advice = sheet.advise(answers, sheet.marks(answers, marks))
        sides = {one.question for one in evidence(sheet, advice) if one.track == advice.track}
        if not advice.track or not sides:
            continue
        words = Words(own)
        heaviest = why(own, answers, marks).partition("The most came from this:")[2].partition(".")[0]
        for one in evidence(sheet, advice):
            if one.question not in sides:
                assert f"{words.clause(one.question, one.answer, advice.track)} (" not in heaviest
        if advice.scores[advice.track] < max(advice.scores.values()):
            assert "a close call goes to" in why(own, answers, marks)


def _ties(sheet):
    return ((answers, ()) for answers in profiles(sheet, 5000, skips=False, seed=2))


def test_another_pack_gets_verdicts_in_its_own_words(tiny_pack):
    answers = {"pace": "slow", "taste": "mild"}
    assert verdict(tiny_pack, answers) == (
        "**I would drink tea.**\n\nTwo answers take a side, and both point this way: you like it mild, and you wake up "
        "slowly. The article says that tea is slow and gentle.\n\nIt is fairly firm. Only one thing would tip it: if you told "
        "me instead that you wake up one way today and another tomorrow, I would say both by turns."
    )
    for pace in ("slow", "fast", "both", ""):
        for taste in ("mild", "bitter", "either", ""):
            one = {"pace": pace, "taste": taste}
            for text in (
                verdict(tiny_pack, one),
                why(tiny_pack, one),
                how_sure(tiny_pack, one),
                summary(tiny_pack, one),
            ):
                assert faults(text) == [], text
                assert "data" not in text
            assert plan(tiny_pack, one)


def test_answers_without_clauses_are_quoted(pack):
    """A pack written before there were clauses still gets sentences."""
    sheet = pack.script.questionnaire
    answers = {question.id: question.options[0].id for question in sheet.questions.values()}
    text = verdict(pack, answers)
    assert "you answered “" in text
    assert length(text) <= 110


def test_clauses_are_joined_as_people_write_them():
    assert [listed(["a", "b", "c"][:n]) for n in (0, 1, 2, 3)] == ["", "a", "a and b", "a, b, and c"]
    assert [joined(["a", "b", "c"][:n]) for n in (1, 2, 3)] == ["a", "a, and b", "a, b, and c"]
    assert merged(["you come from law", "you come from art"]) == "you come from law and from art"
    assert merged(["you are new", "you come from art"]) == "you are new and you come from art"
    assert merged([]) == ""
