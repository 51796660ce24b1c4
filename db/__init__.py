"""What Pliego keeps: one encrypted SQLite file, its tables, a file of queries for each thing."""
