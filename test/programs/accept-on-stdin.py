# Answers each connection to the listening socket that is its descriptor 0 with its pid and ends the connection.
import os
import socket

listener = socket.socket(fileno=0)
while True:
    connection, _ = listener.accept()
    connection.sendall(b"%d\n" % os.getpid())
    connection.close()
