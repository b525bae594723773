"""A syslog daemon that prints each datagram as one JSON line: syslog-receiver.py SOCKET"""
import json
import os
import socket
import sys

path = sys.argv[1]
if os.path.exists(path):
    os.unlink(path)
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(path)
print("ready", flush=True)
while True:
    print(json.dumps(receiver.recv(65536).decode("utf-8", "replace")), flush=True)
