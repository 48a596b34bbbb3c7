"""The API for programs: actions as JSON, with tokens, but no decisions.

Views only translate; the input of each action is its command model in `workbench.review.commands`.
Templates and browser sessions are not used here.
"""
