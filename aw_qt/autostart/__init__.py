"""Start at login: one contract, one file per system; the tick shows what the system says, not what we stored."""
