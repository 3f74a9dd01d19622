"""The shell front: results on stdout, talk on stderr."""
