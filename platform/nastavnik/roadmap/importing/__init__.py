# SPDX-License-Identifier: MIT
"""An order on its way to a running roadmap: what was read, what a person changed, and what is still a question.

Pure: a reading and the typed words go in; fields, mistakes, questions and the confirmed plan come out. What was typed
is kept word for word, right or wrong, until the roadmap runs.
"""

from .draft import RETURNED, Draft
from .parts import ItemDraft, OrderDraft, Section
from .questions import Answer, Question
from .seen import Seen

__all__ = ["RETURNED", "Answer", "Draft", "ItemDraft", "OrderDraft", "Question", "Section", "Seen"]
