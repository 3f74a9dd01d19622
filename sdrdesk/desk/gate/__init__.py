"""The gate: offers, quizzes, passes, the road of a new rep, and what the lock costs."""
