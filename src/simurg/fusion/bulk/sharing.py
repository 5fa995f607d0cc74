"""Who might be the same: rows that share a digest, found by one join and bounded whatever the data.

For near copies the digests are locality-sensitive bands of texts, for names they are blocking keys. A digest that
very many share (a template, a common word) would give a pair for any two of them. So the rows of one digest stand
in a ring by name, and each meets only the `most` on either side of it; and of all its pairs a row keeps the `most`
that share most digests, then those whose rarest shared digest is rarer, then by name. Both bounds look at the names
and digests of the rows given, never at their order.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simurg.ontology.errors import CallerError

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Digests:
    """Which column names a row (equal names are one row) and which lists its digests; how many others it may meet."""

    name: str
    listed: str
    most: int

    def __post_init__(self) -> None:
        if self.most < 1:
            raise CallerError("Rows that share a digest must be allowed at least one other.", hint="Give most >= 1.")


NEAR_COPIES = Digests("text", "bands", 64)
NAMES = Digests("subject", "keys", 20)


def sharing(rows: "ir.Table", by: Digests) -> "ir.Table":
    """`left`, `right` (names, the smaller first), `shared`: by how many digests they met, `rarest`: how many rows have
    the rarest of these."""
    return _best(_met(rows, by), by.most)


def _met(rows: "ir.Table", by: Digests) -> "ir.Table":
    """Each pair once, the smaller name first."""
    import ibis
    from ibis import _

    told = rows.select(name=rows[by.name], digest=rows[by.listed].unnest())
    told = told.filter(told.name.notnull(), told.digest.notnull()).distinct()
    ring = ibis.window(group_by=told.digest, order_by=told.name)
    placed = told.mutate(place=ibis.row_number().over(ring), size=told.count().over(group_by=told.digest))
    one = placed.filter(placed.size > 1)
    other = one.select("digest", "place", "name")
    steps = ibis.range(1, ibis.least(one.size // 2, by.most).cast("int64") + 1)
    meeting = one.select("name", "digest", "size", "place", step=steps.unnest())
    meeting = meeting.mutate(place=(meeting.place + meeting.step) % meeting.size)
    pairs = meeting.join(other, ["digest", "place"], rname="{name}_met").select(
        left=ibis.least(_.name, _.name_met), right=ibis.greatest(_.name, _.name_met), digest=_.digest, size=_.size
    )
    single = pairs.distinct()
    return single.group_by("left", "right").aggregate(shared=single.count(), rarest=single.size.min())


def _best(met: "ir.Table", most: int) -> "ir.Table":
    """Pairs that are among the best of either side. Each is seen from both by doubling its row: a union with itself
    would have Spark find all pairs twice."""
    import ibis

    sides = met.mutate(turned=ibis.array([False, True]).unnest())
    seen = sides.mutate(
        own=sides.turned.ifelse(sides.right, sides.left), its=sides.turned.ifelse(sides.left, sides.right)
    )
    order = [ibis.desc(seen.shared), seen.rarest, seen.its]
    placed = seen.mutate(place=ibis.row_number().over(ibis.window(group_by=seen.own, order_by=order)))
    kept = placed.filter(placed.place < most)
    return kept.select("left", "right", "shared", "rarest").distinct()
