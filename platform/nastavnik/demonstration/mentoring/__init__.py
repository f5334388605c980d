# SPDX-License-Identifier: MIT
"""Two school years of mentoring in the demonstration: who takes part, and what they have done until the present day."""
