#!/usr/bin/env python3
"""Asks two API servers the same, and shows where the answers differ.

    compare.py CATALOGUE ORIGINAL_URL OUR_URL [--token T] [--kinds REGEX] [--only create,update,status] [--log FILE]

CATALOGUE is the API as data (api/src/main/resources/…/kubernetes-1.36.json). Each object of objects.py is sent as it is and with one field
spoiled at a time (mutations.py), as dry runs: as a new object, as an update of the stored one, and as an update of its status. Prints, for each,
how many answers have the same status, are the same but for the wording, and are equal once uids, versions and times are replaced."""
import argparse
import json
import re
import threading
import time

from mutations import Catalogue, metadata, put, shown
from objects import B
from servers import Server, differences, parsed, wordless

NAMESPACE = 'd'
# Kinds whose status is written by a loop of a server's own, after which an update must name the new version.
LOOPED = ('APIService', 'CustomResourceDefinition', 'FlowSchema', 'ValidatingAdmissionPolicy')


def collection(resource):
    root = '/apis/' + resource['group'] if resource['group'] else '/api'
    place = f'/namespaces/{NAMESPACE}' if resource['namespaced'] else ''
    return f"{root}/{resource['version']}{place}/{resource['resource']}"


def prepare(server):
    server.call('POST', '/api/v1/namespaces', json.dumps({'metadata': {'name': NAMESPACE}}))
    server.call('POST', f'/api/v1/namespaces/{NAMESPACE}/serviceaccounts', json.dumps({'metadata': {'name': 'default'}}))


def settled(server, path):
    """The object once nothing has written to it for half a second."""
    before = None
    while True:
        now = json.loads(server.call('GET', path)[2])
        if before == now:
            return now
        before = now
        time.sleep(0.5)


def requests(catalogue, api_version, kind, tree, servers, phases):
    """Yields (phase, title, method, path, bodies: one for each server)."""
    resource, schema = catalogue.resources[(api_version, kind)], catalogue.definition(api_version, kind)
    path, name = collection(resource), tree['metadata']['name']
    changes = list(catalogue.walk(schema, tree, [])) + list(metadata(kind))
    if not resource['namespaced']:
        changes = [c for c in changes if c[0] != ['metadata', 'namespace']]
    if 'create' in phases:
        yield 'create', 'as it is', 'POST', path + '?dryRun=All', [json.dumps(tree)] * len(servers)
        for where, value in changes:
            yield 'create', shown(where, value), 'POST', path + '?dryRun=All', [json.dumps(put(tree, where, value))] * len(servers)
    if 'update' not in resource['verbs'] or not {'update', 'status'} & set(phases):
        return
    stored = []
    for server in servers:
        server.remove(f'{path}/{name}', resource['resource'])
        status, _, text = server.call('POST', path, json.dumps(tree))
        if status != 201:
            print(f'  {kind} {name} cannot be created: {status} {text[:300]}')
            return
        kept = settled(server, f'{path}/{name}') if resource['kind'] in LOOPED else json.loads(text)
        kept['metadata'].pop('managedFields', None)
        stored.append(kept)
    if 'must be specified' not in servers[0].call('PUT', f'{path}/{name}?dryRun=All', json.dumps(tree))[2]:
        for kept in stored:
            kept['metadata'].pop('resourceVersion', None)

    def spoiled(where, value):
        for kept in stored:
            try:
                yield json.dumps(put(kept, where, value))
            except (KeyError, IndexError, TypeError):
                yield json.dumps(kept)

    if 'update' in phases:
        for where, value in changes:
            if where[-1] not in ('resourceVersion', 'uid'):
                yield 'update', shown(where, value), 'PUT', f'{path}/{name}?dryRun=All', list(spoiled(where, value))
    parts = [s if isinstance(s, str) else s.get('name') for s in resource['subresources']]
    if 'status' in phases and 'status' in parts and 'status' in schema['properties']:
        for kept in stored:
            kept.setdefault('status', {})
        for where, value in catalogue.walk(schema['properties']['status'], stored[0]['status'], ['status'], True):
            yield 'status', shown(where, value), 'PUT', f'{path}/{name}/status?dryRun=All', list(spoiled(where, value))


def ask(servers, asked):
    """All answers, from all servers at once, two connections each."""
    answers = [[None] * len(asked) for _ in servers]

    def run(index, start):
        own = Server(servers[index].url.geturl(), servers[index].token)
        for i in range(start, len(asked), 2):
            _, _, method, path, bodies = asked[i]
            answers[index][i] = own.call(method, path, bodies[index])

    threads = [threading.Thread(target=run, args=(i, start)) for i in range(len(servers)) for start in (0, 1)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return [(q, *a) for q, *a in zip(asked, *answers) if all(one[0] for one in a)]


def report(log, label, question, want, got):
    a, b = parsed(want[2]), parsed(got[2])
    status = want[0] == got[0]
    same = status and wordless(a) == wordless(b) and want[1] == got[1]
    exact = status and a == b and want[1] == got[1]
    if not exact:
        kind = 'WORDS' if same else 'BODY' if status else 'STATUS'
        message = lambda tree: tree.get('message', '') if isinstance(tree, dict) and tree.get('kind') == 'Status' else ''
        log.write(f'  {kind} {label} {question[1]}:\n      want {want[0]} {message(a)!r}\n      got  {got[0]} {message(b)!r}\n')
        if want[1] != got[1]:
            log.write(f'      warning want {want[1]!r} got {got[1]!r}\n')
        if status and not same:
            log.write(''.join(f'      {d}\n' for d in list(differences(wordless(a), wordless(b)))[:4]))
    return status, same, exact


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('catalogue'), options.add_argument('original'), options.add_argument('ours')
    options.add_argument('--token', default='admin-token'), options.add_argument('--kinds', default='.')
    options.add_argument('--only', default='create,update,status'), options.add_argument('--log', default='/dev/null')
    given = options.parse_args()
    catalogue, servers = Catalogue(given.catalogue), [Server(u, given.token) for u in (given.original, given.ours)]
    [prepare(server) for server in servers]
    total = [0] * 4
    with open(given.log, 'w') as log:
        for (api_version, kind), trees in B.items():
            if not re.search(given.kinds, f'{api_version}/{kind}'):
                continue
            for n, tree in enumerate(trees):
                for phase in given.only.split(','):
                    asked = list(requests(catalogue, api_version, kind, tree, servers, [phase]))
                    if not asked:
                        continue
                    label = f'{api_version}/{kind}#{n} {phase}'
                    answered = ask(servers, asked)
                    counts = [len(answered)] + [sum(c) for c in zip(*(report(log, label, q, w, g) for q, w, g in answered))]
                    total = [a + b for a, b in zip(total, counts)]
                    print('{}: {} asked, status {}, same {}, exact {}'.format(label, *counts), flush=True)
                resource = catalogue.resources[(api_version, kind)]
                for server in servers:
                    if 'delete' in resource['verbs']:
                        server.remove(f"{collection(resource)}/{tree['metadata']['name']}", resource['resource'])
    print('total: {} asked, status {} ({:.2%}), same {} ({:.2%}), exact {} ({:.2%})'.format(
        total[0], *(x for n in total[1:] for x in (n, n / max(1, total[0])))))


if __name__ == '__main__':
    main()
