"""How a rep paces a day: call blocks, what one commits to, the morning and the evening."""
