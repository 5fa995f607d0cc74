"""What happened in a world, as its sources hand it out: one file a publisher, each in the publisher's own format."""
