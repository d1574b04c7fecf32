"""Bars that show how far a batch has come, one library a file; each is imported only when it draws one."""
