"""One update, one action, one screen."""
