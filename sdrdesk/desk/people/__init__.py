"""People: the team, who signs in, what managers do, and the journal of it."""
