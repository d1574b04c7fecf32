"""queriers."""
