# SPDX-License-Identifier: MIT
"""The demonstration room: fills a district with fictional people and two years of work, through the services alone.

The orders and the stories lie under ``tenants/<slug>/``; every act goes the way a person's act goes, with its entry in
the journal, at the moment at which it is said to have happened.
"""
