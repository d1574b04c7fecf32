"""Output formats, one library a file; each file is imported only when its format is asked for."""
