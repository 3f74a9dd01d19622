"""What each vendor's webhook says, as filled forms; `feeds/form_body.py` is the way in."""
