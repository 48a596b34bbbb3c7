"""The browser's door: views translate requests into actions and results into pages.

No logic lives here. `current_user`, `request` and `session` of Flask stay in this room; what a
person may do is decided in `workbench.review` and `workbench.accounts`.
"""
