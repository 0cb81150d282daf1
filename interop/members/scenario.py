"""Kills one process after the other under a writing load, and says what became of it. Usage: scenario.py LAUNCHERS ETCD FOLDER [ROUNDS]"""
import http.client
import sys
import time

from processes import ApiClient, ControlPlane, until
from traffic import MAPS, Findings, Reader, Watcher, Writer


def deployment(name):
    labels = {"app": name}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
            "spec": {"replicas": 2, "selector": {"matchLabels": labels},
                     "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "web:1"}]}}}}


class Anyone:
    """A client that asks whichever API server answers."""

    def __init__(self, ports):
        self.clients = [ApiClient(port) for port in ports]

    def ask(self, method, path, body=None, wanted=(200, 201)):
        answers = []

        def done():
            for client in self.clients:
                try:
                    answers.append(client.ask(method, path, body))
                    if answers[-1][0] in wanted:
                        return True
                except (OSError, http.client.HTTPException):
                    continue
            return False

        until(f"{method} {path}", done)
        return answers[-1][1]


def rollout(anyone, name):
    """Seconds until a new Deployment's pods run: the controllers, the scheduler and the nodes all had to do something."""
    began = time.monotonic()
    anyone.ask("POST", "/apis/apps/v1/namespaces/load/deployments", deployment(name), (201, 409))
    path = f"/apis/apps/v1/namespaces/load/deployments/{name}"
    until(name + " to be available", lambda: anyone.ask("GET", path).get("status", {}).get("availableReplicas") == 2)
    return time.monotonic() - began


def holder(anyone, lease):
    return anyone.ask("GET", f"/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{lease}")["spec"].get("holderIdentity", "")


def say(ok, text):
    print(("ok - " if ok else "not ok - ") + text, flush=True)
    return ok


class Rounds:

    def __init__(self, plane, findings):
        self.plane, self.findings, self.anyone = plane, findings, Anyone(plane.api_ports)
        self.number, self.fine = 0, True

    def kill(self, victim, what, patience):
        """Kills it, sees a Deployment through without it, and brings it back."""
        self.number += 1
        victim.kill()
        took = rollout(self.anyone, f"web-{self.number}")
        self.fine &= say(took < patience, f"{what} killed: a new Deployment ran after {took:.1f} s")
        victim.start()
        victim.wait_until_ready()
        self.plane.supervise()

    def kill_leader(self, lease, pair):
        """Whoever leads: one whose API server was away for long has lost the lead."""
        found = {}

        def leads():
            found["identity"] = holder(self.anyone, lease)
            found["process"] = self.plane.leader(pair, found["identity"])
            return found["process"] is not None

        until(f"{lease} to have a leader", leads)
        self.kill(found["process"], f"the leading {lease}", 60)
        after = holder(self.anyone, lease)
        self.fine &= say(after not in ("", found["identity"]), f"another {lease} leads")

    def once(self):
        plane = self.plane
        self.kill(plane.etcd_leader(), "the leading etcd member", 60)
        self.kill_leader("kube-controller-manager", plane.managers)
        self.kill_leader("kube-scheduler", plane.schedulers)
        for i, api in enumerate(plane.apis):
            self.kill(api, f"API server {i}", 60)


def judge(findings, writers, anyone):
    """Every number that was acknowledged is there, as seen after all is quiet."""
    for writer in writers:
        found = int(anyone.ask("GET", f"{MAPS}/{writer.name}")["data"]["n"])
        if found not in (writer.acknowledged, writer.attempt):
            findings.violation(f"{writer.name}: {found} is there at the end, but {writer.acknowledged} was acknowledged")
    print(", ".join(f"{count} {what}" for what, count in sorted(findings.counts.items())), flush=True)
    for text in findings.broken[:20]:
        print("# " + text)
    kept = not findings.broken
    say(kept, "every acknowledged write is there, no client sees a version go back, no watch leaves anything out")
    return kept and all(findings.counts.get(what, 0) > 0 for what in ("acknowledged writes", "reads", "events"))


def main(launchers, etcd, folder, rounds):
    plane, findings = ControlPlane(launchers, etcd, folder), Findings()
    try:
        plane.start()
        anyone = Anyone(plane.api_ports)
        anyone.ask("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "load"}}, (201, 409))
        say(True, f"three etcd members, two of all others: a first Deployment ran after {rollout(anyone, 'web-0'):.1f} s")
        ports = plane.api_ports
        writers = [Writer(i, ports, findings) for i in range(4)]
        clients = writers + [Reader(i, ports, findings, writers) for i in range(2)] + [Watcher(i, ports, findings) for i in range(2)]
        for client in clients:
            client.start()
        turns = Rounds(plane, findings)
        for _ in range(rounds):
            turns.once()
        for client in clients:
            client.end()
        for client in clients:
            client.join(60)
        return judge(findings, writers, anyone) and turns.fine
    finally:
        plane.stop()


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 1) else 1)
