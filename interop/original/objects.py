"""An object of every kind that can be created, rich enough that each of its fields can be spoiled: what compare.py and record.py start from."""
import base64
import yaml

POD="""
containers:
- {name: c, image: nginx, command: [sh], args: ["-c"], ports: [{name: http, containerPort: 80}], env: [{name: X, value: y},{name: Z, valueFrom: {fieldRef: {fieldPath: metadata.name}}}],
   resources: {requests: {cpu: 100m, memory: 10Mi}, limits: {cpu: 200m, memory: 20Mi}},
   livenessProbe: {httpGet: {path: /, port: 80}}, readinessProbe: {exec: {command: [x]}}, lifecycle: {preStop: {exec: {command: [y]}}},
   volumeMounts: [{name: e, mountPath: /e},{name: s, mountPath: /s, readOnly: true}], securityContext: {runAsUser: 1}}
initContainers:
- {name: i, image: busybox, restartPolicy: Always}
volumes:
- {name: e, emptyDir: {}}
- {name: s, secret: {secretName: x, items: [{key: a, path: b}]}}
securityContext: {runAsNonRoot: true, runAsUser: 1000, fsGroup: 1}
tolerations: [{key: a, operator: Exists}]
affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}},
  podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, labelSelector: {matchLabels: {a: b}}}}]}}
topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}]
hostAliases: [{ip: 1.2.3.4, hostnames: [a]}]
dnsConfig: {nameservers: [1.1.1.1], searches: [a.b], options: [{name: ndots, value: "1"}]}
imagePullSecrets: [{name: s}]
"""
TPL="{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}], restartPolicy: %s}}"
T=TPL%'Always'; TJ=TPL%'Never'
B={}
def std(av,kind,body,ns='d',name='x'):
    o=yaml.safe_load(body) or {}
    m={'name':name}
    if ns: m['namespace']=ns
    m.update(o.pop('metadata',{}))
    d={'apiVersion':av,'kind':kind,'metadata':m}; d.update(o)
    B.setdefault((av,kind),[]).append(d)
std('v1','Pod','spec:\n'+''.join('  '+l+'\n' for l in POD.strip().split('\n')))
std('v1','Pod','spec: {containers: [{name: c, image: nginx}], ephemeralContainers: []}',name='y')
std('v1','ConfigMap','{data: {a: b}, binaryData: {c: AAAA}}')
std('v1','Endpoints','{subsets: [{addresses: [{ip: 1.2.3.4, hostname: h, nodeName: n, targetRef: {kind: Pod, name: p}}], ports: [{port: 80, name: a, protocol: TCP}]}]}')
std('v1','Event','{involvedObject: {kind: Pod, name: p, namespace: d}, reason: R, message: m, type: Normal, source: {component: c}, firstTimestamp: 2020-01-01T00:00:00Z, lastTimestamp: 2020-01-01T00:00:00Z, count: 1}'.replace('2020-01-01T00:00:00Z','"2020-01-01T00:00:00Z"'))
std('v1','LimitRange','spec: {limits: [{type: Container, max: {cpu: "2"}, min: {cpu: 1m}, default: {cpu: 500m}, defaultRequest: {cpu: 100m}, maxLimitRequestRatio: {cpu: 10}}, {type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 5Gi}}]}')
std('v1','Namespace','{metadata: {labels: {a: b}}}',ns=None,name='dx')
std('v1','Node','{metadata: {labels: {a: b}}, spec: {podCIDR: 10.0.0.0/24, podCIDRs: [10.0.0.0/24], providerID: a, taints: [{key: a, value: b, effect: NoSchedule}], unschedulable: false}, status: {capacity: {cpu: "4", memory: 8Gi, pods: "110"}, allocatable: {cpu: "4", memory: 8Gi, pods: "110"}, conditions: [{type: Ready, status: "True"}], addresses: [{type: InternalIP, address: 1.2.3.4}]}}',ns=None)
std('v1','PersistentVolumeClaim','spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: s, volumeMode: Filesystem, selector: {matchLabels: {a: b}}}')
std('v1','PersistentVolumeClaim','spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, dataSource: {kind: VolumeSnapshot, apiGroup: snapshot.storage.k8s.io, name: s}}',name='y')
std('v1','PersistentVolume','spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}, persistentVolumeReclaimPolicy: Retain, storageClassName: s, mountOptions: [a], claimRef: {name: c, namespace: d}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}}',ns=None)
std('v1','PersistentVolume','spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: d.x.y, volumeHandle: h, fsType: ext4, volumeAttributes: {a: b}}}',ns=None,name='y')
std('v1','PodTemplate','template: '+T)
std('v1','ReplicationController','spec: {replicas: 1, minReadySeconds: 1, selector: {a: b}, template: '+T+'}')
std('v1','ResourceQuota','spec: {hard: {pods: "1", requests.cpu: "1", "count/deployments.apps": "1"}, scopes: [NotTerminating], scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [a]}]}}')
std('v1','Secret','{type: Opaque, data: {a: YQ==}, stringData: {b: c}}')
std('v1','Secret','{type: kubernetes.io/tls, data: {tls.crt: YQ==, tls.key: YQ==}}',name='y')
std('v1','Secret','{type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: e30=}}',name='z')
std('v1','ServiceAccount','{secrets: [{name: a}], imagePullSecrets: [{name: b}], automountServiceAccountToken: false}')
std('v1','Service','spec: {selector: {a: b}, clusterIP: 10.96.77.7, clusterIPs: [10.96.77.7], ports: [{name: h, port: 80, targetPort: 8080, protocol: TCP, appProtocol: http}, {name: g, port: 81}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 10}}, externalIPs: [1.2.3.4], internalTrafficPolicy: Cluster}')
std('v1','Service','spec: {selector: {a: b}, type: LoadBalancer, clusterIP: 10.96.77.8, ports: [{name: h, port: 80, nodePort: 30777}], loadBalancerSourceRanges: [1.0.0.0/8], externalTrafficPolicy: Local, healthCheckNodePort: 30778, allocateLoadBalancerNodePorts: true, loadBalancerClass: a.b/c}',name='y')
std('v1','Service','spec: {type: ExternalName, externalName: a.b.c}',name='z')
std('v1','Service','spec: {clusterIP: None, selector: {a: b}, ports: [{port: 80}], publishNotReadyAddresses: true}',name='w')
std('apiregistration.k8s.io/v1','APIService','spec: {group: g.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 10, service: {name: s, namespace: n, port: 443}, insecureSkipTLSVerify: true}',ns=None,name='v1.g.example.com')
std('apps/v1','ControllerRevision','{revision: 1, data: {a: b}}')
std('apps/v1','DaemonSet','spec: {selector: {matchLabels: {a: b}}, updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1, maxSurge: 0}}, minReadySeconds: 1, revisionHistoryLimit: 2, template: '+T+'}')
std('apps/v1','Deployment','spec: {replicas: 1, selector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: In, values: [b]}]}, strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1, maxSurge: 25%}}, minReadySeconds: 1, progressDeadlineSeconds: 60, revisionHistoryLimit: 2, paused: false, template: '+T+'}')
std('apps/v1','ReplicaSet','spec: {replicas: 1, minReadySeconds: 1, selector: {matchLabels: {a: b}}, template: '+T+'}')
std('apps/v1','StatefulSet','spec: {replicas: 1, serviceName: s, podManagementPolicy: Parallel, selector: {matchLabels: {a: b}}, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}, persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}, ordinals: {start: 1}, volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}], template: '+T+'}')
std('events.k8s.io/v1','Event','{eventTime: "2020-01-01T00:00:00.000000Z", reportingController: a.b/c, reportingInstance: i, action: A, reason: R, regarding: {kind: Pod, name: p, namespace: d}, note: n, type: Normal}',name='x2')
std('authorization.k8s.io/v1','LocalSubjectAccessReview','spec: {user: u, groups: [g], resourceAttributes: {namespace: d, verb: get, resource: pods}}',name='')
std('authorization.k8s.io/v1','SelfSubjectAccessReview','spec: {resourceAttributes: {namespace: d, verb: get, resource: pods, fieldSelector: {requirements: [{key: a, operator: In, values: [b]}]}}}',ns=None,name='')
std('authorization.k8s.io/v1','SubjectAccessReview','spec: {user: u, uid: i, extra: {a: [b]}, nonResourceAttributes: {path: /x, verb: get}}',ns=None,name='')
std('authorization.k8s.io/v1','SelfSubjectRulesReview','spec: {namespace: d}',ns=None,name='')
std('authentication.k8s.io/v1','TokenReview','spec: {token: t, audiences: [a]}',ns=None,name='')
std('autoscaling/v2','HorizontalPodAutoscaler','''spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: d, apiVersion: apps/v1}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}},
 {type: Pods, pods: {metric: {name: m, selector: {matchLabels: {a: b}}}, target: {type: AverageValue, averageValue: 1}}}, {type: Object, object: {describedObject: {kind: X, name: x, apiVersion: v1}, metric: {name: m}, target: {type: Value, value: 1}}}, {type: External, external: {metric: {name: m}, target: {type: Value, value: 1}}}, {type: ContainerResource, containerResource: {name: cpu, container: c, target: {type: Utilization, averageUtilization: 50}}}],
 behavior: {scaleUp: {stabilizationWindowSeconds: 1, selectPolicy: Max, policies: [{type: Pods, value: 1, periodSeconds: 10}]}, scaleDown: {policies: [{type: Percent, value: 1, periodSeconds: 10}]}}}''')
std('autoscaling/v1','HorizontalPodAutoscaler','spec: {minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 50, scaleTargetRef: {kind: Deployment, name: d, apiVersion: apps/v1}}',name='y')
std('batch/v1','CronJob','spec: {schedule: "* * * * *", timeZone: Europe/Paris, startingDeadlineSeconds: 1, concurrencyPolicy: Forbid, suspend: true, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1, jobTemplate: {metadata: {labels: {a: b}}, spec: {parallelism: 1, backoffLimit: 2, template: '+TJ+'}}}')
std('batch/v1','Job','spec: {parallelism: 1, completions: 2, backoffLimit: 2, activeDeadlineSeconds: 10, ttlSecondsAfterFinished: 10, completionMode: Indexed, suspend: true, podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: c, operator: In, values: [1,2]}}, {action: Ignore, onPodConditions: [{type: A, status: "True"}]}]}, template: '+TJ+'}')
std('batch/v1','Job','spec: {completions: 2, parallelism: 1, completionMode: Indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 1, podReplacementPolicy: Failed, successPolicy: {rules: [{succeededIndexes: "0", succeededCount: 1}]}, managedBy: a.b/c, template: '+TJ+'}',name='y')
std('certificates.k8s.io/v1','CertificateSigningRequest','spec: {request: "@CSR@", signerName: example.com/x, usages: [client auth], expirationSeconds: 3600}',ns=None)
std('networking.k8s.io/v1','IngressClass','spec: {controller: a.b/c, parameters: {kind: K, name: n, apiGroup: g.x, scope: Namespace, namespace: d}}',ns=None)
std('networking.k8s.io/v1','Ingress','spec: {ingressClassName: c, defaultBackend: {service: {name: s, port: {number: 80}}}, tls: [{hosts: [a.b], secretName: s}], rules: [{host: a.b, http: {paths: [{path: /x, pathType: Prefix, backend: {service: {name: s, port: {name: h}}}}, {path: /y, pathType: Exact, backend: {resource: {kind: K, name: n, apiGroup: g.x}}}]}}]}')
std('networking.k8s.io/v1','IPAddress','spec: {parentRef: {group: "", resource: services, namespace: d, name: s}}',ns=None,name='10.96.88.88')
std('networking.k8s.io/v1','NetworkPolicy','spec: {podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {podSelector: {}, namespaceSelector: {matchLabels: {a: b}}}], ports: [{port: 80, endPort: 90, protocol: TCP}, {port: http}]}], egress: [{to: [{podSelector: {}}]}]}')
std('networking.k8s.io/v1','ServiceCIDR','spec: {cidrs: [10.99.0.0/24]}',ns=None)
std('policy/v1','PodDisruptionBudget','spec: {minAvailable: 1, selector: {matchLabels: {a: b}}, unhealthyPodEvictionPolicy: AlwaysAllow}')
std('rbac.authorization.k8s.io/v1','ClusterRoleBinding','{roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: u, apiGroup: rbac.authorization.k8s.io}, {kind: ServiceAccount, name: s, namespace: d}, {kind: Group, name: g}]}',ns=None)
std('rbac.authorization.k8s.io/v1','ClusterRole','{rules: [{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [a]}, {verbs: [get], nonResourceURLs: [/x]}], aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}}',ns=None)
std('rbac.authorization.k8s.io/v1','RoleBinding','{roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: User, name: u, apiGroup: rbac.authorization.k8s.io}, {kind: ServiceAccount, name: s, namespace: d}]}')
std('rbac.authorization.k8s.io/v1','Role','{rules: [{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [a]}]}')
std('storage.k8s.io/v1','CSIDriver','spec: {attachRequired: true, podInfoOnMount: true, fsGroupPolicy: File, volumeLifecycleModes: [Persistent], tokenRequests: [{audience: a, expirationSeconds: 600}], requiresRepublish: true, storageCapacity: true, seLinuxMount: false, nodeAllocatableUpdatePeriodSeconds: 10}',ns=None)
std('storage.k8s.io/v1','CSINode','spec: {drivers: [{name: d.x.y, nodeID: n, topologyKeys: [a.b/c], allocatable: {count: 1}}]}',ns=None)
std('storage.k8s.io/v1','CSIStorageCapacity','{storageClassName: s, capacity: 1Gi, maximumVolumeSize: 1Gi, nodeTopology: {matchLabels: {a: b}}}')
std('storage.k8s.io/v1','StorageClass','{provisioner: a.b/c, parameters: {a: b}, reclaimPolicy: Delete, volumeBindingMode: Immediate, allowVolumeExpansion: true, mountOptions: [a], allowedTopologies: [{matchLabelExpressions: [{key: a, values: [b]}]}]}',ns=None)
std('storage.k8s.io/v1','VolumeAttachment','spec: {attacher: a, nodeName: n, source: {persistentVolumeName: v}}',ns=None)
std('storage.k8s.io/v1','VolumeAttributesClass','{driverName: a.b, parameters: {a: b}}',ns=None)
MR='{failurePolicy: Fail, matchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps], resourceNames: [x], scope: Namespaced}], excludeResourceRules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: [secrets]}], matchPolicy: Exact, namespaceSelector: {matchLabels: {a: b}}, objectSelector: {matchLabels: {a: b}}}, matchConditions: [{name: m, expression: "true"}], variables: [{name: v, expression: "1"}], paramKind: {apiVersion: v1, kind: ConfigMap}'
std('admissionregistration.k8s.io/v1','MutatingAdmissionPolicy','spec: '+MR+', reinvocationPolicy: Never, mutations: [{patchType: ApplyConfiguration, applyConfiguration: {expression: "Object{}"}}, {patchType: JSONPatch, jsonPatch: {expression: "[JSONPatch{op: \\"add\\", path: \\"/data/a\\", value: \\"b\\"}]"}}]}',ns=None)
std('admissionregistration.k8s.io/v1','MutatingAdmissionPolicyBinding','spec: {policyName: p, paramRef: {name: p, namespace: d, parameterNotFoundAction: Allow}, matchResources: {namespaceSelector: {matchLabels: {a: b}}, resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]}}',ns=None)
std('admissionregistration.k8s.io/v1','ValidatingAdmissionPolicy','spec: '+MR+', validations: [{expression: "object.metadata.name != \'z\'", message: m, reason: Forbidden, messageExpression: "\'a\'"}], auditAnnotations: [{key: k, valueExpression: "\'a\'"}]}',ns=None)
std('admissionregistration.k8s.io/v1','ValidatingAdmissionPolicyBinding','spec: {policyName: p, paramRef: {selector: {matchLabels: {a: b}}, namespace: d, parameterNotFoundAction: Allow}, validationActions: [Deny, Audit], matchResources: {namespaceSelector: {matchLabels: {a: b}}}}',ns=None)
WH='webhooks: [{name: a.b.c, clientConfig: {service: {name: s, namespace: n, path: /x, port: 443}}, rules: [{apiGroups: [zz.x], apiVersions: [v1], operations: [CREATE], resources: [foos], scope: "*"}], sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, matchPolicy: Exact, timeoutSeconds: 3, matchConditions: [{name: m, expression: "true"}], namespaceSelector: {matchLabels: {a: b}}, objectSelector: {matchLabels: {zzz: b}}%s}]'
std('admissionregistration.k8s.io/v1','MutatingWebhookConfiguration','{'+WH%', reinvocationPolicy: IfNeeded'+'}',ns=None)
std('admissionregistration.k8s.io/v1','ValidatingWebhookConfiguration','{'+WH%''+'}',ns=None)
std('apiextensions.k8s.io/v1','CustomResourceDefinition','''spec: {group: g.example.org, scope: Namespaced, names: {plural: foos, singular: foo, kind: Foo, listKind: FooList, shortNames: [fo], categories: [all]}, preserveUnknownFields: false, conversion: {strategy: None},
 versions: [{name: v1, served: true, storage: true, subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}}, additionalPrinterColumns: [{name: R, type: integer, jsonPath: .spec.replicas, format: int32, priority: 1, description: d}], selectableFields: [{jsonPath: .spec.s}],
 schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [s], x-kubernetes-validations: [{rule: "self.s != 'x'", message: m, reason: FieldValueInvalid, fieldPath: .s, messageExpression: "'a'"}], properties: {s: {type: string, maxLength: 10, minLength: 1, pattern: "^a", default: abc, enum: [abc, abd]}, replicas: {type: integer, format: int32, minimum: 1, maximum: 5, multipleOf: 1, exclusiveMinimum: false}, l: {type: array, items: {type: object, properties: {k: {type: string}}, required: [k]}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], maxItems: 3, minItems: 0}, m: {type: object, additionalProperties: {type: string}, maxProperties: 3}, any: {x-kubernetes-preserve-unknown-fields: true}, ios: {x-kubernetes-int-or-string: true}, n: {type: string, nullable: true, format: date-time}}}, status: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}},
  {name: v1beta1, served: true, storage: false, deprecated: true, deprecationWarning: old, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}''',ns=None,name='foos.g.example.org')
std('scheduling.k8s.io/v1','PriorityClass','{value: 5, preemptionPolicy: Never, description: d, globalDefault: false}',ns=None)
std('coordination.k8s.io/v1','Lease','spec: {holderIdentity: h, leaseDurationSeconds: 10, acquireTime: "2020-01-01T00:00:00.000000Z", renewTime: "2020-01-01T00:00:00.000000Z", leaseTransitions: 1}')
std('node.k8s.io/v1','RuntimeClass','{handler: h, overhead: {podFixed: {cpu: 1m}}, scheduling: {nodeSelector: {a: b}, tolerations: [{key: a, operator: Exists}]}}',ns=None)
std('discovery.k8s.io/v1','EndpointSlice','{addressType: IPv4, endpoints: [{addresses: [1.2.3.4], conditions: {ready: true}, hostname: h, nodeName: n, zone: z, hints: {forZones: [{name: z}]}, targetRef: {kind: Pod, name: p}}], ports: [{name: a, port: 80, protocol: TCP, appProtocol: http}]}')
std('resource.k8s.io/v1','DeviceClass','spec: {selectors: [{cel: {expression: "device.driver == \'a\'"}}], config: [{opaque: {driver: a.b, parameters: {a: b}}}]}',ns=None)
DC='{devices: {requests: [{name: r, exactly: {deviceClassName: c, allocationMode: ExactCount, count: 1, adminAccess: false, selectors: [{cel: {expression: "true"}}], tolerations: [{key: a, operator: Exists}]}}, {name: f, firstAvailable: [{name: s, deviceClassName: c}]}], constraints: [{requests: [r], matchAttribute: a.b/c}], config: [{requests: [r], opaque: {driver: a.b, parameters: {a: b}}}]}}'
std('resource.k8s.io/v1','ResourceClaim','spec: '+DC)
std('resource.k8s.io/v1','ResourceClaimTemplate','spec: {metadata: {labels: {a: b}}, spec: '+DC+'}')
std('resource.k8s.io/v1','ResourceSlice','spec: {driver: a.b, nodeName: n, pool: {name: p, generation: 1, resourceSliceCount: 1}, devices: [{name: d, attributes: {a: {string: x}, b: {int: 1}}, capacity: {m: {value: 1Gi}}, taints: [{key: a, effect: NoSchedule}]}]}',ns=None)
std('flowcontrol.apiserver.k8s.io/v1','FlowSchema','spec: {priorityLevelConfiguration: {name: p}, matchingPrecedence: 10, distinguisherMethod: {type: ByUser}, rules: [{subjects: [{kind: Group, group: {name: g}}, {kind: User, user: {name: g}}, {kind: ServiceAccount, serviceAccount: {name: g, namespace: d}}], resourceRules: [{verbs: [get], apiGroups: [""], resources: [pods], namespaces: [d], clusterScope: true}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/x]}]}]}',ns=None)
std('flowcontrol.apiserver.k8s.io/v1','PriorityLevelConfiguration','spec: {type: Limited, limited: {nominalConcurrencyShares: 5, lendablePercent: 10, borrowingLimitPercent: 5, limitResponse: {type: Queue, queuing: {queues: 64, handSize: 6, queueLengthLimit: 10}}}}',ns=None)
std('flowcontrol.apiserver.k8s.io/v1','PriorityLevelConfiguration','spec: {type: Exempt, exempt: {nominalConcurrencyShares: 5, lendablePercent: 10}}',ns=None,name='y')

# A certificate request that anybody may read: its key was thrown away.
CSR = """-----BEGIN CERTIFICATE REQUEST-----
MIICUTCCATkCAQAwDDEKMAgGA1UEAwwBYTCCASIwDQYJKoZIhvcNAQEBBQADggEP
ADCCAQoCggEBAKa+l6QbGNK5cO2aLQQq9d6/Y2KkYtVJjhBFG2KbXULXQblio/41
UMxlLVoV36aSocx6wdXJvPerZN+ZR/Z8sLN3CRhADEcqnZMF55ZWQ48WjUtVNCpV
fNXYpwYg949YPvLZfoHV+t/DfE1OmWwAfn9X43mfMXt0diPddFUt7Nq6BmLfGkJi
3UTMm7zqqvXXIk/k5pqpCLx+rhHCzDfTp2MPW6gOhVY4ilzQ5bSWEXPWd92kddwI
87u3l4xPdktIo5W68CGg9p9kEqtRHdEnI4mdxXfJpssiOXUQakP/19Lvf1Z5odNe
/3iSL7GLEV/sLDXo0UtIk2Debb1virUj8V0CAwEAAaAAMA0GCSqGSIb3DQEBCwUA
A4IBAQBPVKMFCrQwcQMWRTLsepB5yNOwoLHrU/E02FebnzrRobnQF5/5WiBKNh1z
saFlrz2BhzKJj6rLtLADSX3Xf5eCdAY2JqMOPLaOccopNyOU2otXbgIapK3KB8PB
lK2vme/tvkwg380MfADk0ZmKLj1aGdWOFUfdVltYDPSWeO8Upz6NEsnVp0oZe8+x
bKeTeaGP9flpmUh6R3I2DKhtG7bUM691UzebyeOvf8uU7PmfyJUctCE5K9MFydTC
pUKvwcqgcJMYBqpvF+m6ychUi7AARBoV3+Nw7VJege2e6EfN/OqNltE0+BxihOqM
Y4Fe6esamaHIKZkOpcEDos0AcWae
-----END CERTIFICATE REQUEST-----
"""
for os_ in B.values():
    for o in os_:
        if o['kind'] == 'CertificateSigningRequest':
            o['spec']['request'] = base64.b64encode(CSR.encode()).decode()
