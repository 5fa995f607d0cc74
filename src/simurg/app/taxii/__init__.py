"""What a partner's token may fetch by TAXII 2.1: collections, their index, and the objects of a page."""
