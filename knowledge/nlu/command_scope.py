"""Which commands make sense where: by what is asked, the beginnings of their names."""

from knowledge.reading import BEGUN, NOTES, VERDICT

OF_VERDICT = "verdict."
COMMANDS = {
    "": (),
    VERDICT: (OF_VERDICT,),
    BEGUN: ("begun.",),
    NOTES: ("begun.progress", "verdict.disagree", "verdict.how_sure", "verdict.why"),
}
OF_QUESTION = ("question.", "begun.")  # where a question of ours is open
