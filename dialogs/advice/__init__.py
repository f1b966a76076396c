"""The advice: scoring (arithmetic only), and from it the verdict, its explanations, the plan and the summary."""

from dialogs.advice.model import Advice, Flip, Option, Question, Reason
from dialogs.advice.scoring import Questionnaire

__all__ = ["Advice", "Flip", "Option", "Question", "Questionnaire", "Reason"]
