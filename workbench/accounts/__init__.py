"""Accounts: passwords, invitations, tokens, and the actor of every action.

Permissions to change a design are decided in review; nothing of gates or requests is used here.
"""
