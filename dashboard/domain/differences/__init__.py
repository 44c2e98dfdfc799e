"""What two versions of the data differ in, and what that changes for readers; words are in `i18n`.

The doors of this room:

- `compare.differences(before, after)`: two datasets to records of what differs;
- `compare.compare(before, after)`: the same of the JSON documents of two data folders, to the last member;
- `consequences.consequences(before, after)`: which answers change for readers.

`dashboard.i18n.difference_wording.worded` and `dashboard.i18n.consequence_wording.worded_consequences` make
sentences of both.
"""
