"""The measures of the published figures stand in experiments/validation: the tests and the notebook share them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "experiments"))
