"""Cards of sources that simurg knows: one YAML file each, checked by `card.py`."""
