"""What the words of reports, charts and tables mean: stated here once, shown on every page and in docs/glossary.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Term(NamedTuple):
    """A word, what it means, and the kinds of results on whose pages it stands (all, where none is named)."""

    word: str
    meaning: str
    kinds: tuple[str, ...] = ()


TERMS: tuple[Term, ...] = (
    Term(
        "point",
        "one person or shop that sells for the brand from a small mall of its own (a micro-mall) and posts to its own"
        " friends",
    ),
    Term("grid", "all points together: the strategy that sells through many points instead of one account"),
    Term("moments", "posts that only friends see; the micro-blog is public, its posts go to followers"),
    Term(
        "showing",
        "one post or advertisement passing one person's eyes once (an impression); opened, read and clicked are counted"
        " after it",
    ),
    Term(
        "need",
        "a moment in which a person would buy such a product anyway; whether the brand comes to mind then is the"
        " recall",
    ),
    Term(
        "recall",
        "the chance that a person thinks of the brand, a mean over all people; whoever *knows* it has it in memory,"
        " strongly or weakly",
    ),
    Term(
        "contribution",
        "what sales leave after refunds, goods, delivery and fees; after marketing: less all that drew on the budget",
    ),
    Term(
        "gain",
        "contribution after marketing, less that of doing nothing on the same people with the same luck: the measure of"
        " the verdict",
    ),
    Term("doing nothing", "the same people and days without any campaign: what would be earned anyway"),
    Term(
        "replicate",
        "one repetition of everything with other people and another random seed; strategies are compared within a replicate"
        " (paired)",
    ),
    Term(
        "90 % interval",
        "holds the true mean in nine of ten such studies; where it holds zero, the replicates do not decide",
    ),
    Term("setting", "one combination of the levels of the factors that a study varies (a design point)", ("study",)),
    Term("new buyer", "a person whose first purchase ever falls into the campaign"),
)


def terms(kind: str) -> Sequence[Term]:
    """Return the words that the page of a kind of results (compare, run, study, activation) explains.

    Examples
    --------
    >>> [term.word for term in terms("study")][-2:], "setting" in [term.word for term in terms("compare")]
    (['setting', 'new buyer'], False)
    """
    return [term for term in TERMS if not term.kinds or kind in term.kinds]


def document() -> str:
    """Return docs/glossary.md."""
    lines = "\n".join(f"- **{term.word}**: {term.meaning}." for term in TERMS)
    return f"# Words\n\nWhat reports, charts and tables mean by them (made from `gridsim/glossary.py`).\n\n{lines}\n"
