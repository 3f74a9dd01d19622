"""Replays: what other rules would have done with today's queue and with the last 90 days."""
