"""An open map dashboard of what was said about Aleppo in August and September 2016."""

__version__ = "0.1.0"
