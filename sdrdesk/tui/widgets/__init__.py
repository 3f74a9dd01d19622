"""The parts of the screen: each draws one value and posts what happened; none knows the desk."""
