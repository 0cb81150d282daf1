"""What the official Python client does: each step prints a line that interop/run counts."""
import json
import sys
import threading
import time

from kubernetes import client, config, dynamic, watch
from kubernetes.client.exceptions import ApiException

NAMESPACE = 'interop-python'
GROUP = {'group': 'interop.coracle.dev', 'version': 'v1', 'namespace': NAMESPACE, 'plural': 'widgets'}
failed = False


def step(name):
    def run(function):
        global failed
        try:
            function()
            print('ok - ' + name, flush=True)
        except Exception as e:  # whatever it is, the other steps still say something
            failed = True
            print('not ok - %s: %r' % (name, e), flush=True)
    return run


def expect(what, got, want):
    if got != want:
        raise AssertionError('%s is %r, not %r' % (what, got, want))


def refused(code, reason, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except ApiException as e:
        status = json.loads(e.body)
        expect('the answer', (e.status, status['kind'], status['reason']), (code, 'Status', reason))
        return status
    raise AssertionError('not refused')


def await_(condition):
    """Asks until it is so; a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise AssertionError('waited in vain')
        time.sleep(.1)


def gone(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
        return False
    except ApiException as e:
        return e.status == 404


config.load_kube_config()
core, apps, batch, custom = client.CoreV1Api(), client.AppsV1Api(), client.BatchV1Api(), client.CustomObjectsApi()
extensions, api = client.ApiextensionsV1Api(), client.ApiClient()


def deployment(name, replicas=1):
    return client.V1Deployment(metadata=client.V1ObjectMeta(name=name), spec=client.V1DeploymentSpec(
        replicas=replicas, selector=client.V1LabelSelector(match_labels={'app': name}),
        template=client.V1PodTemplateSpec(metadata=client.V1ObjectMeta(labels={'app': name}), spec=client.V1PodSpec(
            containers=[client.V1Container(name='c', image='nginx', env=[client.V1EnvVar(name='A', value='1')])]))))


def widget(name, size):
    return {'apiVersion': 'interop.coracle.dev/v1', 'kind': 'Widget', 'metadata': {'name': name}, 'spec': {'size': size}}


@step('creates a namespace and a deployment, which becomes ready')
def _():
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    made = apps.create_namespaced_deployment(NAMESPACE, deployment('web', 2), field_validation='Strict')
    expect('strategy', made.spec.strategy.type, 'RollingUpdate')
    await_(lambda: apps.read_namespaced_deployment('web', NAMESPACE).status.ready_replicas == 2)


@step('sends JSON, merge and strategic merge patches')
def _():
    patch = apps.patch_namespaced_deployment
    by_json = patch('web', NAMESPACE, [{'op': 'add', 'path': '/metadata/annotations', 'value': {'by': 'json'}}])
    expect('annotation', by_json.metadata.annotations['by'], 'json')
    strategic = {'spec': {'template': {'spec': {'containers': [{'name': 'c', 'env': [{'name': 'B', 'value': '2'}]}]}}}}
    expect('variables', len(patch('web', NAMESPACE, strategic).spec.template.spec.containers[0].env), 2)
    containers = [{'name': 'c', 'image': 'nginx:2'}]
    merged = patch('web', NAMESPACE, {'spec': {'template': {'spec': {'containers': containers}}}}, _content_type='application/merge-patch+json')
    expect('variables', merged.spec.template.spec.containers[0].env, None)


@step('applies built-in objects, and is told of a conflict')
def _():
    body = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'applied'}, 'data': {'a': '1'}}
    dyn = dynamic.DynamicClient(api)
    maps = dyn.resources.get(api_version='v1', kind='ConfigMap')
    made = maps.server_side_apply(body=body, namespace=NAMESPACE, field_manager='one')
    expect('manager', made.metadata.managedFields[0].manager, 'one')
    body['data']['a'] = '2'
    try:
        maps.server_side_apply(body=body, namespace=NAMESPACE, field_manager='two')
        raise AssertionError('no conflict')
    except dynamic.exceptions.ConflictError as e:
        expect('cause', json.loads(e.body)['details']['causes'][0]['field'], '.data.a')
    expect('data', maps.server_side_apply(body=body, namespace=NAMESPACE, field_manager='two', force_conflicts=True).data.a, '2')


@step('gets a conflict from an update with an old version')
def _():
    old = core.create_namespaced_config_map(NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name='shared'), data={'n': '0'}))
    core.patch_namespaced_config_map('shared', NAMESPACE, {'data': {'n': '1'}})
    old.data['n'] = '2'
    refused(409, 'Conflict', core.replace_namespaced_config_map, 'shared', NAMESPACE, old)


@step('pages through a list')
def _():
    for i in range(7):
        core.create_namespaced_config_map(NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name='page-%d' % i, labels={'page': 'y'})))
    sizes, token = [], None
    while token is None or token:
        page = core.list_namespaced_config_map(NAMESPACE, label_selector='page=y', limit=3, _continue=token)
        sizes.append(len(page.items))
        token = page.metadata._continue or ''
    expect('pages', sizes, [3, 3, 1])


@step('watches from a version on')
def _():
    version = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    core.create_namespaced_config_map(NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name='watched')))
    core.patch_namespaced_config_map('watched', NAMESPACE, {'data': {'a': 'b'}})
    core.delete_namespaced_config_map('watched', NAMESPACE)
    events = watch.Watch().stream(core.list_namespaced_config_map, NAMESPACE, resource_version=version, timeout_seconds=30)
    seen = []
    for event in events:
        seen.append((event['type'], event['object'].metadata.name))
        if len(seen) == 3:
            break
    expect('events', seen, [('ADDED', 'watched'), ('MODIFIED', 'watched'), ('DELETED', 'watched')])


@step('a watch from a version that is gone says so')
def _():
    try:
        for _ in watch.Watch().stream(core.list_namespaced_config_map, NAMESPACE, resource_version='99999999999', timeout_seconds=5):
            raise AssertionError('an event of the future')
    except ApiException as e:
        expect('the answer', e.status, 504)


@step('reads the log of a pod, at once and following')
def _():
    container = client.V1Container(name='c', image='busybox', command=['sh', '-c', 'echo hello'])
    core.create_namespaced_pod(NAMESPACE, client.V1Pod(metadata=client.V1ObjectMeta(name='talker'),
                                                       spec=client.V1PodSpec(restart_policy='Never', containers=[container])))
    await_(lambda: core.read_namespaced_pod('talker', NAMESPACE).status.phase == 'Succeeded')
    # The client makes text of bytes by printing them, unless it is asked for the bytes.
    expect('log', core.read_namespaced_pod_log('talker', NAMESPACE, _preload_content=False).data, b'hello\n')
    expect('followed log', list(watch.Watch().stream(core.read_namespaced_pod_log, 'talker', NAMESPACE)), ['hello'])


@step('gets Status errors')
def _():
    expect('message', refused(404, 'NotFound', core.read_namespaced_pod, 'nobody', NAMESPACE)['message'], 'pods "nobody" not found')
    refused(409, 'AlreadyExists', core.create_namespace, client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    status = refused(422, 'Invalid', core.create_namespaced_config_map, NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name='No_Name')))
    expect('field', status['details']['causes'][0]['field'], 'metadata.name')


@step('defines a custom resource, whose objects it makes, changes, applies and lists')
def _():
    extensions.create_custom_resource_definition(json.load(open(sys.argv[1])))
    await_(lambda: any(c.type == 'Established' and c.status == 'True' for c in
                       extensions.read_custom_resource_definition('widgets.interop.coracle.dev').status.conditions or []))
    expect('default', custom.create_namespaced_custom_object(body=widget('one', 1), **GROUP)['spec']['colour'], 'blue')
    expect('size', custom.patch_namespaced_custom_object(name='one', body={'spec': {'size': 2}}, **GROUP)['spec']['size'], 2)
    custom.patch_namespaced_custom_object_status(name='one', body={'status': {'phase': 'Good'}}, **GROUP)
    expect('phase', custom.get_namespaced_custom_object_status(name='one', **GROUP)['status']['phase'], 'Good')
    widgets = dynamic.DynamicClient(api).resources.get(api_version='interop.coracle.dev/v1', kind='Widget')
    widgets.server_side_apply(body=widget('two', 5), namespace=NAMESPACE, field_manager='one')
    expect('names', [w['metadata']['name'] for w in custom.list_namespaced_custom_object(**GROUP)['items']], ['one', 'two'])
    expect('replicas', custom.get_namespaced_custom_object_scale(name='two', **GROUP)['spec']['replicas'], 5)
    status = refused(422, 'Invalid', custom.create_namespaced_custom_object, body=widget('huge', 1000), **GROUP)
    expect('field', status['details']['causes'][0]['field'], 'spec.size')


@step('watches custom objects')
def _():
    version = custom.list_namespaced_custom_object(**GROUP)['metadata']['resourceVersion']
    threading.Timer(.1, lambda: custom.create_namespaced_custom_object(body=widget('three', 1), **GROUP)).start()
    for event in watch.Watch().stream(custom.list_namespaced_custom_object, resource_version=version, timeout_seconds=30, **GROUP):
        expect('event', (event['type'], event['object']['metadata']['name']), ('ADDED', 'three'))
        break
    else:
        raise AssertionError('no event')


@step('deletes with foreground, background and orphan propagation')
def _():
    for policy in ('Foreground', 'Background', 'Orphan'):
        name = 'gone-' + policy.lower()
        apps.create_namespaced_deployment(NAMESPACE, deployment(name))
        sets = lambda: len(apps.list_namespaced_replica_set(NAMESPACE, label_selector='app=' + name).items)
        await_(lambda: apps.read_namespaced_deployment(name, NAMESPACE).status.ready_replicas == 1)
        apps.delete_namespaced_deployment(name, NAMESPACE, propagation_policy=policy)
        await_(lambda: gone(apps.read_namespaced_deployment, name, NAMESPACE) and (sets() == 0) != (policy == 'Orphan'))


@step('removes the definition, and the namespace with all in it')
def _():
    extensions.delete_custom_resource_definition('widgets.interop.coracle.dev')
    await_(lambda: gone(extensions.read_custom_resource_definition, 'widgets.interop.coracle.dev'))
    core.delete_namespace(NAMESPACE)
    await_(lambda: gone(core.read_namespace, NAMESPACE))


sys.exit(failed)
