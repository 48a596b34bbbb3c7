"""Rules check a design: one rule, one file, named after the problem that it reports.

A rule reads facts and says what is wrong and where; `engine/run.py`, `levels.py` and `waivers.py`
decide its level, whether it counts in this release and whether it is waived. Rules see a Design
and nothing else: no database, no request, no file, no clock.
"""
