"""Field experiments played as virtual trials: the same arms, unit of randomisation, exposure and outcome, on common
draws.

One page a trial: its head says what the field experiment did and found, what is held against it and why, what was set,
which inputs come from the experiment itself, and what was tried before. Figures on which nothing was set are the ones
that test the model.
`python -m experiments.trials [NAME ...]` plays them and writes docs/trials.md.
"""
