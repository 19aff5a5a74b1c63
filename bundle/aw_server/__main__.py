"""`python -m aw_server`."""

import sys

from aw_server.main import main

if __name__ == "__main__":
    sys.exit(main())
