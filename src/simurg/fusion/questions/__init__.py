"""From claims as the ledger has them to questions that belief can answer, and back to the claims."""
