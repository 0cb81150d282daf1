"""Ways to spoil an object, field by field, from the API's catalogue: what rules are there for each field shows in the answers."""
import copy
import json

DELETE = object()
L64, L254 = 'a' * 64, 'a' * 254
NAMES = ('', 'Bad_Name!', L64, L254, 'a.b', '1a')


class Catalogue:
    def __init__(self, path):
        data = json.load(open(path))
        self.definitions = data['definitions']
        self.resources = {(self.version(r), r['kind']): r for r in data['resources']}

    @staticmethod
    def version(r):
        return (r['group'] + '/' if r['group'] else '') + r['version']

    def definition(self, api_version, kind):
        group = api_version.split('/')[0].split('.')[0] if '/' in api_version else 'core'
        version = api_version.split('/')[-1]
        endings = (f'.{group}.{version}.{kind}', f'.{version}.{kind}')
        return next(d for end in endings for n, d in self.definitions.items() if n.endswith(end))

    def deref(self, schema):
        return (self.definitions[schema['$ref']], schema['$ref']) if '$ref' in schema else (schema, '')

    def leaves(self, schema):
        """Values for a field that has no fields of its own; None if it has."""
        schema, ref = self.deref(schema)
        if ref.endswith('Quantity'):
            return ['-1', '0', '1500m', '5Gi', 'bogus']
        if ref.endswith('IntOrString'):
            return [-1, 0, 70000, 'bad!', '50%', '150%', '', 'abc']
        if ref.endswith('Time'):
            return ['2020-01-01T00:00:00Z', 'bogus']
        kind = schema.get('type')
        if kind == 'string':
            if schema.get('format') == 'byte':
                return ['', 'AAAA', '!!!']
            if 'enum' in schema:
                return ['', 'Bogus'] + schema['enum']
            return ['', 'Bad_Value!', 'ok-value', L64, L254, 'a.b/c', 'a/b/c', ' x']
        return {'integer': [-1, 0, 1, 2, 101, 65536, 2147483647], 'number': [-1, 0, 1.5], 'boolean': [True, False]}.get(kind)

    def sample(self, schema, depth=0):
        """The least that a field can hold."""
        schema, ref = self.deref(schema)
        values = self.leaves(schema if not ref else {'$ref': ref})
        if values is not None:
            special = {'Quantity': '1', 'MicroTime': '2020-01-01T00:00:00.000000Z', '.Time': '2020-01-01T00:00:00Z', 'IntOrString': 1}
            for end, value in special.items():
                if ref.endswith(end):
                    return value
            if schema.get('type') == 'string':
                return 'AAAA' if schema.get('format') == 'byte' else schema['enum'][0] if 'enum' in schema else 'x'
            return values[2] if len(values) > 2 else values[0]
        if depth > 5:
            return [] if schema.get('type') == 'array' else {}
        if schema.get('type') == 'array':
            return [self.sample(schema['items'], depth + 1)]
        if 'properties' in schema:
            return {k: self.sample(schema['properties'][k], depth + 1) for k in schema.get('required', []) if k in schema['properties']}
        if 'additionalProperties' in schema:
            return {'k': self.sample(schema['additionalProperties'], depth + 1)}
        return {'a': 'b'}

    def walk(self, schema, value, path, status=False):
        """Yields (path, new value) for everything below; DELETE takes a field away."""
        values = self.leaves(schema)
        if values is not None:
            yield from ((path, v) for v in values if v != value)
            return
        schema, _ = self.deref(schema)
        if schema.get('type') == 'array':
            yield path, []
            if isinstance(value, list) and value:
                yield path, value + [copy.deepcopy(value[0])]
                for i, item in enumerate(value[:2]):
                    yield from self.walk(schema['items'], item, path + [i], status)
        elif 'properties' in schema:
            if path:
                yield path, {}
            for name, field in schema['properties'].items():
                skipped = ('apiVersion', 'kind', 'metadata') + (() if status else ('status',))
                if path == [] and name in skipped or name == 'managedFields':
                    continue
                if isinstance(value, dict) and name in value:
                    yield path + [name], DELETE
                    yield from self.walk(field, value[name], path + [name], status)
                else:
                    yield from self.added(field, path + [name])
        elif 'additionalProperties' in schema:
            yield path, {}
            inner = schema['additionalProperties']
            for key in ('Bad Key!', 'example.com/x', L64, 'k8s.io/x', '', 'requests.cpu', 'pods'):
                yield path, {**(value if isinstance(value, dict) else {}), key: self.sample(inner)}
            if isinstance(value, dict) and value:
                first = next(iter(value))
                if self.leaves(inner) is not None:
                    yield from ((path, {**value, first: v}) for v in self.leaves(inner))
                else:
                    yield from self.walk(inner, value[first], path + [first], status)

    def added(self, schema, path):
        """A field that was not there, as little as it can be, and with each of its own fields in turn."""
        if self.leaves(schema) is not None:
            yield from ((path, v) for v in self.leaves(schema))
            return
        yield path, self.sample(schema)
        inner, _ = self.deref(schema)
        wrap = lambda v: v
        if inner.get('type') == 'array':
            inner, _ = self.deref(inner['items'])
            wrap = lambda v: [v]
            yield path, []
        if 'properties' not in inner:
            if inner.get('type') == 'string' and wrap([]) != []:
                yield from ((path, wrap(v)) for v in self.leaves(inner))
            return
        yield path, wrap({})
        base = self.sample(inner)
        for name, field in inner['properties'].items():
            yield path, wrap({**base, name: self.sample(field)})
            yield path, wrap({k: v for k, v in base.items() if k != name})
            if self.leaves(field) is not None:
                yield from ((path, wrap({**base, name: v})) for v in self.leaves(field)[:4])
                continue
            below, _ = self.deref(field)
            rewrap = lambda v: v
            if below.get('type') == 'array':
                below, _ = self.deref(below['items'])
                rewrap = lambda v: [v]
            for name2, field2 in below.get('properties', {}).items():
                yield path, wrap({**base, name: rewrap({**self.sample(below), name2: self.sample(field2)})})


def metadata(kind):
    """Spoiled metadata: all of it for a few kinds that stand for the others, names for all."""
    for name in NAMES:
        yield ['metadata', 'name'], name
    if kind not in ('ConfigMap', 'Node', 'CustomResourceDefinition', 'Service'):
        return
    pod = {'apiVersion': 'v1', 'kind': 'Pod', 'name': 'a', 'uid': 'u'}
    for field, values in {
        'labels': ({'Bad Key!': 'x'}, {'a': 'Bad Value!'}, {'a': L64}, {'a/b/c': 'x'}, {'': 'x'}),
        'annotations': ({'Bad Key!': 'x'}, {'a/b/c': 'x'}, {'UPPER/x': 'y'}),
        'finalizers': (['bad'], ['a.b/c'], ['Bad !']),
        'ownerReferences': ([{}], [pod], [{**pod, 'kind': 'Event'}], [{**pod, 'controller': True}, {**pod, 'name': 'b', 'controller': True}]),
        'generateName': ('x-',), 'namespace': ('other',), 'uid': ('u',), 'generation': (-1,), 'creationTimestamp': ('2020-01-01T00:00:00Z',),
        'deletionGracePeriodSeconds': (5,), 'selfLink': ('x',), 'resourceVersion': ('1', 'bad'),
    }.items():
        for value in values:
            yield ['metadata', field], value


def put(tree, path, value):
    """A copy of the tree with the value at the path."""
    tree = here = copy.deepcopy(tree)
    for step in path[:-1]:
        here = here[step]
    if value is DELETE:
        del here[path[-1]]
    else:
        here[path[-1]] = copy.deepcopy(value)
    return tree


def shown(path, value):
    return '/'.join(map(str, path)) + '=' + ('DELETE' if value is DELETE else json.dumps(value)[:120])
