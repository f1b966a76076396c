"""Yes or no comes first where a question wants one, and never where it would be wrong."""

import pytest

from bot.packs import load_knowledge
from knowledge.nlu.leads import Leads

HARDER, EASIER = "learning.harder", "learning.beginner"


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.mark.parametrize(
    ("topic", "text", "before", "says"),
    [
        (HARDER, "is ml engineering harder?", "", "Yes, usually."),
        (HARDER, "is data engineering harder than machine learning engineering", "", "No, usually not."),
        (HARDER, "harder than the other?", "learning.de", "No, usually not."),
        (HARDER, "harder than the other?", "learning.mle", "Yes, usually."),
        (HARDER, "so is it harder than ml engineering", "", "No, usually not."),
        (HARDER, "hm, is data engineering easier?", "", "Yes, usually."),
        (HARDER, "I'm 40. Is data engineering easier? Asking for a friend.", "", "Yes, usually."),
        (HARDER, "which one is harder?", "", ""),
        (HARDER, "how hard is ml engineering?", "", ""),
        (HARDER, "is it harder?", "", ""),
        (HARDER, "is data engineering not easier?", "", ""),
        (HARDER, "data engineering is easier", "", ""),
        (EASIER, "can a beginner start with ml engineering?", "", "Not as a rule."),
        ("path.transition", "can i move from data engineering to ml engineering?", "", "Yes, you can."),
        ("path.transition", "how do i move from data engineering to ml engineering?", "", ""),
        ("future-proof", "is data engineering dying?", "", "The article sees no sign of it."),
        ("roles.de", "is data engineering hard?", "", ""),
    ],
)
def test_a_claim_answers_what_wants_a_yes_or_a_no(knowledge, topic, text, before, says):
    assert Leads(knowledge)(knowledge.topics[topic], text, before) == says
