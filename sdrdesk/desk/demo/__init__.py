"""The demo team, replayed through the desk's own rules."""
