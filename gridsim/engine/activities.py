"""Activities."""

from __future__ import annotations


def fill_line(line, name, page, scenario, n_ticks):
    raise NotImplementedError


def most_posts(scenario, strategy):
    return 0
