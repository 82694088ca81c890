"""What is done: one transaction each."""
