#!/usr/bin/env python3
"""Compares status and headers of answers of a real kube-apiserver with ours: of reads, writes, errors, odd methods and odd paths.

    headers.py ORIGINAL_URL OURS_URL [--token T]

Both should be fresh, started with --authorization-mode=RBAC, --token-auth-file and --disable-admission-plugins=ServiceAccount. Prints what differs, but for
dates, ids, lengths and the framing of bodies, and how many answers are alike."""
import argparse
import http.client
import json
import ssl
import urllib.parse

RANDOM = {'date', 'audit-id', 'content-length', 'transfer-encoding', 'etag', 'last-modified', 'process-start-time-unix',
          'x-kubernetes-pf-flowschema-uid', 'x-kubernetes-pf-prioritylevel-uid'}
ALWAYS = {'X-Kubernetes-Pf-Flowschema-Uid', 'Etag'}
MAPS = '/api/v1/namespaces/default/configmaps'
JSON = 'application/json'
REVIEW = {'apiVersion': 'authorization.k8s.io/v1', 'kind': 'SelfSubjectAccessReview', 'spec': {'resourceAttributes': {'verb': 'get', 'resource': 'pods'}}}


def config_map(name, **more):
    return json.dumps({'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name}, 'data': {'a': 'b'}, **more})


READ = """/ /api /api/v1 /apis /apis/apps /apis/apps/v1 /apis/nope /apis/nope/v1/foos /nope /version /version/ /healthz /healthz/ /livez?verbose /readyz/nope
/metrics /openapi/v2 /openapi/v3 /openapi/v3/api/v1 /openid/v1/jwks /.well-known/openid-configuration /logs /debug/pprof/ /flagz /statusz /debug/flags/v
/debug/api_priority_and_fairness/dump_priority_levels /api/v1/namespaces/default /api/v1/namespaces/nope /api/v1/namespaces?limit=1
/api/v1/namespaces?continue=foo /api/v1/namespaces?labelSelector=a%20b%20c /api/v1/namespaces?fieldSelector=foo=bar /api/v1/namespaces?timeout=abc
/api/v1/namespaces?limit=x /api/v1/namespaces?watch=1&timeoutSeconds=1 /api/v1/watch/namespaces?timeoutSeconds=1
/api/v1/namespaces?watch=1&timeoutSeconds=1&resourceVersion=999999999999 /api/v1/namespaces/default/pods/nope/log /api/v1/nodes/nope/proxy/
/api/v1/namespaces/default/services/nope/proxy /api/v1/componentstatuses /apis/batch/v1beta1/cronjobs /api/v1/namespaces//default //api /api//v1/namespaces
/api/v1//pods /apis/apps//v1/deployments /api/v1/namespaces/""".split()
ACCEPTED = [JSON, 'application/yaml', 'application/vnd.kubernetes.protobuf', 'text/plain', JSON + ';as=Table;v=v1;g=meta.k8s.io',
            JSON + ';as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', JSON + ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList']


def requests():
    """(method, path, headers, body)"""
    for path in READ:
        yield 'GET', path, {}, None
        yield 'HEAD', path, {}, None
    for path in ('/api/v1/namespaces', '/api/v1/namespaces/default', '/apis', '/version', '/openapi/v3'):
        for accepted in ACCEPTED:
            yield 'GET', path, {'Accept': accepted}, None
    for path in ('/api', '/version', '/healthz', '/api/v1/namespaces'):
        yield 'GET', path, {'Authorization': ''}, None
        yield 'GET', path, {'Authorization': 'Bearer wrong'}, None
    yield 'GET', '/api/v1/namespaces/default', {'Impersonate-User': 'joe'}, None
    yield 'GET', '/api/v1/namespaces/default', {'Impersonate-Group': 'joe'}, None
    for query in ('', '?dryRun=All', '?dryRun=Some', '?fieldValidation=Warn', '?fieldValidation=Strict'):
        yield 'POST', MAPS + query, {'Content-Type': JSON}, config_map('x1' + query[-3:].lower().strip('?='), foo=1)
    yield 'POST', MAPS, {'Content-Type': JSON}, config_map('X_')
    yield 'POST', MAPS, {'Content-Type': JSON}, '{'
    yield 'POST', MAPS, {'Content-Type': 'text/plain'}, 'x'
    yield 'PUT', MAPS + '/x1', {'Content-Type': JSON}, config_map('x1')
    yield 'PATCH', MAPS + '/x1', {'Content-Type': 'application/merge-patch+json'}, '{"data":{"c":"d"}}'
    yield 'PATCH', MAPS + '/x1', {'Content-Type': 'application/foo'}, '{}'
    yield 'PATCH', MAPS + '/applied?fieldManager=m', {'Content-Type': 'application/apply-patch+yaml'}, config_map('applied')
    yield 'PATCH', MAPS + '/applied', {'Content-Type': 'application/apply-patch+yaml'}, config_map('applied')
    yield 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {'Content-Type': JSON}, json.dumps(REVIEW)
    for method, path in (('DELETE', MAPS + '/x1'), ('DELETE', MAPS + '/x1'), ('DELETE', MAPS), ('PUT', '/api/v1/namespaces'), ('POST', '/version'),
                         ('OPTIONS', '/api/v1/namespaces'), ('TRACE', '/api'), ('FOO', '/api/v1/namespaces')):
        yield method, path, {}, None


class Asked:
    def __init__(self, url, token):
        self.url, self.token = urllib.parse.urlparse(url), token

    def answer(self, method, path, headers, body):
        """(status, headers, which of those that are random there are)"""
        connection = http.client.HTTPSConnection(self.url.hostname, self.url.port, timeout=10, context=ssl._create_unverified_context())
        all_headers = {'Authorization': 'Bearer ' + self.token, 'User-Agent': 'curl/8', 'Accept': '*/*', **headers}
        connection.request(method, path, body=body, headers={name: value for name, value in all_headers.items() if value})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        found = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        there = {name for name in ALWAYS if answer.getheader(name)}
        return answer.status, {name: sorted(values) for name, values in found.items() if name not in RANDOM}, there


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('original'), options.add_argument('ours')
    options.add_argument('--token', default='admin-token')
    given = options.parse_args()
    servers = [Asked(url, given.token) for url in (given.original, given.ours)]
    alike = count = 0
    for request in requests():
        (want, wanted, there), (got, found, here) = (server.answer(*request) for server in servers)
        count += 1
        same = (want, wanted, there) == (got, found, here)
        alike += same
        if same:
            continue
        print(request[0], request[1], request[2] or '')
        if want != got:
            print(f'    status: want {want} got {got}')
        for name in sorted(set(wanted) | set(found)):
            if wanted.get(name) != found.get(name):
                print(f'    {name}: want {wanted.get(name)} got {found.get(name)}')
        if there != here:
            print(f'    there are: want {sorted(there)} got {sorted(here)}')
    print(f'{count} requests, {alike} answered alike')


if __name__ == '__main__':
    main()
