"""What ties the library to others: one of them a module, imported by who uses it."""
