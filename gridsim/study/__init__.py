"""Studies of many runs: comparison, sweep, and their execution (threads, processes, a cluster)."""

# Imported here, and not when first used: the functions `compare` and `sweep` have the names of their modules.
from gridsim.study.activation import choose_points, play_activation
from gridsim.study.activation_file import load_activation
from gridsim.study.activation_question import Activation
from gridsim.study.compare import Comparison, compare, run_strategy
from gridsim.study.estimate import Estimate, estimate
from gridsim.study.executor import RunFailed
from gridsim.study.experiment import Experiment, load_experiment
from gridsim.study.merging import merge
from gridsim.study.progress import Step
from gridsim.study.regret import Regret, regret
from gridsim.study.resume import resume
from gridsim.study.robust import robust
from gridsim.study.sensitivity import sensitivity
from gridsim.study.sweep import play_experiment, sweep
from gridsim.study.why import why

__all__ = [
    "Activation",
    "Comparison",
    "Estimate",
    "Experiment",
    "Regret",
    "RunFailed",
    "Step",
    "choose_points",
    "compare",
    "estimate",
    "load_activation",
    "load_experiment",
    "merge",
    "play_activation",
    "play_experiment",
    "regret",
    "resume",
    "robust",
    "run_strategy",
    "sensitivity",
    "sweep",
    "why",
]


def __dir__() -> list[str]:
    return [*__all__]
