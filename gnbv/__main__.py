"""`python -m gnbv`, the same as the command `gnbv`."""

import sys

from gnbv.cli import main

if __name__ == "__main__":
    sys.exit(main())
