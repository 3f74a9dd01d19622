"""Use cases, named as a rep says them; every front calls these."""
