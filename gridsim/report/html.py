"""Puts the report together: one HTML file with everything in it, which asks nothing from anywhere."""

from __future__ import annotations

import base64
import xml.etree.ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from gridsim import formats
from gridsim.charts import draw_all
from gridsim.charts.page import version
from gridsim.glossary import terms
from gridsim.report import explained, grounds, sections, under_guesses, whom
from gridsim.report.breadth import breadth
from gridsim.report.compliance import compliance
from gridsim.report.economics import economics, warned
from gridsim.report.elements import Markup, escape, folded, join, tag
from gridsim.report.factor_rows import factor_rows
from gridsim.report.points import points
from gridsim.results.store import Results, Stored, opened

FIRST_CHARTS = ("differences", "contribution", "waterfall", "funnel")
"""The pictures of a comparison that are open and printed; the others are folded."""

TEMPLATE = Path(__file__).with_name("page.html")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


@dataclass(frozen=True)
class Chart:
    """A stored chart: its name, the finding and the caption that its file carries, and the picture."""

    name: str
    title: str
    caption: str
    svg: bytes


def report(stored: Results, folder: str | Path, charts: Sequence[str | Path] | None = None) -> Path:
    """Write FOLDER/report.html, the self-contained report of a comparison, a run, a study or a choice of people.

    Parameters
    ----------
    stored : Comparison, Stored, StoredStudy, StoredActivation or path
        Results or their folder; only what is stored is read.
    folder : path
        Where to write; made if it is not there.
    charts : sequence of path, optional
        The charts as `gridsim.charts.draw_all` returned them; drawn into FOLDER/charts if not given.

    Returns
    -------
    Path
        Of the report. The same results give the same bytes.
    """
    stored, folder = opened(stored), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if charts is None:
        charts = draw_all(stored, folder / "charts")
    pictures = {
        chart.name: chart for chart in (read_chart(Path(path)) for path in charts if Path(path).suffix == ".svg")
    }
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    name = escape(stored.summary.get("scenario", "gridsim"))
    page = template.substitute(title=f"{name}: report", version=escape(version(stored)), body=body(stored, pictures))
    path = folder / "report.html"
    partial = folder / ".report.html.part"
    partial.write_text(page, encoding="utf-8")
    partial.replace(path)
    return path


def body(stored: Stored, pictures: dict[str, Chart]) -> Markup:
    """Return what stands in the page, the verdict first."""
    kind = (stored.manifest or {}).get("kind")
    if kind == "activation":
        parts = [
            sections.heading(stored),
            sections.claim(stored),
            _figures(pictures, list(pictures)),
            whom.section(stored),
        ]
    elif kind == "study" and stored.summary.get("robust"):
        shown = {name: _figure(picture, first=True) for name, picture in pictures.items()}
        parts = [sections.heading(stored), sections.claim(stored), under_guesses.section(stored, shown, heading=False)]
        parts.append(warned(stored))
    elif kind == "study":
        parts = [
            sections.heading(stored),
            sections.claim(stored),
            warned(stored),
            _figures(pictures, list(pictures)[:2], list(pictures)[2:]),
        ]
        parts.append(factor_rows(stored) if stored.summary.get("across") else grounds.design_points(stored))
    else:
        # an explanation has pictures of its own, and a page six sheets
        elsewhere = (*explained.CHARTS, *under_guesses.CHARTS)
        first = FIRST_CHARTS[: 1 if getattr(stored, "why", None) else None]
        parts = [
            sections.heading(stored),
            sections.verdict(stored),
            economics(stored),
            sections.strategies(stored),
            explained.section(
                stored, {name: _figure(pictures[name], first=True) for name in explained.CHARTS if name in pictures}
            ),
            under_guesses.section(
                stored, {name: _figure(pictures[name], first=True) for name in under_guesses.CHARTS if name in pictures}
            ),
            tag("h2", "In pictures"),
            _figures(pictures, first, [name for name in pictures if name not in (*elsewhere, *first)]),
            sections.drivers(stored),
            breadth(stored),
            points(stored),
            compliance(stored),
        ]
    parts += [
        grounds.assumptions(stored),
        grounds.limits(stored),
        grounds.checks(stored),
        grounds.reproduce(stored),
        words(kind or "compare"),
    ]
    parts.append(
        tag(
            "p",
            "What is folded on the screen (further pictures, long tables, the scenario) is left out of print.",
            class_="printed",
        )
    )
    return Markup("\n".join(part for part in parts if part))


def words(kind: str) -> Markup:
    """Return what the words of the page mean."""
    rows = [
        tag("li", tag("b", formats.sentence(term.word)), f": {term.meaning.replace('*', '')}.") for term in terms(kind)
    ]
    return join([tag("h2", "Words"), tag("ul", *rows, class_="words")], "\n")


def _figures(pictures: dict[str, Chart], names: Sequence[str], further: Sequence[str] = ()) -> Markup:
    """Return the pictures with their captions, the first across the page; the further ones are folded and not
    printed."""
    shown = [_figure(pictures[name], first=i == 0) for i, name in enumerate(name for name in names if name in pictures)]
    more = [_figure(pictures[name], first=False) for name in further]
    parts = [tag("div", join(shown, "\n"), class_="charts")]
    if more:
        parts.append(folded(formats.counted(len(more), "more picture"), tag("div", join(more, "\n"), class_="charts")))
    return join(parts, "\n")


def _figure(chart: Chart, first: bool) -> Markup:
    # A picture of its own, not inlined markup: no ids that meet those of another chart, and nothing in it can run or be
    # fetched.
    source = "data:image/svg+xml;base64," + base64.b64encode(chart.svg).decode("ascii")
    image = tag("img", src=source, alt=f"{chart.title}. {chart.caption}", width=1600, height=900)
    return tag("figure", image, tag("figcaption", chart.caption), class_="first" if first else None)


def read_chart(path: Path) -> Chart:
    """Return a chart from its SVG file, with the words that it carries."""
    svg = path.read_bytes()
    words: dict[str, str] = {}
    for element in xml.etree.ElementTree.fromstring(svg).iter():
        if element.tag in (_DUBLIN_CORE + "title", _DUBLIN_CORE + "description") and element.text:
            words.setdefault(element.tag.removeprefix(_DUBLIN_CORE), element.text)
    return Chart(path.stem, words.get("title", path.stem), words.get("description", ""), svg)
