"""`python -m aw_cli` is the command `aw-cli`."""

from .main import main

if __name__ == "__main__":
    main()
