"""Stories of several requests, each told in a namespace of its own: {name: [(method, path, content type, body)]}. NS stands for the namespace."""

J, Y, AP, MP, SP, JP = ('application/json', 'application/yaml', 'application/apply-patch+yaml', 'application/merge-patch+json',
                        'application/strategic-merge-patch+json', 'application/json-patch+json')
CORE, APPS, CRDS = '/api/v1/namespaces/NS', '/apis/apps/v1/namespaces/NS', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
CM = CORE + '/configmaps'
PODS, JOBS = CORE + '/pods', '/apis/batch/v1/namespaces/NS/jobs'


def config(name='m', **data):
    return {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name}, 'data': data}


def deployment(containers, **spec):
    return {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'w'},
            'spec': {**spec, 'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': containers}}}}


def pod(name='p', containers=None, **spec):
    """Without the service account's volume, whose name is by chance."""
    return {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': name},
            'spec': {'automountServiceAccountToken': False, 'containers': containers or [{'name': 'c', 'image': 'x'}], **spec}}


def job(name='j', **spec):
    return {'apiVersion': 'batch/v1', 'kind': 'Job', 'metadata': {'name': name},
            'spec': {**spec, 'template': {'spec': {'restartPolicy': 'Never', 'containers': [{'name': 'c', 'image': 'x'}]}}}}


def resized(number):
    """A merge patch of what the job's container takes, then one of what it runs."""
    container = lambda image: {'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': image, 'resources': {'limits': {'cpu': str(number)}}}]}}}}
    return [('PATCH', JOBS + '/j', MP, container('x')), ('PATCH', JOBS + '/j', MP, container('y')),
            ('PATCH', JOBS + '/j', MP, {'spec': {'template': {'metadata': {'annotations': {'n': str(number)}}}}})]


def pem(kind):
    """A block with nothing in it that could be read."""
    return f'-----BEGIN {kind}-----\nYQ==\n-----END {kind}-----\n'


def apply(path, who, body, force=False):
    return 'PATCH', f"{path}?fieldManager={who}{'&force=true' if force else ''}", AP, body


def crd(group, versions, scope='Namespaced', **more):
    return {'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition', 'metadata': {'name': f'things.{group}'},
            'spec': {'group': group, 'scope': scope, 'names': {'plural': 'things', 'singular': 'thing', 'kind': 'Thing', 'listKind': 'ThingList'},
                     'versions': versions, **more}}


def version(name, spec, storage=True, **more):
    return {'name': name, 'served': True, 'storage': storage, 'schema': {'openAPIV3Schema': {'type': 'object', 'properties': {
        'spec': spec, 'status': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}}}}, **more}


def thing(group, name='t', **spec):
    return {'apiVersion': f'{group}/v1', 'kind': 'Thing', 'metadata': {'name': name}, 'spec': spec}


LISTS = {'type': 'object', 'properties': {
    'set': {'type': 'array', 'items': {'type': 'string'}, 'x-kubernetes-list-type': 'set'},
    'map': {'type': 'array', 'items': {'type': 'object', 'required': ['k'], 'properties': {'k': {'type': 'string'}, 'v': {'type': 'string'}}},
            'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k']},
    'atomic': {'type': 'array', 'items': {'type': 'string'}}, 'whole': {'type': 'object', 'x-kubernetes-map-type': 'atomic', 'additionalProperties': {'type': 'string'}},
    'parts': {'type': 'object', 'additionalProperties': {'type': 'string'}}, 'n': {'type': 'integer', 'default': 3}}}
RULED = {'type': 'object', 'required': ['low'], 'x-kubernetes-validations': [
    {'rule': 'self.low <= self.high', 'message': 'low is above high', 'fieldPath': '.low', 'reason': 'FieldValueForbidden'},
    {'rule': "!has(oldSelf.fixed) || self.fixed == oldSelf.fixed", 'messageExpression': "'fixed was ' + oldSelf.fixed"}],
    'properties': {'low': {'type': 'integer', 'minimum': 0}, 'high': {'type': 'integer', 'default': 10, 'maximum': 100}, 'fixed': {'type': 'string', 'maxLength': 5},
                   'when': {'type': 'string', 'format': 'date-time'}, 'how': {'type': 'string', 'enum': ['well', 'badly']},
                   'many': {'type': 'array', 'maxItems': 2, 'items': {'type': 'string', 'pattern': '^[a-z]+$'}}}}
A, R = 'lists.example.net', 'rules.example.net'
AT, RT = f'/apis/{A}/v1/namespaces/NS/things', f'/apis/{R}/v1/namespaces/NS/things'
WAIT = ('WAIT', None, None, None)

FLOWS = {
    'apply-config': [
        apply(CM + '/m', 'one', config(a='1', b='1')), apply(CM + '/m', 'one', config(a='1', b='1')), apply(CM + '/m', 'two', config(b='2')),
        apply(CM + '/m', 'two', config(b='1', c='2')), apply(CM + '/m', 'two', config(b='2'), True), apply(CM + '/m', 'one', config(a='1')),
        ('PATCH', CM + '/m?fieldManager=edit', MP, {'data': {'a': 'x', 'd': 'y'}}), apply(CM + '/m', 'one', config(a='1')),
        ('PUT', CM + '/m', J, config(a='p')), ('PATCH', CM + '/m', MP, {'metadata': {'managedFields': [{}]}}), apply(CM + '/m', 'three', config(a='q')),
        ('PATCH', CM + '/m?fieldManager=x', AP, {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'other'}}), ('PATCH', CM + '/m', AP, config(a='1')),
        ('PATCH', CM + '/m?fieldManager=x&force=true', MP, {}), apply(CM + '/m', 'x', {**config(a='1'), 'metadata': {'name': 'm', 'managedFields': []}}),
        apply(CM + '/m', 'x', {**config(), 'bogus': 1}), apply(CM + '/m', 'x', {'kind': 'ConfigMap', 'metadata': {'name': 'm'}}), ('GET', CM + '/m', None, None)],
    'apply-deployment': [
        apply(APPS + '/deployments/w', 'one', deployment([{'name': 'c', 'image': 'i:1', 'ports': [{'containerPort': 80}]}], replicas=2)),
        apply(APPS + '/deployments/w', 'two', deployment([{'name': 'd', 'image': 'j:1'}])),
        apply(APPS + '/deployments/w', 'two', deployment([{'name': 'c', 'image': 'i:2'}])),
        ('PATCH', APPS + '/deployments/w/scale?fieldManager=scaler', MP, {'spec': {'replicas': 5}}),
        apply(APPS + '/deployments/w', 'one', deployment([{'name': 'c', 'image': 'i:1', 'ports': [{'containerPort': 80}]}], replicas=2)),
        apply(APPS + '/deployments/w', 'one', deployment([{'name': 'c', 'image': 'i:1', 'ports': [{'containerPort': 81}, {'containerPort': 81}]}])),
        apply(APPS + '/deployments/w', 'one', deployment([{'name': 'c', 'image': 'i:1', 'env': [{'name': 'X', 'value': '1'}]}])),
        apply(APPS + '/deployments/w/status', 'three', {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'w'}, 'status': {'replicas': 1}}),
        ('GET', APPS + '/deployments/w/scale', None, None), ('PUT', APPS + '/deployments/w/scale', J, {'metadata': {'name': 'w'}, 'spec': {'replicas': -1}}),
        ('DELETE', APPS + '/deployments/w', None, None)],
    'kubectl-apply': [
        ('POST', CM + '?fieldManager=kubectl-client-side-apply', J, {**config(a='1', b='2'), 'metadata': {'name': 'm', 'annotations': {
            'kubectl.kubernetes.io/last-applied-configuration': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"m"},"data":{"a":"1","b":"2"}}'}}}),
        apply(CM + '/m', 'kubectl', config(a='1')), ('GET', CM + '/m', None, None)],
    'apply-custom': [
        ('POST', CRDS, J, crd(A, [version('v1', LISTS, subresources={'status': {}})])), WAIT,
        apply(AT + '/t', 'one', thing(A, set=['a', 'b'], map=[{'k': 'x', 'v': '1'}], atomic=['a'], whole={'a': '1'}, parts={'a': '1'})),
        apply(AT + '/t', 'two', thing(A, set=['b', 'c'], map=[{'k': 'y', 'v': '2'}], parts={'b': '2'})), apply(AT + '/t', 'two', thing(A, map=[{'k': 'x', 'v': '2'}])),
        apply(AT + '/t', 'two', thing(A, atomic=['b'])), apply(AT + '/t', 'two', thing(A, whole={'b': '2'})), apply(AT + '/t', 'one', thing(A, set=['a'])),
        apply(AT + '/t', 'one', thing(A, set=['a', 'a'])), apply(AT + '/t', 'one', thing(A, map=[{'v': '1'}])), apply(AT + '/t', 'one', thing(A, n='x')),
        apply(AT + '/t', 'one', thing(A, unknown=1)), apply(AT + '/t/status', 'one', {**thing(A), 'status': {'ok': True}}),
        ('PATCH', AT + '/t', MP, {'spec': {'n': None, 'set': ['q', 'q']}}), ('PATCH', AT + '/t', SP, {}), ('GET', AT + '/t', None, None)],
    'custom-rules': [
        ('POST', CRDS, J, crd(R, [version('v1', RULED, subresources={'status': {}})])), WAIT,
        ('POST', RT, J, thing(R)), ('POST', RT, J, thing(R, low=11)), ('POST', RT, J, thing(R, low=1, fixed='a', extra='dropped')), ('POST', RT, J, thing(R, low=1)),
        ('POST', RT + '?fieldValidation=Strict', J, thing(R, 'u', low=1, extra='x')), ('PATCH', RT + '/t', MP, {'spec': {'fixed': 'b'}}),
        ('PATCH', RT + '/t', MP, {'spec': {'low': 50, 'high': 200}}), ('PATCH', RT + '/t', MP, {'spec': {'when': 'now', 'how': 'so', 'many': ['a', 'B', 'c']}}),
        ('PATCH', RT + '/t', MP, {'spec': {'fixed': 'muchtoolong', 'low': -1}}), ('PATCH', RT + '/t', JP, [{'op': 'replace', 'path': '/spec/low', 'value': 'x'}]),
        ('PATCH', RT + '/t/status', MP, {'status': {'a': 1}, 'spec': {'low': 7}}), ('GET', RT + '/t', None, None), ('GET', RT, None, None),
        ('PUT', RT + '/t', J, thing(R, low=1)), ('DELETE', RT + '/t', None, None), ('DELETE', CRDS + '/things.' + R, None, None)],
    'patches': [
        ('POST', CM, J, config(a='1', b='2')), ('PATCH', CM + '/m', JP, [{'op': 'test', 'path': '/data/a', 'value': '2'}]),
        ('PATCH', CM + '/m', JP, [{'op': 'add', 'path': '/data/c', 'value': '3'}, {'op': 'move', 'from': '/data/a', 'path': '/data/d'}]),
        ('PATCH', CM + '/m', JP, [{'op': 'remove', 'path': '/data/none'}]), ('PATCH', CM + '/m', JP, [{'op': 'fly', 'path': '/x'}]), ('PATCH', CM + '/m', JP, {'not': 'a list'}),
        ('PATCH', CM + '/m', MP, {'data': {'b': None}}), ('PATCH', CM + '/m', MP, {'data': 'x'}), ('PATCH', CM + '/m', 'text/plain', {}), ('PATCH', CM + '/none', MP, {}),
        ('POST', APPS + '/deployments', J, deployment([{'name': 'c', 'image': 'i', 'env': [{'name': 'A', 'value': '1'}, {'name': 'B', 'value': '2'}]}, {'name': 'd', 'image': 'j'}])),
        ('PATCH', APPS + '/deployments/w', SP, {'spec': {'template': {'spec': {'containers': [{'name': 'c', 'env': [{'name': 'B', '$patch': 'delete'}, {'name': 'C', 'value': '3'}]}]}}}}),
        ('PATCH', APPS + '/deployments/w', SP, {'spec': {'template': {'spec': {'$setElementOrder/containers': [{'name': 'd'}, {'name': 'c'}], 'containers': [{'name': 'd', 'image': 'k'}]}}}}),
        ('PATCH', APPS + '/deployments/w', SP, {'spec': {'template': {'spec': {'containers': [{'$patch': 'replace'}, {'name': 'e', 'image': 'l'}]}}}}),
        ('PATCH', APPS + '/deployments/w', SP, {'spec': {'strategy': {'$retainKeys': ['type'], 'type': 'Recreate'}}}),
        ('PATCH', APPS + '/deployments/w', SP, {'spec': {'template': {'spec': {'containers': [{'image': 'l'}]}}}})],
    'lists': [
        *[('POST', CM, J, {**config(f'm{i}'), 'metadata': {'name': f'm{i}', 'labels': {'i': str(i), 'odd': str(i % 2 == 1).lower()}}}) for i in range(4)],
        ('GET', CM + '?limit=2', None, None), ('GET', CM + '?labelSelector=odd%3Dtrue', None, None), ('GET', CM + '?labelSelector=i+in+(1,2),odd!%3Dtrue', None, None),
        ('GET', CM + '?labelSelector=i+notin', None, None), ('GET', CM + '?fieldSelector=metadata.name%3Dm3', None, None), ('GET', CM + '?fieldSelector=data.a%3Dx', None, None),
        ('GET', CM + '?limit=-1', None, None), ('GET', CM + '?limit=x', None, None), ('GET', CM + '?continue=bogus', None, None), ('GET', CM + '?resourceVersion=x', None, None),
        ('GET', CM + '?resourceVersion=1&resourceVersionMatch=Bogus', None, None), ('GET', CM + '?resourceVersionMatch=Exact', None, None),
        ('DELETE', CM + '?labelSelector=odd%3Dtrue', None, None), ('GET', CM + '?labelSelector=i', None, None)],
    'deletion': [
        ('POST', CM, J, {**config(), 'metadata': {'name': 'm', 'finalizers': ['example.net/f']}}), ('DELETE', CM + '/m', J, {'preconditions': {'uid': 'other'}}),
        ('DELETE', CM + '/m', J, {'preconditions': {'resourceVersion': '1'}}), ('DELETE', CM + '/m?dryRun=All', None, None), ('DELETE', CM + '/m?dryRun=Some', None, None),
        ('DELETE', CM + '/m', J, {'propagationPolicy': 'Bogus'}), ('DELETE', CM + '/m', J, {'propagationPolicy': 'Foreground', 'orphanDependents': True}),
        ('DELETE', CM + '/m', None, None), ('GET', CM + '/m', None, None), ('PATCH', CM + '/m', MP, {'metadata': {'finalizers': ['example.net/f', 'example.net/g']}}),
        ('PATCH', CM + '/m', MP, {'data': {'still': 'here'}}), ('POST', CM, J, config()), ('PATCH', CM + '/m', MP, {'metadata': {'finalizers': None}}), ('GET', CM + '/m', None, None),
        ('POST', CM, J, config('n')), ('DELETE', CM + '/n', J, {'propagationPolicy': 'Foreground'}), ('DELETE', CM + '/n', J, {'gracePeriodSeconds': -1}), ('DELETE', CM + '/none', None, None)],
    'names': [
        ('POST', CM, J, {**config(), 'metadata': {'generateName': 'gen-'}}), ('POST', CM, J, {**config(), 'metadata': {}}), ('POST', CM, J, {**config(), 'metadata': {'name': 'm', 'namespace': 'other'}}),
        ('POST', CM, J, {**config(), 'kind': 'Secret'}), ('POST', CM, J, {**config(), 'apiVersion': 'v2'}), ('POST', CM, J, '{'), ('POST', CM, Y, 'kind: ConfigMap\nmetadata: {name: y}\ndata: {a: b}\n'),
        ('POST', CM, Y, 'a: [\n'), ('POST', CM + '?fieldValidation=Strict', Y, 'metadata: {name: z}\ndata: {a: b, a: c}\nx: 1\n'), ('POST', CM + '?fieldValidation=Bogus', J, config()),
        ('POST', CM + '?dryRun=All', J, config('dry')), ('GET', CM + '/dry', None, None), ('PUT', CM + '/new', J, config('new')), ('PUT', CM + '/y', J, config('z')), ('GET', CORE + '/nothings', None, None),
        ('GET', '/apis/nowhere/v1/things', None, None), ('PUT', CM, J, config()), ('POST', CM + '/y', J, config()), ('GET', '/api/v1/namespaces/none/configmaps', None, None),
        ('POST', '/api/v1/namespaces/none/configmaps', J, config())],
    'parts': [
        ('POST', CORE + '/pods', J, {'metadata': {'name': 'p', 'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'c', 'image': 'i'}], 'schedulingGates': [{'name': 'g'}]}}),
        ('POST', CORE + '/pods/p/binding', J, {'metadata': {'name': 'p'}, 'target': {'kind': 'Node', 'name': 'n'}}), ('PATCH', CORE + '/pods/p', MP, {'spec': {'schedulingGates': None}}),
        ('POST', CORE + '/pods/p/binding', J, {'metadata': {'name': 'p'}, 'target': {'kind': 'Node', 'name': 'n'}}), ('POST', CORE + '/pods/p/binding', J, {'metadata': {'name': 'p'}, 'target': {'kind': 'Node', 'name': 'o'}}),
        ('PATCH', CORE + '/pods/p/status', MP, {'status': {'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'True'}]}}),
        ('PATCH', CORE + '/pods/p/ephemeralcontainers', SP, {'spec': {'ephemeralContainers': [{'name': 'e', 'image': 'i'}]}}),
        ('PATCH', CORE + '/pods/p/ephemeralcontainers', SP, {'spec': {'ephemeralContainers': [{'name': 'e', 'image': 'j'}]}}),
        ('PATCH', CORE + '/pods/p/resize', SP, {'spec': {'containers': [{'name': 'c', 'resources': {'requests': {'cpu': '1'}}}]}}),
        ('POST', CORE + '/pods/p/eviction', J, {'apiVersion': 'policy/v1', 'kind': 'Eviction', 'metadata': {'name': 'p'}}), ('GET', CORE + '/pods/p', None, None),
        ('POST', CORE + '/serviceaccounts/default/token', J, {'spec': {'audiences': ['a'], 'expirationSeconds': 10}}), ('POST', CORE + '/serviceaccounts/none/token', J, {'spec': {}}),
        ('GET', CORE + '/pods/p/nothing', None, None), ('PUT', CORE + '/pods/p/status', J, {'metadata': {'name': 'q'}})],
    'policies': [
        ('POST', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies', J, {'metadata': {'name': 'no-x'}, 'spec': {
            'matchConstraints': {'resourceRules': [{'apiGroups': [''], 'apiVersions': ['v1'], 'operations': ['CREATE', 'UPDATE'], 'resources': ['configmaps']}],
                                 'namespaceSelector': {'matchLabels': {'kubernetes.io/metadata.name': 'f-policies'}}},
            'variables': [{'name': 'n', 'expression': 'size(object.data)'}],
            'validations': [{'expression': "!has(object.data) || !('x' in object.data)", 'message': 'no x here', 'reason': 'Forbidden'},
                            {'expression': '!has(object.data) || variables.n < 3', 'messageExpression': "'too many: ' + string(variables.n)"}]}}),
        ('POST', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings', J, {'metadata': {'name': 'no-x'}, 'spec': {'policyName': 'no-x', 'validationActions': ['Deny', 'Warn'][:1]}}),
        WAIT, ('POST', CM, J, config('a', x='1')), ('POST', CM, J, config('b', y='1')), ('PATCH', CM + '/b', MP, {'data': {'z': '1', 'w': '1'}}),
        ('DELETE', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/no-x', None, None), ('DELETE', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/no-x', None, None)],
    'pods-change': [
        ('POST', PODS, J, pod(activeDeadlineSeconds=100, schedulingGates=[{'name': 'g'}], nodeSelector={'a': 'b'})),
        *(('PATCH', PODS + '/p', SP, {'spec': {'containers': [{'name': 'c', 'image': image}]}}) for image in ('', ' x', 'other')),
        *(('PATCH', PODS + '/p', MP, {'spec': spec}) for spec in (
            {'activeDeadlineSeconds': -1}, {'activeDeadlineSeconds': 200}, {'activeDeadlineSeconds': None}, {'activeDeadlineSeconds': 50},
            {'tolerations': [{'key': 'a', 'operator': 'Exists', 'tolerationSeconds': 1}]}, {'tolerations': [{'effect': 'Bogus'}]},
            {'tolerations': [{'key': 'a', 'operator': 'Exists'}]}, {'schedulingGates': [{'name': 'h'}]}, {'schedulingGates': [{'name': 'g'}, {'name': 'h'}]},
            {'nodeSelector': {'c': 'd'}}, {'nodeSelector': {'a': 'c'}}, {'nodeSelector': None}, {'schedulingGates': []}, {'nodeSelector': {'e': 'f'}},
            {'schedulingGates': [{'name': 'g'}]}))],
    'pods-share': [
        ('POST', PODS, J, pod('s' + str(n), containers, resources=resources)) for n, (resources, containers) in enumerate((
            ({'limits': {'k': '1'}}, [{'name': 'c', 'image': 'x'}]), ({'limits': {'cpu': '2', 'memory': '1Gi'}}, [{'name': 'c', 'image': 'x'}]),
            ({'limits': {'cpu': '2'}}, [{'name': 'c', 'image': 'x', 'resources': {'requests': {'cpu': '100m'}}},
                                        {'name': 'd', 'image': 'x', 'resources': {'requests': {'cpu': '0.3', 'memory': '1Mi'}}}]),
            ({'requests': {'cpu': '1'}}, [{'name': 'c', 'image': 'x', 'resources': {'limits': {'hugepages-2Mi': '4Mi', 'cpu': '1'}}}]), ({'limits': {}}, [{'name': 'c', 'image': 'x'}])))],
    'secrets-for-tls': [
        ('POST', CORE + '/secrets', J, {'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': 's' + str(n)}, 'type': 'kubernetes.io/tls',
                                        'stringData': {'tls.crt': certificate, 'tls.key': key}}) for n, (certificate, key) in enumerate((
            ('', ''), ('x', 'x'), (pem('PRIVATE KEY'), pem('CERTIFICATE')), (pem('A') + pem('B'), ''), (pem('CERTIFICATE'), ''), (pem('CERTIFICATE'), pem('CERTIFICATE')),
            (pem('CERTIFICATE'), pem('A') + pem('B')), (pem('CERTIFICATE'), pem('PRIVATE KEY'))))],
    'addresses-written-oddly': [
        ('POST', PODS, J, pod(hostAliases=[{'ip': '2001:DB8::1', 'hostnames': ['a']}], dnsConfig={'nameservers': ['2001:db8:0::2']})),
        ('POST', CORE + '/endpoints', J, {'apiVersion': 'v1', 'kind': 'Endpoints', 'metadata': {'name': 'e'}, 'subsets': [
            {'addresses': [{'ip': '2001:DB8::1'}], 'notReadyAddresses': [{'ip': '2001:db8:0::2'}], 'ports': [{'port': 1}]}]}),
        ('POST', '/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices', J, {
            'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'metadata': {'name': 'e'}, 'addressType': 'IPv6', 'endpoints': [{'addresses': ['2001:DB8::1']}]}),
        ('POST', CORE + '/services', J, {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 's'}, 'spec': {
            'type': 'LoadBalancer', 'clusterIP': '10.96.78.1', 'allocateLoadBalancerNodePorts': False, 'ports': [{'port': 1}], 'externalIPs': ['2001:DB8::1'],
            'loadBalancerIP': '2001:db8:0::2', 'loadBalancerSourceRanges': ['2001:DB8::/64', ' 10.0.0.0/8 ']}}),
        ('POST', '/api/v1/nodes', J, {'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'name': 'oddly'}, 'spec': {'podCIDRs': ['2001:DB8::/64']}}),
        ('DELETE', '/api/v1/nodes/oddly', J, None),
        *(('POST', '/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies', J, {
            'apiVersion': 'networking.k8s.io/v1', 'kind': 'NetworkPolicy', 'metadata': {'name': 'n' + str(n)}, 'spec': {
                'podSelector': {}, 'ingress': [{'from': [{'ipBlock': {'cidr': '2001:DB8::/32', 'except': [block]}}]}], 'egress': [{'to': [{'ipBlock': {'cidr': '10.0.0.0/8'}}]}]}})
          for n, block in enumerate(('2001:db8:0:1::/64', '2001:db8::1/64', '10.1.2.3/24')))],
    'claims-and-volumes-change': [
        ('POST', CORE + '/persistentvolumeclaims', J, {'apiVersion': 'v1', 'kind': 'PersistentVolumeClaim', 'metadata': {'name': 'c'}, 'spec': {
            'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}},
            'dataSource': {'apiGroup': 'snapshot.storage.k8s.io', 'kind': 'VolumeSnapshot', 'name': 's'}}}),
        *(('PATCH', CORE + '/persistentvolumeclaims/c', MP, {'spec': spec}) for spec in (
            {'dataSourceRef': {'namespace': 'x'}}, {'dataSource': {'apiGroup': 'Bad_Value!'}}, {'dataSourceRef': {'namespace': 'Bad_Value!'}})),
        ('POST', '/api/v1/persistentvolumes', J, {'apiVersion': 'v1', 'kind': 'PersistentVolume', 'metadata': {'name': 'story'}, 'spec': {
            'accessModes': ['ReadWriteOnce'], 'capacity': {'storage': '1Gi'}, 'csi': {'driver': 'd', 'volumeHandle': 'v'}}}),
        *(('PATCH', '/api/v1/persistentvolumes/story', MP, {'spec': {'csi': {'controllerExpandSecretRef': ref}}}) for ref in (
            {'name': 'x'}, {'name': 'x', 'namespace': 'y'}, {'name': 'z'})),
        ('DELETE', '/api/v1/persistentvolumes/story', J, None)],
    'jobs-change': [
        ('POST', JOBS, J, job(suspend=True, completionMode='Indexed', completions=2, parallelism=2)),
        *(('PATCH', JOBS + '/j', MP, {'spec': spec}) for spec in (
            {'template': {'spec': {'affinity': {'podAffinity': {}}}}}, {'template': {'spec': {'affinity': {'nodeAffinity': {}}}}}, {'completions': 3}, {'completions': None},
            {'completions': 3, 'parallelism': 3}, {'managedBy': ''}, {'completionMode': ''})),
        *(('PATCH', JOBS + '/j/status', MP, {'status': status}) for status in ({'active': -1}, {'active': 1, 'ready': 2}, {'active': 2, 'ready': 1})),
        ('POST', JOBS, J, job('k', podFailurePolicy={'rules': [{'action': 'FailJob', 'onExitCodes': {'operator': 'In', 'values': [1, 2, 1]}}]})),
        ('POST', '/apis/node.k8s.io/v1/runtimeclasses', J, {'apiVersion': 'node.k8s.io/v1', 'kind': 'RuntimeClass', 'metadata': {'name': 'story'}, 'handler': 'h', 'scheduling': {
            'tolerations': [{'key': 'a', 'operator': 'Exists'}, {'key': 'a', 'operator': 'Exists'}]}})],
    'jobs-suspended': [
        ('POST', JOBS, J, job(suspend=True)), *resized(1),
        ('PATCH', JOBS + '/j/status', MP, {'status': {'startTime': '2026-01-01T00:00:00Z', 'active': 1}}), *resized(2),
        ('PATCH', JOBS + '/j/status', MP, {'status': {'active': 0}}), *resized(3),
        ('PATCH', JOBS + '/j/status', MP, {'status': {'conditions': [{'type': 'Suspended', 'status': 'True'}]}}), *resized(4),
        ('PATCH', JOBS + '/j', MP, {'spec': {'suspend': False, 'template': {'metadata': {'annotations': {'b': 'c'}}}}}), *resized(5)],
}
