"""Catalogs, money, dates and particles."""
