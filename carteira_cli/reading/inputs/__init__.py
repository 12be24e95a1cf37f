"""Bring what the user named to hand: pipes, addresses, archives; and tell what it is, by its content."""
