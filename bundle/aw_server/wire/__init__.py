"""Between the sockets and the application: waitress, made lean for many small requests and none at all."""
