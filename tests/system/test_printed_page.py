"""The HTML brief in a real browser: nothing is fetched, nothing runs, and it prints under its marking on every page."""

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from simurg.app.bootstrap import demo_in

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--no-default-browser-check", "--no-pdf-header-footer", "--virtual-time-budget=2000",
]  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs chromium: sudo apt-get install --no-install-recommends chromium"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief of the demo."""
    result = demo_in(tmp_path_factory.mktemp("demo"), 0, lambda _: None)
    return Path(result["brief"]["html"])


class Folder(http.server.ThreadingHTTPServer):
    """Serves one page on loopback and remembers what else was asked for."""

    def __init__(self, content: bytes) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _handler(content))


def _handler(content: bytes) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert isinstance(self.server, Folder)
            self.server.asked.append(self.path)
            self.send_response(200 if self.path == "/brief.html" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content if self.path == "/brief.html" else b"")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


@pytest.fixture
def served(page: Path) -> Iterator[Folder]:
    server = Folder(page.read_bytes())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


def printed(server: Folder, folder: Path) -> PdfReader:
    target = folder / "page.pdf"
    address = f"http://127.0.0.1:{server.server_address[1]}/brief.html"
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", address]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return PdfReader(target)


def test_the_page_prints_on_a4_under_its_marking(served: Folder, tmp_path: Path) -> None:
    pages = printed(served, tmp_path).pages
    texts = [one.extract_text() for one in pages]
    assert 1 <= len(pages) <= 4
    assert all(abs(one.mediabox.width - 595) < 2 and abs(one.mediabox.height - 842) < 2 for one in pages)
    assert all("RESTRICTED//TLP:AMBER+STRICT" in text for text in texts), "the marking stands on every page"
    assert "33 assault events" in " ".join(texts[0].split())
    assert set(served.asked) <= {"/brief.html", "/favicon.ico"}, "the page fetches nothing"
