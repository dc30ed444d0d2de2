"""`python -m gridsim.cli`."""

from gridsim.cli import main

main()
