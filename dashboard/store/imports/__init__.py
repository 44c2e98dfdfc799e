"""Files that somebody brings, read into drafts: no byte of them is trusted."""
