"""Layers that users bring: read once, in a process of their own, then held on the disk and mapped."""
