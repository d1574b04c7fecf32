"""How results show themselves in notebooks: HTML of the standard library alone, loaded when a notebook asks."""
