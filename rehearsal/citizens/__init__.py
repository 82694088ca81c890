"""Simulated citizens: people of the box who act by what stands on their screens."""
