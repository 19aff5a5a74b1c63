"""`python -m aw_watcher_window`."""

import sys

from aw_watcher_window.main import main

if __name__ == "__main__":
    sys.exit(main())
