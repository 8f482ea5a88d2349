"""Where candidates come from: snapshots of authority files, endpoints and services that reconcile.

Each gives a stream of profiles, and of refusals for what cannot be read; nothing is kept in memory but one of them.
What asks a service takes the function that goes out as an argument.
"""
