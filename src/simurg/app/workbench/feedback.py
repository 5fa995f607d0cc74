"""What one person said of the use of rows."""

from simurg.ledger import View


def feedback_of(view: View, by: str) -> dict[str, str]:
    """Verdict by the row's id (hex)."""
    rows = view.read("feedback", ("about", "verdict"), {"by": by, "withdrawn": False}).to_pylist()
    return {row["about"].hex: row["verdict"] for row in rows}
