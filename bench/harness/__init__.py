"""Measures the program as it is shipped, beside other servers and the bare database. ../README.md says how."""
