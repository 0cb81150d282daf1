/** Deployments: from one ReplicaSet to the next without losing too many pods on the way. */
@NullMarked
package dev.coracle.controllermanager.deployment;

import org.jspecify.annotations.NullMarked;
