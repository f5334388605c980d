# SPDX-License-Identifier: MIT
"""Figures on their way to the district: declared by rooms, counted by the worker, stored, and read from the store."""
