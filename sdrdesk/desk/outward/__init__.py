"""Outward: what other programs are told, and the files they import."""
