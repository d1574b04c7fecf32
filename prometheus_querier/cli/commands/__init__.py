"""The commands, a theme a file; each is loaded when it is used."""
