"""How a conversation goes. Pure: no file, clock, network, dice or log; sentences come from the script."""
