"""The workbench over HTTP: a person's request to a use case, its answer to the page; nothing else.

`server.create_app` puts the parts together; `routes/` has one file a resource, `shapes/` what their answers look like.
"""
