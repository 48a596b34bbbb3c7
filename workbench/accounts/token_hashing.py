"""Secrets that people carry in links and headers: made at random, kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def make_secret(prefix: str = "") -> str:
    """A new secret of 256 random bits, safe in a URL."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hash_secret(secret: str) -> str:
    """What is kept of a secret. It is random, so a fast hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
