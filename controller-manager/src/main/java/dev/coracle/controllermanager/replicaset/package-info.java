/** ReplicaSets and ReplicationControllers: as many pods of one template as were asked for. */
@NullMarked
package dev.coracle.controllermanager.replicaset;

import org.jspecify.annotations.NullMarked;
