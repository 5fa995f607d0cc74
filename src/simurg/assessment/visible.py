"""Texts as a page can hold them: what could not be seen becomes U+FFFD.

That is control characters, lone surrogates, and the characters that turn the direction of what follows them.
"""

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = dict.fromkeys(set(_CONTROLS + _TURNING) - {0x09, 0x0A, 0x0D}, "�")


def visible(value: object) -> object:
    """The same dicts, lists, numbers and texts, with every text made visible."""
    if isinstance(value, str):
        return value.translate(_UNSEEN).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: visible(one) for key, one in value.items()}
    if isinstance(value, list):
        return [visible(one) for one in value]
    return value
