"""Several columns of texts as one: joined for readers, or spelled out so that different rows always differ. Pure."""

import pyarrow as pa
import pyarrow.compute as pc

_TEXT = pa.string()


def joined(parts: list[pa.Array], by: str) -> pa.Array:
    """What is not null, joined. Pyarrow's own null_handling="skip" loses the rows of which all parts are null."""
    text = parts[0]
    for part in parts[1:]:
        both = pc.binary_join_element_wise(text, part, by)  # null where either is
        text = pc.coalesce(both, text, part)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, _TEXT), text)


def spelled(constants: list[str], columns: list[pa.Array]) -> pa.StringArray:
    """Columns joined to one text a row, so that different rows always differ (null is not empty)."""
    safe = [
        pc.replace_substring(pc.replace_substring(column, "\x1e", "\x1e\x1e"), "\x1f", "\x1e\x1f") for column in columns
    ]
    return pc.binary_join_element_wise(
        *[pa.scalar(text) for text in constants], *[pc.fill_null(column, "\x1e0") for column in safe], "\x1f"
    )
