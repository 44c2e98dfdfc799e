"""Brought layers as column files: from thousands to millions of features, in numpy, never one by one."""
