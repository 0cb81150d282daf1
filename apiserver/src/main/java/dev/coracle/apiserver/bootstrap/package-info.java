/** What a cluster has from the start: namespaces, roles, priorities, the API server's own service. */
@NullMarked
package dev.coracle.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
