"""Charts of results: what one shows, whichever library draws it; the drawing itself is in ``formats``."""
