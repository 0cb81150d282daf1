/** The rules of networking.k8s.io: ingresses, network policies, service ranges and addresses. */
@NullMarked
package dev.coracle.apiserver.resource.networking;

import org.jspecify.annotations.NullMarked;
