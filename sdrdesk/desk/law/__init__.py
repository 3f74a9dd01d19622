"""The law: what may be done where, who must not be contacted, what is kept of a person."""
