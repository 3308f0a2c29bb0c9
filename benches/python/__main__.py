"""`python -m benches.python`: the comparison."""

import sys

from .compare import main

sys.exit(main())
