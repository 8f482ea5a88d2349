"""Validation: shapes and checks on the stream give a report that names the place in the edition."""
