"""The dialog: state machine, screens, advice and fallbacks. Pure: no files, clock, network, random numbers or log."""
