"""From the words of a report to placed, dated, coded events and claims, each with the exact words it rests on."""
