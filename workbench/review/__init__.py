"""What may be done to a design and what is decided on it: the gate and its actions.

Actions are keyword-only functions that take a session and an actor and raise the typed errors
of `review.errors`. They never commit: the door does, once. Nothing of requests or pages, and
no SQL, may enter.
"""
