# SPDX-License-Identifier: MIT
"""Nastavnik: a municipal platform for youth mentoring by the target model (Р-145)."""

__version__ = "1.0.0"
