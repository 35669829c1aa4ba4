"""Reads data/knowledge into checked, frozen objects; refuses what is uncited."""
