"""The programs' door: the same actions as JSON, with tokens, never a decision.

Views translate and nothing else; what an action is told is its command model in
`workbench.review.commands`. Templates and browser sessions may not enter.
"""
