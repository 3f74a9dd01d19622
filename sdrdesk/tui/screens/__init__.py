"""The screens: each owns its layout, loads its data and answers its messages."""
