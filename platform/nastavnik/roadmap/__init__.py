# SPDX-License-Identifier: MIT
"""The roadmap room: an order goes in, its measures run.

It reads the order that approves an organisation's roadmap of mentoring (дорожная карта), keeps the sections,
measures, deadlines and people it found, follows every occurrence of a measure to its evidence, and tells the
district how far the organisation has come.
"""
