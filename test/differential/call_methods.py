"""Makes XML-RPC calls over a unix socket with Python's own client: [[method, params]] on stdin, their outcomes on stdout.

The method "until" waits until the process params[0] is in state params[1].
"""
import base64, http.client, json, socket, sys, time, xmlrpc.client


class UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(sys.argv[1])


class UnixTransport(xmlrpc.client.Transport):
    def make_connection(self, host):
        if self._connection[1] is None:
            self._connection = host, UnixConnection("localhost")
        return self._connection[1]


def decoded(value):
    if isinstance(value, dict):
        if "$base64" in value:
            return base64.b64decode(value["$base64"])
        return {name: decoded(member) for name, member in value.items()}
    return [decoded(member) for member in value] if isinstance(value, list) else value


def call(method, params):
    try:
        return {"value": getattr(server, method)(*decoded(params))}
    except xmlrpc.client.Fault as fault:
        return {"fault": "%d %s" % (fault.faultCode, fault.faultString)}
    except xmlrpc.client.ProtocolError as error:
        return {"http": error.errcode}
    except Exception as error:
        return {"unreadable": type(error).__name__}


def until(name, state):
    deadline = time.time() + 30
    while call("supervisor.getProcessInfo", [name]).get("value", {}).get("statename") != state:
        if time.time() > deadline:
            raise SystemExit("%s never was %s" % (name, state))
        time.sleep(0.05)


server = xmlrpc.client.ServerProxy("http://localhost", transport=UnixTransport())
outcomes = []
for method, params in json.load(sys.stdin):
    outcomes.append(until(*params) if method == "until" else call(method, params))
json.dump(outcomes, sys.stdout)
