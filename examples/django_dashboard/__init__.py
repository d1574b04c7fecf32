"""The dashboard in Django: its own users and groups, a group for each project, and the client of the settings."""
