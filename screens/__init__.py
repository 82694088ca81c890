"""What is shown: pure functions from a view and a translator to a screen."""
