"""Field experiments played as virtual trials: the same arms, unit of randomisation, exposure and outcome, on common
draws.

One page a trial: its head says what the field experiment did and found, what is held against it and why (written before
the first run), and what was set, if anything: one parameter at the most, on one arm; all other arms are predicted. A
trial is no answer in the model: the mechanisms it uses are declared with their sources, as all others.
`python -m experiments.trials [NAME ...]` plays them and writes docs/trials.md.
"""
