"""What readers ask of the workbench, and how long it takes: one reader with new parameters, then fifty with pauses."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import quote

import httpx

KINDS = ("morning", "map", "slider", "entity", "search")
LAST = date.today()
FIRST = LAST - timedelta(days=11 * 365)
WORDS = (
    "port", "border", "harbour", "attack", "talks", "patrol", "grain", "network", "protest", "minister", "fighters",
    "accuses", "rejects", "fishing", "pipeline", "strike", "troops", "sanctions", "aid", "cyber", "ferry", "clash",
)  # fmt: skip


@dataclass
class Taken:
    """Milliseconds by kind of question; `cpu_ms` the server's processor time for one answer, on average; `errors` are
    answers other than 200."""

    times: dict[str, list[float]] = field(default_factory=dict)
    cpu_ms: dict[str, float] = field(default_factory=dict)
    errors: int = 0
    first_error: str = ""

    def add(self, kind: str, ms: float, answer: httpx.Response) -> None:
        if answer.status_code != 200:
            self.errors += 1
            self.first_error = self.first_error or f"{answer.status_code} {answer.request.url} {answer.text[:200]}"
        self.times.setdefault(kind, []).append(ms)


def percentile(values: Sequence[float], share: float = 0.95) -> float | None:
    """The smallest value that at least this share lies at or under."""
    ordered = sorted(values)
    return round(ordered[max(0, -(-int(share * 100 * len(ordered)) // 100) - 1)], 1) if ordered else None


@dataclass(frozen=True)
class Questions:
    """Addresses with parameters drawn anew each time, the same for the same seed."""

    entities: tuple[str, ...]
    draw: random.Random

    def one(self, kind: str) -> str:
        return str(getattr(self, f"_{kind}")())

    def _morning(self) -> str:
        day = LAST - timedelta(days=1 + self.draw.randrange(60))
        return f"/api/morning?since={day}T{self.draw.randrange(24):02}:{self.draw.randrange(60):02}:00Z"

    def _map(self) -> str:
        start = self._day()
        more = self.draw.choice(["", "&types=ASSAULT", "&layer=gdelt", "&types=PROTEST&types=THREATEN"])
        return f"/api/map?from={start}&to={start + timedelta(days=365)}{more}"

    def _slider(self) -> str:
        at = self._day() + timedelta(days=200)
        return f"/api/map?from={at - timedelta(days=365)}&to={at}&as_of={at}"

    def _entity(self) -> str:
        return f"/api/entities/{quote(self.draw.choice(self.entities), safe='')}"

    def _search(self) -> str:
        words = "+".join(self.draw.sample(WORDS, self.draw.randint(1, 2)))
        return f"/api/search?q={words}&limit={self.draw.randint(8, 12)}"

    def _day(self) -> date:
        return FIRST + timedelta(days=self.draw.randrange((LAST - FIRST).days - 400))


def alone(
    address: str, cookies: Sequence[dict[str, str]], asked: Questions, count: int, spent: Callable[[], float]
) -> tuple[Taken, Taken]:
    """One reader: `count` questions of each kind; entities each once, then again. New questions, and the same again.
    `spent`: the server's processor time so far, in seconds."""
    new, again = Taken(), Taken()
    with httpx.Client(base_url=address, timeout=60) as client:
        for kind in KINDS:
            if kind == "entity":
                urls = [f"/api/entities/{quote(one, safe='')}" for one in asked.entities[:count]]
            else:
                urls = list(dict.fromkeys(asked.one(kind) for _ in range(count * 2)))[:count]
            for taken in (new, again):
                before = spent()
                for number, url in enumerate(urls):
                    _ask(client, taken, kind, url, cookies[number % len(cookies)])
                taken.cpu_ms[kind] = round((spent() - before) * 1000 / max(len(urls), 1), 1)
    return new, again


def _ask(client: httpx.Client, taken: Taken, kind: str, url: str, cookies: dict[str, str]) -> None:
    while True:
        start = time.perf_counter()
        answer = client.get(url, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())})
        ms = (time.perf_counter() - start) * 1000
        if answer.status_code != 429:  # a reader who asks faster than anybody reads waits
            taken.add(kind, ms, answer)
            return
        time.sleep(float(answer.headers.get("retry-after", 1)))


def crowd(address: str, cookies: Sequence[dict[str, str]], asked: Questions, seconds: float, think_s: float) -> Taken:
    """As many readers as there are cookies, each asking, reading for about `think_s`, and asking again."""
    taken = Taken()

    async def reader(client: httpx.AsyncClient, number: int, until: float) -> None:
        draw = random.Random(number)
        await asyncio.sleep(draw.random() * think_s)
        while time.perf_counter() < until:
            kind = draw.choice(KINDS)
            start = time.perf_counter()
            header = "; ".join(f"{k}={v}" for k, v in cookies[number].items())
            answer = await client.get(asked.one(kind), headers={"Cookie": header})
            taken.add(kind, (time.perf_counter() - start) * 1000, answer)
            await asyncio.sleep(draw.uniform(0.5, 1.5) * think_s)

    async def all_of_them() -> None:
        limits = httpx.Limits(max_connections=len(cookies), max_keepalive_connections=len(cookies))
        async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
            until = time.perf_counter() + seconds
            await asyncio.gather(*(reader(client, number, until) for number in range(len(cookies))))

    asyncio.run(all_of_them())
    return taken
