"""The programs' door: the same actions as JSON, with tokens, never a decision.

Views only translate; the input of each action is its command model in `workbench.review.commands`.
Templates and browser sessions are not used here.
"""
