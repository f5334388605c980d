# SPDX-License-Identifier: MIT
"""Templates of agreements: the platform's own text, the organisation's files, and those that the district offers to all."""

from .district import (
    add_district_template,
    district_editions,
    district_template,
    district_templates,
    restore_district_template,
    withdraw_district_template,
)
from .offering import OfferedTemplate, offered_templates, template_text
from .own import (
    add_template,
    editions,
    get_template,
    restore_template,
    template_file,
    templates,
    withdraw_template,
)

__all__ = [
    "OfferedTemplate",
    "add_district_template",
    "add_template",
    "district_editions",
    "district_template",
    "district_templates",
    "editions",
    "get_template",
    "offered_templates",
    "restore_district_template",
    "restore_template",
    "template_file",
    "template_text",
    "templates",
    "withdraw_district_template",
    "withdraw_template",
]
