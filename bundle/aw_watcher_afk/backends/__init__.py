"""Where idleness is learnt from: one file per input source, chosen in `select`."""
