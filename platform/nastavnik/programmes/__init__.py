# SPDX-License-Identifier: MIT
"""Programmes of mentoring: forms and role variants, the seven stages of Р-145 with their documents, the register."""
