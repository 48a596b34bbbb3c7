"""Two designs → what changed in meaning, and what that does to those who rely on it.

`compare.py` finds facts, `impact.py` judges them. Documents, databases and doors may not enter.
"""
