"""Documents of many kinds as the words they hold: what a drop folder brings."""
