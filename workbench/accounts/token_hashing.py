"""Random secrets for links and headers, stored only as hashes."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def make_secret(prefix: str = "") -> str:
    """A new secret of 256 random bits, safe in a URL."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hash_secret(secret: str) -> str:
    """The stored hash of a secret. As it is random, a fast hash is safe."""
    return hashlib.sha256(secret.encode()).hexdigest()
