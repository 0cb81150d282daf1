"""The processes of a control plane past one machine: three etcd members, and two of everything above them, each started with the flags of the original."""
import http.client
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import threading
import time

TOKEN = "admin-token"
PATIENCE = 120  # seconds that a process may take until it is ready


def free_ports(count):
    """
    Ports that nobody has now: all are held at once, so that none comes twice. They are from below those that the system gives to connections: one of
    those might take a port while its process is away, even a client's own that tries to reach it.
    """
    held = []
    while len(held) < count:
        try:
            held.append(socket.create_server(("127.0.0.1", random.randrange(12000, 30000))))
        except OSError:
            continue
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Process:
    """A program that can be killed and started again with the same flags."""

    def __init__(self, name, command, folder, ready):
        self.name, self.command, self.folder, self.ready = name, command, folder, ready
        self.child = None

    def start(self):
        log = open(os.path.join(self.folder, self.name + ".log"), "ab")
        self.child = subprocess.Popen(self.command, stdout=log, stderr=log, cwd=self.folder)

    def wait_until_ready(self):
        until(self.name + " to be ready", self.ready, lambda: self.child.poll() is None)

    def kill(self):
        """No goodbye: as when the machine loses its power."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def stop(self):
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def until(what, holds, while_=lambda: True, patience=PATIENCE):
    """Asks ten times a second; gives the seconds that it took."""
    began = time.monotonic()
    while not holds():
        if not while_():
            raise SystemExit(f"gave up waiting for {what}: the process has ended, its log says why")
        if time.monotonic() - began > patience:
            raise SystemExit(f"gave up waiting for {what} after {patience} s")
        time.sleep(0.1)
    return time.monotonic() - began


class Gate(threading.Thread):
    """What a load balancer does for nodes: a connection goes to the first API server that takes it."""

    def __init__(self, targets):
        super().__init__(daemon=True)
        self.targets = targets
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        for target in self.targets:
            try:
                server = socket.create_connection(("127.0.0.1", target), timeout=2)
            except OSError:
                continue
            server.settimeout(None)
            threading.Thread(target=pump, args=(client, server), daemon=True).start()
            pump(server, client)
            return
        client.close()


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for one in (source, sink):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()


class ApiClient:
    """One connection to one API server. Raises OSError or HTTPException when it breaks off; then nothing is known of the request."""

    CONTEXT = ssl.create_default_context()
    CONTEXT.check_hostname = False
    CONTEXT.verify_mode = ssl.CERT_NONE

    def __init__(self, port, timeout=10):
        self.port, self.timeout, self.connection = port, timeout, None

    def open(self):
        if self.connection is None:
            self.connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=self.timeout, context=self.CONTEXT)
        return self.connection

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def send(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"}
        self.open().request(method, path, json.dumps(body) if body is not None else None, headers)
        return self.connection.getresponse()

    def ask(self, method, path, body=None):
        """Gives the status code and the decoded answer."""
        try:
            answer = self.send(method, path, body)
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, {"message": text[:200].decode("utf-8", "replace")}


class ControlPlane:
    """Starts all and knows which process is which."""

    def __init__(self, launchers, etcd, folder):
        self.launchers, self.etcd, self.folder = launchers, etcd, folder
        os.makedirs(folder, exist_ok=True)
        self.api_ports = free_ports(2)
        self.gate = Gate(self.api_ports)
        self.gate.start()
        subprocess.run(["openssl", "genrsa", "-out", self.path("sa.key"), "2048"], check=True, stderr=subprocess.DEVNULL)
        self.write("tokens.csv", f"{TOKEN},admin,admin,system:masters\n")
        self.members = self.etcd_members()
        self.apis = [self.api_server(i) for i in range(2)]
        self.managers = [self.led("kube-controller-manager", i, ["--service-account-private-key-file=sa.key"]) for i in range(2)]
        self.schedulers = [self.led("kube-scheduler", i, []) for i in range(2)]
        self.nodes = self.nodes_process()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def etcd_members(self):
        ports = free_ports(6)
        self.client_urls = [f"http://127.0.0.1:{port}" for port in ports[:3]]
        peers = [f"http://127.0.0.1:{port}" for port in ports[3:]]
        together = ",".join(f"m{i}={peer}" for i, peer in enumerate(peers))
        return [self.member(i, self.client_urls[i], peers[i], together) for i in range(3)]

    def member(self, i, url, peer, together):
        command = [self.etcd, "--name", f"m{i}", "--data-dir", f"m{i}", "--listen-client-urls", url, "--advertise-client-urls", url,
                   "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", together]
        return Process(f"etcd-{i}", command, self.folder, lambda: self.member_is_healthy(i))

    def member_is_healthy(self, i):
        try:
            connection = http.client.HTTPConnection(self.client_urls[i][7:], timeout=2)
            connection.request("GET", "/health")
            return json.loads(connection.getresponse().read()).get("health") == "true"
        except (OSError, ValueError, http.client.HTTPException):
            return False

    def etcd_leader(self):
        """The member that leads, by what each says of itself."""
        for i, url in enumerate(self.client_urls):
            try:
                connection = http.client.HTTPConnection(url[7:], timeout=2)
                connection.request("POST", "/v3/maintenance/status", "{}")
                told = json.loads(connection.getresponse().read())
                if told.get("leader") and told["leader"] == told["header"]["member_id"]:
                    return self.members[i]
            except (OSError, ValueError, http.client.HTTPException):
                continue
        raise SystemExit("no etcd member says that it leads")

    def api_server(self, i):
        port = self.api_ports[i]
        command = [self.launcher("kube-apiserver"), "--etcd-servers=" + ",".join(self.client_urls), f"--secure-port={port}",
                   "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", f"--cert-dir=certs-{i}", "--service-account-key-file=sa.key",
                   "--service-account-signing-key-file=sa.key", "--service-account-issuer=https://kubernetes.default.svc",
                   "--token-auth-file=tokens.csv", "--authorization-mode=Node,RBAC", "--service-cluster-ip-range=10.96.0.0/16"]
        return Process(f"kube-apiserver-{i}", command, self.folder, lambda: self.api_is_ready(port))

    def api_is_ready(self, port):
        client = ApiClient(port, timeout=2)
        try:
            return client.ask("GET", "/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def led(self, component, i, more):
        """Each speaks to the API server of its own machine, as kubeadm sets it up; so the leader goes when its machine goes."""
        port, = free_ports(1)
        self.kubeconfig(f"{component}-{i}.conf", self.api_ports[i])
        command = [self.launcher(component), f"--kubeconfig={component}-{i}.conf", f"--secure-port={port}", "--bind-address=127.0.0.1",
                   "--leader-elect=true", "--leader-elect-lease-duration=6s", "--leader-elect-renew-deadline=4s", "--leader-elect-retry-period=1s"]
        return Process(f"{component}-{i}", command + more, self.folder, lambda: accepts(port))

    def nodes_process(self):
        port, = free_ports(1)
        self.kubeconfig("kubelet.conf", self.gate.port)
        command = [self.launcher("kubelet"), "--kubeconfig=kubelet.conf", "--address=127.0.0.1", f"--port={port}", "--runtime=simulated", "--nodes=2"]
        return Process("kubelet", command, self.folder, lambda: accepts(port))

    def kubeconfig(self, name, port):
        self.write(name, json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "c", "cluster": {"server": f"https://127.0.0.1:{port}", "insecure-skip-tls-verify": True}}],
            "users": [{"name": "u", "user": {"token": TOKEN}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}]}))

    def launcher(self, name):
        return os.path.join(self.launchers, name)

    def start(self):
        for group in (self.members, self.apis, self.managers[:1] + self.schedulers[:1] + [self.nodes], self.managers[1:] + self.schedulers[1:]):
            for one in group:
                one.start()
            for one in group:
                one.wait_until_ready()

    def leader(self, pair, identity):
        """Which of them has said that it leads under this identity; None if neither that is there has."""
        for one in pair:
            with open(self.path(one.name + ".log"), encoding="utf-8") as log:
                if one.child.poll() is None and identity and f"Leading as {identity} " in log.read():
                    return one
        return None

    def supervise(self):
        """Starts again whoever lost a lease and ended for that, as systemd or a kubelet would."""
        ended = [one for one in self.managers + self.schedulers if one.child.poll() is not None]
        for one in ended:
            one.start()
        for one in ended:
            one.wait_until_ready()

    def stop(self):
        for one in [self.nodes] + self.schedulers + self.managers + self.apis + self.members:
            one.stop()


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False
