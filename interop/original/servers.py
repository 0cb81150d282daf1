"""Talking to an API server, and telling whether two answers are the same but for what differs from run to run."""
import http.client
import json
import re
import ssl
import time
import urllib.parse

VOLATILE = {'uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'time', 'lastTransitionTime', 'continue', 'storageVersionHash',
            'selfLink', 'firstTimestamp', 'lastTimestamp', 'startTime', 'expirationTimestamp', 'token', 'lastPhaseTransitionTime'}
PATTERNS = [(re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'), '<uuid>'),
            (re.compile(r'\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z'), '<time>'),
            (re.compile(r'^(gen-)[a-z0-9]{5}$'), r'\1<rand>'), (re.compile(r'kube-api-access-[a-z0-9]{5}'), 'kube-api-access-<rand>'),
            (re.compile(r'^\d+(s|m|h)(\d+(ms|s|m))?$'), '<age>')]


class Server:
    def __init__(self, url, token):
        self.url, self.token, self.connection = urllib.parse.urlparse(url), token, None

    def call(self, method, path, body=None, content_type='application/json', accept='application/json', **more):
        """(status, the header Warning, body as text)"""
        headers = {'Authorization': 'Bearer ' + self.token, 'Accept': accept, 'User-Agent': 'test/1', **more}
        if body is not None:
            headers['Content-Type'] = content_type
        for attempt in (0, 1):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPSConnection(self.url.hostname, self.url.port, timeout=30,
                                                                  context=ssl._create_unverified_context())
                self.connection.request(method, path, body=body, headers=headers)
                answer = self.connection.getresponse()
                text = answer.read().decode('utf-8', 'replace')
                return answer.status, answer.getheader('Warning') or '', text
            except (OSError, http.client.HTTPException):
                self.connection = None
                if attempt:
                    return 0, '', ''  # the original's handler dies of some requests

    def remove(self, path, resource):
        """Takes an object away, finalizers or not."""
        for _ in range(3):
            if self.call('DELETE', path + '?gracePeriodSeconds=0&propagationPolicy=Background')[0] == 404 or self.call('GET', path)[0] == 404:
                return
            if resource == 'namespaces':
                tree = json.loads(self.call('GET', path)[2])
                tree['spec'] = {'finalizers': []}
                self.call('PUT', path + '/finalize', json.dumps(tree))
            self.call('PATCH', path, json.dumps({'metadata': {'finalizers': None}}), 'application/merge-patch+json')
            for _ in range(25):
                if self.call('GET', path)[0] == 404:
                    return
                time.sleep(.02)


def normal(tree, key=None):
    if isinstance(tree, dict):
        return {k: normal(v, k) for k, v in sorted(tree.items())}
    if isinstance(tree, list):
        return [normal(v) for v in tree]
    if key in VOLATILE and tree not in (None, ''):
        return f'<{key}>'
    if isinstance(tree, str):
        for pattern, instead in PATTERNS:
            tree = pattern.sub(instead, tree)
        if key == 'clusterIP' and tree.startswith('10.') and not tree.startswith('10.96.77'):
            return '<ip>'
    return tree


def parsed(text):
    try:
        return normal(json.loads(text))
    except ValueError:
        return text


def wordless(tree):
    """Without the wording of errors, and with their causes in one order: that of the fields of a custom object is Go's chance."""
    if isinstance(tree, dict):
        words = 'reason' in tree or 'field' in tree or tree.get('kind') == 'Status'
        plain = {k: wordless(v) for k, v in tree.items() if not (k == 'message' and words)}
        return {k: sorted(v, key=json.dumps) if k == 'causes' and isinstance(v, list) else v for k, v in plain.items()}
    return [wordless(v) for v in tree] if isinstance(tree, list) else tree


def differences(want, got, path=''):
    if type(want) is not type(got):
        yield f'{path}: want {json.dumps(want)[:160]} got {json.dumps(got)[:160]}'
    elif isinstance(want, dict):
        for key in sorted(set(want) | set(got)):
            if key not in got:
                yield f'{path}.{key}: missing, want {json.dumps(want[key])[:160]}'
            elif key not in want:
                yield f'{path}.{key}: not wanted, got {json.dumps(got[key])[:160]}'
            else:
                yield from differences(want[key], got[key], f'{path}.{key}')
    elif isinstance(want, list):
        if len(want) != len(got):
            yield f'{path}: want {len(want)} items, got {len(got)}'
        for i, (a, b) in enumerate(zip(want, got)):
            yield from differences(a, b, f'{path}[{i}]')
    elif want != got:
        yield f'{path}: want {json.dumps(want)[:160]} got {json.dumps(got)[:160]}'
