"""From a publisher's bytes to columnar batches; nothing here decides what is true."""
