"""The built page: its files from memory, packed where the browser takes it; every other address is the page itself.

Files under `assets/` are named by their content and may be kept for ever; the others are asked for again each time.
"""

import gzip
import mimetypes
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

from simurg.web.problems import problem_response

STATIC = Path(__file__).parent / "static"
"""Where `make web` puts it."""
_PACKED = (".js", ".css", ".html", ".svg", ".json", ".webmanifest")
_BUILT = (*_PACKED, ".map", ".woff2", ".png", ".ico", ".txt")
"""What files of a built page end with: an address that does is no screen."""
_API = ("api", "taxii2")


def serve_page(app: FastAPI, folder: Path) -> None:
    """The last route: whatever no other one answers."""

    @app.get("/{path:path}", include_in_schema=False)
    def page(request: Request, path: str) -> Response:
        if path.split("/", 1)[0] in _API:
            return problem_response(404, "not-found", "There is no such address.", "See /api/openapi.json.")
        name = path if _is_file(folder, path) else "index.html"
        if not _is_file(folder, name):
            return problem_response(503, "operator", "The page is not built.", "Run `make web`.")
        if name == "index.html" and _would_be_a_file(path):
            return problem_response(404, "not-found", "There is no such file.")
        return _file(request, folder / name, kept=name.startswith("assets/"))


def _would_be_a_file(path: str) -> bool:
    """A piece that an old page asks for and that is gone. A dot alone says nothing: names of entities have some."""
    return path.startswith("assets/") or path.lower().endswith(_BUILT)


def _is_file(folder: Path, path: str) -> bool:
    """Only files that lie in the folder, whatever the path says."""
    if not path or "\x00" in path:
        return False
    file = (folder / path).resolve()
    return file.is_relative_to(folder.resolve()) and file.is_file()


def _file(request: Request, path: Path, *, kept: bool) -> Response:
    content, packed, tag = _read(path, path.stat().st_mtime_ns)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if kept else "no-cache",
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, 200, {**headers, "Content-Encoding": "gzip"}, media_type)
    return Response(content, 200, headers, media_type)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int) -> tuple[bytes, bytes | None, str]:  # noqa: ARG001  a changed file is read anew
    """The bytes, packed too where that helps, and a tag of them."""
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0) if path.suffix in _PACKED and len(content) > 1_000 else None
    return content, packed, f'"{blake2b(content, digest_size=12).hexdigest()}"'
