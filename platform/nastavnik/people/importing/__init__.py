# SPDX-License-Identifier: MIT
"""A spreadsheet of people: read, its columns recognised, its rows understood, each with its mistakes in words.

Nothing here touches the database; ``people.service`` plans and carries out.
"""

from .columns import FIELDS, TARGETS, fingerprint, guess_mapping, guess_target, known_fields
from .rows import Mistake, Understood, understand
from .table import Table, UnreadableTable, read_table

__all__ = [
    "FIELDS",
    "TARGETS",
    "Mistake",
    "Table",
    "Understood",
    "UnreadableTable",
    "fingerprint",
    "guess_mapping",
    "guess_target",
    "known_fields",
    "read_table",
    "understand",
]
