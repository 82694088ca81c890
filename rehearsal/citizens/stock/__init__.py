"""What the texts of simulated citizens are made of."""
