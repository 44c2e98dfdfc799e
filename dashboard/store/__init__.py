"""Files to domain and back; the only room that touches the file system."""
