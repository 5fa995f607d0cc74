"""What is out of the ordinary, told with its evidence and its rate of false alarms."""
