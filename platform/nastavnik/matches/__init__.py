# SPDX-License-Identifier: MIT
"""Pairs and groups: proposed, agreed to by both sides, fixed by an order, run, substituted, ended, completed."""
