"""A small load that makes a server count what it counts: objects of several kinds made, read, listed, watched, patched, applied and deleted, admission by
webhooks and policies, refusals, dry runs, encodings."""
import http.server
import json
import pathlib
import ssl
import subprocess
import tempfile
import threading

from flows import AP, J, JP, MP, SP

NS = 'm-load'
CM = f'/api/v1/namespaces/{NS}/configmaps'
HOOKS = '/apis/admissionregistration.k8s.io/v1/'
MATCHES = {'apiGroups': [''], 'apiVersions': ['v1'], 'operations': ['CREATE', 'UPDATE', 'DELETE'], 'resources': ['configmaps']}


class Webhook:
    """Answers admission reviews over HTTPS on loopback: lets everything through but what is called "denied", and adds a label when it may."""

    def __init__(self):
        self.headers = []
        folder = pathlib.Path(tempfile.mkdtemp())
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
                        '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', folder / 'key.pem', '-out', folder / 'cert.pem'], check=True, capture_output=True)
        self.bundle = (folder / 'cert.pem').read_bytes()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                owner.headers.append(dict(self.headers))
                review = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                asked = review['request']
                answer = {'uid': asked['uid'], 'allowed': asked.get('name') != 'denied'}
                if self.path.startswith('/mutate') and asked['operation'] == 'CREATE':
                    patch = b'[{"op":"add","path":"/metadata/labels","value":{"seen":"yes"}}]'
                    answer |= {'patchType': 'JSONPatch', 'patch': __import__('base64').b64encode(patch).decode()}
                body = json.dumps({'apiVersion': review['apiVersion'], 'kind': review['kind'], 'response': answer}).encode()
                self.send_response(200), self.send_header('Content-Type', J), self.send_header('Content-Length', str(len(body))), self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / 'cert.pem', folder / 'key.pem')
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def configuration(self, kind, name, path, **more):
        import base64
        return {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': kind, 'metadata': {'name': name}, 'webhooks': [{
            'name': f'{name}.example.com', 'rules': [MATCHES], 'sideEffects': 'None', 'admissionReviewVersions': ['v1'],
            'namespaceSelector': {'matchLabels': {'kubernetes.io/metadata.name': NS}},
            'clientConfig': {'url': f'https://127.0.0.1:{self.server.server_port}{path}', 'caBundle': base64.b64encode(self.bundle).decode()}, **more}]}


def config(name, **data):
    return {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name}, 'data': data}


def policy():
    spec = {'matchConstraints': {'resourceRules': [MATCHES], 'namespaceSelector': {'matchLabels': {'kubernetes.io/metadata.name': NS}}},
            'validations': [{'expression': "object == null || !has(object.data) || !('forbidden' in object.data)"}]}
    return ({'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': 'ValidatingAdmissionPolicy', 'metadata': {'name': 'm-load'}, 'spec': spec},
            {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': 'ValidatingAdmissionPolicyBinding', 'metadata': {'name': 'm-load'},
             'spec': {'policyName': 'm-load', 'validationActions': ['Deny']}})


def prepare(server, webhook):
    rules, binding = policy()
    condition = {'matchConditions': [{'name': 'not-skipped', 'expression': "object == null || object.metadata.name != 'skipped'"}]}
    for path, body in (('/api/v1/namespaces', {'metadata': {'name': NS}}),
                       (f'/api/v1/namespaces/{NS}/serviceaccounts', {'metadata': {'name': 'default'}}),
                       (HOOKS + 'mutatingwebhookconfigurations', webhook.configuration('MutatingWebhookConfiguration', 'm-mutate', '/mutate')),
                       (HOOKS + 'validatingwebhookconfigurations', webhook.configuration('ValidatingWebhookConfiguration', 'm-validate', '/validate', **condition)),
                       (HOOKS + 'validatingwebhookconfigurations', webhook.configuration(
                           'ValidatingWebhookConfiguration', 'm-gone', '/gone', failurePolicy='Ignore',
                           clientConfig={'url': 'https://127.0.0.1:1/gone'})),
                       (HOOKS + 'validatingadmissionpolicies', rules), (HOOKS + 'validatingadmissionpolicybindings', binding)):
        server.call('POST', path, json.dumps(body))


def run(server):
    """All of it once; the server must have been prepared a few seconds before."""
    for n in range(5):
        server.call('POST', CM, json.dumps(config(f'c{n}', a='1')))
    for name, data in (('denied', {}), ('skipped', {}), ('refused', {'forbidden': 'x'}), ('Bad_Name', {})):
        server.call('POST', CM, json.dumps(config(name, **data)))
    server.call('POST', CM + '?dryRun=All', json.dumps(config('dry')))
    server.call('PUT', CM + '/c0', json.dumps(config('c0', b='2')))
    for n in range(3):
        server.call('PATCH', CM + '/c1', json.dumps({'data': {'n': str(n)}}), MP)
    server.call('PATCH', CM + '/c1', json.dumps({'data': {'s': 'x'}}), SP)
    server.call('PATCH', CM + '/c1', json.dumps([{'op': 'add', 'path': '/data/j', 'value': 'x'}]), JP)
    server.call('PATCH', CM + '/c2?fieldManager=me&force=true', json.dumps(config('c2', apply='1')), AP)
    server.call('PATCH', CM + '/new?fieldManager=me', json.dumps(config('new', apply='1')), AP)
    pod = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'p'}, 'spec': {'containers': [{'name': 'c', 'image': 'i'}]}}
    server.call('POST', f'/api/v1/namespaces/{NS}/pods', json.dumps(pod))
    server.call('POST', f'/apis/apps/v1/namespaces/{NS}/deployments', json.dumps({'metadata': {'name': 'd'}, 'spec': {
        'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': pod['spec']}}}))
    server.call('POST', f'/api/v1/namespaces/{NS}/services', json.dumps({'metadata': {'name': 's'}, 'spec': {'type': 'NodePort', 'ports': [{'port': 80}]}}))
    server.call('POST', f'/api/v1/namespaces/{NS}/serviceaccounts/default/token', json.dumps({'spec': {}}))
    server.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', json.dumps({'spec': {'nonResourceAttributes': {'verb': 'get', 'path': '/x'}}}))
    for path in (CM, CM + '/c1', CM + '/none', '/api/v1/configmaps?limit=2', CM + '?labelSelector=seen=yes', CM + '?resourceVersion=0', '/api/v1/pods', f'/api/v1/namespaces/{NS}/endpoints',
                 '/apis', '/api/v1', '/openapi/v2', '/openapi/v3', '/version', '/healthz', '/readyz', '/livez', '/none', '/apis/apps/v1/nothing',
                 CM + '?watch=1&timeoutSeconds=1', CM + '?watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'):
        server.call('GET', path)
    server.call('GET', CM, accept='application/vnd.kubernetes.protobuf')
    server.call('GET', CM, accept='application/json;as=Table;g=meta.k8s.io;v=v1')
    somebody = {'Impersonate-User': 'somebody', 'Impersonate-Group': 'system:authenticated'}  # who waits for a turn; admin does not
    for path in (CM, '/version', '/apis'):
        server.call('GET', path, **somebody)
    server.call('GET', '/version', Authorization='Bearer of-nobody')
    token = json.loads(server.call('POST', f'/api/v1/namespaces/{NS}/serviceaccounts/default/token', json.dumps({'spec': {}}))[2])
    server.call('GET', CM, Authorization='Bearer ' + token.get('status', {}).get('token', ''))
    for name in ('c3', 'new'):
        server.call('DELETE', CM + '/' + name)
    server.call('DELETE', CM + '?labelSelector=a=b')


def clean(server):
    for path in ('mutatingwebhookconfigurations/m-mutate', 'validatingwebhookconfigurations/m-validate', 'validatingwebhookconfigurations/m-gone',
                 'validatingadmissionpolicybindings/m-load', 'validatingadmissionpolicies/m-load'):
        server.call('DELETE', HOOKS + path)
    server.remove(f'/api/v1/namespaces/{NS}', 'namespaces')
