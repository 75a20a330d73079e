"""Which addresses may be contacted: one rule for all that follows the links of other people."""
