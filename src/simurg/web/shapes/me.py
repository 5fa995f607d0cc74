"""Whoever asks: name, roles, what they may see, their settings, sessions and passkeys."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Secret = Annotated[str, Field(min_length=1, max_length=1_024)]


class ScopeShape(BaseModel):
    """What they may see; `text` in the words of a marking."""

    level: str
    tlp: str
    compartments: list[str]
    affiliations: list[str]
    text: str


class MeShape(BaseModel):
    """`marking` is that of the picture: no view shows more. `csrf` goes into `X-CSRF-Token` of every unsafe request;
    null for a machine's token, which needs none."""

    name: str
    display: str
    roles: list[str]
    actions: list[str]
    scope: ScopeShape
    picture: str
    marking: str
    title: str
    exercise: bool
    csrf: str | None
    language: str
    theme: Literal["system", "light", "dark"]
    last_looked: str | None


class SettingsChange(BaseModel):
    """One's own settings; what is absent stays."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["en", "tr"] | None = None
    theme: Literal["system", "light", "dark"] | None = None


class PasswordChange(BaseModel):
    """The password that stands, and the new one."""

    model_config = ConfigDict(extra="forbid")

    current: Secret
    password: Secret


class SessionShape(BaseModel):
    """Where one is signed in; `here` is the session that asks."""

    id: str
    way: str
    began_at: str
    seen_at: str
    address: str
    agent: str
    here: bool


class SessionsShape(BaseModel):
    """One's own, newest first."""

    items: list[SessionShape]


class PasskeyShape(BaseModel):
    """A passkey of one's own."""

    id: str
    title: str
    made_at: str
    used_at: str | None


class PasskeysShape(BaseModel):
    """One's own."""

    items: list[PasskeyShape]


class PasskeyOptions(BaseModel):
    """`publicKey` for `navigator.credentials`, as JSON (WebAuthn level 3: parseCreationOptionsFromJSON,
    parseRequestOptionsFromJSON)."""

    publicKey: dict[str, Any]


class NewPasskey(BaseModel):
    """What `credential.toJSON()` gives, and a name for it."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=60)]
    credential: dict[str, Any]
