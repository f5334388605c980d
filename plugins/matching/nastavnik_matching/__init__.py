# SPDX-License-Identifier: MIT
"""Proposals of pairs: hard filters, a score explained factor by factor, and the best assignment of a whole pool.

Software proposes, the coordinator decides, both sides agree, the order fixes (Р-145, stage 5; domain 5.8).
"""
