"""Texts as a page can hold them: control characters and lone surrogates become U+FFFD, so that they are seen."""

_UNSEEN = {code: "�" for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if code not in (0x09, 0x0A, 0x0D)}


def visible(value: object) -> object:
    """The same dicts, lists, numbers and texts, with every text made visible."""
    if isinstance(value, str):
        return value.translate(_UNSEEN).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: visible(one) for key, one in value.items()}
    if isinstance(value, list):
        return [visible(one) for one in value]
    return value
