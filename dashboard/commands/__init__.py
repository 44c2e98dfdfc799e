"""The subcommands of `aleppo`, one module each; a module is imported when its command is asked for."""
