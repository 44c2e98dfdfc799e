"""Domain to the words and widgets beside the map."""
