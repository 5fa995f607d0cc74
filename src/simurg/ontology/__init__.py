"""The words of the field: values only, standard library only, nothing here reads or writes."""
