"""The review workflow: the gate, and all actions on projects, drafts and packages.

Actions are keyword-only functions that take a session and an actor and raise the exceptions of
`review.errors`. They never commit: the web pages, the API or the command line do, once. Neither
requests and pages nor SQL are used here.
"""
