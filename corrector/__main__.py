"""Run the command line with ``python -m corrector``."""

from corrector.cli import main

main(prog_name="corrector")
