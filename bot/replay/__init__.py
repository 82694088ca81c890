"""Replaying a real election through the bot: real ballots, tapped by simulated citizens."""
