"""Puts candidates in order with how unsure the order is; receives plain columns and knows neither rule nor model."""
