"""`python -m benches.counts`: count and write down, or `--check` against what is written down."""

import sys

from .count import main

sys.exit(main())
