"""Clients that write, read and watch through both API servers, and remember what they were promised."""
import http.client
import json
import threading

from processes import ApiClient

MAPS = "/api/v1/namespaces/load/configmaps"


class Findings:
    """What went wrong, and how much was tried; shared by all clients."""

    def __init__(self):
        self.lock = threading.Lock()
        self.broken, self.counts = [], {}

    def violation(self, text):
        with self.lock:
            self.broken.append(text)

    def count(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1


class Client(threading.Thread):
    """Goes on until it is told to end; turns to the other API server when one fails it."""

    def __init__(self, ports, findings):
        super().__init__(daemon=True)
        self.clients = [ApiClient(port) for port in ports]
        self.findings, self.turn, self.ending = findings, 0, threading.Event()

    def run(self):
        while not self.ending.is_set():
            try:
                self.step(self.clients[self.turn % len(self.clients)])
                self.turn += 1
            except (OSError, http.client.HTTPException, ValueError):
                self.findings.count("requests that broke off")
                self.turn += 1
                self.ending.wait(0.05)
            except Exception as surprise:  # a client that dies in silence would find nothing any more
                self.findings.violation(f"{self.name} ended: {surprise!r}")
                raise

    def end(self):
        self.ending.set()

    def refused(self, code, answer):
        """Too busy, no leader, timed out: what an API server may say while its store is between two leaders."""
        self.findings.count(f"answers {code}")
        self.ending.wait(0.05)
        if code not in (409, 429, 500, 503, 504):
            self.findings.violation(f"{self.name}: unexpected {code}: {answer.get('message')}")


class Writer(Client):
    """Counts upward in a ConfigMap of its own. Each number is either acknowledged, refused, or unknown until it is read."""

    def __init__(self, number, ports, findings):
        super().__init__(ports, findings)
        self.name = f"writer-{number}"
        self.path = f"{MAPS}/{self.name}"
        self.acknowledged, self.version, self.attempt = 0, None, None

    def step(self, client):
        if self.version is None:
            return self.create(client)
        if self.attempt is not None:
            return self.settle(client)
        self.attempt = self.acknowledged + 1
        code, answer = client.ask("PUT", self.path, self.body(self.attempt, self.version))
        if code == 200:
            self.accept(self.attempt, answer)
        else:
            self.refused(code, answer)

    def create(self, client):
        code, answer = client.ask("POST", MAPS, self.body(0, None))
        if code == 409:
            code, answer = client.ask("GET", self.path)
        if code in (200, 201):
            self.accept(0, answer)
        else:
            self.refused(code, answer)

    def settle(self, client):
        """A write whose fate is unknown: it is either there or not, and what was acknowledged before it is."""
        code, answer = client.ask("GET", self.path)
        if code != 200:
            if code == 404:
                self.findings.violation(f"{self.name}: gone after {self.acknowledged} was acknowledged")
            return self.refused(code, answer)
        found = int(answer["data"]["n"])
        if found not in (self.acknowledged, self.attempt):
            self.findings.violation(f"{self.name}: {found} is there, but {self.acknowledged} was acknowledged and {self.attempt} tried")
        self.accept(found, answer)

    def accept(self, number, answer):
        if number != self.acknowledged or self.version is None:
            self.findings.count("acknowledged writes")
        self.acknowledged, self.version, self.attempt = number, answer["metadata"]["resourceVersion"], None

    def body(self, number, version):
        metadata = {"name": self.name}
        if version is not None:
            metadata["resourceVersion"] = version
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"n": str(number)}}


class Reader(Client):
    """Reads by turns from both servers: what it reads of an object never goes back."""

    def __init__(self, number, ports, findings, writers):
        super().__init__(ports, findings)
        self.name, self.writers, self.seen, self.next = f"reader-{number}", writers, {}, number

    def step(self, client):
        self.next += 1
        name = self.writers[self.next % len(self.writers)].name
        code, answer = client.ask("GET", f"{MAPS}/{name}")
        if code != 200:
            return self.refused(code, answer) if code != 404 or name in self.seen else None
        version, number = int(answer["metadata"]["resourceVersion"]), int(answer["data"]["n"])
        before = self.seen.get(name, (0, 0))
        if version < before[0] or number < before[1]:
            self.findings.violation(f"{self.name}: {name} went back from {before} to {(version, number)} on {client.port}")
        self.seen[name] = (version, number)
        self.findings.count("reads")


class Watcher(Client):
    """Watches all maps, going on at the other server when one breaks off: no event comes twice, none is left out, none goes back."""

    def __init__(self, number, ports, findings):
        super().__init__(ports[number % 2:] + ports[:number % 2], findings)
        self.name, self.version, self.numbers = f"watcher-{number}", None, {}

    def step(self, client):
        if self.version is None:
            return self.begin(client)
        answer = client.send("GET", f"{MAPS}?watch=1&allowWatchBookmarks=true&resourceVersion={self.version}&timeoutSeconds=30")
        if answer.status != 200:
            code, text = answer.status, answer.read()
            return self.anew() if code == 410 else self.refused(code, {"message": text[:200]})
        while not self.ending.is_set() and (line := answer.readline()):
            self.take(json.loads(line))
        client.close()

    def begin(self, client):
        code, answer = client.ask("GET", MAPS)
        if code != 200:
            return self.refused(code, answer)
        self.version = answer["metadata"]["resourceVersion"]
        for item in answer["items"]:
            if item["metadata"]["name"].startswith("writer-"):
                self.numbers[item["metadata"]["name"]] = int(item["data"]["n"])

    def anew(self):
        """A server that has just been started knows nothing from before its start: clients list again, as upstream's do."""
        self.findings.count("watches that had to begin anew")
        self.version = None

    def take(self, event):
        kind, item = event["type"], event["object"]
        if kind == "ERROR":
            if item.get("code") != 410:
                self.findings.violation(f"{self.name}: {item}")
            return self.anew()
        version = item["metadata"]["resourceVersion"]
        if int(version) < int(self.version) or (kind != "BOOKMARK" and version == self.version):
            self.findings.violation(f"{self.name}: an event of {version} after {self.version}")
        self.version = version
        name = item["metadata"].get("name", "")
        if kind != "BOOKMARK" and name.startswith("writer-"):
            number, before = int(item["data"]["n"]), self.numbers.get(name, -1)
            if number != before + 1:
                self.findings.violation(f"{self.name}: {name} was {before} and is {number}")
            self.numbers[name] = number
            self.findings.count("events")
