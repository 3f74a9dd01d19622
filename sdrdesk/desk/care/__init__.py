"""Care: backups, the check-up, and what a desk does by itself."""
