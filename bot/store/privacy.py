"""Telling askers apart without knowing who they are."""

import hashlib


def pseudonym(key: bytes, user_id: int) -> str:
    """Return 32 hex digits that stand for a person within one installation.

    Without the key they lead nowhere: a bare hash would fall to trying all ids. Takes the key of
    `Store.pseudonym_key`, up to 64 bytes.
    """
    return hashlib.blake2b(str(user_id).encode(), key=key, digest_size=16, person=b"asker").hexdigest()
