# SPDX-License-Identifier: MIT
"""Consents to the processing of personal data, clearances of adult mentors, and the gate that no pair passes without."""
