"""An issuer of CAP alerts over a simulated time: an Atom index, and the alerts that it names.

Written after the published standard (OASIS CAP 1.2, 2010) and RFC 4287. Each day brings a warning of high water at six,
an update at twelve and a cancellation at eighteen o'clock, each for eleven hours.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

_STEPS = (("Alert", 6, "Severe"), ("Update", 12, "Extreme"), ("Cancel", 18, "Severe"))
SENDER = "water@mordavia.example"


class Cap:
    def __init__(self, start: datetime, listed: timedelta = timedelta(days=3)) -> None:
        self.start, self.listed = start, listed

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> tuple[int, Mapping[str, str], bytes]:
        if path == "/index.atom":
            return 200, {"Content-Type": "application/atom+xml"}, self.index(at)
        for name, day, step in self.sent(at):
            if path == f"/{name}.cap":
                return 200, {"Content-Type": "application/cap+xml"}, self.alert(day, step)
        return 404, {}, b"no such alert"

    def sent(self, at: datetime) -> list[tuple[str, int, int]]:
        """Name, day and step of each message that was sent until then."""
        days = range(max(0, (at - self.start).days) + 1)
        return [(f"{day:04d}-{step}", day, step) for day in days for step in range(3) if self.moment(day, step) <= at]

    def moment(self, day: int, step: int) -> datetime:
        return self.start + timedelta(days=day, hours=_STEPS[step][1])

    def index(self, at: datetime) -> bytes:
        entries = "".join(
            f"<entry><id>urn:mordavia:{name}</id><title>High water</title><updated>{self._text(day, step)}</updated>"
            f'<link rel="alternate" type="text/html" href="https://water.example/{name}"/>'
            f'<link type="application/cap+xml" href="{name}.cap"/></entry>'
            for name, day, step in self.sent(at)
            if at - self.moment(day, step) < self.listed
        )
        return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Water</title>{entries}</feed>'.encode()

    def identifier(self, day: int, step: int) -> str:
        return f"mordavia-water-{day:04d}-{step}"

    def alert(self, day: int, step: int, *, status: str = "Actual") -> bytes:
        kind, _, severity = _STEPS[step]
        sent, expires = self._text(day, step), (self.moment(day, step) + timedelta(hours=11)).isoformat()
        named = " ".join(f"{SENDER},{self.identifier(day, one)},{self._text(day, one)}" for one in range(step))
        references = f"<references>{named}</references>" if named else ""
        words = escape("The Teve rises by two metres & more.")
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{self.identifier(day, step)}</identifier>
  <sender>{SENDER}</sender>
  <sent>{sent}</sent>
  <status>{status}</status>
  <msgType>{kind}</msgType>
  <scope>Public</scope>
  {references}
  <info>
    <language>en-GB</language>
    <category>Met</category>
    <event>High water</event>
    <responseType>Evacuate</responseType>
    <urgency>Expected</urgency>
    <severity>{severity}</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>MWC</valueName><value>HW2</value></eventCode>
    <onset>{sent}</onset>
    <expires>{expires}</expires>
    <senderName>Mordavian Water Board</senderName>
    <headline>High water at the ford</headline>
    <description>{words}</description>
    <instruction>Leave the banks.</instruction>
    <web>https://water.example/{day}</web>
    <area>
      <areaDesc>Old Ford</areaDesc>
      <polygon>49.0,36.0 49.0,37.0 50.0,37.0 50.0,36.0 49.0,36.0</polygon>
      <geocode><valueName>MDV</valueName><value>UP01</value></geocode>
    </area>
    <area>
      <areaDesc>Lower Vale</areaDesc>
      <circle>48.5,36.5 12</circle>
    </area>
  </info>
  <info>
    <language>uk-UA</language>
    <category>Met</category>
    <event>Висока вода</event>
    <urgency>Expected</urgency>
    <severity>{severity}</severity>
    <certainty>Likely</certainty>
    <description>Теве піднімається.</description>
    <area><areaDesc>Старий брід</areaDesc></area>
  </info>
</alert>
""".encode()

    def _text(self, day: int, step: int) -> str:
        return self.moment(day, step).isoformat()
