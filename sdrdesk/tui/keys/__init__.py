"""The keys of each group of screens."""
