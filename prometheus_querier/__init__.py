"""Ask Prometheus questions from Python."""
