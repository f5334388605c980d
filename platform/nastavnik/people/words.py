# SPDX-License-Identifier: MIT
"""Kinds, sources, states and categories in words (Р-145; order № 26, 2.2; domain forms 5.1, 5.2, 5.7)."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.i18n import lazy_pgettext as _p

KINDS: Mapping[str, Text] = {
    "pupil": _l("Pupil"),
    "student": _l("Student"),
    "teacher": _l("Teacher"),
    "young_specialist": _l("Young specialist"),
    "alumnus": _l("Alumnus"),
    "employee": _l("Employee of a partner"),
    "guardian": _l("Legal representative"),
    "other": _p("person", "Other"),
}
MINOR_KINDS = ("pupil", "student")
STAFF_KINDS = ("teacher", "young_specialist")

SOURCES: Mapping[str, Text] = {
    "pupils": _l("Pupils"),
    "alumni": _l("Alumni"),
    "organisations": _l("Enterprises and organisations"),
    "teachers": _l("Active teachers"),
}
"""The four bases of mentors (order № 26, 2.2)."""

MENTOR_STATES: Mapping[str, Text] = {
    "candidate": _p("mentor", "Candidate"),
    "selected": _p("mentor", "Selected"),
    "trained": _p("mentor", "Trained"),
    "active": _p("mentor", "Works"),
    "paused": _p("mentor", "Paused"),
    "left": _p("mentor", "Left"),
}
MENTEE_STATES: Mapping[str, Text] = {
    "candidate": _p("mentee", "Waits for a mentor"),
    "active": _p("mentee", "With a mentor"),
    "completed": _p("mentee", "Completed"),
    "left": _p("mentee", "Left"),
}
CATEGORIES: Mapping[str, Text] = {
    "academic": _p("request", "Studies"),
    "adaptation": _p("request", "Adaptation"),
    "communication": _p("request", "Communication"),
    "career": _p("request", "Choice of profession"),
    "project": _p("request", "Project"),
    "creativity": _p("request", "Creative work and sport"),
    "professional": _p("request", "Professional deficit"),
    "support": _p("request", "Emotional support"),
    "other": _p("request", "Something else"),
}
REQUEST_AUTHORS: Mapping[str, Text] = {
    "self": _p("request", "The mentee"),
    "parent": _p("request", "A parent"),
    "class_teacher": _p("request", "The class teacher"),
    "psychologist": _p("request", "The psychologist"),
    "coordinator": _p("request", "The coordinator"),
}
REQUEST_STATES: Mapping[str, Text] = {
    "open": _p("request", "Waits"),
    "in_work": _p("request", "In work"),
    "answered": _p("request", "Answered"),
    "withdrawn": _p("request", "Withdrawn"),
}
PRIORITIES: Mapping[str, Text] = {
    "1": _p("request", "First"),
    "2": _p("request", "Usual"),
    "3": _p("request", "Can wait"),
}
FORMATS: Mapping[str, Text] = {
    "in_person": _p("meetings", "In person"),
    "remote": _p("meetings", "Remotely"),
    "any": _p("meetings", "Any"),
}
RELATIONS: Mapping[str, Text] = {
    "mother": _l("Mother"),
    "father": _l("Father"),
    "guardian": _l("Guardian or trustee"),
    "other": _p("relation", "Other"),
}
SUBJECT_REQUESTS: Mapping[str, Text] = {
    "access": _p("demand", "Access to own data"),
    "correction": _p("demand", "Correction"),
    "blocking": _p("demand", "Stop of the processing"),
    "withdrawal": _p("demand", "Withdrawal of consent"),
    "destruction": _p("demand", "Destruction"),
}
"""What a person may demand about their own data (152-ФЗ, ст. 14, 20, 21)."""
DESTRUCTION_REASONS: Mapping[str, Text] = {
    "withdrawal": _p("destruction", "Withdrawal of consent"),
    "purpose": _p("destruction", "The purpose of the processing is reached"),
    "demand": _p("destruction", "Demand of the person: excess, outdated or wrong data"),
    "unlawful": _p("destruction", "Unlawful processing was found"),
    "term": _p("destruction", "The term of keeping is over"),
}
"""Grounds of a destruction (152-ФЗ, ст. 20, ч. 3, ст. 21, ч. 3–5)."""
LIKENESS: Mapping[str, Text] = {
    "same_birthday": _p("duplicates", "The same birthday, and the name is alike"),
    "same_name": _p("duplicates", "The same name"),
    "typing": _p("duplicates", "One letter differs"),
}
FORM_TITLES: Mapping[str, str] = {
    "STUDENT_STUDENT": "ученик — ученик",
    "TEACHER_TEACHER": "учитель — учитель",
    "UNI_STUDENT": "студент — ученик",
    "EMPLOYER_STUDENT": "работодатель — ученик",
    "EMPLOYER_UNI": "работодатель — студент",
}
"""The five forms of mentoring (Р-145); names of the field, Russian whatever the language of the interface."""
TOPIC_KINDS: Mapping[str, Text] = {"competence": _l("Competence"), "interest": _l("Interest")}
POPULATIONS: Mapping[str, Text] = {
    "children_10_19": _l("Children aged 10–19"),
    "children_15_19": _l("Children aged 15–19"),
    "young_specialists": _l("Young specialists (0–3 years)"),
    "organisations": _l("Enterprises and organisations"),
}
"""Denominators of the indicators of Р-145, typed by the organisation (domain 8.3)."""


def word(words: Mapping[str, Text], code: str) -> str:
    """A code in words; an unknown one as it is."""
    return str(words.get(code, code))
