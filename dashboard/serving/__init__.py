"""What the server is made of: routes, answers, headers, readiness, counts, logs, limits."""
