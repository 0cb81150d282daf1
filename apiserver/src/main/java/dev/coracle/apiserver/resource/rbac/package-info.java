/** The rules of rbac.authorization.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.rbac;

import org.jspecify.annotations.NullMarked;
