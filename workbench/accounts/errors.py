"""What can go wrong with an account, in words for the person."""

from __future__ import annotations


class AccountError(Exception):
    """Something about an account was refused; `field` names the form field, empty for none."""

    def __init__(self, message: str, field: str = "") -> None:
        """Keep the sentence and the field it belongs to."""
        self.message, self.field = message, field
        super().__init__(message)


class TooManyAttempts(AccountError):  # noqa: N818 - named by what happened
    """Signing in failed too often; `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        """Say when to try again."""
        self.seconds = seconds
        super().__init__(
            f"Too many attempts. Try again in {seconds} second{'' if seconds == 1 else 's'}."
        )
