"""The links of a knowledge base: where each is written, and whether it works, as lychee finds."""
