"""Reading with a language model, the pure part: what it is asked, what it may answer, and what is taken from it.

    asked = question(text, fence)              # messages: the report as data between fences that it cannot know
    reading = verdict(answer, text, base)      # only what the report's own words bear out

The model is given one report at a time and no tools. Its answer is text of a stranger: it is parsed in bounds, every
event and claim must quote words that stand in the report exactly once, and what it says of itself, of markings, grades
or anything to be done is dropped and counted. See docs/reading-with-a-model.md.
"""
