"""Registration: from a signature to a plan, each step once.

`signature` → `classify` → `dependants` → `plan`.
Nothing here runs during a request, and nothing here knows the network.
"""
