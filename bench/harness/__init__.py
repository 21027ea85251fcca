"""Compares the shipped program with other servers and with the bare database. ../README.md describes the method."""
