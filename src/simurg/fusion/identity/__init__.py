"""Who is who: names across scripts, entities compared, judgements that can be taken back."""
