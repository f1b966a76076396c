"""The running program: everything that touches the world. The only room in which all parts meet."""
