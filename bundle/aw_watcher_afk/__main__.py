"""`python -m aw_watcher_afk`."""

import sys

from aw_watcher_afk.main import main

if __name__ == "__main__":
    sys.exit(main())
