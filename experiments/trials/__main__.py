"""Play the trials: `python -m experiments.trials [NAME ...]`, and write docs/trials.md with its charts and figures.

NAME is a page's name or its beginning; with names, only what was found is said and nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
ORDER = (
    "social_shopping", "message_design", "coupons_to_share", "friends_subscription", "red_packets", "product_type",
    "phone_launch", "word_of_mouth", "opinions_and_sales", "live_selling", "music_market", "seeding", "viral_features",
)  # fmt: skip
"""The pages, in the order of the list of published figures."""
SEED, TRYING = 7_401_933, 20_262
"""The seed of the page, and the one with which single trials are tried and set: the page's is not looked at before."""


def main() -> int:
    """Play what was asked for; a band that is missed is a finding, not a failure."""
    from validation.show import counted

    from trials import written

    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("names", nargs="*", help="pages to play (music, seeding); all without")
    asked.add_argument("--towns", type=int, default=None, help="in place of the trials' own")
    asked.add_argument("--seed", type=int, default=None)
    given = asked.parse_args()
    given.seed = given.seed or (TRYING if given.names or given.towns else SEED)
    found, started = {}, time.monotonic()
    names = [name for name in ORDER if not given.names or name.startswith(tuple(given.names))]
    for turn, name in enumerate(names, 1):
        trial, before = import_module(f"trials.{name}").TRIAL, time.monotonic()
        _say(f"{turn:2} of {len(names)}  {name} ...")
        found[name] = trial, trial.figures(given.seed, given.towns)
        _say(f"          {time.monotonic() - before:5.1f} s  {counted(found[name][1])}")
        if given.names:
            for line in written.plain(found[name][1]):
                _say(f"          {line}")
    if not given.names and given.towns is None:
        written.write(found, given.seed)
    _say(f"{time.monotonic() - started:.0f} s")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
