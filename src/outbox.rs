//! OUT whole or not at all: what already lies there, the staging folder beside it, and the exchange.
