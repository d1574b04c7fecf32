"""The HTTP API as data: endpoints, parameters, the envelope of answers. Pure: nothing here sends anything."""
