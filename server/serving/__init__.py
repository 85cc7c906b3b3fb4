"""Running the server: start and stop, logs, tokens, the demonstration."""
