"""Pieces that several pages share. Nothing here computes; it shows and it asks."""
