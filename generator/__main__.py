"""`python -m generator` is the `survey` command."""

from generator.cli import main

main()
