"""Asks a supervisord what it makes of configurations. Usage: config-peer.py DIRECTORY COMMAND...

Reads one JSON object a line: {"text": ..., "add": bool}. Writes the text to DIRECTORY/c.conf, lets a running supervisord
read it again (which starts nothing), and answers with one line: {"error": text} or {"info": [...], "processes": [...]}.
With "add" the groups are added, so that getAllProcessInfo shows them, and removed again: all must have autostart=false.
"""
import http.client
import json
import os
import socket
import subprocess
import sys
import time
import xmlrpc.client

directory = sys.argv[1]
command = sys.argv[2:]
configuration = os.path.join(directory, "c.conf")
socket_path = os.path.join(directory, "peer.sock")


class UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(socket_path)


class UnixTransport(xmlrpc.client.Transport):
    def make_connection(self, host):
        return UnixConnection("localhost")


class Peer:
    def start(self):
        with open(configuration, "w") as out:
            out.write(
                "[supervisord]\nlogfile=%s/peer.log\npidfile=%s/peer.pid\nchildlogdir=%s\nloglevel=error\n"
                "[unix_http_server]\nfile=%s\n[rpcinterface:supervisor]\n"
                "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n"
                % (directory, directory, directory, socket_path)
            )
        self.process = subprocess.Popen(
            command + ["-n", "-c", "c.conf"],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                self.server = xmlrpc.client.ServerProxy("http://localhost", transport=UnixTransport())
                self.server.supervisor.getState()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, text, add):
        with open(configuration, "wb") as out:
            out.write(text.encode("utf-8", "surrogatepass"))
        supervisor = self.server.supervisor
        try:
            [[added, _, removed]] = supervisor.reloadConfig()
        except xmlrpc.client.Fault as fault:
            return {"error": fault.faultString}
        except xmlrpc.client.ProtocolError as error:
            return {"error": "HTTP %d" % error.errcode}
        try:
            answer = {"info": supervisor.getAllConfigInfo()}
        except (xmlrpc.client.ProtocolError, xmlrpc.client.Fault) as error:
            answer = {"unreadable": str(error)}
        if add:
            for name in added:
                supervisor.addProcessGroup(name)
            answer["processes"] = supervisor.getAllProcessInfo()
            for name in added:
                supervisor.removeProcessGroup(name)
        return answer


peer = Peer()
peer.start()
try:
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = peer.ask(request["text"], request["add"])
        except (OSError, http.client.HTTPException) as error:
            answer = {"error": "died: %r" % (error,)}
            request["restart"] = True
        print(json.dumps(answer), flush=True)
        # Variables of [supervisord] environment stay known to later readings of the same process.
        if request.get("restart"):
            peer.stop()
            peer.start()
finally:
    peer.stop()
