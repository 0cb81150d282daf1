#!/usr/bin/env python3
"""Records objects as a kube-apiserver with --feature-gates=CBORServingAndStorage=true writes them in JSON and in CBOR, for the test
CborRecordedTest to hold ours against.

    cbor.py ORIGINAL_URL OUTPUT.jsonl [--token T]

A line an object: {name, json, cbor}. The original shuffles the fields of an object; here they stand in the order of their encoded names, and all
else stays byte for byte. A watch's event is recorded from its first byte to its last."""
import argparse
import http.client
import json
import ssl
import time

SELF = b'\xd9\xd9\xf7'
CRD = {'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition', 'metadata': {'name': 'tides.cbor.example.com'}, 'spec': {
    'group': 'cbor.example.com', 'scope': 'Namespaced', 'names': {'plural': 'tides', 'singular': 'tide', 'kind': 'Tide'}, 'versions': [
        {'name': 'v1', 'served': True, 'storage': True, 'schema': {'openAPIV3Schema': {'type': 'object', 'properties': {'spec': {
            'type': 'object', 'x-kubernetes-preserve-unknown-fields': True, 'properties': {
                'height': {'type': 'number', 'minimum': 0.5, 'maximum': 12}, 'data': {'type': 'string', 'format': 'byte'}}}}}}}]}}
CORE = '/api/v1/namespaces/default/'
OBJECTS = [
    ('binary', CORE + 'configmaps', {'metadata': {'name': 'binary'}, 'data': {'text': 'a\n\u00fc\U0001f6a2', 'empty': ''},
                                     'binaryData': {'x': '/+8A', 'none': ''}}),
    ('secret', CORE + 'secrets', {'metadata': {'name': 'secret', 'labels': {'a': 'b'}}, 'stringData': {'k': 'v'}, 'type': 'Opaque'}),
    ('service', CORE + 'services', {'metadata': {'name': 'service'}, 'spec': {'clusterIP': 'None', 'ports': [
        {'name': 'a', 'port': 80, 'targetPort': 'web'}, {'name': 'b', 'port': 65535, 'targetPort': 8080}]}}),
    ('pod', CORE + 'pods', {'metadata': {'name': 'pod'}, 'spec': {'automountServiceAccountToken': False, 'containers': [
        {'name': 'c', 'image': 'i', 'resources': {'limits': {'cpu': '500m', 'memory': '1Gi'}}}]}}),
    ('revision', '/apis/apps/v1/namespaces/default/controllerrevisions', {'metadata': {'name': 'revision'}, 'revision': 4294967296, 'data': {
        'z': [1, -1, 255, 256, -65537, 1.5, 0.1, True, None], 'a': {'b': 'c'}}}),
    ('crd', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', CRD),
    ('tide', '/apis/cbor.example.com/v1/namespaces/default/tides', {'apiVersion': 'cbor.example.com/v1', 'kind': 'Tide', 'metadata': {'name': 'tide'}, 'spec': {
        'height': 3.25, 'data': 'aGk=', 'deep': [[{'n': 1e300, 'm': -9007199254740993, 'f': 65504.5, 'half': 0.5}]]}}),
]


def head(data, at):
    """@return major type, argument, where the content begins"""
    major, info, at = data[at] >> 5, data[at] & 31, at + 1
    if info < 24:
        return major, info, at
    size = 1 << (info - 24)
    return major, int.from_bytes(data[at:at + size], 'big'), at + size


def sorted_item(data, at):
    """The item at a place with its maps in order, and where it ends."""
    major, n, inside = head(data, at)
    out = data[at:inside]
    if major in (2, 3):
        return data[at:inside + n], inside + n
    if major == 4:
        for _ in range(n):
            item, inside = sorted_item(data, inside)
            out += item
    elif major == 5:
        entries = []
        for _ in range(n):
            key, inside = sorted_item(data, inside)
            value, inside = sorted_item(data, inside)
            entries.append((key, value))
        out += b''.join(key + value for key, value in sorted(entries))
    elif major == 6:
        item, inside = sorted_item(data, inside)
        out += item
    return out, inside


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('url')
    arguments.add_argument('output')
    arguments.add_argument('--token', default='admin-token')
    given = arguments.parse_args()

    def call(method, path, accept='application/json', body=None):
        connection = http.client.HTTPSConnection(given.url.removeprefix('https://'), context=ssl._create_unverified_context(), timeout=30)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {'Authorization': 'Bearer ' + given.token, 'Accept': accept, 'Content-Type': 'application/json'})
        answer = connection.getresponse()
        return answer.status, answer.read()

    with open(given.output, 'w') as out:
        def record(name, tree, data):
            item, end = sorted_item(data, 0)
            assert end == len(data) and data.startswith(SELF), name
            out.write(json.dumps({'name': name, 'json': json.loads(tree), 'cbor': item.hex()}, separators=(',', ':'), ensure_ascii=False) + '\n')

        call('POST', CORE + 'serviceaccounts', body={'metadata': {'name': 'default'}})
        for name, path, tree in OBJECTS:
            call('DELETE', f'{path}/{tree["metadata"]["name"]}?gracePeriodSeconds=0')
            for _ in range(20):
                answer = call('POST', path, body=tree)
                if answer[0] == 201:
                    break
                time.sleep(1)  # only the recording waits: for a definition to be served
            assert answer[0] == 201, answer
        for name, path, tree in OBJECTS:
            one = f'{path}/{tree["metadata"]["name"]}'
            before, data, after = call('GET', one)[1], call('GET', one, 'application/cbor')[1], call('GET', one)[1]
            assert before == after, f'{name} has changed: record again'
            record(name, before, data)
        for name, path in (('list', CORE + 'secrets?labelSelector=a%3Db'), ('status', CORE + 'secrets/none'), ('custom list', OBJECTS[-1][1]),
                           ('discovery', '/apis/policy/v1')):
            record(name, call('GET', path)[1], call('GET', path, 'application/cbor')[1])
        partial = '{};as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
        record('partial', *(call('GET', CORE + 'secrets/secret', partial.format(t))[1] for t in ('application/json', 'application/cbor')))
        watch = CORE + 'secrets?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dsecret'
        record('event', *(call('GET', watch, t)[1] for t in ('application/json', 'application/cbor')))


main()
