#!/usr/bin/env python3
"""Asks two API servers what they think of expressions, and shows where the answers differ.

    expressions.py ORIGINAL_URL OUR_URL [--token T] [--only definitions,objects,policies,denials] [--log FILE]

definitions: CustomResourceDefinitions with a rule each, as dry runs: every rule of the table that the tests of apiserver read, and some about
where a rule stands and what it says. objects: definitions that are kept, and custom objects that their rules look at. policies: admission policies
and webhooks with an expression each, as dry runs. denials: policies that are in force, and what becomes of requests. Prints how many answers have
the same status, are the same but for the wording, and are equal."""
import argparse
import json
import pathlib
import re
import time

from compare import report
from servers import Server

TABLE = pathlib.Path(__file__).parent / '../../apiserver/src/test/resources/dev/coracle/apiserver/admission/cel'
CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
ADMISSION = '/apis/admissionregistration.k8s.io/v1'
NAMESPACE = 'expressions'


def text(**more):
    return {'type': 'string', **more}


def obj(properties=None, **more):
    return {'type': 'object', 'properties': properties or {}, **more}


def listed(items, **more):
    return {'type': 'array', 'items': items, **more}


def ruled(schema, *rules):
    return {**schema, 'x-kubernetes-validations': [r if isinstance(r, dict) else {'rule': r} for r in rules]}


def crd(plural, schema, status=False):
    part = {'subresources': {'status': {}}} if status else {}
    return {'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition', 'metadata': {'name': f'{plural}.cel.example.com'}, 'spec': {
        'group': 'cel.example.com', 'scope': 'Namespaced', 'names': {'plural': plural, 'singular': plural[:-1], 'kind': plural[:-1].title(), 'listKind': plural[:-1].title() + 'List'},
        'versions': [{'name': 'v1', 'served': True, 'storage': True, 'schema': {'openAPIV3Schema': schema}, **part}]}}


def under_spec(schema):
    return obj({'spec': schema})


def definitions():
    """(title, schema)"""
    schema = json.loads((TABLE / 'costs-schema.json').read_text())
    for line in (TABLE / 'costs.txt').read_text().splitlines():
        if not line.startswith('#'):
            rule = line.split(' | ', 3)[3]
            yield rule, under_spec(ruled(schema, rule))
    small, m = obj({'x': {'type': 'integer'}, 's': text(maxLength=10), 'b-c': text(maxLength=3)}), text(maxLength=10)
    for title, where in {
        'root': ruled(obj({'spec': small}), "self.metadata.name != '' && self.spec.x > 0 && self.kind != 'x'"),
        'root labels': ruled(obj({'spec': small}), "self.metadata.labels['a'] == 'b'"),
        'nothing known': under_spec(obj({'q': ruled({'x-kubernetes-preserve-unknown-fields': True}, 'self == 1')})),
        'unknown object': under_spec(obj({'q': ruled({'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}, 'self.a == 1')})),
        'no fields': under_spec(obj({'q': ruled({'type': 'object'}, 'size(self) == 0')})),
        'list of unknown': under_spec(obj({'q': ruled(listed({'x-kubernetes-preserve-unknown-fields': True}), 'self.size() > 0')})),
        'embedded': under_spec(obj({'e': ruled({'type': 'object', 'x-kubernetes-embedded-resource': True, 'x-kubernetes-preserve-unknown-fields': True}, "self.kind == 'Pod' && self.metadata.name != ''")})),
        'embedded spec': under_spec(obj({'e': ruled({'type': 'object', 'x-kubernetes-embedded-resource': True, 'x-kubernetes-preserve-unknown-fields': True}, 'self.spec == 1')})),
        'int or string': under_spec(obj({'p': ruled({'x-kubernetes-int-or-string': True}, "type(self) == int ? self > 0 : self.matches('^[0-9]+%$')")})),
        'old': under_spec(ruled(small, 'self.x >= oldSelf.x')),
        'old in list': under_spec(obj({'l': listed(ruled(m, 'self == oldSelf'), maxItems=3)})),
        'old in map list': under_spec(obj({'l': listed(ruled(obj({'k': m, 'v': m}, required=['k']), 'self.v == oldSelf.v'), maxItems=3, **{'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k']})})),
        'old in set': under_spec(obj({'l': listed(ruled(m, 'self == oldSelf'), maxItems=3, **{'x-kubernetes-list-type': 'set'})})),
        'old in atomic map': under_spec(obj({'l': obj({'a': ruled(m, 'self == oldSelf')}, **{'x-kubernetes-map-type': 'atomic'})})),
        'optional old': under_spec(ruled(small, {'rule': 'oldSelf.hasValue() ? self.x >= oldSelf.value().x : true', 'optionalOldSelf': True})),
        'optional old unused': under_spec(ruled(small, {'rule': 'self.x > 0', 'optionalOldSelf': True})),
        'optional old false': under_spec(ruled(small, {'rule': 'self.x > 0', 'optionalOldSelf': False})),
        'optional old wrong': under_spec(ruled(small, {'rule': 'oldSelf.x > 0', 'optionalOldSelf': True})),
        'value of plain old': under_spec(ruled(small, 'oldSelf.hasValue()')),
        'field path': under_spec(ruled(small, {'rule': 'self.x > 0', 'fieldPath': '.x'})),
        'field path escaped': under_spec(ruled(small, {'rule': 'self.x > 0', 'fieldPath': "['b-c']"})),
        'field path none': under_spec(ruled(small, {'rule': 'self.x > 0', 'fieldPath': '.nope'})),
        'field path bare': under_spec(ruled(small, {'rule': 'self.x > 0', 'fieldPath': 'x'})),
        'field path index': under_spec(ruled(obj({'l': listed(m)}), {'rule': 'true', 'fieldPath': '.l[0]'})),
        'field path blank': under_spec(ruled(small, {'rule': 'self.x > 0', 'fieldPath': ' '})),
        'reason': under_spec(ruled(small, {'rule': 'self.x > 0', 'reason': 'FieldValueForbidden'})),
        'reason unknown': under_spec(ruled(small, {'rule': 'self.x > 0', 'reason': 'Nope'})),
        'empty': under_spec(ruled(small, ' ')),
        'message blank': under_spec(ruled(small, {'rule': 'self.x > 0', 'message': ' '})),
        'message lines': under_spec(ruled(small, {'rule': 'self.x > 0', 'message': 'a\nb'})),
        'rule lines': under_spec(ruled(small, 'self.x > 0 &&\nself.x < 5')),
        'rule lines with message': under_spec(ruled(small, {'rule': 'self.x > 0 &&\nself.x < 5', 'message': 'no'})),
        'message expression': under_spec(ruled(small, {'rule': 'self.x > 0', 'messageExpression': "'bad ' + self.s"})),
        'message expression int': under_spec(ruled(small, {'rule': 'self.x > 0', 'messageExpression': 'self.x'})),
        'message expression dyn': under_spec(ruled(small, {'rule': 'self.x > 0', 'messageExpression': 'dyn(self.s)'})),
        'message expression wrong': under_spec(ruled(small, {'rule': 'self.x > 0', 'messageExpression': 'self.nope'})),
        'message expression blank': under_spec(ruled(small, {'rule': 'self.x > 0', 'messageExpression': '  '})),
        'message expression dear': under_spec(ruled(obj({'s': text()}), {'rule': 'has(self.s)', 'messageExpression': 'self.s.matches(self.s) ? self.s : self.s'})),
        'message expression number': under_spec(ruled(small, {'rule': 'self.x > 0', 'messageExpression': "'x is ' + string(self.x)"})),
        'two wrong': under_spec(ruled(small, 'self.x > "a"', 'self.nope', 'self.x')),
        'dear': under_spec(obj({'l': ruled(listed(text()), 'self.all(x, self.all(y, x == y))')})),
        'dear by a bit': under_spec(obj({'l': ruled(listed(text(maxLength=20), maxItems=1000), 'self.all(a, self.all(b, a != b))')})),
        'dear in lists': under_spec(obj({'l': listed(obj({'m': listed(obj({'s': ruled(text(), "self.startsWith('a')")}))}))})),
        'dear in maps': under_spec({'type': 'object', 'additionalProperties': ruled(text(), "self.matches('^[a-z]+$')")}),
        'bounded in maps': under_spec({'type': 'object', 'maxProperties': 10, 'additionalProperties': ruled(text(maxLength=5), "self.matches('^[a-z]+$')")}),
        'dear together': under_spec(obj({f'f{i}': ruled(text(maxLength=6000), 'self.contains(self)') for i in range(20)})),
        'nested values': under_spec(obj({'x': {'type': 'integer', 'anyOf': [ruled({'minimum': 1}, 'self > 0')]}})),
        'in all of': under_spec({**obj({'x': {'type': 'integer'}}), 'allOf': [ruled({}, 'self.x > 0')]}),
        'default breaks': under_spec(obj({'x': {**ruled({'type': 'integer'}, 'self > 5'), 'default': 3}})),
        'default holds': under_spec(obj({'x': {**ruled({'type': 'integer'}, 'self > 5'), 'default': 7}})),
        'status': (ruled(obj({'spec': small, 'status': small}), 'self.spec.x == self.status.x'), True),
    }.items():
        yield title, where


def objects():
    """(plural, schema, [(title, object, update of it or None)])"""
    m, m2 = text(maxLength=10), {'type': 'integer'}
    lists = obj({'set': listed(m, maxItems=9, **{'x-kubernetes-list-type': 'set'}), 'n': m2, 'nul': text(nullable=True, maxLength=3),
                 'map': listed(obj({'k': m, 'v': m2}, required=['k']), maxItems=9, **{'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k']})})
    yield 'sets', under_spec(ruled(lists, "self.set == ['a', 'b']", "self.set + ['c'] == ['c', 'b', 'a']", {'rule': "self.map == oldSelf.map"}, '!has(self.nul)')), [
        ('order', {'set': ['b', 'a'], 'map': [{'k': 'x', 'v': 1}, {'k': 'y', 'v': 2}]}, {'set': ['a', 'b'], 'map': [{'k': 'y', 'v': 2}, {'k': 'x', 'v': 1}]}),
        ('other', {'set': ['b', 'c'], 'map': []}, None), ('changed', {'set': ['a', 'b'], 'map': [{'k': 'x', 'v': 1}]}, {'set': ['a', 'b'], 'map': [{'k': 'x', 'v': 2}]}),
        ('null', {'set': ['a', 'b'], 'map': [], 'nul': None}, None), ('not null', {'set': ['a', 'b'], 'map': [], 'nul': 'x'}, None), ('absent', {}, None)]
    yield 'words', under_spec(ruled(obj({'x': m2, 's': m, 'a-b': m, 'o': obj({'y': m2}), 'p': {'x-kubernetes-int-or-string': True}, 'l': listed(m2, maxItems=3)}),
        {'rule': '!has(self.x) || self.x > 0', 'message': ' x must be positive '}, {'rule': "!has(self.s) || self.s != 'dup'", 'reason': 'FieldValueDuplicate', 'fieldPath': '.s'},
        {'rule': "!has(self.s) || self.s != 'req'", 'reason': 'FieldValueRequired', 'fieldPath': '.s'}, {'rule': "!has(self.s) || self.s != 'forb'", 'reason': 'FieldValueForbidden', 'fieldPath': "['a-b']"},
        {'rule': "!has(self.s) || self.s != 'expr'", 'messageExpression': "'it is ' + self.s", 'message': 'fallback'}, {'rule': "!has(self.s) || self.s != 'fail'", 'messageExpression': "'it is ' + self.a__dash__b", 'message': 'fallback'},
        {'rule': "!has(self.s) || self.s != 'empty'", 'messageExpression': "' '"}, {'rule': "!has(self.s) || self.s != 'lines'", 'messageExpression': r"'a\nb'", 'message': 'fallback'},
        {'rule': "!has(self.o) || self.o.y / self.x > 0"}, {'rule': "!has(self.p) || self.p > 5"}, {'rule': "!has(self.l) || self.l[1] > 0"})), [
        ('fine', {'x': 1}, None), ('negative', {'x': -1}, None)] + [(s, {'s': s}, None) for s in ('dup', 'req', 'forb', 'expr', 'fail', 'empty', 'lines')] + [
        ('division', {'x': 0, 'o': {'y': 1}}, None), ('missing', {'o': {'y': 1}}, None), ('no overload', {'p': 'text'}, None), ('overload', {'p': 3}, None), ('index', {'l': [1]}, None)]
    yield 'values', under_spec(obj({'when': ruled(text(format='date-time'), "self < timestamp('2030-01-01T00:00:00Z')"), 'day': ruled(text(format='date'), 'self.getFullYear() == 2020'),
        'wait': ruled(text(format='duration'), "self < duration('2h')"), 'raw': ruled(text(format='byte', maxLength=20), "self == b'hello'"), 'r': ruled({'type': 'number'}, 'self == 1.0'),
        'i': ruled({'type': 'integer'}, 'self > 1'), 'b': ruled({'type': 'boolean'}, 'self'), 's': ruled(m, "self == 'a'"), 'l': ruled(listed(m2, maxItems=3), 'self.size() > 1'), 'd': {**ruled(m2, 'self < 5'), 'default': 3},
        'e': ruled({'type': 'object', 'x-kubernetes-embedded-resource': True, 'x-kubernetes-preserve-unknown-fields': True}, "self.kind == 'Pod' && self.metadata.name.startsWith('a')"),
        'mm': {'type': 'object', 'maxProperties': 3, 'additionalProperties': ruled(m, "self != 'x'")}})), [
        ('right', {'when': '2020-01-01T00:00:00Z', 'day': '2020-05-05', 'wait': '1h30m', 'raw': 'aGVsbG8=', 'r': 1, 'i': 2, 'b': True, 's': 'a', 'l': [1, 2], 'e': {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'ab'}}, 'mm': {'q': 'y'}}, None),
        ('wrong', {'when': '2031-01-01T00:00:00Z', 'day': '2021-05-05', 'wait': '3h', 'raw': 'aGVsbA==', 'r': 2, 'i': 1, 'b': False, 's': 'b', 'l': [1], 'd': 9, 'e': {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'b'}}}, None),
        ('in a map', {'mm': {'a.b': 'x'}}, None)]
    old = obj({'x': ruled(m2, 'self >= oldSelf'), 'y': ruled(m2, {'rule': 'self > 3', 'message': 'y is small'}), 'z': ruled(m2, {'rule': 'oldSelf.hasValue() || self == 1', 'optionalOldSelf': True}), 'q': m2,
               'l': listed(obj({'v': ruled(m2, 'self > 0')}), maxItems=4), 'k': listed(obj({'k': m, 'v': ruled(m2, 'self >= oldSelf')}, required=['k']), maxItems=4, **{'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k']})})
    yield 'olds', under_spec(old), [('grows', {'x': 1, 'z': 1}, {'x': 2, 'z': 5}), ('shrinks', {'x': 3}, {'x': 2}), ('appears', {}, {'x': 1, 'z': 2}), ('first', {'z': 2}, None),
        ('keyed', {'k': [{'k': 'a', 'v': 1}, {'k': 'b', 'v': 5}]}, {'k': [{'k': 'b', 'v': 4}, {'k': 'a', 'v': 1}]})]
    yield 'blocks', under_spec(ruled(obj({'x': {'type': 'integer', 'maximum': 5, 'minimum': 0}, 's': text(maxLength=3), 'e': text(enum=['a']), 'l': listed(m2, maxItems=2), 'p': text(pattern='^a$')}, required=['x']), 'self.x != 1')), [
        ('too long', {'x': 1, 's': 'abcd'}, None), ('unknown', {'x': 1, 'e': 'b'}, None), ('required', {}, None), ('too many', {'x': 1, 'l': [1, 2, 3]}, None), ('type', {'x': 'a'}, None),
        ('too large', {'x': 9}, None), ('pattern', {'x': 1, 'p': 'b'}, None), ('rule', {'x': 1}, {'x': 7}), ('to wrong', {'x': 2}, {'x': 1, 's': 'abcd'})]
    text2 = text(maxLength=100000)
    yield 'dears', under_spec(obj({'one': ruled(listed(m2, maxItems=1000), {'rule': 'self.all(a, self.all(b, a + b > 0))', 'message': 'one'}),
        'many': listed(ruled(text(maxLength=50), {'rule': "self.matches('^([a-z]+[0-9]*)+$')", 'message': 'many'}), maxItems=400), 't': text2})), [
        ('cheap', {'one': [1, 2, 3]}, None), ('over the limit of a call', {'one': list(range(1, 901))}, None), ('within', {'one': list(range(1, 301))}, None), ('many', {'many': ['a' * 50] * 400}, None)]


def ratchet():
    """(title, steps): each step is (schema or None, object or None)"""
    m2 = {'type': 'integer'}
    loose, tight = obj({'y': m2, 'q': m2, 'l': listed(m2, maxItems=5)}), obj({'y': ruled(m2, 'self > 3'), 'q': m2, 'l': listed(ruled(m2, 'self > 3'), maxItems=5)})
    return loose, tight, [{'y': 1, 'q': 1, 'l': [1]}, {'y': 1, 'q': 2, 'l': [1]}, {'y': 2, 'q': 2, 'l': [1]}, {'y': 1, 'q': 2, 'l': [1, 5]}, {'y': 5, 'q': 2, 'l': [5]}]


def policy(kind='ValidatingAdmissionPolicy', name='p', match=True, **spec):
    rules = {'matchConstraints': {'resourceRules': [{'apiGroups': [''], 'apiVersions': ['v1'], 'operations': ['CREATE', 'UPDATE'], 'resources': ['configmaps']}],
                                  'namespaceSelector': {'matchLabels': {'expressions': name}}}} if match else {}
    return {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': kind, 'metadata': {'name': name}, 'spec': {**rules, **spec}}


def policies():
    """(title, resource, object)"""
    for expression in ["object.data.a == 'b'", 'object.spec.x > 0', "request.operation == 'CREATE'", 'request.nope == 1', "request.userInfo.username.startsWith('x')", 'request.userInfo.groups.size() > 0', 'request.dryRun',
                       "request.options.kind == 'x'", "request.kind.kind == 'Pod'", 'request.object == null', 'namespaceObject.metadata.name == "a"', 'namespaceObject.spec.nope', "namespaceObject.metadata.labels['a'] == 'b'",
                       'namespaceObject.status.phase == "Active"', 'params.x == 1', 'variables.v == 1', "authorizer.group('').resource('pods').namespace('a').check('get').allowed()", "authorizer.path('/healthz').check('get').reason() == ''",
                       "authorizer.serviceAccount('a', 'b').group('').resource('pods').fieldSelector('a=b').labelSelector('c').check('list').errored()", "authorizer.requestResource.check('custom').error() == ''", 'object', '1', "'a'", 'object.x +',
                       'undeclared == 1', 'oldObject == null', "jsonpatch.escapeKey('a') == 'a'", '[1, "a"].size() == 2', "object.data.matches('[')", "quantity('1').isInteger()", 'object.l.sum() == 1', "object.m.all(k, v, k != v)",
                       "sets.contains(object.l, ['a'])", "format.dns1123Label().validate('a').hasValue()", "semver('1.0.0').major() == 1", 'Object{}.x == 1', 'object.metadata.labels.exists(k, k == "a") &&\ntrue', 'has(object.a.b) ? object.a.b : false', 'dyn(1) == 1', 'string(object.x) == "1"']:
        yield 'validation ' + expression, 'validatingadmissionpolicies', policy(validations=[{'expression': expression}])
        yield 'message ' + expression, 'validatingadmissionpolicies', policy(validations=[{'expression': 'true', 'messageExpression': expression}])
        yield 'annotation ' + expression, 'validatingadmissionpolicies', policy(validations=[{'expression': 'true'}], auditAnnotations=[{'key': 'a', 'valueExpression': expression}])
        yield 'condition ' + expression, 'validatingadmissionpolicies', policy(validations=[{'expression': 'true'}], matchConditions=[{'name': 'a', 'expression': expression}])
        yield 'variable ' + expression, 'validatingadmissionpolicies', policy(validations=[{'expression': 'variables.v == 1'}], variables=[{'name': 'v', 'expression': expression}])
        yield 'webhook ' + expression, 'validatingwebhookconfigurations', {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': 'ValidatingWebhookConfiguration', 'metadata': {'name': 'w'}, 'webhooks': [
            {'name': 'a.b.c', 'sideEffects': 'None', 'admissionReviewVersions': ['v1'], 'clientConfig': {'url': 'https://a.b/c'}, 'matchConditions': [{'name': 'a', 'expression': expression}]}]}
    for expression in ['Object{spec: Object.spec{a: 1}}', 'Object{data: {"a": "b"}}', 'object', '[JSONPatch{op: "add", path: "/a/" + jsonpatch.escapeKey("b/c"), value: 1}]', '1', 'Object{metadata: Object.metadata{labels: object.metadata.labels}}', '[]', 'nope']:
        for kind, part in (('ApplyConfiguration', 'applyConfiguration'), ('JSONPatch', 'jsonPatch')):
            yield f'{kind} {expression}', 'mutatingadmissionpolicies', policy('MutatingAdmissionPolicy', reinvocationPolicy='Never', mutations=[{'patchType': kind, part: {'expression': expression}}])


BIG = {f'k{i}': 'x' * 100 for i in range(2000)}
LOOP = "object.data.all(k, object.data.all(l, k == l || k != l))"
DENIALS = {
    'plain': [{'expression': "object.data.a != 'bad'"}], 'worded': [{'expression': "object.data.a != 'bad'", 'message': 'no bad'}], 'reasoned': [{'expression': "object.data.a != 'bad'", 'reason': 'Forbidden'}],
    'told': [{'expression': "object.data.a != 'bad'", 'messageExpression': "'it was ' + object.data.a"}], 'told wrong': [{'expression': "object.data.a != 'bad'", 'messageExpression': "'it was ' + object.data.nope", 'message': 'else'}],
    'failing': [{'expression': 'object.data.nope == "a"'}], 'dear': [{'expression': LOOP}], 'dearest': [{'expression': 'object.data.all(k, k.size() > 0)'}] * 3 + [{'expression': "object.data.all(k, object.data[k].matches('^(x|y)*$'))"}] * 30,
    'two': [{'expression': "object.data.a != 'bad'"}, {'expression': 'object.data.size() > 9'}],
}


def ask(servers, method, path, body):
    return [server.call(method, path, json.dumps(body)) for server in servers]


class Tally:
    def __init__(self, log):
        self.log, self.counts = log, [0] * 4

    def add(self, label, title, answers):
        if any(not a[0] for a in answers):
            return
        clean = [(s, w, re.sub(r'selfType\d+', 'selfType', t)) for s, w, t in answers]
        for i, n in enumerate([1, *report(self.log, label, (label, title), *clean)]):
            self.counts[i] += n

    def show(self, label):
        print('{}: {} asked, status {}, same {}, exact {}'.format(label, *self.counts), flush=True)
        self.counts = [0] * 4


def ask_definitions(servers, tally):
    for title, where in definitions():
        schema, status = where if isinstance(where, tuple) else (where, False)
        tally.add('definition', title, ask(servers, 'POST', CRDS + '?dryRun=All', crd('things', schema, status)))
    tally.show('definitions')


def serve(servers, plural, schema):
    answers = ask(servers, 'POST', CRDS, crd(plural, schema))
    for server, answer in zip(servers, answers):
        if answer[0] != 201:
            print(f'  {plural}: {answer[0]} {answer[2][:500]}')
        for _ in range(200):
            if server.call('GET', f'/apis/cel.example.com/v1/namespaces/{NAMESPACE}/{plural}')[0] == 200:
                break
            time.sleep(.05)
    return f'/apis/cel.example.com/v1/namespaces/{NAMESPACE}/{plural}'


def thing(plural, spec, **metadata):
    return {'apiVersion': 'cel.example.com/v1', 'kind': plural[:-1].title(), 'metadata': {'name': 't', **metadata}, 'spec': spec}


def update(servers, path, plural, spec):
    answers = []
    for server in servers:
        version = json.loads(server.call('GET', path + '/t')[2]).get('metadata', {}).get('resourceVersion', '')
        answers.append(server.call('PUT', path + '/t', json.dumps(thing(plural, spec, resourceVersion=version))))
    return answers


def ask_objects(servers, tally):
    for plural, schema, cases in objects():
        path = serve(servers, plural, schema)
        for title, first, second in cases:
            tally.add('object', f'{plural} {title}', ask(servers, 'POST', path, thing(plural, first)))
            if second is not None:
                tally.add('object', f'{plural} {title} updated', update(servers, path, plural, second))
            [server.remove(path + '/t', plural) for server in servers]
        [server.remove(f'{CRDS}/{plural}.cel.example.com', 'customresourcedefinitions') for server in servers]
    loose, tight, steps = ratchet()
    path = serve(servers, 'ratchets', under_spec(loose))
    tally.add('ratchet', 'before', ask(servers, 'POST', path, thing('ratchets', steps[0])))
    for server in servers:
        server.call('PATCH', f'{CRDS}/ratchets.cel.example.com', json.dumps([{'op': 'replace', 'path': '/spec/versions/0/schema/openAPIV3Schema', 'value': under_spec(tight)}]), 'application/json-patch+json')
    time.sleep(2)
    for spec in steps[1:]:
        tally.add('ratchet', str(spec), update(servers, path, 'ratchets', spec))
    [server.remove(path + '/t', 'ratchets') for server in servers]
    [server.remove(f'{CRDS}/ratchets.cel.example.com', 'customresourcedefinitions') for server in servers]
    tally.show('objects')


def ask_policies(servers, tally):
    for title, resource, tree in policies():
        tally.add('policy', title, ask(servers, 'POST', f'{ADMISSION}/{resource}?dryRun=All', tree))
    tally.show('policies')


def ask_denials(servers, tally):
    for i, (title, validations) in enumerate(DENIALS.items()):
        name, place = f'denials-{i}', f'expressions-{i}'
        ask(servers, 'POST', '/api/v1/namespaces', {'metadata': {'name': place, 'labels': {'expressions': name}}})
        ask(servers, 'POST', f'{ADMISSION}/validatingadmissionpolicies', policy(name=name, validations=validations))
        ask(servers, 'POST', f'{ADMISSION}/validatingadmissionpolicybindings', {'metadata': {'name': name}, 'spec': {'policyName': name, 'validationActions': ['Deny']}})
        time.sleep(1.5)
        for data in ({'a': 'good'}, {'a': 'bad'}, BIG):
            answers = ask(servers, 'POST', f'/api/v1/namespaces/{place}/configmaps?dryRun=All', {'metadata': {'name': 'm'}, 'data': data})
            tally.add('denial', f'{title} {str(data)[:20]}', answers)
        for server in servers:
            server.remove(f'{ADMISSION}/validatingadmissionpolicybindings/{name}', 'validatingadmissionpolicybindings')
            server.remove(f'{ADMISSION}/validatingadmissionpolicies/{name}', 'validatingadmissionpolicies')
            server.remove(f'/api/v1/namespaces/{place}', 'namespaces')
    tally.show('denials')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('original'), options.add_argument('ours'), options.add_argument('--token', default='admin-token')
    options.add_argument('--only', default='definitions,objects,policies,denials'), options.add_argument('--log', default='/dev/null')
    given = options.parse_args()
    servers = [Server(u, given.token) for u in (given.original, given.ours)]
    ask(servers, 'POST', '/api/v1/namespaces', {'metadata': {'name': NAMESPACE}})
    parts = {'definitions': ask_definitions, 'objects': ask_objects, 'policies': ask_policies, 'denials': ask_denials}
    with open(given.log, 'w') as log:
        for part in given.only.split(','):
            parts[part](servers, Tally(log))


if __name__ == '__main__':
    main()
