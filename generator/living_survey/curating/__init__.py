"""Changes of many entries at once, of ids and of the taxonomy, made as a whole or not at all."""
