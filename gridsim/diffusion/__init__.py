"""The classical models of diffusion, on the same network and the same kind of draws as the grid model."""
