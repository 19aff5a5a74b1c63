"""Where the active window is learnt from: one file per display system, chosen in `select`."""
