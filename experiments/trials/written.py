"""What the trials leave: docs/trials.md, misses first, its charts, and the figures in docs/trials.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from validation.figure import CONFIDENCE, ROOT, Figure
from validation.show import STANDINGS, band, counted, simulated, strips

import gridsim
from gridsim.charts import against_published
from trials.trial import Trial

Found = Mapping[str, tuple[Trial, Sequence[Figure]]]
PAGE, FIGURES, PICTURES = ROOT / "docs/trials.md", ROOT / "docs/trials.json", ROOT / "docs/images/trials"
VERDICTS = ("misses", "undecided", "holds")
"""In this order."""
HEAD = """# Field experiments as virtual trials

`make trials` plays {n} field experiments in the model and writes this page; no simulated number is typed by hand. Each trial has the arms of the
experiment, its unit of randomisation, its exposure and its outcome; all arms are played in the same towns, with the same people and the same draws.
The pages are in `experiments/trials`: their heads say what is held against what, and why. Bands were written before the first play of a trial, but
towns, exposures and some settings were changed after plays had been seen; *tried before* says for each trial what, and what it gave.

- **Bands.** A published range, a ratio, or a sign. Where the field found no effect, the ratio to the other arm has to lie between 1 / 1.15 and 1.15.
- **What was set.** *Calibrated*: a parameter was set until the figure came out. *An input*: the declared parameters behind it have this very
  experiment as their source, so that it comes back through the engine and predicts nothing. *Nothing*: neither; these are the ones to look at.
- **Verdict.** *Holds*: the whole 95 % interval (jackknife over towns) lies in the band. *Misses*: the whole interval lies outside. *Undecided*: it
  holds an end of the band. A trial ends in its bands when none of its figures misses and more hold than not.

Nobody on the team made the published figures; a key in brackets names the source in [docs/sources.bib](sources.bib). Seed {seed}: no play
with this seed was seen before these figures; what was set, was set with other seeds.

"""
TABLE = "| trial | figure | published | held against | simulated | what was set | verdict |\n|---|---|---|---|---|---|---|\n"


def write(found: Found, seed: int) -> None:
    """Write page, charts and figures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    parts = [HEAD.format(n=len(found), seed=f"{seed:,}"), *_in_short(found)]
    for name, (trial, figures) in sorted(found.items(), key=lambda one: VERDICTS.index(of_trial(one[1][1]))):
        parts += _section(name, trial, figures, seed)
    PAGE.write_text("".join(parts), encoding="utf-8")
    records = {name: [one.record() for one in figures] for name, (_, figures) in found.items()}
    FIGURES.write_text(json.dumps({"seed": seed, "trials": records}, indent=1) + "\n", encoding="utf-8")


def of_trial(figures: Sequence[Figure]) -> str:
    """Whether a trial ends in its bands: none of its figures misses, and more hold than not.

    Examples
    --------
    >>> from validation.figure import Figure, above
    >>> one = Figure("a", "1", above(0), 1.0, 0.5, 1.5, 9)
    >>> of_trial([one]), of_trial([one, Figure("b", "1", above(2), 1.0, 0.5, 1.5, 9)])
    ('holds', 'misses')
    """
    verdicts = [one.verdict for one in figures]
    if "misses" in verdicts:
        return "misses"
    return "holds" if verdicts.count("holds") > len(verdicts) / 2 else "undecided"


def plain(figures: Sequence[Figure]) -> Iterator[str]:
    """A line a figure, for the terminal."""
    for one in figures:
        yield f"{one.verdict:10} {one.name}: {simulated(one)}; held against {band(one)}"


def _in_short(found: Found) -> Iterator[str]:
    """How many trials and figures hold, and all figures, misses first."""
    every = [(trial, one) for trial, figures in found.values() for one in figures]
    trials = [of_trial(figures) for _, figures in found.values()]
    yield "## In short\n\n"
    yield f"Of {len(found)} trials {trials.count('holds')} end in their bands, {trials.count('undecided')} are undecided,"
    yield f" {trials.count('misses')} miss a band. Of {len(every)} figures: {counted([one for _, one in every])}.\n\n"
    free = [one for _, one in every if one.standing == "free"]
    tests = [figures for _, figures in found.values() if any(one.standing == "free" for one in figures)]
    yield f"On {len(free)} figures nothing was set: {counted(free)}. Only {len(tests)} trials have such a figure; the others show that the"
    yield " engine gives back what was put in.\n\n"
    yield TABLE
    for verdict in VERDICTS:
        for trial, one in every:
            if one.verdict == verdict:
                yield _row(trial, one)
    yield "\n"


def _row(trial: Trial, one: Figure) -> str:
    cells = [
        trial.title,
        one.name,
        one.published,
        band(one),
        simulated(one),
        STANDINGS[one.standing].format(one.set_on),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in [*cells, f"**{one.verdict}**"]) + " |\n"


def _section(name: str, trial: Trial, figures: Sequence[Figure], seed: int) -> Iterator[str]:
    """What one experiment did, how it is played, what came out, and why."""
    yield f"## {trial.title}: {of_trial(figures)}\n\n"
    yield f"{trial.did} [{trial.source}]\n\n"
    yield f"- **Unit of randomisation**: {trial.unit}\n- **Outcome**: {trial.outcome}\n- **Played here**: {trial.here}\n"
    yield f"- **Bands**: {trial.bands}\n- **Calibrated**: {trial.set_on or 'nothing'}\n"
    yield f"- **Inputs from this experiment**: {trial.inputs or 'none'}\n- **Tried before**: {trial.tried}\n\n"
    for measure, one in zip(trial.measures, figures, strict=True):
        yield (
            f"- *{one.name}*, published {one.published}: {simulated(one)}, **{one.verdict}**. {measure.why}".rstrip()
            + "\n"
        )
    foot = f"gridsim {gridsim.__version__} · {name} · seed {seed}"
    subtitle = f"Simulated mean with its {100 * CONFIDENCE:g} % interval over towns, against what was published"
    picture = against_published(strips(figures), name, f"{trial.title}: {counted(figures)}", subtitle, foot)
    [path] = picture.save(PICTURES, kinds=("png",))
    yield f"\n![{picture.title}](images/trials/{path.name})\n\nPage: [experiments/trials/{name}.py](../experiments/trials/{name}.py)\n\n"
