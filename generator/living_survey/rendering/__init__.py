"""Knowledge as text: README, pages, charts, exports. Pure functions that open no file."""
