"""What tests share: waiting with a deadline, real programs, a real desktop."""
