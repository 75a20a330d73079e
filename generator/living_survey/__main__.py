"""`python -m living_survey` is the `survey` command."""

from living_survey.cli import main

main()
