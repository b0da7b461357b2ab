"""What every test from outside shares: a server to talk to, and a run that counts."""
