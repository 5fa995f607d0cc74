"""What models of counts are made of: what is seen of a past, past cases, classes of deaths, samples, weights."""
