"""What answers look like: pydantic models, from which OpenAPI and the typed client of the page are made."""
