# SPDX-License-Identifier: MIT
"""Meetings of pairs and groups in the order of Р-145, and the feedback that every meeting owes."""
