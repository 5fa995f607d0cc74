"""Reading with a language model behind an OpenAI-compatible endpoint: settings, the exchange, what it costs.

    with readers(workspace, ...) as found:     # app/readers.py
        outcome = found["model"].given(item)    # refused, read, or left for the next run

The endpoint is reached by `outbound` (purpose `model`) only. What it may be sent is a setting; a report above it never
leaves. See docs/reading-with-a-model.md.
"""
