"""Any document by what its bytes say that it is, whatever its name says: PDF, DOCX, e-mail, HTML, else text."""

import re

from simurg.collection.feeds.encoding import characters_of
from simurg.collection.files.docx import is_docx, told_by_docx
from simurg.collection.files.html import told_by_html
from simurg.collection.files.mail import is_mail, told_by_mail
from simurg.collection.files.pdf import told_by_pdf
from simurg.collection.files.told import PAGE, Told, Work
from simurg.ontology.errors import SourceError

MOST_TEXT_BYTES = 8 << 20
_HTML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,200}(?:<!--.{0,2000}?-->\s{0,200}|<\?xml[^>]{0,200}\?>\s{0,200})*"
                   rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_OTHERS = {
    b"PK\x03\x04": "a zip", b"\xd0\xcf\x11\xe0": "an old Office file", b"{\\rtf": "RTF", b"\x1f\x8b": "gzip",
    b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"\x7fELF": "a program", b"MZ": "a program", b"SQLite": "a database", b"PAR1": "Parquet",
}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1c-\x1f\x7f]")
_CONTROLS = dict.fromkeys([*range(9), 11, *range(14, 32), 127, 0xFFFE, 0xFFFF])


def told_by(content: bytes, name: str, work: Work) -> Told:
    """SourceError for what is of no kind that is read, and as the kinds' own readers say."""
    work.begin()
    if content.startswith(b"%PDF-"):
        return told_by_pdf(content, work)
    if is_docx(content):
        return told_by_docx(content, work)
    if _HTML.match(content[:8_192]):
        return told_by_html(content, {}, work=work)
    if name.lower().endswith(".eml") or is_mail(content):
        return told_by_mail(content)
    if b"%PDF-" in content[:1_024]:
        return told_by_pdf(content, work)
    for mark, kind in _OTHERS.items():
        if content.startswith(mark):
            raise SourceError(f"It is {kind}, which is not read here.")
    work.use(len(content) / (4 * MOST_TEXT_BYTES))
    return told_by_text(content)


def is_picture(content: bytes) -> bool:
    """As signatures of e-mail bring them: nothing in it is read."""
    return content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")) or content[8:12] == b"WEBP"


def told_by_text(content: bytes) -> Told:
    """Text in any encoding, form feeds between its pages. SourceError for what is no text, or too large."""
    if len(content) > MOST_TEXT_BYTES:
        raise SourceError(f"The text has more than {MOST_TEXT_BYTES:,} bytes.")
    text = characters_of(content, {}, "").text
    if len(_CONTROL.findall(text[:20_000])) * 50 > min(len(text), 20_000):
        raise SourceError("It is no text and of no kind that is read here.")
    text = text.translate(_CONTROLS).replace("\r\n", "\n").replace("\r", "\n").strip("\n ")
    if not text.strip():
        raise SourceError("It holds no words.")
    return Told(tuple(text.split(PAGE)))
