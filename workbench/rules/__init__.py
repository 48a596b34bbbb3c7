"""Rules judge a design: one rule, one file, named by the offence.

A rule reads facts and says what is wrong and where; what that weighs, and whether it counts
in this release, is decided in `judge.py` alone. Rules see a Design and nothing else: no
database, no request, no file, no clock.
"""
