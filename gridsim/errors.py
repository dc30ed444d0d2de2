"""The errors that gridsim raises, and the one sentence that they all speak."""

from __future__ import annotations

from collections.abc import Iterable


class GridsimError(Exception):
    """Something went wrong that gridsim can explain."""


class IncompleteWarning(UserWarning):
    """Some runs of a study failed; what went well is kept and can be opened."""


class ScenarioError(GridsimError, ValueError):
    """A bad input: one or more problems, each one sentence.

    Parameters
    ----------
    problems : str or iterable of str
        What is wrong, one sentence each (see `problem`).

    Examples
    --------
    >>> error = ScenarioError([problem("a.yaml:3 budget.total", "a budget", "an amount >= 0", -5, "Give a positive amount")])
    >>> print(error)
    a.yaml:3 budget.total: a budget must be an amount >= 0; got -5. Give a positive amount.
    >>> len(error.problems)
    1
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems: list[str] = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self):
        return type(self), (self.problems,)


def problem(where: str, what: str, constraint: str, got: object, advice: str) -> str:
    """Return the sentence "where: what must be constraint; got value. advice."

    Examples
    --------
    >>> problem("chance", "each chance", "in [0, 1]", 1.5, "Give a share such as 0.3")
    'chance: each chance must be in [0, 1]; got 1.5. Give a share such as 0.3.'
    """
    shown = " ".join(str(got).split()) if not isinstance(got, str) else repr(got)  # tables and wide arrays are shown over several lines
    if len(shown) > 120:
        shown = shown[:117] + "..."
    return f"{where}: {what} must be {constraint}; got {shown}. {advice.rstrip('.')}."
