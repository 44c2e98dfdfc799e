"""The editor: forms, lists and the bar around the map in edit mode; loaded in no other."""
