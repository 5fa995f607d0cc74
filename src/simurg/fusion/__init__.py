"""Same entity? Same story? How many independent origins? How far to believe whom?"""
