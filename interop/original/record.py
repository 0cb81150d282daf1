#!/usr/bin/env python3
"""Records what a kube-apiserver answers, for the test OriginalAnswersTest to hold ours against.

    record.py CATALOGUE ORIGINAL_URL OUTPUT.jsonl [--token T] [--every N]

The server must be a fresh one, started as `README.md` says. A line a request, in order: {id, method, path, contentType, request, status, warning,
response}; what differs from run to run is replaced. First the stories of flows.py, then one in N of the spoiled objects that compare.py asks about."""
import argparse
import hashlib
import json
import time

from compare import NAMESPACE, collection, requests
from flows import FLOWS, WAIT
from mutations import Catalogue
from objects import B
from servers import Server, normal, parsed

# Structures of Go's, printed whole: nobody wants them, and nobody but Go can print them.
DUMPS = ('\\n@@ -', '"Volumes":', 'Object{', '&core.')


def line(out, name, method, path, content_type, body, answer):
    status, warning, text = answer
    tree = parsed(text)
    if isinstance(tree, dict) and isinstance(tree.get('metadata'), dict):
        tree['metadata'].pop('managedFields', None) if not name.startswith('apply') and not name.startswith('kubectl') else None
    out.write(json.dumps({'id': name, 'method': method, 'path': path, 'contentType': content_type, 'request': body, 'status': status,
                          'warning': warning, 'response': tree}, separators=(',', ':'), sort_keys=False) + '\n')


def stories(server, out):
    for story, steps in FLOWS.items():
        namespace = 'f-' + story
        for path, body in (('/api/v1/namespaces', {'metadata': {'name': namespace}}),
                           (f'/api/v1/namespaces/{namespace}/serviceaccounts', {'metadata': {'name': 'default'}})):
            line(out, f'{story}/set up', 'POST', path, 'application/json', json.dumps(body), server.call('POST', path, json.dumps(body)))
        for n, step in enumerate(steps):
            if step == WAIT:
                time.sleep(5)  # only the recording waits: for the original to have heard of its own objects
                continue
            method, path, content_type, body = step
            path = path.replace('NS', namespace)
            text = body if body is None or isinstance(body, str) else json.dumps(body)
            line(out, f'{story}/{n}', method, path, content_type, text, server.call(method, path, text, content_type))


def merge_patch(before, after):
    """What leads from one tree to the other (RFC 7386), and no more: so that a recording doesn't depend on what else is stored."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    return {k: merge_patch(before[k], after[k]) if k in before and k in after else after.get(k) for k in sorted(set(before) | set(after))
            if k not in before or k not in after or before[k] != after[k]}


def spoiled(catalogue, server, out, every):
    chosen = lambda title: int(hashlib.sha256(title.encode()).hexdigest(), 16) % every == 0
    for (api_version, kind), trees in B.items():
        resource = catalogue.resources[(api_version, kind)]
        path = collection(resource)
        for n, tree in enumerate(trees):
            label = f'{api_version}/{kind}#{n}'
            for phase, title, method, target, (body,) in list(requests(catalogue, api_version, kind, tree, [server], ['create'])):
                answer = server.call(method, target, body)
                if (title == 'as it is' or chosen(label + title)) and answer[0] and not any(d in answer[2] for d in DUMPS):
                    line(out, f'{label} {phase} {title}', method, target, 'application/json', body, answer)
            if 'update' not in resource['verbs'] or 'delete' not in resource['verbs'] or kind == 'Namespace':
                continue
            name = tree['metadata']['name']
            if kind == 'Pod':
                tree = {**tree, 'spec': {**tree['spec'], 'automountServiceAccountToken': False}}  # whose volume has a name by chance
            line(out, f'{label} set up', 'POST', path, 'application/json', json.dumps(tree), server.call('POST', path, json.dumps(tree)))
            server.remove(f'{path}/{name}', resource['resource'])
            # An update changes a field of what is stored: by a patch, so that the recording doesn't depend on what that is.
            changes = list(requests(catalogue, api_version, kind, tree, [server], ['update', 'status']))
            stored = json.loads(server.call('GET', f'{path}/{name}')[2])
            for phase, title, method, target, (body,) in changes:
                if not chosen(label + phase + title):
                    continue
                change = merge_patch(stored, json.loads(body))
                patch = json.dumps({k: v for k, v in change.items() if k not in ('metadata', 'apiVersion', 'kind')})
                target = target.replace('?dryRun', '?fieldManager=test&dryRun')
                answer = server.call('PATCH', target, patch, 'application/merge-patch+json')
                if answer[0] and not any(d in answer[2] for d in DUMPS):
                    line(out, f'{label} {phase} {title}', 'PATCH', target, 'application/merge-patch+json', patch, answer)
            for step, (method, target, content_type, body) in enumerate((
                    ('PATCH', f'{path}/{name}', 'application/merge-patch+json', json.dumps({'metadata': {'finalizers': None}})),
                    ('DELETE', f'{path}/{name}?gracePeriodSeconds=0&propagationPolicy=Background', None, None))):
                line(out, f'{label} clean up {step}', method, target, content_type, body, server.call(method, target, body, content_type))
            server.remove(f'{path}/{name}', resource['resource'])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('catalogue'), options.add_argument('original'), options.add_argument('output')
    options.add_argument('--token', default='admin-token'), options.add_argument('--every', type=int, default=60)
    given = options.parse_args()
    server = Server(given.original, given.token)
    with open(given.output, 'w') as out:
        stories(server, out)
        for path, body in (('/api/v1/namespaces', {'metadata': {'name': NAMESPACE}}),
                           (f'/api/v1/namespaces/{NAMESPACE}/serviceaccounts', {'metadata': {'name': 'default'}})):
            line(out, 'set up', 'POST', path, 'application/json', json.dumps(body), server.call('POST', path, json.dumps(body)))
        spoiled(Catalogue(given.catalogue), server, out, given.every)


if __name__ == '__main__':
    main()
