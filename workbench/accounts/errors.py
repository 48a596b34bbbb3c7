"""Errors of accounts, with messages for people."""

from __future__ import annotations


class AccountError(Exception):
    """An operation on an account was refused; `field` is the form field, empty for none."""

    def __init__(self, message: str, field: str = "") -> None:
        """Take the message and its field."""
        self.message, self.field = message, field
        super().__init__(message)


class TooManyAttempts(AccountError):  # noqa: N818 - named by what happened
    """Too many failed sign-ins; wait `seconds`."""

    def __init__(self, seconds: int) -> None:
        """Take the seconds to wait."""
        self.seconds = seconds
        super().__init__(
            f"Too many attempts. Try again in {seconds} second{'' if seconds == 1 else 's'}."
        )
