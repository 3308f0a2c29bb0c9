"""A small but real application: notes with owners, tags and checklists, kept in SQLite.

Run it with ``make run`` in the repository, or follow the README beside this file.
"""
