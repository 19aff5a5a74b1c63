"""`python -m aw_client` is the command `aw-client`."""

from .cli import main

if __name__ == "__main__":
    main()
