"""An authenticator in software (WebAuthn level 3, ES256, no attestation): what a security key and a browser do, each
part of which a test may get wrong."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

Told = dict[str, Any]
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(told: str) -> bytes:
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


@dataclass
class Authenticator:
    """One key for one site; `counter` rises with each use unless `keeps_count` is off."""

    number: bytes = b"a key of the tests"
    keeps_count: bool = True
    counter: int = 0
    handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.derive_private_key(12345, ec.SECP256R1()))

    def create(
        self, options: dict[str, Any], origin: str, *, flags: int = PRESENT | VERIFIED, **wrong: Any
    ) -> dict[str, Any]:
        """What `credential.toJSON()` gives after `navigator.credentials.create`."""
        self.handle = options["user"]["id"]
        data = self._data(wrong.get("rp_id", options["rp"]["id"]), flags | ATTESTED)
        data += bytes(16) + len(self.number).to_bytes(2, "big") + self.number + self._public()
        client = self._client("webauthn.create", wrong.get("challenge", options["challenge"]), origin)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._told(
            {"clientDataJSON": text(client), "attestationObject": text(attestation), "transports": ["usb"]}
        )

    def get(
        self, options: dict[str, Any], origin: str, *, flags: int = PRESENT | VERIFIED, **wrong: Any
    ) -> dict[str, Any]:
        """What `credential.toJSON()` gives after `navigator.credentials.get`."""
        self.counter += 1 if self.keeps_count else 0
        data = self._data(wrong.get("rp_id", options["rpId"]), flags)
        client = self._client("webauthn.get", wrong.get("challenge", options["challenge"]), origin)
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signed),
                "userHandle": self.handle,
            }
        )

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _told(self, response: dict[str, Any]) -> dict[str, Any]:
        number = text(self.number)
        return {"id": number, "rawId": number, "type": "public-key", "response": response, "clientExtensionResults": {}}
