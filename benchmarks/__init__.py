"""Measurements of the dashboard against the plain ways, as ratios within one run."""
