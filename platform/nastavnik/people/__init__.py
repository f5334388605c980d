# SPDX-License-Identifier: MIT
"""People of an organisation: persons and their guardians, the registers of mentors and of mentees, requests, personal
links, and the rights of the persons whose data are kept."""
