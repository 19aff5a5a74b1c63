"""Run the tray with ``python -m aw_qt``."""

import sys

from aw_qt.main import main

if __name__ == "__main__":
    sys.exit(main())
