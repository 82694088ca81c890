"""A Telegram in a box, its phones and its simulated citizens."""
