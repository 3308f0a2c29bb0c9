"""`python -m benches.load`: see `load`."""

import sys

from .load import main

sys.exit(main())
