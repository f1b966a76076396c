"""Where everything lies that must outlive a process: what arrived, sessions, and what is still to be sent."""
