"""Keys that keep names and identifiers unreadable in the database. Several at once, so that one can be replaced."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eligibility.domain.faults import Unavailable

MARK = "aes1:"
# Under this name a session carries the keys of its database.
SESSION_KEYS = "field_keys"
KEY_BYTES, NAME_BYTES, NONCE_BYTES = 32, 4, 12


class FieldKeys:
    """The first key encrypts; every key decrypts. What is encrypted is bound to its place by `about`."""

    def __init__(self, keys: list[bytes]):
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise _unusable()
        self._keys = keys

    @classmethod
    def from_text(cls, text: str | None) -> FieldKeys | None:
        """The keys of a setting, separated by commas; None when there are none."""
        if text is None or not text.strip():
            return None
        try:
            return cls([base64.urlsafe_b64decode(part.strip()) for part in text.split(",")])
        except (binascii.Error, ValueError):
            raise _unusable() from None

    @staticmethod
    def new() -> str:
        """A new key, as the setting wants it."""
        return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()

    def lock(self, text: str, about: str) -> str:
        """Encrypts under the first key. Moved to another place, it can no longer be read."""
        key, nonce = self._keys[0], os.urandom(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, text.encode(), about.encode())
        return MARK + base64.urlsafe_b64encode(_name(key) + nonce + sealed).decode()

    def unlock(self, token: str, about: str) -> str:
        """Decrypts under whichever key fits; Unavailable when none does, or when the text was altered or moved."""
        try:
            raw = base64.urlsafe_b64decode(token.removeprefix(MARK))
            name, nonce, sealed = raw[:NAME_BYTES], raw[NAME_BYTES:][:NONCE_BYTES], raw[NAME_BYTES + NONCE_BYTES :]
            for key in self._keys:
                if _name(key) == name:
                    return AESGCM(key).decrypt(nonce, sealed, about.encode()).decode()
        except (binascii.Error, ValueError, InvalidTag):
            pass
        raise Unavailable(
            "An encrypted field cannot be read with the keys of this installation.",
            "Its key is missing from EARLY_CART_FIELD_KEY, or the field was altered or moved outside the product.",
            "Add the earlier key after the new one, separated by a comma; if it was there, verify the audit chain.",
        )

    def is_newest(self, token: str) -> bool:
        """Whether a text was encrypted under the first key."""
        return base64.urlsafe_b64decode(token.removeprefix(MARK))[:NAME_BYTES] == _name(self._keys[0])

    def seal(self, text: str) -> str:
        """A code over a text that nobody without the first key can make."""
        return _code(self._keys[0], text)

    def fits(self, seal: str, text: str) -> bool:
        """Whether one of these keys made the seal over this text."""
        return any(hmac.compare_digest(_code(key, text), seal) for key in self._keys)


def is_locked(text: str) -> bool:
    """Whether a stored text is encrypted."""
    return text.startswith(MARK)


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"early-cart key name" + key).digest()[:NAME_BYTES]


def _code(key: bytes, text: str) -> str:
    own = hmac.digest(key, b"early-cart audit head", "sha256")
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()


def _unusable() -> Unavailable:
    return Unavailable(
        "EARLY_CART_FIELD_KEY does not hold usable keys.",
        "Nothing is kept that could not be encrypted as asked.",
        "Make a key with `python -m eligibility field-key new`; separate several by commas, the newest first.",
    )
