"""Which addresses the knowledge base has, and what lychee says of them."""
