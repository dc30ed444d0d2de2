"""Networks made and measured: generators of the textbook networks, and measures that work on millions of ties."""
