"""What every watcher shares: clocks, the waiting loop, choosing a backend, the X11 connection, starting up."""
