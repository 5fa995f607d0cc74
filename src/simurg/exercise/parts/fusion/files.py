"""The fusion part as files: feeds as their outlets hand them out, claims and names as CSV, the truth apart.

    collected/feeds/HOST.xml    RSS 2.0, one an outlet, with `<source>` where it says where an item is from
    collected/outlets.csv       imprints: title, host, kind, owner
    collected/claims.csv, claimants.csv, places.csv, names.csv, pairs.csv
    TRUTH/...                   one Parquet file a table; never to be collected

The same part gives the same bytes. Everything that is collected carries the label of fiction.
"""

import io
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from simurg.exercise.atlas import LABEL
from simurg.exercise.parts.fusion.claims import claims
from simurg.exercise.parts.fusion.names import names
from simurg.exercise.parts.fusion.reports import Reports, reports
from simurg.exercise.parts.fusion.settings import FusionPart

COLLECTED, TRUTH = "collected", "TRUTH"


def in_memory(part: FusionPart) -> Mapping[str, bytes]:
    """Every file of the part by its name, in order of name."""
    told, said, named = reports(part), claims(part), names(part)
    open_tables = {
        "outlets": told.outlets,
        "claims": said.claims,
        "claimants": said.sources,
        "places": said.hierarchy,
        "names": named.mentions,
        "pairs": named.pairs,
    }
    truth = {
        "reports": told.truth,
        "outlets": told.outlet_truth,
        "objects": said.truth,
        "claims": said.claim_truth,
        "claimants": said.source_truth,
        "names": named.mention_truth,
        "pairs": named.pair_truth,
        "entities": named.entities,
    }
    files = {f"{COLLECTED}/feeds/{name}.xml": content for name, content in _feeds(told).items()}
    files |= {f"{COLLECTED}/{name}.csv": _csv(table) for name, table in open_tables.items()}
    files |= {f"{TRUTH}/{name}.parquet": _parquet(table) for name, table in truth.items()}
    return dict(sorted(files.items()))


def _feeds(told: Reports) -> dict[str, bytes]:
    """One feed an outlet that published, newest item first."""
    hosts = dict(zip(told.outlets["title"].to_pylist(), told.outlets["host"].to_pylist(), strict=True))
    items: dict[str, list[str]] = {}
    for row in reversed(told.documents.to_pylist()):
        items.setdefault(row["outlet"], []).append(_item(row, hosts))
    return {hosts[title].removesuffix(".example"): _feed(title, hosts[title], items[title]) for title in sorted(items)}


def _item(row: dict[str, Any], hosts: dict[str, str]) -> str:
    body = "".join(f"<p>{escape(part)}</p>" for part in row["body"].split("\n\n"))
    source = ""
    if row["feed_source"] is not None:
        address = quoteattr(f"https://{hosts[row['feed_source']]}/feed.xml")
        source = f"<source url={address}>{escape(row['feed_source'])}</source>"
    return (
        f"<item><title>{escape(row['title'])}</title><link>{row['url']}</link>"
        f'<guid isPermaLink="true">{row["url"]}</guid><pubDate>{format_datetime(row["published"])}</pubDate>{source}'
        f"<category>exercise-fictional</category><description>{escape(body)}</description></item>\n"
    )


def _feed(title: str, host: str, items: list[str]) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n'
        f"<title>{escape(title)} (fictional)</title><link>https://{host}/</link>\n"
        f"<description>{LABEL}: an invented outlet of an invented continent.</description><language>en</language>\n"
        f"{''.join(items)}</channel></rss>\n"
    ).encode()


def _csv(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pa.csv.write_csv(table.append_column("label", pa.array([LABEL] * table.num_rows, pa.string())), sink)
    return sink.getvalue()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()
