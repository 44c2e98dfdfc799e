"""The data in PostgreSQL with PostGIS: the same files, byte for byte, and tables for SQL beside them."""
