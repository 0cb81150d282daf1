// What the official JavaScript client does: each step prints a line that interop/run counts.
import fs from 'node:fs';
import { PassThrough } from 'node:stream';
import * as k8s from '@kubernetes/client-node';

const namespace = 'interop-javascript';
const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const extensions = config.makeApiClient(k8s.ApiextensionsV1Api);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const widgets = { group: 'interop.coracle.dev', version: 'v1', namespace, plural: 'widgets' };

let failed = false;
async function step(name, run) {
  try {
    await run();
    console.log('ok - ' + name);
  } catch (e) {
    failed = true;
    console.log(`not ok - ${name}: ${String(e.stack ?? e).split('\n').slice(0, 4).join(' | ')}`);
  }
}

function expect(what, got, want) {
  if (JSON.stringify(got) !== JSON.stringify(want)) {
    throw new Error(`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
  }
}

async function refused(code, reason, promise) {
  try {
    await promise;
  } catch (e) {
    const status = typeof e.body === 'string' ? JSON.parse(e.body) : e.body;
    expect('the answer', [e.code, status.kind, status.reason], [code, 'Status', reason]);
    return status;
  }
  throw new Error('not refused');
}

/** Asks until it is so; a minute at most. */
async function until(condition) {
  for (const end = Date.now() + 60000; !(await condition());) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const gone = (promise) => promise.then(() => false, (e) => e.code === 404);
const withPatch = (kind) => k8s.setHeaderOptions('Content-Type', kind);
const widget = (name, size) => ({ apiVersion: 'interop.coracle.dev/v1', kind: 'Widget', metadata: { name, namespace }, spec: { size } });
const configMap = (name, more = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, ...more });

function deployment(name, replicas = 1) {
  return { metadata: { name }, spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'nginx', env: [{ name: 'A', value: '1' }] }] } } } };
}

await step('creates a namespace and a deployment, which becomes ready', async () => {
  await core.createNamespace({ body: { metadata: { name: namespace } } });
  const made = await apps.createNamespacedDeployment({ namespace, body: deployment('web', 2), fieldValidation: 'Strict' });
  expect('strategy', made.spec.strategy.type, 'RollingUpdate');
  await until(async () => (await apps.readNamespacedDeployment({ name: 'web', namespace })).status.readyReplicas === 2);
});

await step('sends JSON, merge and strategic merge patches', async () => {
  const patch = (body, kind) => apps.patchNamespacedDeployment({ name: 'web', namespace, body }, withPatch(kind));
  const byJson = await patch([{ op: 'add', path: '/metadata/annotations', value: { by: 'json' } }], k8s.PatchStrategy.JsonPatch);
  expect('annotation', byJson.metadata.annotations.by, 'json');
  const containers = [{ name: 'c', image: 'nginx:2', env: [{ name: 'B', value: '2' }] }];
  const strategic = await patch({ spec: { template: { spec: { containers } } } }, k8s.PatchStrategy.StrategicMergePatch);
  expect('variables', strategic.spec.template.spec.containers[0].env.length, 2);
  const merged = await patch({ spec: { template: { spec: { containers } } } }, k8s.PatchStrategy.MergePatch);
  expect('variables', merged.spec.template.spec.containers[0].env.length, 1);
});

await step('applies built-in objects, and is told of a conflict', async () => {
  const apply = (value, manager, force) => objects.patch(configMap('applied', { data: { a: value } }), undefined, undefined, manager, force,
    k8s.PatchStrategy.ServerSideApply);
  expect('manager', (await apply('1', 'one')).metadata.managedFields[0].manager, 'one');
  const conflict = await refused(409, 'Conflict', apply('2', 'two'));
  expect('cause', conflict.details.causes[0].field, '.data.a');
  expect('data', (await apply('2', 'two', true)).data.a, '2');
});

await step('gets a conflict from an update with an old version', async () => {
  const old = await core.createNamespacedConfigMap({ namespace, body: configMap('shared', { data: { n: '0' } }) });
  await core.replaceNamespacedConfigMap({ name: 'shared', namespace, body: { ...old, data: { n: '1' } } });
  await refused(409, 'Conflict', core.replaceNamespacedConfigMap({ name: 'shared', namespace, body: { ...old, data: { n: '2' } } }));
});

await step('pages through a list', async () => {
  for (let i = 0; i < 7; i++) {
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: `page-${i}`, labels: { page: 'y' } } } });
  }
  const sizes = [];
  let next;
  do {
    const page = await core.listNamespacedConfigMap({ namespace, labelSelector: 'page=y', limit: 3, _continue: next });
    sizes.push(page.items.length);
    next = page.metadata._continue;
  } while (next);
  expect('pages', sizes, [3, 3, 1]);
});

/** The first so many events of a watch, as `TYPE name`. */
function events(path, query, count) {
  return new Promise((resolve, reject) => {
    const seen = [];
    const watch = new k8s.Watch(config).watch(path, query, (type, object) => {
      seen.push(`${type} ${object.metadata.name}`);
      if (seen.length === count) {
        resolve(seen);
        watch.then((request) => request.abort());
      }
    }, (e) => reject(e ?? new Error(`the watch ended after ${seen}`)));
  });
}

await step('watches from a version on', async () => {
  const version = (await core.listNamespacedConfigMap({ namespace })).metadata.resourceVersion;
  await core.createNamespacedConfigMap({ namespace, body: configMap('watched') });
  await objects.patch(configMap('watched', { data: { a: 'b' } }), undefined, undefined, undefined, undefined, k8s.PatchStrategy.MergePatch);
  await core.deleteNamespacedConfigMap({ name: 'watched', namespace });
  const seen = await events(`/api/v1/namespaces/${namespace}/configmaps`, { resourceVersion: version }, 3);
  expect('events', seen, ['ADDED watched', 'MODIFIED watched', 'DELETED watched']);
});

await step('an informer sees objects come and go', async () => {
  const seen = [];
  const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core.listNamespacedConfigMap({ namespace }));
  informer.on('add', (object) => seen.push('add ' + object.metadata.name));
  informer.on('delete', (object) => seen.push('delete ' + object.metadata.name));
  await informer.start();
  await core.createNamespacedConfigMap({ namespace, body: configMap('informed') });
  await until(() => seen.includes('add informed'));
  await core.deleteNamespacedConfigMap({ name: 'informed', namespace });
  await until(() => seen.includes('delete informed'));
  await informer.stop();
});

await step('reads the log of a pod, at once and following', async () => {
  const containers = [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'echo hello'] }];
  await core.createNamespacedPod({ namespace, body: { metadata: { name: 'talker' }, spec: { restartPolicy: 'Never', containers } } });
  await until(async () => (await core.readNamespacedPod({ name: 'talker', namespace })).status.phase === 'Succeeded');
  expect('log', await core.readNamespacedPodLog({ name: 'talker', namespace }), 'hello\n');
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk) => { text += chunk; });
  await new k8s.Log(config).log(namespace, 'talker', 'c', stream, { follow: true });
  await until(() => text === 'hello\n');
});

await step('gets Status errors', async () => {
  const missing = await refused(404, 'NotFound', core.readNamespacedPod({ name: 'nobody', namespace }));
  expect('message', missing.message, 'pods "nobody" not found');
  await refused(409, 'AlreadyExists', core.createNamespace({ body: { metadata: { name: namespace } } }));
  const invalid = await refused(422, 'Invalid', core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'No_Name' } } }));
  expect('field', invalid.details.causes[0].field, 'metadata.name');
});

await step('defines a custom resource, whose objects it makes, changes, applies and lists', async () => {
  await extensions.createCustomResourceDefinition({ body: k8s.loadYaml(fs.readFileSync(process.argv[2], 'utf8')) });
  await until(async () => (await extensions.readCustomResourceDefinition({ name: 'widgets.interop.coracle.dev' })).status.conditions
    ?.some((condition) => condition.type === 'Established' && condition.status === 'True'));
  const made = await custom.createNamespacedCustomObject({ ...widgets, body: widget('one', 1) });
  expect('default', made.spec.colour, 'blue');
  const patched = await custom.patchNamespacedCustomObject({ ...widgets, name: 'one', body: [{ op: 'replace', path: '/spec/size', value: 2 }] },
    withPatch(k8s.PatchStrategy.JsonPatch));
  expect('size', patched.spec.size, 2);
  const applied = await objects.patch(widget('two', 5), undefined, undefined, 'one', undefined, k8s.PatchStrategy.ServerSideApply);
  expect('size', applied.spec.size, 5);
  await custom.patchNamespacedCustomObjectStatus({ ...widgets, name: 'two', body: { status: { phase: 'Good' } } },
    withPatch(k8s.PatchStrategy.MergePatch));
  expect('phase', (await custom.getNamespacedCustomObjectStatus({ ...widgets, name: 'two' })).status.phase, 'Good');
  const list = await custom.listNamespacedCustomObject(widgets);
  expect('names', list.items.map((item) => item.metadata.name), ['one', 'two']);
  const invalid = await refused(422, 'Invalid', custom.createNamespacedCustomObject({ ...widgets, body: widget('huge', 1000) }));
  expect('field', invalid.details.causes[0].field, 'spec.size');
  const seen = events(`/apis/interop.coracle.dev/v1/namespaces/${namespace}/widgets`, { resourceVersion: list.metadata.resourceVersion }, 1);
  await custom.createNamespacedCustomObject({ ...widgets, body: widget('three', 1) });
  expect('event', await seen, ['ADDED three']);
});

await step('deletes with foreground, background and orphan propagation', async () => {
  for (const policy of ['Foreground', 'Background', 'Orphan']) {
    const name = 'gone-' + policy.toLowerCase();
    await apps.createNamespacedDeployment({ namespace, body: deployment(name) });
    const sets = async () => (await apps.listNamespacedReplicaSet({ namespace, labelSelector: 'app=' + name })).items.length;
    await until(async () => (await apps.readNamespacedDeployment({ name, namespace })).status.readyReplicas === 1);
    await apps.deleteNamespacedDeployment({ name, namespace, body: { propagationPolicy: policy } });
    await until(async () => (await gone(apps.readNamespacedDeployment({ name, namespace }))) && ((await sets()) === 0) !== (policy === 'Orphan'));
  }
});

await step('removes the definition, and the namespace with all in it', async () => {
  await extensions.deleteCustomResourceDefinition({ name: 'widgets.interop.coracle.dev' });
  await until(() => gone(extensions.readCustomResourceDefinition({ name: 'widgets.interop.coracle.dev' })));
  await core.deleteNamespace({ name: namespace });
  await until(() => gone(core.readNamespace({ name: namespace })));
});

process.exit(failed ? 1 : 0);
