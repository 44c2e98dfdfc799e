"""The truth: pure functions and frozen records; no file, clock, network or interface."""
