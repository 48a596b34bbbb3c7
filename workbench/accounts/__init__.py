"""Who people are: passwords, invitations, tokens, and the actor that every action is done by.

What somebody may do to a design is decided in review; nothing of gates or requests enters here.
"""
