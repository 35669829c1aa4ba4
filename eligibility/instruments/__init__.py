"""One file for each published instrument, over columns. Definitions and numbers live in data/knowledge/instruments."""
