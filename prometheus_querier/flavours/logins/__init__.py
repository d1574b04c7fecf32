"""Who asks a cloud's service: one file for each cloud's identity library, loaded when a client of that cloud is made."""
