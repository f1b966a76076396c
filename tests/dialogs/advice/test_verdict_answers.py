"""Which answers a verdict names and counts: every one that takes a side, and each as what it is."""

import re
from collections import Counter

from dialogs.advice.evidence import Evidence, evidence, tips, undoes
from dialogs.advice.summary import summary
from dialogs.advice.words import Words

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def test_no_clause_is_told_twice_and_every_answer_that_takes_a_side_is_accounted_for(own, sheet, told):
    words = Words(own)
    for answers, marks, text in told:
        before_tip = re.split(r"(?:[^.]*\b[Ii]f you told me)", text)[0]
        found = evidence(sheet, sheet.advise(answers, marks))
        told = [clause for one in found if (clause := _told(words, one, before_tip))]
        assert all(before_tip.count(clause) == 1 for clause in told), text
        groups = [group for sentence in re.split(r"\. |\n\n", before_tip) if any(group := _group(sentence, told))]
        assert sum(number for number, _ in groups) == len(found), (text, [one.question for one in found])
        assert sum(named for _, named in groups) == len(told), text
        for number, named in groups:
            assert named <= number, text
            assert named or "do not agree" in text or "other answer" in text, text


def _told(words: Words, one: Evidence, text: str) -> str:
    """The clause of an answer, or of one of its options, that stands in a text; '' if none does."""
    clauses = [words.clause(one.question, option, one.track) for option in (one.answer, *one.answer.split("+"))]
    return next((clause for clause in clauses if clause in text), "")


def _group(sentence: str, told: list[str]) -> tuple[int, int]:
    """(how many answers a sentence speaks of, how many of them it names); (0, 0) of a sentence about none."""
    n = rf"\b({'|'.join(NUMBERS[1:])})"
    counted = (
        rf"{n} of your answers",
        rf"{n} pulls? the other way",
        rf"{n} leaves? both open",
        rf"{n}(?: other answers?)? speaks? for",
        rf"{n} answers? (?:that )?takes? a side",
    )
    numbers = [word for pattern in counted for word in re.findall(pattern, sentence, re.IGNORECASE)]
    named = [clause for clause in told if clause in sentence]
    picked = re.search(r": (?:above all|among other things|for one),", sentence)
    assert len(numbers) <= 1, sentence
    assert not picked or 0 < len(named) < NUMBERS.index(numbers[0].lower()), sentence
    assert ": for one," not in sentence or len(named) == 1, sentence
    return NUMBERS.index(numbers[0].lower()) if numbers else len(named), len(named)


def test_the_strongest_answers_are_called_so_and_no_others(own, sheet, told):
    words, seen = Words(own), 0
    for answers, marks, text in told:
        found = evidence(sheet, sheet.advise(answers, sheet.marks(answers, marks)))
        for sentence in text.split("\n\n")[1].split(". "):
            named = [one for one in found if _told(words, one, sentence)]
            if "above all" in sentence:
                rest = [one.strength for one in found if one.track == named[0].track and one not in named]
                assert min(one.strength for one in named) > max(rest), text
                seen += 1
    assert seen


def test_what_speaks_for_both_does_not_pull_the_other_way(own, sheet, told):
    joins, words, seen = sheet.terms.joins, Words(own), 0
    for answers, marks, text in told:
        advice = sheet.advise(answers, sheet.marks(answers, marks))
        if advice.track in joins.of:
            against = re.split(r"leaves? both open", text.partition(" the other way")[2])[0].split("\n\n")[0]
            for one in evidence(sheet, advice):
                if one.track == joins.track:
                    assert not _told(words, one, against.rpartition(".")[0]), text
                    seen += 1
    assert seen


def test_what_the_article_says_follows_the_answer_that_it_is_about(own, sheet, told):
    words, seen = Words(own), 0
    for answers, _, text in told:
        for rule, said in (("trade", "background"), ("door", "door")):
            before, found, _ = text.partition(f" The article says that {sheet.rules[rule].you}.")
            if found:
                clauses = [words.clause(said, option) for option in sheet.rules[rule].cases[0][said]]
                of_that_side = set(answers[said].split("+")).isdisjoint({"science"})
                end = before.removesuffix(".").removesuffix(" (counted double)")
                assert end.endswith(tuple(clauses)) or not of_that_side, text
                seen += 1
    assert seen


def test_nobody_is_told_to_take_back_what_they_have_done(own, sheet, told):
    seen = 0
    for answers, marks, text in told:
        single = [flip for flip in sheet.flips(answers, marks) if len(flip.changes) == 1]
        named = tips(sheet, answers, single)
        past = bool(named) and all(undoes(sheet, answers, flip) for flip in named)
        decided = bool(sheet.advise(answers, marks).track) and not sheet.advise(answers, marks).close_call
        assert ("It is fairly firm: only if you had done other things so far would I say" in text) == (
            past and decided
        ), text
        if past and decided:
            assert "if you told me" not in text
            assert "What would tip it: only a different past" in summary(own, answers, marks)
        seen += past and decided
    assert seen


def test_a_tip_restates_no_verdict_and_no_fact_where_another_answer_would_do(sheet, people):
    asked = {("wish", "later"), ("order", "turns")}
    for answers, marks in people:
        flips = [flip for flip in sheet.flips(answers, marks) if flip.track]
        named = tips(sheet, answers, flips)
        if not named or len(named[0].changes) > 1:
            continue
        question, option = next(iter(named[0].changes.items()))
        if sheet.questions[question].given or (question, option) in asked:
            for flip in flips:
                question, option = next(iter(flip.changes.items()))
                idle = sheet.questions[question].given or (question, option) in asked
                assert idle or len(set(sheet.vectors[question][option])) == 1


def test_a_joined_road_with_fewer_answers_than_a_side_says_why_it_wins(own, sheet, told):
    seen = set()
    for answers, marks, text in told:
        advice = sheet.advise(answers, sheet.marks(answers, marks))
        joins = sheet.terms.joins
        if not joins or advice.track != joins.track:
            assert own.script.phrase("verdict.in_turn") not in text
            continue
        counts = Counter(one.track for one in evidence(sheet, advice))
        outnumbered = min(counts[t] for t in joins.of) > 0 and max(counts[t] for t in joins.of) > counts[joins.track]
        said = own.script.phrase("verdict.in_turn") in text or "The article says" in text
        assert outnumbered or own.script.phrase("verdict.in_turn") not in text
        seen.add((outnumbered, said))
    assert {(True, True), (False, False)} <= seen
