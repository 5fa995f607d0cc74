"""The workspace: one folder that holds everything, and its settings.

    simurg.yaml   title, pictures, readers        payloads/    raw documents by hash
    sources.yaml  where reports come from         quarantine/  what could not be read, by hash
    ledger/       the rows                        products/    briefs
    state.db      the queue                       worker.lock  who runs the queue (flock)
    audit/        who read and changed what       keys/        secret keys: not part of a backup
    policies/     the organisation's own rules (Cedar)
    actors.yaml   names of its own, if any (see added_names)

Settings are checked when the workspace is opened; what is not understood is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from simurg.access.people import People
from simurg.access.pictures import Picture, picture_for
from simurg.access.sessions.settings import SignIn, sign_in_of
from simurg.access.sessions.tokens import meet, scope_of_token
from simurg.app.delivery.settings import Ways, ways_of
from simurg.app.model.settings import ModelSettings, model_of
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import Scope, scope_of
from simurg.ontology.vocabulary import ISO, Countries, countries_of
from simurg.outbound.doors import Allowed, allowed_of

T = TypeVar("T")
SETTINGS = "simurg.yaml"
SOURCES = "sources.yaml"

DEFAULT_SETTINGS = """\
# Settings of this workspace. See docs/command-line.md.
title: {title}

# true: every product says EXERCISE – FICTIONAL.
exercise: {exercise}

# A picture is a named scope. Findings, forecasts and briefs are computed for a picture, from what its scope
# sees and nothing else; each reader gets the largest picture within their own scope.
# level: open, restricted, confidential, secret, top-secret
# tlp: clear, green, amber, amber+strict, red
# compartments, affiliations: lists of names
pictures:
  open: {{level: open, tlp: green}}
  staff: {{level: restricted, tlp: amber+strict}}

# Who reads here, and what each may see: on the command line, by --reader. Accounts of the workbench stand in state.db
# (`simurg people`); how they sign in can be set under `sign_in:`, see docs/people.md.
readers:
  public: {{level: open, tlp: green}}
  staff: {{level: restricted, tlp: amber+strict}}
  # Sees all rows and all that could not be read; "*" is every name.
  operator: {{level: top-secret, tlp: red, compartments: ["*"], affiliations: ["*"]}}
default_reader: staff

# Folders of TTF or OTF fonts for the PDF. Without any it has Latin, Greek, Cyrillic and Arabic letters.
# fonts: [/usr/share/fonts/truetype/noto]

# Countries, beside those of ISO 3166-1: codes and names that your sources use.
# countries:
#   RUS: {{also: [SUN]}}
#   XAB: {{name: An area of our own, also: [AB]}}

# Machines that may be reached, by purpose, and how warnings go out. See docs/delivery.md.
# outbound:
#   mail: [smtp.example.org:587]
# delivery:
#   mail: {{server: "smtp.example.org:587", sender: simurg@example.org, domains: [example.org]}}

# A language model that may read reports beside the coder, and names that no reader may give. Its machine stands under
# `outbound: model:` too. See docs/reading-with-a-model.md.
# model: {{address: "http://127.0.0.1:11434/v1", name: mistral-small, marking: {{level: open, tlp: clear}}}}
# protected: file:keys/protected.txt
"""

DEFAULT_SOURCES = """\
# One entry for each publisher, feed or pseudonym. See docs/connectors.md for the connectors and their options.
# sources:
#   - name: wire
#     title: A news agency
#     connector: rss
#     address: inbox/wire/*.xml      # files, relative to this folder
#     grade: B3                      # reliability A to F, credibility 1 to 6
#     marking: {level: open, tlp: clear}
#     least_rows: 1                  # fewer or more rows than this is said loudly
#     most_rows: 100000
#   - name: gazette
#     connector: rss
#     address: https://gazette.example/feed.xml   # fetched from this host only; others under `hosts:`
#     schedule: 15m                  # by `simurg collect --follow`
#     read: [coder]                  # its reports become events; without this they stay reports
#     grade: C3
#   - {name: kev, card: kev}         # a service that simurg knows: `simurg sources --cards`
sources: []
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands in simurg.yaml."""

    title: str
    exercise: bool
    pictures: Mapping[str, Scope]
    readers: Mapping[str, Scope]
    default_reader: str
    fonts: tuple[str, ...] = ()  # folders of TTF or OTF fonts for the PDF
    sign_in: SignIn = field(default_factory=SignIn)  # how people come in
    outbound: Allowed = field(default_factory=Allowed)  # machines that may be reached, by purpose
    delivery: Ways = field(default_factory=Ways)  # by which warnings go out
    countries: Countries = ISO  # with the workspace's own codes and names
    model: ModelSettings | None = None  # a language model that may read
    protected: str | None = None  # file of names that no reader may give


@dataclass(frozen=True, slots=True)
class Workspace:
    """Use `create` or `open_workspace`. `token`: the machine token by which accounts are asked for; they see no more
    than it (see on_behalf)."""

    folder: Path
    settings: Settings
    token: str | None = None

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    @property
    def state(self) -> Path:
        return self.folder / "state.db"

    @property
    def lock(self) -> Path:
        return self.folder / "worker.lock"

    @property
    def payloads(self) -> Path:
        return self.folder / "payloads"

    @property
    def quarantine(self) -> Path:
        return self.folder / "quarantine"

    @property
    def products(self) -> Path:
        return self.folder / "products"

    @property
    def audit(self) -> Path:
        return self.folder / "audit"

    @property
    def policies(self) -> Path:
        return self.folder / "policies"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def sources_file(self) -> Path:
        return self.folder / SOURCES

    def scope(self, reader: str | None = None) -> Scope:
        """What a reader may see; the default reader's scope if none is named, an account's clearance for `@name`.
        CallerError for an unknown reader, and for an account that is unknown, not begun or disabled."""
        name = reader or self.settings.default_reader
        if name.startswith("@"):
            people = People(self.state)
            try:
                clearance = people.scope(name[1:])
                return meet(scope_of_token(people.state, self.token, name[1:]), clearance) if self.token else clearance
            finally:
                people.close()
        if name not in self.settings.readers:
            raise CallerError(f"There is no reader {name[:60]!r} here.", hint=f"Name readers in {SETTINGS}.")
        return self.settings.readers[name]

    def picture(self, reader: str | None = None) -> Picture:
        """The picture that a reader gets; raises as `scope` does, and if no picture fits."""
        return picture_for(self.scope(reader), self.settings.pictures)


def create(
    folder: Path, *, title: str = "", exercise: bool = False, countries: Mapping[str, Any] | None = None
) -> Workspace:
    """Make a folder a workspace; what stands already stays as it is. `countries` beside those of ISO 3166-1."""
    try:
        for name in ("ledger", "payloads", "quarantine", "products"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        shown = yaml.safe_dump(title or "Early warning", allow_unicode=True).splitlines()[0]
        added = f"\n{yaml.safe_dump({'countries': dict(countries)}, allow_unicode=True)}" if countries else ""
        texts = {
            SETTINGS: DEFAULT_SETTINGS.format(title=shown, exercise=str(exercise).lower()) + added,
            SOURCES: DEFAULT_SOURCES,
        }
        for name, text in texts.items():
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OperatorError(
            f"The workspace {folder} cannot be made ({error.strerror}).", hint="Name a folder that you may write to."
        ) from error
    return open_workspace(folder)


def open_workspace(folder: Path) -> Workspace:
    """CallerError where there is no workspace, OperatorError for settings that are not understood."""
    path = folder / SETTINGS
    if not path.is_file():
        raise CallerError(
            f"There is no workspace in {folder}.",
            hint=f"Run `simurg --workspace {folder} init`, or name another folder.",
        )
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise OperatorError(
            f"{SETTINGS} is not YAML{where}.", hint="Mend it, or compare it with a new `init`."
        ) from error
    return Workspace(folder.resolve(), settings_of(values))


def settings_of(values: object) -> Settings:
    """From what the YAML says; OperatorError names the entry that is wrong."""
    if not isinstance(values, Mapping):
        raise OperatorError(f"{SETTINGS} must hold entries such as `title:`.", hint="See docs/command-line.md.")
    unknown = set(values) - {
        "title",
        "exercise",
        "countries",
        "pictures",
        "readers",
        "default_reader",
        "fonts",
        "outbound",
        "delivery",
        "sealing",
        "retention",
        "sign_in",
        "model",
        "protected",
    }
    if unknown:
        raise OperatorError(f"{SETTINGS} has an unknown entry {str(min(unknown, key=str))[:40]!r}.", hint="Remove it.")
    exercise = _entry(values, "exercise", False, bool, "true or false")
    pictures = _scopes(values, "pictures")
    readers = _scopes(values, "readers")
    default = _entry(values, "default_reader", min(readers), str, "the name of a reader")
    if default not in readers:
        raise OperatorError(f"{SETTINGS}: default_reader {default[:40]!r} is not among the readers.", hint="Add it.")
    title = _entry(values, "title", "", str, "a text")
    fonts = _entry(values, "fonts", [], list, "a list of folders")
    allowed, ways = allowed_of(values.get("outbound")), ways_of(values.get("delivery"))
    sign_in = sign_in_of(values.get("sign_in"))
    countries = _told(lambda: countries_of(values.get("countries")), f"{SETTINGS}: `countries`")
    model = model_of(values.get("model"))
    protected = _entry(values, "protected", "", str, "file:PATH") or None
    if protected and not protected.startswith("file:"):
        raise OperatorError(f"{SETTINGS}: `protected` must be file:PATH.", hint="See docs/reading-with-a-model.md.")
    return Settings(
        title,
        exercise,
        pictures,
        readers,
        default,
        tuple(map(str, fonts)),
        sign_in,
        allowed,
        ways,
        countries,
        model,
        protected,
    )


def _entry(values: Mapping[Any, Any], name: str, default: Any, kind: type, wanted: str) -> Any:
    value = values.get(name, default)
    if not isinstance(value, kind):
        raise OperatorError(f"{SETTINGS}: `{name}` must be {wanted}.", hint="Mend it and run the command again.")
    return value


def _scopes(values: Mapping[Any, Any], name: str) -> dict[str, Scope]:
    entries = values.get(name)
    if not isinstance(entries, Mapping) or not entries:
        raise OperatorError(f"{SETTINGS}: `{name}` must name at least one.", hint="For example `staff: {level: open}`.")
    return {_word(key, name): _scope(key, entry, name) for key, entry in entries.items()}


def _word(key: object, where: str) -> str:
    text = str(key)
    if not text.replace("-", "").replace("_", "").isalnum() or len(text) > 40:
        raise OperatorError(f"{SETTINGS}: {text[:40]!r} under `{where}` is not a name.", hint="Use letters and digits.")
    return text


def _scope(key: object, entry: object, where: str) -> Scope:
    if entry is not None and not isinstance(entry, Mapping):
        raise OperatorError(
            f"{SETTINGS}: `{where}: {key}` must be a scope.", hint="For example {level: open, tlp: green}."
        )
    return _told(lambda: scope_of(entry), f"{SETTINGS}: `{where}: {key}`")


def _told(make: Callable[[], T], where: str) -> T:
    try:
        return make()
    except CallerError as error:
        raise OperatorError(f"{where}: {error.what}", hint=error.hint) from error
