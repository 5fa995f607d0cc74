"""Invented documents of every kind that a drop folder brings, and what stands beside them; then hostile ones."""

import base64
import io
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.connector import Raw, SettingsError, raw_of
from simurg.collection.connectors import documents
from simurg.collection.files.beside import apart, joined
from simurg.collection.source import Source
from simurg.ontology.errors import SourceError
from simurg.testing.connectors import Reading, bounded, check_connector, check_reading, read
from simurg.testing.hostile import zipped

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source("drop", "documents")
SAMPLES = Path(__file__).parent / "samples"


def document(content: bytes | str, name: str = "note.txt", **options: object) -> Raw:
    source = Source("drop", "documents", options=options)
    return raw_of(content.encode() if isinstance(content, str) else content, source, name, FETCHED)


def sample(name: str) -> Raw:
    return document((SAMPLES / name).read_bytes(), name)


def reports(found: Reading) -> list[dict]:
    return found.table("reports").to_pylist()


def claims(found: Reading) -> list[tuple[str, str, str]]:
    rows = found.table("claims").to_pylist() if found.count("claims") else []
    return [(row["subject"], row["predicate"], row["object"]) for row in rows]


@pytest.mark.parametrize("name", ["crossing.pdf", "ferries.docx", "notice.eml", "statement.html"])
def test_the_connector_keeps_its_contract(name):
    check_connector(documents, [sample(name)], mutated=60)


def test_the_connector_keeps_its_contract_for_text():
    note = (
        "---\ntitle: Forest\ndate: 2023-03-02\n---\nThe forest is closed; " + "see the order, 12, of 2023-03-01.\n" * 9
    )
    check_connector(documents, [document(note, "note.md")], mutated=60)


def test_a_pdf_keeps_its_pages():
    [row] = reports(found := read(documents, sample("crossing.pdf")))
    assert row["title"] == "Customs at the Orsk crossing"
    first, second = row["body"].split("\f")
    assert first.endswith("at the Orsk crossing on Thursday.")
    assert second == "The customs service gave no reason."
    assert row["published_at"] == datetime(2023, 3, 2, tzinfo=UTC)
    assert claims(found) == [("crossing.pdf", "pages", "2")]


def test_a_docx_keeps_its_paragraphs_tables_and_page_breaks_and_no_author():
    [row] = reports(found := read(documents, sample("ferries.docx")))
    assert row["title"] == "Ferries on Lake Teve"
    assert row["body"].split("\f")[0] == "The ferry sails twice a day."
    assert "Orsk\nTeve" in row["body"]
    assert row["body"].endswith("Fares did not change.")
    assert (row["published_at"], row["language"]) == (datetime(2023, 3, 4, 8, tzinfo=UTC), "en")
    assert "Writer" not in str([table.to_pylist() for rows in found.rows for table in rows.tables.values()])


def test_a_message_is_a_report_and_so_is_what_is_attached_to_it():
    message, order = reports(found := read(documents, sample("notice.eml")))
    assert (message["title"], message["body"]) == ("Лес и поле", "Лес закрыт.")
    assert message["published_at"] == datetime(2023, 3, 2, 8, tzinfo=UTC)
    assert order["body"] == "The forest is closed until May."
    assert claims(found) == [
        ("notice.eml", "has_attachment", "notice.eml/order.txt"),
        ("notice.eml/order.txt", "attached_to", "notice.eml"),
    ]
    assert "desk@" not in str([table.to_pylist() for rows in found.rows for table in rows.tables.values()])


def test_html_is_read_as_its_main_text():
    [row] = reports(read(documents, sample("statement.html")))
    assert row["title"] == "Road 4 is closed"
    assert "until the bridge" in row["body"]
    assert not {"never", "password", "Home"} & set(row["body"].replace("(", " ").split())


@pytest.mark.parametrize(("text", "encoding"), [
    ("Лес и поле под снегом, река подо льдом", "koi8-r"), ("Лес и поле под снегом", "utf-8"),
    ("Zürich façade, naïve café on the quay", "cp1252"), ("森林は閉鎖されています。橋も閉鎖です。" * 4, "shift_jis"),
    ("森林已经关闭，大桥也已经关闭。" * 4, "gb18030"), ("Лес", "utf-16"), ("forest", "utf-32"), ("Лес", "utf-8-sig"),
])  # fmt: skip
def test_text_in_any_encoding(text, encoding):
    [row] = reports(read(documents, document(text.encode(encoding))))
    assert row["body"] == text


@pytest.mark.parametrize("name", ["отчёт.txt", "報告.txt", "rapport é.txt", "تقرير.txt", "a b'\"&<>.txt", "x" * 300])
def test_a_files_name_is_its_key_in_any_script(name):
    [row] = reports(read(documents, document("words", name)))
    assert row["title"] == name[:500]


def test_one_name_is_one_report_however_its_letters_are_composed():
    composed, decomposed = (reports(read(documents, document("x", name)))[0] for name in ("é.txt", "e\u0301.txt"))
    assert composed["key"] == decomposed["key"]


def test_another_file_of_that_name_is_a_new_version():
    one, other = (reports(read(documents, document(text)))[0] for text in ("x", "y"))
    assert one["key"] == other["key"]
    assert one["id"] != other["id"]


SIDE = (
    b"title: Customs\ndate: 2023-03-05\npublisher: Orsk Union\nlanguage: en\nurl: https://u.example/1\ngrade: B2\n"
    b"marking: {level: restricted, tlp: amber}\n"
)


def beside(told: bytes, content: bytes = b"words", name: str = "note.txt") -> Reading:
    whole_name, whole = joined(name, told, content)
    return read(documents, document(whole, whole_name))


def test_what_stands_beside_a_file_is_heeded():
    [row] = reports(found := beside(SIDE))
    assert (row["title"], row["url"], row["language"]) == ("Customs", "https://u.example/1", "en")
    assert (row["reliability"], row["credibility"]) == ("B", 2)
    assert row["published_at"] == row["known_at"] == datetime(2023, 3, 5, tzinfo=UTC)
    assert "2" in str(row["marking"])
    assert claims(found) == [("note.txt", "reported_by", "Orsk Union")]


def test_the_marking_beside_a_message_holds_for_what_is_attached():
    found = beside(b"marking: {level: restricted}\ntitle: T", (SAMPLES / "notice.eml").read_bytes(), "notice.eml")
    message, order = reports(found)
    assert message["marking"] == order["marking"] != None  # noqa: E711
    assert order["title"] == "order.txt"


@pytest.mark.parametrize("told", [
    b"colour: red", b"title: [a]", b"date: soon", b"grade: Z9", b"marking: secret", b"marking: {level: none such}",
    b"a: &a [x]\nb: *a", b"\xff\xfe", b"- a", b"title: " + b"x" * 20_000,
])  # fmt: skip
def test_a_file_beside_that_is_not_understood_quarantines_the_document(told):
    found = beside(told)
    assert not found.rows
    assert found.rejects[0].cause


def test_front_matter_gives_title_date_and_a_stricter_marking_but_grades_nothing():
    text = (
        "---\ntitle: Forest\ndate: 2023-03-02\ngrade: A1\nlayout: post\nmarking: {tlp: red}\n---\nThe forest is closed."
    )
    [row] = reports(read(documents, document(text, "note.md")))
    assert (row["title"], row["body"]) == ("Forest", "The forest is closed.")
    assert row["published_at"] == datetime(2023, 3, 2, tzinfo=UTC)
    assert (row["reliability"], row["credibility"]) == (SOURCE.grade.reliability, SOURCE.grade.credibility)
    assert row["marking"] is not None


@pytest.mark.parametrize("text", ["---\nno front matter\n---\nx", "---\ntitle: x", "---\na: *b\n---\nx", "----\nx"])
def test_front_matter_that_is_none_is_text(text):
    [row] = reports(read(documents, document(text)))
    assert row["body"] == text


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_a_file_and_what_stands_beside_it_come_apart_again(told, content):
    assert apart(*joined("a.pdf", told, content)) == ("a.pdf", told, content)


@pytest.mark.parametrize("content", [b"", b"x\n", b"99\nabc", b"-1\nabc", b"1" * 50 + b"\n"])
def test_a_name_with_a_slash_is_believed_only_with_what_was_joined(content):
    with pytest.raises(SourceError):
        apart("a.yaml/a", content)
    with pytest.raises(SourceError):
        apart("b.yaml/a", b"0\n")


def test_a_long_text_becomes_several_reports_cut_between_paragraphs():
    text = "\n\n".join(f"Paragraph {number} tells of the crossing." for number in range(9_000))
    rows = reports(read(documents, document(text)))
    assert [row["title"] for row in rows] == [f"note.txt ({n} of {len(rows)})" for n in range(1, len(rows) + 1)]
    assert "\n\n".join(row["body"] for row in rows) == text
    assert max(len(row["body"]) for row in rows) <= documents.PART


@pytest.mark.parametrize("work", [0, 101, "10", True])
def test_work_that_is_no_number_fails_the_source(work):
    with pytest.raises(SettingsError):
        read(documents, document("x", work=work))


@pytest.mark.parametrize(("content", "said"), [
    (b"", "no words"), (b"\x00" * 900, "no text"), (zipped({"a.bin": b"x"}), "zip"), (b"{\\rtf1 x}", "RTF"),
    (b"\xd0\xcf\x11\xe0" + b"x" * 900, "Office"), (b"\x89PNG" + b"x" * 90, "picture"),
    (b"MZ" + b"\x00" * 90, "program"),
    (b"%PDF-1.7\nnothing", "PDF"), (b"x" * (9 << 20), "bytes"), (b"<html></html>", "words"),
])  # fmt: skip
def test_what_is_not_read_says_why_and_is_kept_whole(content, said):
    found = read(documents, document(content, "file"))
    assert not found.rows
    assert said in found.rejects[0].cause
    assert b"".join(reject.content for reject in found.rejects) == content


def pdf(contents: list[bytes], objects: tuple[bytes, ...] = (), resources: bytes = b"<</Font<</F 3 0 R>>>>",
        catalog: bytes = b"") -> bytes:  # fmt: skip
    """A PDF whose pages draw `contents`; the first of `objects` is number 4."""
    told = [b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    told += objects
    kids = []
    for content in contents:
        packed = zlib.compress(content)
        told.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        told.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources %s/Contents %d 0 R>>" % (resources, len(told))
        )
        kids.append(b"%d 0 R" % len(told))
    told[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(told, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(told) + 1, table, len(told) + 1, len(out),
    )  # fmt: skip


def stream(content: bytes, told: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (told, len(packed), packed)


WORDS = b"BT /F 12 Tf (words) Tj ET"
FORM = stream(
    b"/X Do /X Do BT /F 1 Tf (a) Tj ET",
    b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 4 0 R>>/Font<</F 3 0 R>>>>",
)
RANGES = stream(b"begincmap\n" + b"1 beginbfrange\n<0000> <FFFF> <0041>\nendbfrange\n" * 300 + b"endcmap")
CODES = stream(b"begincmap\n" + b"".join(b"1 beginbfchar\n<%04X> <0041>\nendbfchar\n" % n for n in range(30_000)))
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 4 0 R>>"
ACTION = b'/OpenAction<</S/JavaScript/JS(app.launchURL\\("http://evil.example"\\))>>/AA<</WC<</S/Launch/F(cmd.exe)>>>>'
FONTS = b"<</Font<</F 5 0 R/G 5 0 R/H 5 0 R>>>>"
PDFS = {
    "numbers": pdf([b"1 " * 100_000] * 20), "shows": pdf([b"BT /F 12 Tf " + b"(a)'" * 50_000] * 20),
    "arrays": pdf([b"BT /F 12 Tf " + b"[1 1 1 1 1 1 1 1 1 1]TJ " * 9_000] * 20),
    "large pages": pdf([b"BT /F 12 Tf " + b"(a) Tj " * 250_000] * 9),
    "states": pdf([b"q " * 300_000 + b"Q " * 300_000]),
    "bomb": pdf([b" " * 50_000_000] * 3), "many pages": pdf([WORDS] * 4_000),
    "form in itself": pdf([b"/X Do " * 1_000] * 50, (FORM,), b"<</XObject<</X 4 0 R>>/Font<</F 3 0 R>>>>"),
    "ranges": pdf([WORDS] * 200, (RANGES, FONT), FONTS), "codes": pdf([WORDS] * 200, (CODES, FONT), FONTS),
    "pages in themselves": pdf([WORDS]).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]"),
    "nested arrays": b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000,
    "objects": b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 99_999,
    "many filters": pdf([WORDS]).replace(b"/FlateDecode", b"[" + b"/FlateDecode" * 500 + b"]"),
    "starts": b"%PDF-1.7\n" + b"startxref\n0\n" * 200_000,
    "JBIG2": pdf([WORDS]).replace(b"/FlateDecode", b"/JBIG2Decode"),
}  # fmt: skip


@pytest.mark.parametrize("case", PDFS)
def test_hostile_pdfs_cost_little_and_lose_nothing(case):
    raw = document(PDFS[case], "a.pdf")
    found = bounded(documents, raw, case)
    check_reading(found, raw, case)
    assert found.rows or found.rejects
    assert found.rejects or case in ("states", "JBIG2", "many filters")


def test_what_a_pdf_wants_to_run_is_not_looked_at():
    [row] = reports(found := read(documents, document(pdf([WORDS], catalog=ACTION), "a.pdf")))
    assert row["body"] == "words"
    assert "evil" not in str([table.to_pylist() for rows in found.rows for table in rows.tables.values()])


def test_a_pdf_of_many_pages_is_read_as_far_as_its_work_goes_and_further_with_more():
    content = pdf([b"BT /F 12 Tf " + b"(words of the page) Tj\n" * 4_000] * 40)
    short = read(documents, document(content, "a.pdf"))
    assert "pages" in short.rejects[0].cause
    assert short.rejects[0].content == content
    few = reports(short)[0]["body"].count("\f") + 1
    assert 1 <= few < 40
    long = read(documents, document(content, "a.pdf", work=20))
    assert not long.rejects


def docx(body: str, **parts: str) -> bytes:
    return zipped({
        "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'.encode(),
        **{name.replace("__", "/").replace("_xml", ".xml"): text.encode() for name, text in parts.items()},
    })  # fmt: skip


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        part.write(b"<document><body><p><r><t>")
        for _ in range(64):
            part.write(b"x" * (1 << 20))
    return out.getvalue()


DOCXS = {
    "bomb": bomb(), "deep": docx("<w:p>" * 20_000 + "</w:p>" * 20_000), "many": docx("<w:p/>" * 900_000),
    "attributes": docx("<w:p " + " ".join(f'a{n}="x"' for n in range(50_000)) + "/>"),
    "DTD": zipped({"word/document.xml": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><t>&x;</t></d>'}),
    "long": docx("<w:p><w:r><w:t>" + "word " * 900_000 + "</w:t></w:r></w:p>"),
    "parts": zipped({"word/document.xml": b"<d/>", **{f"{n}": b"" for n in range(6_000)}}), "broken": docx("<w:p>"),
}  # fmt: skip


@pytest.mark.parametrize("case", DOCXS)
def test_hostile_docx_files_cost_little(case):
    raw = document(DOCXS[case], "a.docx")
    found = bounded(documents, raw, case)
    check_reading(found, raw, case)
    assert found.rejects


def test_deleted_words_and_fields_of_a_docx_are_left_out():
    body = (
        "<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        '<w:r><w:instrText>INCLUDETEXT "http://evil.example"</w:instrText></w:r></w:p>'
    )
    [row] = reports(read(documents, document(docx(body), "a.docx")))
    assert row["body"] == "Kept"


def mail(*parts: str, head: str = "") -> bytes:
    joined_parts = "".join(f"--b\r\n{part}\r\n" for part in parts)
    start = f"From: a@b.example\r\nSubject: S\r\n{head}MIME-Version: 1.0\r\n"
    return f'{start}Content-Type: multipart/mixed; boundary="b"\r\n\r\n{joined_parts}--b--\r\n'.encode()


TEXT = "Content-Type: text/plain\r\n\r\nwords"


def nested(depth: int) -> bytes:
    """Messages within messages."""
    content = b"From: a@b.example\r\nSubject: inner\r\n\r\ninnermost"
    for number in range(depth):
        head = b"From: a@b.example\r\nSubject: outer %d\r\nMIME-Version: 1.0\r\n" % number
        content = head + b"Content-Type: message/rfc822\r\n\r\n" + content
    return content


def multiparts(depth: int) -> bytes:
    start = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return f"From: a@b.example\r\nSubject: S\r\nMIME-Version: 1.0\r\n{start}{TEXT}".encode()


MAILS = {
    "10,000 parts": mail(*[TEXT] * 10_000), "nested 100 deep": multiparts(100), "nested 5,000 deep": multiparts(5_000),
    "messages 100 deep": nested(100), "lines": b"From: a@b.example\r\nSubject: x\r\n\r\n" + b"\r\n" * 2_000_000,
    "headers": b"From: a@b.example\r\nSubject: x\r\n" + b"X-A: b\r\n" * 300_000 + b"\r\nwords",
    "subject": mail(TEXT, head="X: y\r\nSubject: " + "=?utf-8?B?" * 200_000 + "\r\n"),
    "comments": mail(TEXT, head="Date: " + "(" * 500_000 + "\r\n"),
    "folded": mail(TEXT, head="A: b\r\n" + " c\r\n" * 400_000),
    "parameters": mail("Content-Type: text/plain; " + "; ".join(f"a{n}*0=x" for n in range(100_000)) + "\r\n\r\nwords"),
    "base64": mail("Content-Transfer-Encoding: base64\r\n\r\n" + "!" * 3_000_000),
    "pdfs": mail(*[
        "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(PDFS["shows"]).decode() for _ in range(40)
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", MAILS)
def test_hostile_mail_costs_little(case):
    raw = document(MAILS[case], "a.eml")
    found = bounded(documents, raw, case)
    check_reading(found, raw, case)
    assert found.rows or found.rejects


def test_attachments_are_read_to_a_bounded_depth_and_number():
    found = read(documents, document(nested(8), "a.eml"))
    assert len(reports(found)) == documents.MOST_DEPTH + 1
    assert "deep" in found.rejects[0].cause
    attachment = "Content-Type: text/plain; name={}.txt\r\n\r\nwords {}"
    found = read(documents, document(mail(*[attachment.format(n, n) for n in range(99)]), "a.eml"))
    assert len(reports(found)) == documents.MOST_DOCUMENTS
    assert len(found.rejects) == 100 - documents.MOST_DOCUMENTS


def test_an_attachment_that_cannot_be_read_does_not_take_the_message_with_it():
    broken = "Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.7 nothing"
    found = read(documents, document(mail(TEXT, broken), "a.eml"))
    assert [row["body"] for row in reports(found)] == ["words"]
    assert found.rejects[0].where == "attachment a.pdf"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_quarantined(content):
    raw = document(content, "a.eml")
    found = read(documents, raw)
    check_reading(found, raw, "any bytes")
    assert found.rows or found.rejects
