"""Services of the open world as local servers play them: `server.py` serves, one player a file answers."""
