"""The dialogs: each asks one thing and answers a typed result, or None for escape."""
