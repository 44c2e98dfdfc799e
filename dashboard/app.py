"""The script that Streamlit runs for every reader; the page itself is a module, loaded once.

Streamlit reads this file anew at each run. While the code around it is being updated, readers of the
running server so keep the whole old page until it is started again, never half of each.
"""

from dashboard.store import edit_mode

if edit_mode.is_on():
    from dashboard.editor.page import main
else:
    from dashboard.page import main

main()
