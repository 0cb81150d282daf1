/** The rules of apps: deployments, replica sets, stateful sets, daemon sets. */
@NullMarked
package dev.coracle.apiserver.resource.apps;

import org.jspecify.annotations.NullMarked;
