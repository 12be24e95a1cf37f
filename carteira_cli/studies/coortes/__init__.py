"""`coortes`: who keeps buying."""
