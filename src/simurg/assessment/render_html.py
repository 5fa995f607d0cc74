"""A brief as one HTML page: self-contained, no script, nothing loaded, readable in light and dark, prints on A4.

Every text is escaped by the template engine; only our own pictures are put in as they are: they escape their text
themselves (charts.svg).
Addresses of reports are text, not links, so that nobody opens one by accident.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from simurg.assessment.brief.values import Brief
from simurg.assessment.page import page_of
from simurg.assessment.pictures import PAGE
from simurg.assessment.visible import visible


@cache
def _template() -> tuple[Template, Markup]:
    loader = PackageLoader("simurg.assessment", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["picture"] = Markup
    style, _, _ = loader.get_source(environment, "brief.css")
    return environment.get_template("brief.html.j2"), Markup(style)  # noqa: S704  (our own style sheet)


def render_html(brief: Brief) -> str:
    """The page; the same brief gives the same text."""
    template, style = _template()
    return template.render(page=visible(page_of(brief, PAGE)), style=style)
