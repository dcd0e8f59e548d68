"""Answers → clearance: how urgent it is that somebody looks at this back, and may this person run.

The rules are data that a clinician can read (``rules.toml``), the questions likewise
(``questions.toml``), and every threshold stands in the registry. Nothing here estimates, and nothing here
diagnoses: a rule says what an answer can mean and who should look. Unknown is not no: a question left open
raises nothing, but is listed where its answer could. Only this room makes a ``Clearance``.
"""

from backstride.screen.answers import Answers, Problem, check_answers, read_answers
from backstride.screen.clearance import Clearance, Open, Pattern, Reason, Running, Urgency
from backstride.screen.evaluate import evaluate

__all__ = [
    "Answers",
    "Clearance",
    "Open",
    "Pattern",
    "Problem",
    "Reason",
    "Running",
    "Urgency",
    "check_answers",
    "evaluate",
    "read_answers",
]
