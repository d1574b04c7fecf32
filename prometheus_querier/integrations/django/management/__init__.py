"""What manage.py finds: one command."""
