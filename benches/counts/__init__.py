"""Instructions per request under callgrind: repeatable on any machine, so they gate."""
