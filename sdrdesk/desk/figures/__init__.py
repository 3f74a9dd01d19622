"""Figures: counted once, shown with their rows, recounted from the log, reported."""
