"""When a probability is worth an alarm: thresholds from costs, and costs from a budget of alarms."""
