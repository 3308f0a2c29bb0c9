"""`python -m ferroapi`: the command line."""

from .cli import main

main()
