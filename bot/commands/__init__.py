"""One module for each command of `madang`."""
