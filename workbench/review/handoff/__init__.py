"""Accepting the handoff: the steps, the read-back, set-up answers and scope."""
