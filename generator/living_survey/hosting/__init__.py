"""The repository's host: what people write in its forms, and the proposals made of that."""
