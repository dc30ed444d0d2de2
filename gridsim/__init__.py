"""gridsim: one account or a grid of points, on the same people, with the same money and the same luck."""
