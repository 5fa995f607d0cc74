"""If-Match on things that others, or oneself in another window, may edit (RFC 9110, 13.1.1)."""

from fastapi import Request

from simurg.web.problems import Problem, changed_meanwhile


def must_match(request: Request, etag: str) -> None:
    """428 without If-Match, 412 where it names another version than the one that stands."""
    given = request.headers.get("if-match")
    if given is None:
        raise Problem(428, "if-match-missing", "The change does not say which version it is of.", hint="Send If-Match.")
    if given.strip() != "*" and etag not in [one.strip() for one in given.split(",")]:
        raise changed_meanwhile()
