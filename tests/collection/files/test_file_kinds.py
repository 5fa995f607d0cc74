"""Readers of single kinds: documents as common programs write them, and the bound on work."""

import io
import sys
from contextlib import suppress

import docx
import pytest
from docx.enum.text import WD_BREAK

from simurg.collection.files.docx import told_by_docx
from simurg.collection.files.html import told_by_html
from simurg.collection.files.reading import is_picture, told_by
from simurg.collection.files.told import Work
from simurg.collection.work import at_most
from simurg.ontology.errors import SourceError


def test_a_docx_as_python_docx_writes_it():
    document = docx.Document()
    document.core_properties.title = "Ferries"
    document.core_properties.author = "A. Writer"
    document.add_heading("Ferries on the lake", 1)
    document.add_paragraph("Fares did not change.", style="List Bullet")
    run = document.add_paragraph("One line").add_run()
    run.add_break(WD_BREAK.LINE)
    run.add_text("and another")
    document.add_page_break()
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"cell {number}"
    out = io.BytesIO()
    document.save(out)
    told = told_by_docx(out.getvalue(), Work())
    assert told.title == "Ferries"
    assert told.pages[0] == "Ferries on the lake\nFares did not change.\nOne line\nand another\n"
    assert [f"cell {number}" in told.pages[1] for number in range(4)] == [True] * 4


def test_work_is_shared_by_all_that_is_read_of_a_document():
    work = Work()
    for _ in range(99):
        told_by(b"words", "a.txt", work)
    work.use(work.left)
    with pytest.raises(SourceError, match="beyond the work"):
        told_by(b"words", "a.txt", work)


def test_calls_are_counted_the_same_every_time_and_the_hook_is_put_back():
    def busy(times: int) -> int:
        return sum(len(str(number)) for number in range(times))

    before = sys.getprofile()
    with at_most(100_000):
        assert busy(1_000) == 2_890
    for _ in range(2):
        with pytest.raises(SourceError, match="more work"), at_most(1_000):
            busy(100_000)
    assert sys.getprofile() is before


def test_a_library_that_catches_everything_does_not_catch_the_bound():
    def stubborn() -> None:
        while True:
            with suppress(Exception):
                len("x")

    with pytest.raises(SourceError, match="more work"), at_most(1_000):
        stubborn()


@pytest.mark.parametrize("content", [b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF0000WEBP"])
def test_pictures_are_known(content):
    assert is_picture(content)


@pytest.mark.parametrize(("head", "published"), [
    ('<meta name="date" content="2023-03-02">', "2023-03-02"),
    ('<meta property="article:published_time" content="2023-03-02">'
     '<meta property="og:updated_time" content="2023-03-04">',
     "2023-03-04"),
    ('<script type="application/ld+json">{"@graph": [{"datePublished": "2023-03-05"}]}</script>', "2023-03-05"),
    ('<script type="application/ld+json">{"datePublished": [</script>', None), ("", None),
    ('<meta name="date" content="yesterday">', None),
])  # fmt: skip
def test_a_pages_date_is_its_own_word(head, published):
    told = told_by_html(f"<html><head>{head}</head><body><p>Words of the page.</p></body></html>".encode(), {})
    assert (None if told.published is None else told.published.date().isoformat()) == published
