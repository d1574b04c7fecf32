"""What the files of an export look like: one file per format, imported when its format is asked for."""
