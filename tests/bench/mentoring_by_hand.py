BY_HAND: tuple[str, ...] = ()
